/** What a media stream's other end wants the party to hear: sound in order, marks told when their sound was played. */
import { FRAME_SAMPLES, SAMPLE_RATE, silence, type Frame } from './frame.js';
import type { FrameSource } from './frame-source.js';
import { decodeMuLaw } from './mu-law.js';

/** More waiting sound than this is not taken: a minute. */
const MAX_SAMPLES = 60 * SAMPLE_RATE;
const MAX_MARKS = 1000;

export class SpokenQueue implements FrameSource {
  private pieces: (Int16Array | { mark: string })[] = [];
  private samples = 0;
  private marks = 0;

  constructor(private readonly played: (mark: string) => void) {}

  /** Base64 of mu-law at 8 kHz. */
  say(payload: string): void {
    const sound = decodeMuLaw(Buffer.from(payload, 'base64'));
    if (sound.length === 0 || this.samples + sound.length > MAX_SAMPLES) return;
    this.samples += sound.length;
    this.pieces.push(sound);
  }

  mark(name: string): void {
    if (this.marks >= MAX_MARKS) return;
    this.marks++;
    this.pieces.push({ mark: name });
    this.tellDue();
  }

  /** What was not played is forgotten; its marks are told, as nothing of them is left to come. */
  clear(): void {
    const left = this.pieces;
    this.pieces = [];
    this.samples = 0;
    this.marks = 0;
    for (const piece of left) if ('mark' in piece) this.played(piece.mark);
  }

  /** Never null: the stream goes on in silence until it is closed. */
  next(): Frame {
    const frame = silence();
    let filled = 0;
    while (filled < FRAME_SAMPLES) {
      this.tellDue();
      const piece = this.pieces[0];
      if (!piece || 'mark' in piece) break;
      const part = piece.subarray(0, FRAME_SAMPLES - filled);
      frame.set(part, filled);
      filled += part.length;
      this.samples -= part.length;
      if (part.length === piece.length) this.pieces.shift();
      else this.pieces[0] = piece.subarray(part.length);
    }
    return frame;
  }

  private tellDue(): void {
    for (let piece = this.pieces[0]; piece && 'mark' in piece; piece = this.pieces[0]) {
      this.pieces.shift();
      this.marks--;
      this.played(piece.mark);
    }
  }
}
