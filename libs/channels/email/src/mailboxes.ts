/** The mailboxes we hold: which address is ours, and which mailbox a recipient means. */
import { Inject, Injectable } from '@nestjs/common';
import type { SpamHeaders } from '@lib/contracts';
import { Database } from '@lib/database';
import { Clock, CONFIG, newId, type Config } from '@lib/platform';

export interface Mailbox {
  id: string;
  address: string;
  aliases: string[];
  trustedServer: string | null;
  /** Domains of forwarders whose ARC seal is believed. */
  arcSealers: string[];
  spamHeaders: SpamHeaders;
  flagAt: number;
  holdAt: number;
}

const FRESH_MS = 10_000;

@Injectable()
export class Mailboxes {
  private known: { at: number; list: Promise<Mailbox[]> } | undefined;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Makes the rows the configuration speaks of; the support mailbox is always there. */
  async ensure(addresses: string[] = []): Promise<void> {
    const wanted = [
      ...new Set([this.config.SUPPORT_MAILBOX, ...addresses].map((address) => address.toLowerCase())),
    ];
    for (const address of wanted) {
      await this.database.query(
        `INSERT INTO email.mailbox (id, address, aliases, state, state_since, created_at)
         VALUES ($1, $2, '[]', 'idle', now(), now()) ON CONFLICT (address) DO NOTHING`,
        [newId(), address],
      );
    }
    this.forget();
  }

  /** Something was set: the next question is answered by the rows. Other processes follow within seconds. */
  forget(): void {
    this.known = undefined;
  }

  /** Cached for some seconds: every recipient of every mail asks. */
  list(): Promise<Mailbox[]> {
    const now = this.clock.now().getTime();
    if (!this.known || now - this.known.at > FRESH_MS) this.known = { at: now, list: this.load() };
    return this.known.list;
  }

  /** `support@…`, an alias, or `support+<token>@…`; null when the address is not ours. */
  async forRecipient(address: string): Promise<Mailbox | null> {
    const plain = address.trim().toLowerCase();
    const bare = plain.replace(/\+[^@]*@/, '@');
    const list = await this.list();
    const holds = (mailbox: Mailbox, candidate: string): boolean =>
      mailbox.address === candidate || mailbox.aliases.some((alias) => alias.toLowerCase() === candidate);
    return (
      list.find((mailbox) => holds(mailbox, plain)) ?? list.find((mailbox) => holds(mailbox, bare)) ?? null
    );
  }

  async ownAddresses(): Promise<ReadonlySet<string>> {
    const list = await this.list();
    return new Set(
      list.flatMap((mailbox) => [mailbox.address, ...mailbox.aliases.map((alias) => alias.toLowerCase())]),
    );
  }

  private async load(): Promise<Mailbox[]> {
    try {
      return await this.database.query<Mailbox>(
        `SELECT id, address, aliases, trusted_server AS "trustedServer", coalesce(arc_sealers, '[]') AS "arcSealers",
           coalesce(spam_headers, 'ignored') AS "spamHeaders", coalesce(flag_at, 5) AS "flagAt", coalesce(hold_at, 10) AS "holdAt"
         FROM email.mailbox LEFT JOIN email.mail_guard AS guard ON guard.mailbox_id = mailbox.id
         WHERE removed_at IS NULL ORDER BY created_at, id`,
      );
    } catch (error) {
      this.known = undefined;
      throw error;
    }
  }
}

/** The mailbox that took it in; the first one when that is gone. Errors: when there is none at all. */
export function mailboxOf(mailboxes: readonly Mailbox[], id: string | null): Mailbox {
  const found = mailboxes.find((mailbox) => mailbox.id === id) ?? mailboxes[0];
  if (!found) throw new Error('there is no mailbox');
  return found;
}
