/** Runs one piece of work whenever poked and at least every interval, until there is nothing left; never in parallel with itself. */
import { setTimeout as pause } from 'node:timers/promises';
import { logger } from '@lib/platform';

const log = logger('work-loop');

/**
 * `work` answers true while there may be more. A throw is logged and retried at the next interval. A round begins no sooner than
 * `restMs` after the one before: who comes alone does not wait, and what comes in a stream is taken by the handful.
 */
export class WorkLoop {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private again = false;
  private stopped = true;
  private failures = 0;
  private begun = -Infinity;

  constructor(
    private readonly name: string,
    private readonly intervalMs: number,
    private readonly work: () => Promise<boolean>,
    private readonly restMs = 0,
  ) {}

  /** At work, and looking again before it rests. */
  get isBusy(): boolean {
    return this.running !== undefined;
  }

  start(): void {
    if (!this.stopped) return;
    this.stopped = false;
    this.poke();
  }

  poke(): void {
    if (this.stopped) return;
    if (this.running) {
      this.again = true;
      return;
    }
    clearTimeout(this.timer);
    this.running = this.drain();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  private async round(): Promise<boolean> {
    const rest = this.begun + this.restMs - performance.now();
    if (rest > 0) await pause(rest);
    this.begun = performance.now();
    return !this.stopped && this.work();
  }

  private async drain(): Promise<void> {
    let wait = this.intervalMs;
    try {
      do {
        this.again = false;
        while (!this.stopped && (await this.round())) this.failures = 0;
      } while (this.again && !this.stopped);
      this.failures = 0;
    } catch (error) {
      this.failures += 1;
      wait = Math.min(10_000, this.intervalMs * 2 ** Math.min(this.failures, 6));
      // A database that restarts fails every loop at once: one line at first, then now and then.
      if (this.failures === 1 || this.failures % 20 === 0)
        log.warn({ err: error, loop: this.name }, 'will try again');
    } finally {
      this.running = undefined;
      if (!this.stopped) this.timer = setTimeout(() => this.poke(), jittered(wait));
    }
  }
}

/** Of several hands for one work: one that rests is woken for one thing to do; are all at work, the first looks once more. */
export function wakeOne(loops: readonly WorkLoop[]): void {
  (loops.find((loop) => !loop.isBusy) ?? loops[0])?.poke();
}

/** Loops that began together would ask the database together for ever, each on a connection of its own. */
function jittered(ms: number): number {
  return ms * (0.8 + 0.4 * Math.random());
}
