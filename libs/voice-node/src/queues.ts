/** The waiting queues of the account by name: made when a caller enters one or the API asks, gone when empty unless made to stay. */
import { MAX_QUEUE_SIZE, WaitingQueue } from './waiting-queue.js';

const MAX_QUEUES = 1000;

export class Queues {
  private readonly byName = new Map<string, WaitingQueue>();

  get all(): WaitingQueue[] {
    return [...this.byName.values()];
  }

  named(name: string): WaitingQueue {
    return this.byName.get(name) ?? this.add(new WaitingQueue(name));
  }

  /** Null when the name is taken or there are too many. */
  make(name: string, maxSize = MAX_QUEUE_SIZE): WaitingQueue | null {
    if (this.byName.has(name) || this.byName.size >= MAX_QUEUES) return null;
    return this.add(new WaitingQueue(name, maxSize, true));
  }

  rename(queue: WaitingQueue, name: string): boolean {
    if (this.byName.has(name)) return false;
    this.byName.delete(queue.friendlyName);
    queue.friendlyName = name;
    this.add(queue);
    return true;
  }

  drop(queue: WaitingQueue): void {
    this.byName.delete(queue.friendlyName);
  }

  closeIfEmpty(queue: WaitingQueue): void {
    if (queue.idle && !queue.stays) this.drop(queue);
  }

  private add(queue: WaitingQueue): WaitingQueue {
    this.byName.set(queue.friendlyName, queue);
    return queue;
  }
}
