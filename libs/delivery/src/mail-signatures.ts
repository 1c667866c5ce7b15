/** What stands under an answer by mail, and whom it says it is from: of the mailbox's settings and the agent's own line. */
import { Inject, Injectable } from '@nestjs/common';
import {
  NO_WRITING,
  senderNameOf,
  signatureOf,
  writingValues,
  type MailSignature,
  type OwnLine,
  type WriteMailWriting,
} from '@lib/contracts';
import { Database, type Tx } from '@lib/database';
import { CONFIG, type Config, type Principal } from '@lib/platform';
import { TicketAccess } from '@lib/tickets';
import { ticketForReply, type ReplyTicket } from './reply-ticket.js';
import type { Author } from './reply-turns.js';

const NO_LINE: OwnLine = { fr: '', en: '' };

@Injectable()
export class MailSignatures {
  constructor(
    private readonly database: Database,
    private readonly access: TicketAccess,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** For the screen on which an answer is written. Errors: `not-found`. */
  async shown(principal: Principal, idOrNumber: string): Promise<MailSignature> {
    const ticketId = await this.access.require(principal, idOrNumber);
    return this.database.transaction(async (tx) => {
      const ticket = await ticketForReply(tx, ticketId);
      const [turn] = await tx.query<{ mailbox: string }>(
        `SELECT our_address AS mailbox FROM tickets.interaction WHERE ticket_id = $1 AND channel = 'email'
         ORDER BY started_at DESC LIMIT 1`,
        [ticketId],
      );
      return this.of(tx, principal, ticket, turn?.mailbox ?? this.config.SUPPORT_MAILBOX);
    });
  }

  async of(
    tx: Tx,
    { agentId, name }: Author,
    { locale }: Pick<ReplyTicket, 'locale'>,
    mailbox: string,
  ): Promise<MailSignature> {
    const [row] = await tx.query<
      Omit<WriteMailWriting, 'signature'> & {
        company: string | null;
        signature: WriteMailWriting['signature'] | null;
        own: OwnLine | null;
      }
    >(
      `SELECT mailbox.name AS company, writing.name_template AS "nameTemplate", writing.team, writing.phone, writing.signature,
         CASE WHEN writing.display_address = mailbox.address OR mailbox.aliases ? writing.display_address
           THEN writing.display_address END AS "displayAddress",
         (SELECT jsonb_build_object('fr', fr, 'en', en) FROM delivery.own_line WHERE agent_id = $2) AS own
       FROM (SELECT 1) AS one LEFT JOIN email.mailbox ON mailbox.address = lower($1) AND mailbox.removed_at IS NULL
       LEFT JOIN email.mail_writing AS writing ON writing.mailbox_id = mailbox.id`,
      [mailbox, agentId],
    );
    const writing = row?.signature ? { ...row, signature: row.signature } : NO_WRITING;
    const values = writingValues(writing, row?.company ?? '', name);
    const ownLine = row?.own ?? NO_LINE;
    return {
      fromName: senderNameOf(writing, values),
      fromAddress: writing.displayAddress ?? mailbox,
      locale,
      text: signatureOf(writing, ownLine, values, locale),
      ownLine,
    };
  }

  async writeOwnLine({ agentId }: Principal, line: OwnLine): Promise<OwnLine> {
    await this.database.query(
      `INSERT INTO delivery.own_line (agent_id, fr, en) VALUES ($1, $2, $3)
       ON CONFLICT (agent_id) DO UPDATE SET fr = excluded.fr, en = excluded.en`,
      [agentId, line.fr, line.en],
    );
    return line;
  }
}
