/** The WebRTC end of a leg: werift with mu-law only, behind an interface so that another stack could take its place. */
import { MediaStreamTrack, RTCPeerConnection, RTCRtpCodecParameters, RtpHeader, RtpPacket } from 'werift';
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
  answer(offer: string): Promise<string>;
  onSamples(take: (sequence: number, samples: Int16Array) => void): void;
  onLost(lost: () => void): void;
  close(): void;
}

const PCMU = 0;

export class WeriftPeer implements MediaPeer {
  private readonly connection: RTCPeerConnection;
  private readonly track = new MediaStreamTrack({ kind: 'audio' });
  private sequence = Math.floor(Math.random() * 0x8000);
  private timestamp = Math.floor(Math.random() * 0x7fffffff);
  private closed = false;

  constructor(settings: MediaSettings) {
    this.connection = new RTCPeerConnection({
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
    });
    this.connection.addTransceiver(this.track, { direction: 'sendrecv' });
    for (const transport of this.connection.dtlsTransports) passOverRepeatedHellos(transport);
  }

  get connected(): boolean {
    return !this.closed && this.connection.connectionState === 'connected';
  }

  async offer(): Promise<string> {
    await this.connection.setLocalDescription(await this.connection.createOffer());
    return this.localSdp();
  }

  async accept(answer: string): Promise<void> {
    await this.connection.setRemoteDescription({ type: 'answer', sdp: answer });
  }

  async answer(offer: string): Promise<string> {
    await this.connection.setRemoteDescription({ type: 'offer', sdp: offer });
    // The device begins the handshake: browsers are the more patient ones when packets are lost.
    for (const transport of this.connection.dtlsTransports) {
      if (transport.role === 'auto') transport.role = 'server';
    }
    await this.connection.setLocalDescription(await this.connection.createAnswer());
    return this.localSdp();
  }

  onSamples(take: (sequence: number, samples: Int16Array) => void): void {
    this.connection.onTrack.subscribe((track) => {
      track.onReceiveRtp.subscribe((packet) => {
        if (packet.header.payloadType === PCMU)
          take(packet.header.sequenceNumber, decodeMuLaw(packet.payload));
      });
    });
  }

  onLost(lost: () => void): void {
    this.connection.connectionStateChange.subscribe((state) => {
      if (state === 'failed' && !this.closed) lost();
    });
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

  private localSdp(): string {
    const sdp = this.connection.localDescription?.sdp;
    if (!sdp) throw new Error('no local description');
    return sdp;
  }
}
