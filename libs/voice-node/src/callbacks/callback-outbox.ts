/** Sends status callbacks, each its own request; the chaos switches bend their order, number and time on purpose. */
import type { ChaosSwitches } from '../chaos.js';
import type { Journal } from '../journal.js';
import type { Method, Parameters, Webhooks } from './webhooks.js';

const REORDER_FLUSH_MS = 400;

export interface Callback {
  url: string;
  method: Method;
  parameters: Parameters;
}

export class CallbackOutbox {
  /** Not yet answered, or not yet sent. */
  readonly underway = new Set<Callback>();
  private held: Callback[] = [];
  private flushTimer: NodeJS.Timeout | null = null;
  private readonly timers = new Set<NodeJS.Timeout>();

  constructor(
    private readonly webhooks: Webhooks,
    private readonly journal: Journal,
    private readonly switches: ChaosSwitches,
  ) {}

  send(callback: Callback): void {
    if (this.switches.takeDrop()) {
      this.journal.record('callback dropped on request', { url: callback.url });
      return;
    }
    this.underway.add(callback);
    if (this.switches.now.reorder > 1) this.hold(callback);
    else this.release(callback);
  }

  close(): void {
    this.flush();
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
    this.underway.clear();
  }

  private hold(callback: Callback): void {
    this.held.push(callback);
    if (this.held.length >= this.switches.now.reorder) this.flush();
    // A reversed pair needs a second event; without one the first must still arrive.
    else this.flushTimer ??= setTimeout(() => this.flush(), REORDER_FLUSH_MS);
  }

  private flush(): void {
    if (this.flushTimer) clearTimeout(this.flushTimer);
    this.flushTimer = null;
    for (const callback of this.held.splice(0).reverse()) this.release(callback);
  }

  private release(callback: Callback): void {
    const copies = this.switches.now.duplicate ? 2 : 1;
    let unanswered = copies;
    const answered = () => {
      unanswered -= 1;
      if (unanswered === 0) this.underway.delete(callback);
    };
    for (let copy = 0; copy < copies; copy++) {
      if (this.switches.now.delayMs === 0) void this.deliver(callback).then(answered);
      else this.later(() => void this.deliver(callback).then(answered));
    }
  }

  private later(task: () => void): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      task();
    }, this.switches.now.delayMs);
    this.timers.add(timer);
  }

  /** A failed status callback is only noted: the call goes on. */
  private async deliver({ url, method, parameters }: Callback): Promise<void> {
    try {
      await this.webhooks.request(url, method, parameters);
    } catch (error) {
      this.journal.record('status callback failed', { url, error: String(error) });
    }
  }
}
