/** What belongs to a ticket from its first moment: rooms above say it here, and every ticket that an agent opens asks. */
import { Injectable } from '@nestjs/common';
import type { FieldValues, TicketType } from '@lib/contracts';
import type { Tx } from '@lib/database';

export interface Opened {
  ticketId: string;
  type: TicketType;
  /** What was filled in, by field. */
  fields: FieldValues;
}

/** Keeps what was given, or throws a `Problem` when something is lacking: then nothing is opened. */
type Rule = (tx: Tx, opened: Opened) => Promise<void>;

@Injectable()
export class OpeningRules {
  private readonly rules: Rule[] = [];

  add(rule: Rule): void {
    this.rules.push(rule);
  }

  async apply(tx: Tx, opened: Opened): Promise<void> {
    for (const rule of this.rules) await rule(tx, opened);
  }
}
