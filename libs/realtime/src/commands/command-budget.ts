/** How many commands a console may send: a bucket that refills every second; who ignores refusals is put out. */
import { socketLimits } from '@lib/contracts';

/** Refusals in a row, each one second's worth of commands, after which nobody is still a console. */
const refusedAtMost = 10 * socketLimits.commandsPerSecond;

export class CommandBudget {
  private left: number = socketLimits.commandsPerSecond;
  private refused = 0;
  private filledAt: number;

  constructor(now: number) {
    this.filledAt = now;
  }

  take(nowMs: number): 'granted' | 'refused' | 'flood' {
    const perMs = socketLimits.commandsPerSecond / 1_000;
    this.left = Math.min(socketLimits.commandsPerSecond, this.left + (nowMs - this.filledAt) * perMs);
    this.filledAt = nowMs;
    if (this.left >= 1) {
      this.left -= 1;
      this.refused = 0;
      return 'granted';
    }
    this.refused += 1;
    return this.refused > refusedAtMost ? 'flood' : 'refused';
  }
}
