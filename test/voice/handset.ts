/** A telephone without a person or sound: rings, does what it was told to do then, and can be put down. */
import { Leg } from '../../libs/voice-node/src/media/leg.js';
import type { Line, LineEvents } from '../../libs/voice-node/src/line.js';

export class Handset {
  /** What it does by itself when it is rung. */
  whenRung: 'answer' | 'ring' | 'busy' | 'no-answer' = 'answer';
  timesRung = 0;
  line: HandsetLine | null = null;

  constructor(readonly address: string) {}

  /** A line per call, as every device has. */
  newLine(): HandsetLine {
    this.line = new HandsetLine(this);
    return this.line;
  }

  putDown(): void {
    this.line?.putDown();
  }
}

export class HandsetLine implements Line {
  readonly leg: Leg;
  over = false;
  private events: LineEvents | null = null;

  constructor(private readonly set: Handset) {
    this.leg = new Leg(`${set.address} ${Math.random()}`, null);
  }

  listen(events: LineEvents): void {
    this.events = events;
  }

  ring(): Promise<void> {
    const { set } = this;
    set.timesRung++;
    this.events?.ringing();
    if (set.whenRung === 'answer') this.pickUp();
    else if (set.whenRung !== 'ring') this.refuse(set.whenRung);
    return Promise.resolve();
  }

  confirm(): Promise<void> {
    return Promise.resolve();
  }

  answer(): Promise<void> {
    return Promise.resolve();
  }

  hangUp(): void {
    this.over = true;
  }

  press(keys: string): void {
    this.events?.digits(keys);
  }

  putDown(): void {
    if (this.over) return;
    this.over = true;
    this.events?.hungUp();
  }

  private pickUp(): void {
    this.events?.answered();
  }

  private refuse(how: 'busy' | 'no-answer'): void {
    this.over = true;
    this.events?.refused(how);
  }
}
