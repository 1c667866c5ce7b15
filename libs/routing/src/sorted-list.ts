/** Things kept in the order of a total comparison: what would be sorted for each decision is sorted once, as it comes and goes. */
export class SortedList<T> {
  /** `order` answers 0 for a thing and itself only, and always the same for the same two. `sorted` is in that order. */
  constructor(
    private readonly order: (a: T, b: T) => number,
    private readonly sorted: T[] = [],
  ) {}

  get length(): number {
    return this.sorted.length;
  }

  /** To be read, and not across an `add` or `remove`. */
  get all(): readonly T[] {
    return this.sorted;
  }

  at(place: number): T | undefined {
    return this.sorted[place];
  }

  add(thing: T): void {
    this.sorted.splice(this.placeOf(thing), 0, thing);
  }

  /** `next` stands where `former` stood when the order makes no difference between them, else where it belongs. */
  replace(former: T, next: T): void {
    const place = this.order(former, next) === 0 ? this.indexOf(former) : -1;
    if (place >= 0) {
      this.sorted[place] = next;
      return;
    }
    this.remove(former);
    this.add(next);
  }

  /** Takes the first away. */
  shift(): T | undefined {
    return this.sorted.shift();
  }

  remove(thing: T): void {
    const place = this.indexOf(thing);
    if (place >= 0) this.sorted.splice(place, 1);
  }

  /** −1 when it is not there. */
  indexOf(thing: T): number {
    const place = this.placeOf(thing);
    const found = this.sorted[place];
    return found !== undefined && this.order(found, thing) === 0 ? place : -1;
  }

  /** Where it is or would be, found by halving. */
  private placeOf(thing: T): number {
    let from = 0;
    let to = this.sorted.length;
    while (from < to) {
      const middle = (from + to) >>> 1;
      if (this.order(this.sorted[middle] as T, thing) < 0) from = middle + 1;
      else to = middle;
    }
    return from;
  }
}
