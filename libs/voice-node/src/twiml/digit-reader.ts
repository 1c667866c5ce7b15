/** Digits of one call, one at a time, with the patience counted in played silence rather than in wall-clock time. */
import type { Call } from '../call.js';
import { silenceSource } from '../media/frame-source.js';

export class DigitReader {
  private readonly pressed: string[] = [];
  private wake: (() => void) | null = null;
  private readonly unlisten: () => void;

  constructor(
    private readonly call: Call,
    onFirst: () => void = () => undefined,
  ) {
    this.unlisten = call.onDigit((digit) => {
      this.pressed.push(digit);
      if (this.pressed.length === 1) onFirst();
      this.wake?.();
    });
  }

  /** The next digit, or null when none came in time. */
  async next(timeoutMs: number, signal: AbortSignal): Promise<string | null> {
    if (this.pressed.length === 0) await this.wait(timeoutMs, signal);
    return this.pressed.shift() ?? null;
  }

  get waiting(): boolean {
    return this.pressed.length > 0;
  }

  close(): void {
    this.unlisten();
  }

  private async wait(timeoutMs: number, signal: AbortSignal): Promise<void> {
    const early = new AbortController();
    this.wake = () => early.abort(new Error('digit'));
    try {
      await this.call.line.leg.play(silenceSource(timeoutMs), AbortSignal.any([signal, early.signal]));
    } catch (error) {
      if (signal.aborted) throw error;
    } finally {
      this.wake = null;
    }
  }
}
