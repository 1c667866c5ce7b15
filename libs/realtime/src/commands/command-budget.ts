/** How many commands a console may send: a bucket that refills every second; who ignores refusals is put out. */
import { socketLimits } from '@lib/contracts';

const perSecond = socketLimits.commandsPerSecond;
/** Refusals put up with: ten seconds' worth of commands, regained as slowly as commands are. */
const patienceAtMost = 10 * perSecond;

export class CommandBudget {
  private left: number = perSecond;
  private patience: number = patienceAtMost;

  constructor(private filledAtMs: number) {}

  take(nowMs: number): 'granted' | 'refused' | 'flood' {
    const regained = ((nowMs - this.filledAtMs) * perSecond) / 1_000;
    this.filledAtMs = nowMs;
    this.left = Math.min(perSecond, this.left + regained);
    this.patience = Math.min(patienceAtMost, this.patience + regained);
    if (this.left >= 1) {
      this.left -= 1;
      return 'granted';
    }
    this.patience -= 1;
    return this.patience < 0 ? 'flood' : 'refused';
  }
}
