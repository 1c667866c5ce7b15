/** How many stored mails are taken up: as many as there is room for, but a bounded share while senders wait at the door for their 250. */

/** So that tickets come of a hundred mails a second at least, however long the door is busy. */
const MOST = 25;
const EVERY_MS = 250;

export class FilingShare {
  private begun = -Infinity;
  private taken = 0;

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** Of the `wanted` mails those that may be taken up now; 0 for the rest of a quarter of a second that has had its share. */
  room(wanted: number, pressed: boolean): number {
    const now = this.now();
    if (now - this.begun >= EVERY_MS) {
      this.begun = now;
      this.taken = 0;
    }
    return pressed ? Math.max(0, Math.min(wanted, MOST - this.taken)) : wanted;
  }

  took(mails: number): void {
    this.taken += mails;
  }
}
