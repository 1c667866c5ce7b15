/** What is still to happen, the earliest first; of the same moment in the order it was foreseen. */

interface Entry<T> {
  at: number;
  order: number;
  event: T;
}

export class EventQueue<T> {
  private readonly heap: Entry<T>[] = [];
  private foreseen = 0;

  add(at: number, event: T): void {
    const entry = { at, order: (this.foreseen += 1), event };
    this.heap.push(entry);
    let child = this.heap.length - 1;
    while (child > 0) {
      const parent = (child - 1) >> 1;
      if (!before(entry, this.at(parent))) break;
      this.heap[child] = this.at(parent);
      child = parent;
    }
    this.heap[child] = entry;
  }

  next(): { at: number; event: T } | null {
    const first = this.heap[0];
    const last = this.heap.pop();
    if (!first || !last) return null;
    if (this.heap.length > 0) this.sink(last);
    return first;
  }

  get nextAt(): number {
    return this.heap[0]?.at ?? Infinity;
  }

  private sink(entry: Entry<T>): void {
    let hole = 0;
    for (;;) {
      let child = 2 * hole + 1;
      if (child >= this.heap.length) break;
      if (child + 1 < this.heap.length && before(this.at(child + 1), this.at(child))) child += 1;
      if (!before(this.at(child), entry)) break;
      this.heap[hole] = this.at(child);
      hole = child;
    }
    this.heap[hole] = entry;
  }

  private at(index: number): Entry<T> {
    return this.heap[index] as Entry<T>;
  }
}

const before = <T>(a: Entry<T>, b: Entry<T>): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);
