/** The line of callers behind `<Enqueue>`: positions and times, and handing the front one to whoever dials the queue. */
import type { Call } from './call.js';
import { newSid } from './sids.js';

export const MAX_QUEUE_SIZE = 1000;

/** Who took a caller out of the queue, and how long the two stay together. */
export interface Bridge {
  by: Call;
  /** A document for the caller alone before the two hear each other; '' for none. */
  url: string;
  method: 'GET' | 'POST';
  /** Called once the caller is ready; resolves when the two have parted. */
  together(): Promise<void>;
}

export interface QueueEntry {
  call: Call;
  enteredAt: number;
  bridge(bridge: Bridge): void;
}

export class WaitingQueue {
  readonly sid = newSid('QU');
  readonly createdAt = new Date();
  updatedAt = this.createdAt;
  private readonly entries: QueueEntry[] = [];
  private readonly arrivals = new Set<() => void>();
  private waitedMs = 0;
  private left = 0;

  /** A queue that was made by the API stays when it is empty. */
  constructor(
    public friendlyName: string,
    public maxSize = MAX_QUEUE_SIZE,
    readonly stays = false,
  ) {}

  get size(): number {
    return this.entries.length;
  }

  get full(): boolean {
    return this.size >= this.maxSize;
  }

  /** Nobody waits here, and nobody waits for somebody to come. */
  get idle(): boolean {
    return this.size === 0 && this.arrivals.size === 0;
  }

  get members(): readonly QueueEntry[] {
    return this.entries;
  }

  get averageWaitSeconds(): number {
    return this.left === 0 ? 0 : Math.round(this.waitedMs / this.left / 1000);
  }

  add(entry: QueueEntry): void {
    this.entries.push(entry);
    this.updatedAt = new Date();
    for (const listener of [...this.arrivals]) listener();
  }

  remove(entry: QueueEntry): void {
    const at = this.entries.indexOf(entry);
    if (at < 0) return;
    this.entries.splice(at, 1);
    this.updatedAt = new Date();
    this.waitedMs += Date.now() - entry.enteredAt;
    this.left++;
  }

  takeFront(): QueueEntry | undefined {
    const front = this.entries[0];
    if (front) this.remove(front);
    return front;
  }

  onArrival(listener: () => void): () => void {
    this.arrivals.add(listener);
    return () => this.arrivals.delete(listener);
  }

  positionOf(entry: QueueEntry): number {
    return this.entries.indexOf(entry) + 1;
  }
}
