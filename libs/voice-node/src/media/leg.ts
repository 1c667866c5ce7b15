/** One party's sound: what arrives from it, what is played to it, and who is allowed to listen in. */
import { FRAME_MS, silence, sum, type Frame } from './frame.js';
import type { FrameSource } from './frame-source.js';
import { JitterQueue } from './jitter-queue.js';

interface Playing {
  source: FrameSource;
  ended(): void;
}

/** Sees both directions of a leg, frame by frame: a recorder. */
export type Tap = (fromParty: Frame, toParty: Frame) => void;

/** The way out to the party's device. A leg without one is a silent party, which is what unit tests use. */
export interface FrameSink {
  readonly connected: boolean;
  send(frame: Frame): void;
}

export class Leg {
  readonly received = new JitterQueue();
  private readonly playlist: Playing[] = [];
  private readonly taps = new Set<Tap>();
  private spoken: Frame = silence();
  /** How long no packet came since the device was connected or answered. The watchdog reads it. */
  silentMs = 0;
  private receivedBefore = 0;
  private expected = false;

  constructor(
    readonly id: string,
    readonly sink: FrameSink | null = null,
  ) {}

  /** Resolves when the source has been played to its end; rejects with the signal's reason when stopped before. */
  play(source: FrameSource, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason as Error);
      const entry: Playing = {
        source,
        ended: () => {
          signal.removeEventListener('abort', stop);
          resolve();
        },
      };
      const stop = () => {
        const at = this.playlist.indexOf(entry);
        if (at >= 0) this.playlist.splice(at, 1);
        reject(signal.reason as Error);
      };
      signal.addEventListener('abort', stop, { once: true });
      this.playlist.push(entry);
    });
  }

  /** From now on packets have to come, whatever the connection says of itself. */
  expectSound(): void {
    this.expected = true;
  }

  /** The device tells us that it looks for another way: its time to find one begins anew. */
  allowSilence(): void {
    this.silentMs = 0;
  }

  tap(tap: Tap): () => void {
    this.taps.add(tap);
    return () => this.taps.delete(tap);
  }

  /** First half of a tick: what the party said. */
  listen(): Frame {
    this.spoken = this.received.pull() ?? silence();
    this.watch();
    return this.spoken;
  }

  /** Second half of a tick: what the party hears. `room` is null outside a conference and while held. */
  speak(room: Frame | null): void {
    const played = this.nextPlayed();
    const heard = played && room ? sum([played, room]) : (played ?? room ?? silence());
    this.sink?.send(heard);
    for (const tap of this.taps) tap(this.spoken, heard);
  }

  private nextPlayed(): Frame | null {
    for (;;) {
      const current = this.playlist[0];
      if (!current) return null;
      const frame = current.source.next();
      if (frame) return frame;
      this.playlist.shift();
      current.ended();
    }
  }

  private watch(): void {
    if (this.sink?.connected) this.expected = true;
    const heardSomething = this.received.received !== this.receivedBefore || !this.expected;
    this.receivedBefore = this.received.received;
    this.silentMs = heardSomething ? 0 : this.silentMs + FRAME_MS;
  }
}
