/** The sound of one leg on a websocket of the account's own server, in the provider's frames: to listen in, or to talk as well. */
import { WebSocket } from 'ws';
import type { Call } from '../call.js';
import { newSid } from '../sids.js';
import type { Frame } from './frame.js';
import { encodeMuLaw } from './mu-law.js';
import { SpokenQueue } from './spoken-queue.js';

const HANDSHAKE_MS = 5_000;
const MAX_FRAME_BYTES = 64 * 1024;
/** A listener that does not keep up loses sound, not our memory: ten seconds of it. */
const MAX_UNSENT_BYTES = 256 * 1024;

export type StreamTrack = 'inbound_track' | 'outbound_track' | 'both_tracks';
export type StreamEvent = 'stream-started' | 'stream-stopped' | 'stream-error';

export interface StreamRequest {
  call: Call;
  name: string;
  /** Where the socket is really opened, and with which signature. */
  target: { url: string; headers: Record<string, string> };
  track: StreamTrack;
  parameters: Record<string, string>;
  /** The other end may send sound that the party hears. */
  talks: boolean;
  tell(event: StreamEvent, error: string | null): void;
}

export class MediaStream {
  readonly sid = newSid('MZ');
  readonly createdAt = new Date();
  private state: 'opening' | 'open' | 'over' = 'opening';
  private readonly socket: WebSocket;
  private readonly queue: SpokenQueue;
  private readonly stops: (() => void)[] = [];
  private readonly overListeners = new Set<() => void>();
  private readonly chunks = { inbound: 0, outbound: 0 };
  private sequence = 0;
  private startedAt = 0;

  constructor(readonly request: StreamRequest) {
    const { url, headers } = request.target;
    this.queue = new SpokenQueue((name) => this.send('mark', { mark: { name } }));
    this.socket = new WebSocket(url, {
      headers,
      handshakeTimeout: HANDSHAKE_MS,
      maxPayload: MAX_FRAME_BYTES,
    });
    this.socket.on('open', () => this.begin());
    this.socket.on('message', (data: Buffer) => this.receive(data.toString('utf8')));
    this.socket.on('error', (error) => this.end('stream-error', String(error)));
    this.socket.on('close', () => this.end('stream-stopped', null));
    this.stops.push(request.call.onEnd(() => this.stop()));
  }

  get over(): boolean {
    return this.state === 'over';
  }

  onOver(listener: () => void): void {
    if (this.over) queueMicrotask(listener);
    else this.overListeners.add(listener);
  }

  stop(): void {
    if (this.over) return;
    const { accountSid } = this.request.call.details;
    this.send('stop', { stop: { accountSid, callSid: this.request.call.sid } });
    this.end('stream-stopped', null);
  }

  private begin(): void {
    if (this.over) return;
    const { call, parameters, talks, tell, track } = this.request;
    this.state = 'open';
    this.startedAt = Date.now();
    this.socket.send(JSON.stringify({ event: 'connected', protocol: 'Call', version: '1.0.0' }));
    this.send('start', {
      start: {
        streamSid: this.sid,
        accountSid: call.details.accountSid,
        callSid: call.sid,
        tracks: tracksOf(track),
        mediaFormat: { encoding: 'audio/x-mulaw', sampleRate: 8000, channels: 1 },
        customParameters: parameters,
      },
    });
    this.stops.push(call.line.leg.tap((fromParty, toParty) => this.carry(fromParty, toParty)));
    if (talks) this.talk();
    tell('stream-started', null);
  }

  private talk(): void {
    const { call } = this.request;
    const until = new AbortController();
    this.stops.push(() => until.abort(new Error('stream over')));
    this.stops.push(call.onDigit((digit) => this.send('dtmf', { dtmf: { track: 'inbound_track', digit } })));
    call.line.leg.play(this.queue, until.signal).catch(() => undefined);
  }

  private carry(fromParty: Frame, toParty: Frame): void {
    if (this.socket.bufferedAmount > MAX_UNSENT_BYTES) return;
    for (const track of tracksOf(this.request.track)) {
      const payload = encodeMuLaw(track === 'inbound' ? fromParty : toParty).toString('base64');
      const chunk = String(++this.chunks[track]);
      const timestamp = String(Date.now() - this.startedAt);
      this.send('media', { media: { track, chunk, timestamp, payload } });
    }
  }

  private receive(text: string): void {
    if (!this.request.talks || this.state !== 'open') return;
    const frame = parse(text);
    if (frame.event === 'media') this.queue.say(frame.media?.payload ?? '');
    else if (frame.event === 'mark') this.queue.mark(frame.mark?.name ?? '');
    else if (frame.event === 'clear') this.queue.clear();
  }

  private send(event: string, body: Record<string, unknown>): void {
    if (this.socket.readyState !== WebSocket.OPEN) return;
    const sequenceNumber = String(++this.sequence);
    this.socket.send(JSON.stringify({ event, sequenceNumber, streamSid: this.sid, ...body }));
  }

  private end(event: StreamEvent, error: string | null): void {
    if (this.over) return;
    this.state = 'over';
    for (const stop of this.stops.splice(0)) stop();
    this.socket.close();
    this.request.tell(event, error);
    for (const listener of this.overListeners) listener();
  }
}

function tracksOf(track: StreamTrack): ('inbound' | 'outbound')[] {
  if (track === 'both_tracks') return ['inbound', 'outbound'];
  return [track === 'outbound_track' ? 'outbound' : 'inbound'];
}

interface StreamFrame {
  event?: string;
  media?: { payload?: string };
  mark?: { name?: string };
}

function parse(text: string): StreamFrame {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
