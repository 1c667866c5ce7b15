/** How senders end their mails, by address: what is learnt is taken off what is shown first, and stays one press away. */
import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '@lib/database';
import { storable } from '@lib/platform';
import { learn, withoutLearnt, type Endings } from './learnt-signature.js';
import type { ReceivedMail } from './reading/received-mail.js';

@Injectable()
export class SenderEndings {
  constructor(private readonly database: Database) {}

  /** The mails with less to show, in their order, and what they taught; a machine's mail teaches nothing. */
  async read<T extends { mail: ReceivedMail }>(
    items: T[],
  ): Promise<{ items: T[]; taught: Map<string, Endings> }> {
    const known = await this.of(items.flatMap(({ mail }) => teacher(mail) ?? []));
    const taught = new Map<string, Endings>();
    const read = items.map((item) => {
      const address = teacher(item.mail);
      if (address === null) return item;
      const before = taught.get(address) ?? known.get(address) ?? { tails: [], learnt: [] };
      const endings = learn(before, item.mail.replyText);
      if (endings !== before) taught.set(address, endings);
      const replyText = withoutLearnt(item.mail.replyText, endings.learnt);
      return { ...item, mail: { ...item.mail, replyText } };
    });
    return { items: read, taught };
  }

  /** In the transaction that files the mails; what was heard of nobody for long is forgotten. */
  async keep(tx: Tx, taught: ReadonlyMap<string, Endings>): Promise<void> {
    if (taught.size === 0) return;
    const rows = [...taught].map(([address, endings]) => ({ address, ...endings }));
    await tx.query(
      `INSERT INTO email.ending (address, tails, learnt, heard_at)
       SELECT address, tails, learnt, now() FROM jsonb_to_recordset($1::jsonb) AS one(address text, tails jsonb, learnt jsonb) ORDER BY address
       ON CONFLICT (address) DO UPDATE SET tails = excluded.tails, learnt = excluded.learnt, heard_at = excluded.heard_at`,
      [JSON.stringify(storable(rows))],
    );
    await tx.query(
      `DELETE FROM email.ending WHERE ctid IN (
         SELECT ctid FROM email.ending WHERE heard_at < now() - interval '400 days' LIMIT 100)`,
    );
  }

  private async of(addresses: string[]): Promise<Map<string, Endings>> {
    if (addresses.length === 0) return new Map();
    const rows = await this.database.query<Endings & { address: string }>(
      `SELECT address, tails, learnt FROM email.ending WHERE address = ANY($1)`,
      [storable([...new Set(addresses)])],
    );
    return new Map(rows.map(({ address, ...endings }) => [address, endings]));
  }
}

function teacher(mail: ReceivedMail): string | null {
  const [author, ...more] = mail.from;
  if (!author || more.length > 0 || mail.verdict.evidence.length > 0 || author.address.length > 320)
    return null;
  return author.address.toLowerCase();
}
