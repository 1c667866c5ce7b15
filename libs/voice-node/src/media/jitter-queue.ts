/** Smooths the arrival of packets: holds 40 to 60 ms, puts late ones back in order, and gives one frame per tick. */
import { FRAME_SAMPLES, type Frame } from './frame.js';

const START_DEPTH = 2;
const MAX_DEPTH = 6;
const TRIM_TO = 3;

export class JitterQueue {
  private waiting: { sequence: number; frame: Frame }[] = [];
  private filling = true;
  private lastPlayed: number | null = null;
  received = 0;
  underruns = 0;
  dropped = 0;

  /** `samples` may hold several frames; a sender is free to choose its packet length. */
  push(sequence: number, samples: Int16Array): void {
    this.received++;
    if (this.isStale(sequence)) {
      this.dropped++;
      return;
    }
    for (let at = 0; at + FRAME_SAMPLES <= samples.length; at += FRAME_SAMPLES) {
      this.insert(sequence, samples.slice(at, at + FRAME_SAMPLES));
    }
    // A burst after a stall would otherwise stay as delay for the rest of the call.
    if (this.waiting.length > MAX_DEPTH)
      this.dropped += this.waiting.splice(0, this.waiting.length - TRIM_TO).length;
    if (this.waiting.length >= START_DEPTH) this.filling = false;
  }

  pull(): Frame | null {
    if (this.filling) return null;
    const next = this.waiting.shift();
    if (!next) {
      this.filling = true;
      this.underruns++;
      return null;
    }
    this.lastPlayed = next.sequence;
    return next.frame;
  }

  private insert(sequence: number, frame: Frame): void {
    let at = this.waiting.length;
    while (at > 0 && isBefore(sequence, this.waiting[at - 1]?.sequence ?? sequence)) at--;
    this.waiting.splice(at, 0, { sequence, frame });
  }

  private isStale(sequence: number): boolean {
    if (this.waiting.some((entry) => entry.sequence === sequence)) return true;
    return this.lastPlayed !== null && (sequence === this.lastPlayed || isBefore(sequence, this.lastPlayed));
  }
}

/** RTP sequence numbers wrap at 16 bits; a distance of more than half the circle means a new stream, not an old packet. */
function isBefore(a: number, b: number): boolean {
  const distance = (b - a) & 0xffff;
  return distance !== 0 && distance < 1000;
}
