/** Keeps the supervisors' overview right: read anew when something in it may have changed, pushed when it reads otherwise. */
import type { EventEnvelope, Overview } from '@lib/contracts';
import { overviewStream, touchesOverview } from '../rules/overview.rule.js';
import { DirtyLane } from '../streams/dirty-lane.js';
import { fingerprint } from '../streams/fingerprint.js';
import type { Sequencer } from '../streams/sequencer.js';
import type { Truth } from '../truth.js';
import { SharedRead } from './shared-read.js';

/** Sums over a day and a house need not be truer than this. */
const conflateMs = 2_000;

export class OverviewPushes {
  private said = '';
  private readonly lane = new DirtyLane({
    name: 'overview',
    everyMs: conflateMs,
    makeRight: () => this.push(),
  });
  /** Many consoles connecting at once share one reading. */
  readonly read: SharedRead<Overview>;

  constructor(
    private readonly sequencer: Sequencer,
    private readonly truth: Truth,
  ) {
    this.read = new SharedRead(async () => this.learn(await this.truth.overview()));
  }

  take(events: EventEnvelope[]): void {
    if (events.some(touchesOverview)) this.look();
  }

  /** Time alone makes things due: looked at now and then, and after each hello. */
  look(): void {
    if (this.sequencer.isOpen(overviewStream)) this.lane.mark([overviewStream]);
  }

  stop(): void {
    this.lane.stop();
  }

  /** A snapshot that differs from what was said last is news on the stream too: somebody else may hold the old. */
  private learn(overview: Overview): Overview {
    if (fingerprint(overview) !== this.said) this.said = '';
    return overview;
  }

  private async push(): Promise<void> {
    if (!this.sequencer.isOpen(overviewStream)) return;
    const overview = await this.read.next();
    const print = fingerprint(overview);
    if (print === this.said) return;
    this.said = print;
    this.sequencer.publish(overviewStream, 'overview.changed', { overview }, 0);
  }
}
