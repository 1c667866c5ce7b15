/** Records legs to two-channel WAV files (what the party said, what it heard) and says when one is ready. */
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Call } from './call.js';
import type { CallbackOutbox } from './callbacks/callback-outbox.js';
import type { Method } from './callbacks/webhooks.js';
import { FRAME_SAMPLES, SAMPLE_RATE, silence, sum, type Frame } from './media/frame.js';
import { wavHeader } from './media/wav.js';
import { newSid } from './sids.js';

const WRITE_EVERY_FRAMES = 50;
const KEEP_FINISHED = 500;

export type RecordingStatus = 'in-progress' | 'paused' | 'stopped' | 'processing' | 'completed' | 'absent';
export type RecordingSource = 'StartCallRecordingAPI' | 'StartCallRecordingTwiML' | 'RecordVerb';
/** What is kept: what the party said, what it heard, or the two together. */
export type RecordingTrack = 'inbound' | 'outbound' | 'both';

export interface RecordingRequest {
  call: Call;
  channels: 1 | 2;
  source: RecordingSource;
  track: RecordingTrack;
  callback?: { url: string; method: Method; events: readonly string[] };
  /** Where the account fetches the file, without an extension. */
  mediaUrl(sid: string): string;
}

export class Recording {
  readonly sid = newSid('RE');
  readonly createdAt = new Date();
  updatedAt = this.createdAt;
  status: RecordingStatus = 'in-progress';
  private readonly fd: number;
  private bytes = 0;
  private frames: Buffer[] = [];
  private skipWhilePaused = false;

  constructor(
    readonly request: RecordingRequest,
    readonly file: string,
  ) {
    this.fd = openSync(file, 'w');
    writeSync(this.fd, wavHeader(request.channels, 0));
  }

  get seconds(): number {
    return Math.floor(this.bytes / (SAMPLE_RATE * 2 * this.request.channels));
  }

  take(fromParty: Frame, toParty: Frame): void {
    if (this.status === 'paused' && this.skipWhilePaused) return;
    const paused = this.status === 'paused';
    this.append(paused ? silence() : fromParty, paused ? silence() : toParty);
    if (this.frames.length >= WRITE_EVERY_FRAMES) this.write();
  }

  pause(behaviour: 'skip' | 'silence'): void {
    this.status = 'paused';
    this.skipWhilePaused = behaviour === 'skip';
    this.updatedAt = new Date();
  }

  resume(): void {
    this.status = 'in-progress';
    this.updatedAt = new Date();
  }

  finish(): void {
    this.write();
    writeSync(this.fd, wavHeader(this.request.channels, this.bytes), 0, 44, 0);
    closeSync(this.fd);
    this.status = 'completed';
    this.updatedAt = new Date();
  }

  private append(fromParty: Frame, toParty: Frame): void {
    const { channels, track } = this.request;
    const said = track === 'outbound' ? silence() : fromParty;
    const heard = track === 'inbound' ? silence() : toParty;
    const kept = channels === 2 ? [said, heard] : [sum([said, heard])];
    const bytes = Buffer.allocUnsafe(FRAME_SAMPLES * 2 * channels);
    kept.forEach((frame, channel) => {
      for (let i = 0; i < FRAME_SAMPLES; i++) bytes.writeInt16LE(frame[i] ?? 0, (i * channels + channel) * 2);
    });
    this.frames.push(bytes);
    this.bytes += bytes.length;
  }

  private write(): void {
    if (this.frames.length > 0) writeSync(this.fd, Buffer.concat(this.frames));
    this.frames = [];
  }
}

export class Recordings {
  private readonly bySid = new Map<string, Recording>();
  private readonly stops = new Map<Recording, () => void>();
  private readonly directory: string;

  constructor(
    journalDir: string,
    private readonly outbox: CallbackOutbox,
  ) {
    this.directory = join(journalDir, 'recordings');
    mkdirSync(this.directory, { recursive: true });
  }

  get all(): Recording[] {
    return [...this.bySid.values()];
  }

  find(sid: string): Recording | undefined {
    return this.bySid.get(sid);
  }

  ofCall(callSid: string): Recording[] {
    return this.all.filter((recording) => recording.request.call.sid === callSid);
  }

  /** The running recording of a call, which the API calls `Twilio.CURRENT`. */
  current(callSid: string): Recording | undefined {
    return this.ofCall(callSid).findLast((recording) => this.stops.has(recording));
  }

  start(request: RecordingRequest): Recording {
    const recording = new Recording(request, join(this.directory, `${newSid('RE')}.wav`));
    this.bySid.set(recording.sid, recording);
    const untap = request.call.line.leg.tap((from, to) => recording.take(from, to));
    const unlisten = request.call.onEnd(() => this.stop(recording));
    this.stops.set(recording, () => {
      untap();
      unlisten();
    });
    this.report(recording, 'in-progress');
    this.forgetOld();
    return recording;
  }

  stop(recording: Recording): void {
    const release = this.stops.get(recording);
    if (!release) return;
    this.stops.delete(recording);
    release();
    recording.finish();
    this.report(recording, 'completed');
  }

  media(recording: Recording): Buffer | null {
    return this.stops.has(recording) ? null : readFileSync(recording.file);
  }

  remove(recording: Recording): void {
    this.stop(recording);
    this.bySid.delete(recording.sid);
    rmSync(recording.file, { force: true });
  }

  close(): void {
    for (const recording of [...this.stops.keys()]) this.stop(recording);
  }

  private report(recording: Recording, status: 'in-progress' | 'completed'): void {
    const { callback, call, source, channels, track, mediaUrl } = recording.request;
    if (!callback?.events.includes(status)) return;
    this.outbox.send({
      url: callback.url,
      method: callback.method,
      parameters: {
        AccountSid: call.details.accountSid,
        CallSid: call.sid,
        RecordingSid: recording.sid,
        RecordingUrl: mediaUrl(recording.sid),
        RecordingStatus: status,
        RecordingDuration: String(recording.seconds),
        RecordingChannels: String(channels),
        RecordingStartTime: recording.createdAt.toUTCString().replace('GMT', '+0000'),
        RecordingSource: source,
        RecordingTrack: track,
        ErrorCode: '0',
      },
    });
  }

  private forgetOld(): void {
    for (const recording of this.all) {
      if (this.bySid.size <= KEEP_FINISHED) return;
      if (!this.stops.has(recording)) this.remove(recording);
    }
  }
}
