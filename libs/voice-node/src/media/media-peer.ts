/** The WebRTC end of a leg: werift with mu-law only, behind an interface so that another stack could take its place. */
import {
  CipherContext,
  HashAlgorithm,
  MediaStreamTrack,
  NamedCurveAlgorithm,
  RTCPeerConnection,
  RTCRtpCodecParameters,
  RtpHeader,
  RtpPacket,
  SignatureAlgorithm,
  type DtlsKeys,
} from 'werift';
import { passOverRepeatedHellos } from './dtls-patience.js';
import { FRAME_SAMPLES, type Frame } from './frame.js';
import type { FrameSink } from './leg.js';
import { decodeMuLaw, encodeMuLaw } from './mu-law.js';

export interface MediaSettings {
  stunUrl: string;
  /** The address to bind to; undefined binds every interface. */
  bindAddress?: string;
  /** The address told to devices when it differs from the bound one (behind NAT). */
  announcedAddress?: string;
  udpPorts?: [number, number];
}

export interface MediaPeer extends FrameSink {
  offer(): Promise<string>;
  /** Takes the device's answer to our offer. */
  accept(answer: string): Promise<void>;
  /** An offer when all was agreed before is a device's search for another way: the sound moves over to it. */
  answer(offer: string): Promise<string>;
  onSamples(take: (sequence: number, samples: Int16Array) => void): void;
  onLost(lost: () => void): void;
  close(): void;
}

const PCMU = 0;

type TakeSamples = (sequence: number, samples: Int16Array) => void;

export class WeriftPeer implements MediaPeer {
  private connection: RTCPeerConnection;
  private track = new MediaStreamTrack({ kind: 'audio' });
  private readonly takers: TakeSamples[] = [];
  private readonly mourners: (() => void)[] = [];
  private sequence = Math.floor(Math.random() * 0x8000);
  private timestamp = Math.floor(Math.random() * 0x7fffffff);
  private agreed = false;
  private closed = false;

  constructor(private readonly settings: MediaSettings) {
    this.connection = this.open();
  }

  get connected(): boolean {
    return !this.closed && this.connection.connectionState === 'connected';
  }

  async offer(): Promise<string> {
    await this.connection.setLocalDescription(await this.connection.createOffer());
    return this.localSdp();
  }

  async accept(answer: string): Promise<void> {
    this.agreed = true;
    await this.connection.setRemoteDescription({ type: 'answer', sdp: answer });
  }

  async answer(offer: string): Promise<string> {
    if (this.agreed) await this.startAnew();
    this.agreed = true;
    await this.connection.setRemoteDescription({ type: 'offer', sdp: offer });
    // The device begins the handshake: browsers are the more patient ones when packets are lost.
    for (const transport of this.connection.dtlsTransports) {
      if (transport.role === 'auto') transport.role = 'server';
    }
    await this.connection.setLocalDescription(await this.connection.createAnswer());
    return this.localSdp();
  }

  onSamples(take: TakeSamples): void {
    this.takers.push(take);
  }

  onLost(lost: () => void): void {
    this.mourners.push(lost);
  }

  send(frame: Frame): void {
    if (!this.connected) return;
    this.sequence = (this.sequence + 1) & 0xffff;
    this.timestamp = (this.timestamp + FRAME_SAMPLES) >>> 0;
    const header = new RtpHeader({
      payloadType: PCMU,
      sequenceNumber: this.sequence,
      timestamp: this.timestamp,
    });
    this.track.writeRtp(new RtpPacket(header, encodeMuLaw(frame)));
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.connection.close().catch(() => undefined);
  }

  /**
   * werift answers a restart of ICE without addresses and never checks the new way, so the device gets another end of the
   * line in its place. The certificate is another too: only then does a browser begin the encryption again.
   */
  private async startAnew(): Promise<void> {
    const before = this.connection;
    const keys = await newKeys();
    if (this.closed) throw new Error('the line is closed');
    this.connection = this.open(keys);
    before.close().catch(() => undefined);
  }

  private open(keys?: DtlsKeys): RTCPeerConnection {
    const connection = new RTCPeerConnection({
      ...configuration(this.settings),
      ...(keys && { dtls: { keys } }),
    });
    this.track = new MediaStreamTrack({ kind: 'audio' });
    connection.addTransceiver(this.track, { direction: 'sendrecv' });
    for (const transport of connection.dtlsTransports) passOverRepeatedHellos(transport);
    connection.onTrack.subscribe((track) => {
      track.onReceiveRtp.subscribe(({ header, payload }) => {
        if (header.payloadType !== PCMU || connection !== this.connection) return;
        for (const take of this.takers) take(header.sequenceNumber, decodeMuLaw(payload));
      });
    });
    connection.connectionStateChange.subscribe((state) => {
      if (state !== 'failed' || this.closed || connection !== this.connection) return;
      for (const lost of this.mourners) lost();
    });
    return connection;
  }

  private localSdp(): string {
    const sdp = this.connection.localDescription?.sdp;
    if (!sdp) throw new Error('no local description');
    return sdp;
  }
}

function configuration(
  settings: MediaSettings,
): NonNullable<ConstructorParameters<typeof RTCPeerConnection>[0]> {
  return {
    codecs: {
      audio: [
        new RTCRtpCodecParameters({
          mimeType: 'audio/PCMU',
          clockRate: 8000,
          channels: 1,
          payloadType: PCMU,
        }),
      ],
      video: [],
    },
    headerExtensions: { audio: [], video: [] },
    iceServers: [{ urls: settings.stunUrl }],
    iceUseIpv6: false,
    ...(settings.bindAddress && {
      iceInterfaceAddresses: { udp4: settings.bindAddress },
      iceAdditionalHostAddresses: [settings.announcedAddress ?? settings.bindAddress],
    }),
    ...(!settings.bindAddress &&
      settings.announcedAddress && { iceAdditionalHostAddresses: [settings.announcedAddress] }),
    ...(settings.udpPorts && { icePortRange: settings.udpPorts }),
  };
}

function newKeys(): Promise<DtlsKeys> {
  return CipherContext.createSelfSignedCertificateWithKey(
    { signature: SignatureAlgorithm.ecdsa_3, hash: HashAlgorithm.sha256_4 },
    NamedCurveAlgorithm.secp256r1_23,
  );
}
