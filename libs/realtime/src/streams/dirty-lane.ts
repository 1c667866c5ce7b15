/** Makes marked things right, one batch at a time: what is marked twice is read once, what fails is tried again. */
import { logger } from '@lib/platform';

const log = logger('realtime');
const afterFailureMs = 500;
/** A storm of reconnects must not make one batch of everything. */
const batchSize = 100;
/** So many failing one after the other are not to blame themselves. */
const failuresInARow = 3;

export interface DirtyLaneOptions {
  name: string;
  /** At least this long between the beginnings of two batches: the last value wins. */
  everyMs: number;
  /** Reads the truth about these and pushes it; what it throws marks them again. */
  makeRight: (keys: string[]) => Promise<void>;
}

export class DirtyLane {
  private readonly dirty = new Set<string>();
  private timer: NodeJS.Timeout | undefined;
  private running = false;
  private begunAt = -Infinity;
  private stopped = false;

  constructor(private readonly options: DirtyLaneOptions) {}

  mark(keys: Iterable<string>): void {
    for (const key of keys) this.dirty.add(key);
    this.plan(0);
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  private plan(pauseMs: number): void {
    if (this.stopped || this.running || this.timer || this.dirty.size === 0) return;
    const waitMs = Math.max(pauseMs, this.begunAt + this.options.everyMs - performance.now());
    this.timer = setTimeout(() => void this.run(), Math.max(0, waitMs));
  }

  private async run(): Promise<void> {
    this.timer = undefined;
    this.running = true;
    this.begunAt = performance.now();
    const keys = [...this.dirty].slice(0, batchSize);
    for (const key of keys) this.dirty.delete(key);
    const failed = await this.makeRight(keys);
    for (const key of failed) this.dirty.add(key);
    this.running = false;
    this.plan(failed.length > 0 ? afterFailureMs : 0);
  }

  /** Answers what failed. One bad row must not silence the others, so a failed batch is tried piece by piece. */
  private async makeRight(keys: string[]): Promise<string[]> {
    if (await this.succeeds(keys)) return [];
    if (keys.length === 1) return keys;
    const failed: string[] = [];
    let inARow = 0;
    for (const [index, key] of keys.entries()) {
      if (inARow === failuresInARow) return [...failed, ...keys.slice(index)];
      const right = await this.succeeds([key]);
      inARow = right ? 0 : inARow + 1;
      if (!right) failed.push(key);
    }
    return failed;
  }

  private async succeeds(keys: string[]): Promise<boolean> {
    try {
      await this.options.makeRight(keys);
      return true;
    } catch (error) {
      log.warn(
        { err: error, lane: this.options.name, keys: keys.length },
        'could not push the truth, trying again',
      );
      return false;
    }
  }
}
