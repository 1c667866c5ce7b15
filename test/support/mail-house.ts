/** A house that takes mail in without doors and threads: what a test writes goes through the real reader, filer, inbox and intake. */
import type { EmailDispatch, TimelineItem } from '@lib/contracts';
import { EmailModule } from '@lib/channels/email';
import { Database } from '@lib/database';
import { DeliveryModule, ReplyService } from '@lib/delivery';
import { ensureDefaultQueue } from '@lib/demo';
import { IntakeApiModule, IntakeWorkerModule } from '@lib/intake';
import { FileStore, newId, type Principal } from '@lib/platform';
import { RoutingWorkerModule } from '@lib/routing';
import { RulesWorkerModule } from '@lib/rules';
import { TicketsWorkerModule, TimelineReader } from '@lib/tickets';
import { Module } from '@nestjs/common';
import { Client } from 'pg';
import { ground } from '../../apps/rooms.js';
import { Mailboxes } from '../../libs/channels/email/src/mailboxes.js';
import { SenderEndings } from '../../libs/channels/email/src/sender-endings.js';
import { MailFiler, type ReadMailItem } from '../../libs/channels/email/src/mail-filer.js';
import { readMail } from '../../libs/channels/email/src/reading/read-mail.js';
import { QuarantineService } from '../../libs/channels/email/src/api/quarantine.service.js';
import { MailGuards } from '../../libs/channels/email/src/spam/mail-guards.js';
import { JudgementListener } from '../../libs/channels/email/src/spam/mail-judgements.js';
import { OutgoingMails } from '../../libs/channels/email/src/sending/outgoing-mail.js';
import { hire } from '../faults/rows.js';
import { startChatEdge, until, type ChatEdge } from './chat-edge.js';

export const SUPPORT = 'support@guichet.test';
/** As many as the product files in one commit. */
const GROUP = 20;

@Module({
  imports: [EmailModule],
  providers: [MailFiler, MailGuards, QuarantineService, JudgementListener, SenderEndings, OutgoingMails],
  exports: [MailFiler, MailGuards, OutgoingMails],
})
class MailInside {}

export interface Letter {
  from?: string;
  subject?: string;
  text?: string;
  headers?: Record<string, string>;
  /** The whole of it, when how it is written matters. */
  raw?: string;
  to?: string[];
  envelopeFrom?: string;
  /** When it came; now unless said. */
  at?: Date;
  /** What the scanner said of it. */
  scan?: ReadMailItem['scan'];
  /** Whose mailbox took it in; the support mailbox unless said. */
  mailbox?: string;
}

export interface Fate {
  id: string;
  state: string;
  error: string | null;
  ticketId: string | null;
  itemId: string | null;
}

export class MailHouse {
  private count = 0;

  private constructor(
    readonly rows: Client,
    readonly edge: ChatEdge,
  ) {}

  static async open(url: string, env: NodeJS.ProcessEnv = {}): Promise<MailHouse> {
    const rows = new Client({ connectionString: url });
    rows.on('error', () => undefined);
    await rows.connect();
    const edge = await startChatEdge(url, {
      env: { MAIL_UNDO_MS: '0', ...env },
      rooms: (config) => [
        ...ground(config),
        MailInside,
        DeliveryModule,
        IntakeWorkerModule,
        IntakeApiModule,
        RoutingWorkerModule,
        RulesWorkerModule,
        TicketsWorkerModule,
      ],
    });
    await ensureDefaultQueue(edge.app.get(Database));
    const house = new MailHouse(rows, edge);
    await edge.app.get(Mailboxes).ensure(['sales@guichet.test']);
    return house;
  }

  async close(): Promise<void> {
    await this.edge.close();
    await this.rows.end().catch(() => undefined);
  }

  get<T>(service: new (...needed: never[]) => T): T {
    return this.edge.app.get<T>(service as never, { strict: false });
  }

  async agent(name: string, role: 'agent' | 'supervisor' = 'agent'): Promise<Principal> {
    const { rows } = await this.rows.query<{ id: string }>(`SELECT id FROM routing.queue WHERE is_default`);
    const { id } = await hire(this.rows, name, role, rows[0]?.id ?? '');
    return { agentId: id, role, name, sessionId: newId() };
  }

  /** What became of each, in the order given; answered when all are taken in. */
  async arrive(...letters: Letter[]): Promise<Fate[]> {
    const ids: string[] = [];
    for (let at = 0; at < letters.length; at += GROUP) {
      const group = await Promise.all(letters.slice(at, at + GROUP).map((letter) => this.read(letter)));
      ids.push(...group.map(({ claimed }) => claimed.id));
      await this.get(MailFiler).file(group);
    }
    await until(async () => {
      const { rows } = await this.rows.query(`SELECT 1 FROM bus.inbox WHERE state = 'received' LIMIT 1`);
      return rows.length === 0;
    }, 30_000);
    const { rows } = await this.rows.query<Fate>(
      `SELECT raw.id, raw.state, coalesce(raw.error, inbox.error) AS error, inbox.ticket_id AS "ticketId", inbox.item_id AS "itemId"
       FROM email.raw_mail AS raw LEFT JOIN email.raw_mail AS first ON first.id = raw.duplicate_of
       LEFT JOIN bus.inbox ON inbox.id = coalesce(raw.inbox_id, first.inbox_id) WHERE raw.id = ANY($1)`,
      [ids],
    );
    return ids.map((id) => rows.find((row) => row.id === id) as Fate);
  }

  /** An agent answers; the mail as it leaves, and the message it is. */
  async answer(
    ticketId: string,
    by: Principal,
    more: { text?: string; html?: string; to?: string[]; cc?: string[]; anyway?: boolean } = {},
  ): Promise<{ messageId: string; raw: string; head: Map<string, string> }> {
    const { text = 'Nous regardons.', ...addressed } = more;
    const { messageId } = await this.get(ReplyService).send(
      by,
      ticketId,
      { channel: 'email', text, ...addressed },
      null,
    );
    const raw = await this.leaves(messageId);
    return { messageId, raw, head: headOf(raw) };
  }

  /** The bytes of a message that was given to be sent. */
  async leaves(messageId: string): Promise<string> {
    const { rows } = await this.rows.query<{ body: EmailDispatch }>(
      `SELECT body FROM bus.dispatch WHERE body->>'messageId' = $1`,
      [messageId],
    );
    const { sha256 } = await this.get(OutgoingMails).buildOnce(rows[0]?.body as EmailDispatch);
    return (await this.get(FileStore).read(sha256)).toString('utf8');
  }

  async timeline(ticketId: string): Promise<TimelineItem[]> {
    return (await this.get(TimelineReader).page(ticketId, { limit: 200 })).items;
  }

  async one<T>(sql: string, params: unknown[] = []): Promise<T> {
    return (await this.rows.query(sql, params)).rows[0] as T;
  }

  private async read({ to = [SUPPORT], envelopeFrom, mailbox, at, scan = null, ...letter }: Letter) {
    const claimed = {
      id: newId(),
      mailboxId: (
        await this.one<{ id: string }>(`SELECT id FROM email.mailbox WHERE address = $1`, [
          mailbox ?? SUPPORT,
        ])
      ).id,
      door: 'upload' as const,
      sha256: '0'.repeat(64),
      size: '1',
      envelope: { from: envelopeFrom ?? null, to },
      receivedAt: at ?? new Date(),
      said: null,
    };
    await this.rows.query(
      `INSERT INTO email.raw_mail (id, mailbox_id, door, sha256, size, envelope, received_at, state, claims, attempts, not_before, addresses)
       VALUES ($1, $2, 'upload', $3, 1, $4, $5, 'stored', 0, 0, 'infinity', '[]')`,
      [claimed.id, claimed.mailboxId, claimed.sha256, JSON.stringify(claimed.envelope), claimed.receivedAt],
    );
    const { mail } = await readMail(Buffer.from(letter.raw ?? this.written(letter)), {
      envelopeFrom: envelopeFrom ?? null,
    });
    return { claimed, mail, check: null, scan };
  }

  private written({
    from = 'Zoé <zoe@example.net>',
    subject = 'Une question',
    text,
    headers,
  }: Letter): string {
    this.count += 1;
    const lines = Object.entries({
      From: from,
      To: SUPPORT,
      Date: 'Thu, 02 Apr 2026 09:00:00 +0200',
      Subject: subject,
      'Message-ID': `<${this.count}.${process.pid}@letters.example>`,
      'Content-Type': 'text/plain; charset=utf-8',
      ...headers,
    }).map(([name, value]) => `${name}: ${value}`);
    return [...lines, '', text ?? `Bonjour (${this.count})`, ''].join('\r\n');
  }
}

/** Header fields by lower-case name, unfolded. */
export function headOf(raw: string): Map<string, string> {
  const head = (raw.split('\r\n\r\n')[0] ?? '').replace(/\r\n[ \t]+/g, ' ').split('\r\n');
  return new Map(
    head.map((line) => [
      line.slice(0, line.indexOf(':')).toLowerCase(),
      line.slice(line.indexOf(':') + 1).trim(),
    ]),
  );
}
