/** The line of callers behind `<Enqueue>`: positions and times only, since whom to serve next is the account's decision. */
import type { Call } from './call.js';
import { newSid } from './sids.js';

export const MAX_QUEUE_SIZE = 1000;

export interface QueueEntry {
  call: Call;
  enteredAt: number;
}

export class WaitingQueue {
  readonly sid = newSid('QU');
  private readonly entries: QueueEntry[] = [];
  private waitedMs = 0;
  private left = 0;

  constructor(readonly friendlyName: string) {}

  get size(): number {
    return this.entries.length;
  }

  get averageWaitSeconds(): number {
    return this.left === 0 ? 0 : Math.round(this.waitedMs / this.left / 1000);
  }

  add(entry: QueueEntry): void {
    this.entries.push(entry);
  }

  remove(entry: QueueEntry): void {
    const at = this.entries.indexOf(entry);
    if (at < 0) return;
    this.entries.splice(at, 1);
    this.waitedMs += Date.now() - entry.enteredAt;
    this.left++;
  }

  positionOf(entry: QueueEntry): number {
    return this.entries.indexOf(entry) + 1;
  }
}
