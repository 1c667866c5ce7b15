/** A rule's text on its way to the customer: in the open chat as a line of the house, else as a mail the gate lets pass. */
import { Injectable } from '@nestjs/common';
import { fillRuleText, type Actor, type Locale } from '@lib/contracts';
import type { Tx } from '@lib/database';
import { AutomaticMessages } from '@lib/delivery';
import { MailGate } from './mail-gate.js';
import { RuleValues } from './rule-values.js';

@Injectable()
export class RuleTexts {
  constructor(
    private readonly values: RuleValues,
    private readonly gate: MailGate,
    private readonly messages: AutomaticMessages,
  ) {}

  /** Null when it was said, else why not. A caller hears nothing. Errors: those of a message. */
  async say(
    tx: Tx,
    ticketId: string,
    texts: Record<Locale, string>,
    { acknowledges, actor }: { acknowledges: boolean; actor: Actor },
  ): Promise<string | null> {
    const [known, chats] = await Promise.all([this.values.of(tx, ticketId), this.chats(tx, ticketId)]);
    if (!known) return 'not-found';
    const text = fillRuleText(texts[known.locale], known.values);
    if (text === '') return 'nothing-to-say';
    if (chats) {
      await this.messages.line(tx, ticketId, text, actor);
      return null;
    }
    const passed = await this.gate.pass(tx, ticketId, acknowledges);
    if ('refused' in passed) return passed.refused;
    await this.messages.mail(tx, ticketId, passed.address, text, actor);
    return null;
  }

  private async chats(tx: Tx, ticketId: string): Promise<boolean> {
    const open = await tx.query(
      `SELECT 1 FROM tickets.interaction WHERE ticket_id = $1 AND channel = 'chat' AND state IN ('waiting', 'offered', 'connected', 'held')`,
      [ticketId],
    );
    return open.length > 0;
  }
}
