/** Whether a mail that no person wrote may go to who wrote to us: no loops, no mail to strangers, and little of it. */
import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Tx } from '@lib/database';
import { Clock, CONFIG, newId, type Config } from '@lib/platform';
import { plainSubject } from '@lib/tickets';
import { refusalOf, type MailFacts, type MailRefusal } from './mail-limits.js';

interface Asked {
  subject: string;
  mailbox: string;
}

interface Row extends Omit<MailFacts, 'senderToday' | 'sameSubjectToday'>, Asked {
  /** Hashes, one for each acknowledgement to this sender in 24 hours. */
  subjectsToday: string[];
}

/** Far beyond what may leave in a day. */
const MOST_OF_A_DAY = 100;

@Injectable()
export class MailGate {
  constructor(
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Counted with the sending, in the same transaction, one mail to a sender after the other. The address is the one that
   * wrote last on this ticket; whoever never wrote by mail gets none.
   */
  async pass(
    tx: Tx,
    ticketId: string,
    acknowledges: boolean,
  ): Promise<{ address: string } | { refused: MailRefusal }> {
    const [address] = await tx.query<{ address: string }>(
      `SELECT lower(data->>'from') AS address FROM tickets.message
       WHERE ticket_id = $1 AND channel = 'email' AND direction = 'in' ORDER BY seq DESC LIMIT 1`,
      [ticketId],
    );
    if (!address?.address) return { refused: 'no-mail-to-answer' };
    await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('rules:mail:' || $1, 0))`, [
      address.address,
    ]);
    const facts = await this.facts(tx, ticketId, address.address);
    const refused = refusalOf(facts, acknowledges);
    if (refused) return { refused };
    await tx.query(
      `INSERT INTO rules.automatic_mail (id, ticket_id, sender, mailbox, subject_hash, acknowledges, at)
       VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [
        newId(),
        ticketId,
        address.address,
        facts.mailbox,
        hashOf(facts.subject),
        acknowledges,
        this.clock.now(),
      ],
    );
    return { address: address.address };
  }

  private async facts(tx: Tx, ticketId: string, sender: string): Promise<MailFacts & Asked> {
    const plain = sender.replace(/\+[^@]*@/, '@');
    const [row] = await tx.query<Row>(
      `SELECT $2::text AS sender, last.data->>'neverAnswer' AS "neverAnswer", ticket.subject,
         coalesce((SELECT our_address FROM tickets.interaction WHERE interaction.id = last.interaction_id), '') AS mailbox,
         EXISTS (SELECT 1 FROM tickets.message AS answer WHERE answer.ticket_id = ticket.id AND answer.direction = 'out'
                 AND answer.author_kind = 'agent' AND answer.delivery_state IS DISTINCT FROM 'cancelled') AS answered,
         EXISTS (SELECT 1 FROM customers.undeliverable WHERE address = $2 AND lifted_at IS NULL) AS bounced,
         (SELECT count(*)::integer FROM rules.automatic_mail WHERE ticket_id = ticket.id AND acknowledges) AS "acknowledged",
         ARRAY(SELECT subject_hash FROM rules.automatic_mail WHERE sender = $2 AND acknowledges
               AND at > $3::timestamptz - interval '24 hours' LIMIT ${MOST_OF_A_DAY}) AS "subjectsToday",
         EXISTS (SELECT 1 FROM email.mailbox WHERE lower(address) IN ($2, $4) OR aliases ?| ARRAY[$2, $4]::text[]) AS own,
         (SELECT count(*)::integer FROM rules.automatic_mail WHERE sender = $2 AND at > $3::timestamptz - interval '1 hour'
            AND mailbox = (SELECT our_address FROM tickets.interaction WHERE interaction.id = last.interaction_id)) AS "senderThisHour",
         (SELECT count(*)::integer FROM tickets.message AS recent JOIN tickets.ticket AS theirs ON theirs.id = recent.ticket_id
          WHERE theirs.customer_id = ticket.customer_id AND theirs.updated_at > $3::timestamptz - interval '1 hour'
            AND recent.direction = 'in' AND recent.channel = 'email' AND recent.at > $3::timestamptz - interval '10 minutes') AS "arrivedLately",
         (SELECT count(*)::integer FROM tickets.message AS recent JOIN tickets.ticket AS theirs ON theirs.id = recent.ticket_id
          WHERE theirs.customer_id = ticket.customer_id AND theirs.updated_at > $3::timestamptz - interval '1 hour'
            AND recent.direction = 'in' AND recent.channel = 'email' AND recent.at > $3::timestamptz - interval '1 hour'
            AND recent.subject IS NOT DISTINCT FROM last.subject) AS "sameSubjectThisHour"
       FROM tickets.ticket JOIN LATERAL (SELECT data, interaction_id, subject FROM tickets.message
         WHERE message.ticket_id = ticket.id AND channel = 'email' AND direction = 'in' ORDER BY seq DESC LIMIT 1) AS last ON true
       WHERE ticket.id = $1`,
      [ticketId, sender, this.clock.now(), plain],
    );
    if (!row) throw new Error('the mail just read is gone');
    const { subjectsToday, ...facts } = row;
    const same = hashOf(row.subject);
    return {
      ...facts,
      own: row.own || plain === this.config.SUPPORT_MAILBOX.toLowerCase(),
      senderToday: subjectsToday.length,
      sameSubjectToday: subjectsToday.filter((hash) => hash === same).length,
    };
  }
}

/** The same matter sent again is the same subject, whatever stands before it. */
function hashOf(subject: string): string {
  return createHash('sha256').update(plainSubject(subject).toLowerCase().replace(/\s+/g, ' ')).digest('hex');
}
