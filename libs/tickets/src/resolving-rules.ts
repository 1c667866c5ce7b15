/** What must be so before a ticket is resolved: rooms above say it here, and every way of resolving asks. */
import { Injectable } from '@nestjs/common';
import type { Tx } from '@lib/database';

/** Throws a `Problem` when the ticket may not be resolved yet. */
type Rule = (tx: Tx, ticketId: string) => Promise<void>;

@Injectable()
export class ResolvingRules {
  private readonly rules: Rule[] = [];

  add(rule: Rule): void {
    this.rules.push(rule);
  }

  async check(tx: Tx, ticketId: string): Promise<void> {
    for (const rule of this.rules) await rule(tx, ticketId);
  }
}
