/** Tells when mail comes in faster than it becomes tickets: then what can wait lets it pass, a little at a time, and never stands still. */
import { Injectable } from '@nestjs/common';
import { Database } from '@lib/database';

/** So many mails that wait are more than one commit takes. */
const WAITING = 100;
const LOOK_MS = 250;

@Injectable()
export class MailRush {
  private looked = -Infinity;
  private answer: Promise<boolean> = Promise.resolve(false);

  constructor(private readonly database: Database) {}

  /** The rows are asked, so that all processes of a house agree; at most four times a second. */
  isOn(now = performance.now()): Promise<boolean> {
    if (now - this.looked < LOOK_MS) return this.answer;
    this.looked = now;
    return (this.answer = this.look());
  }

  /**
   * For work that can wait: each answer says whether it may do a round now. Without a rush always; in one once every `everyMs`
   * milliseconds, however long it lasts.
   */
  share(everyMs: number): (now?: number) => Promise<boolean> {
    let last = -Infinity;
    return async (now = performance.now()) => {
      if (now - last < everyMs && (await this.isOn(now))) return false;
      last = now;
      return true;
    };
  }

  private async look(): Promise<boolean> {
    const [row] = await this.database.query<{ waiting: number }>(
      `SELECT (SELECT count(*) FROM (SELECT 1 FROM email.raw_mail WHERE state = 'stored' LIMIT ${WAITING}) AS stored)::integer
         + (SELECT count(*) FROM (SELECT 1 FROM bus.inbox WHERE state = 'received' AND channel = 'email' LIMIT ${WAITING}) AS filed)::integer AS waiting`,
    );
    return (row?.waiting ?? 0) >= WAITING;
  }
}
