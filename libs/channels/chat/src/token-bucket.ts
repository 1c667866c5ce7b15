/** How much one visitor may say: a steady rate with room for a burst. */

export class TokenBucket {
  private level: number;
  private since: number;

  constructor(
    private readonly perMinute: number,
    private readonly burst: number,
    now: number,
  ) {
    this.level = burst;
    this.since = now;
  }

  /** False when the allowance is used up. */
  take(now: number): boolean {
    const gained = (Math.max(0, now - this.since) * this.perMinute) / 60_000;
    this.level = Math.min(this.burst, this.level + gained);
    this.since = now;
    if (this.level < 1) return false;
    this.level -= 1;
    return true;
  }
}
