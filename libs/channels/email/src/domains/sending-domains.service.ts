/** The domains our mails leave from, as administrators set them up: keys made, looked up in the name service, switched on, changed for new ones. */
import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import { Inject, Injectable } from '@nestjs/common';
import {
  DomainName,
  Problem,
  type SendingDomain,
  type SendingDomains,
  type SendingKeyAct,
  type SendingKeyChange,
} from '@lib/contracts';
import { Database, type Tx } from '@lib/database';
import { Clock, newId, requireRole, Secrets, type Principal } from '@lib/platform';
import { dmarcFinding, keyFinding, keyRecord, spfFinding } from './domain-records.js';
import { readKeyChanges, writeKeyChange } from './sending-key-changes.js';
import {
  openKey,
  readSendingKeys,
  readSendingKeysOf,
  sealKey,
  type SendingKeyRecord,
} from './sending-key-rows.js';
import { TEXT_NAMES, type TextNames } from './text-names.js';

/** Below this receivers do not believe a key; above, some name servers cannot hold it in one record. */
const KEY_BITS = 2_048;
/** One that signs, the next one, and those whose mails are still on their way. */
const MOST_KEYS = 5;

const makeKeys = promisify(generateKeyPair);

type ChangedKey = Pick<SendingKeyRecord, 'id' | 'domain' | 'selector'>;
const CHANGED = 'id, domain, selector';

interface DomainRow {
  domain: string;
  checkedAt: Date | null;
  spf: SendingDomain['spf'];
  dmarc: SendingDomain['dmarc'];
}

@Injectable()
export class SendingDomainsService {
  constructor(
    private readonly database: Database,
    private readonly secrets: Secrets,
    private readonly clock: Clock,
    @Inject(TEXT_NAMES) private readonly names: TextNames,
  ) {}

  /** Those of our mailboxes' addresses, and any that still has a key. Errors: `forbidden`. */
  async list(principal: Principal): Promise<SendingDomains> {
    requireRole(principal, 'supervisor', 'admin');
    const [rows, keys, changes] = await Promise.all([
      this.database.query<DomainRow>(
        `SELECT ours.domain, looked.checked_at AS "checkedAt", looked.spf, looked.dmarc
         FROM (${OURS} UNION SELECT domain FROM email.sending_key) AS ours(domain)
         LEFT JOIN email.sending_domain AS looked ON looked.domain = ours.domain ORDER BY ours.domain`,
      ),
      readSendingKeys(this.database),
      readKeyChanges(this.database),
    ]);
    return { items: rows.map((row) => this.view(row, keys, changes.get(row.domain) ?? [])) };
  }

  /** A new pair; nothing is signed with it yet. Errors: `forbidden`, `not-found` for a domain that is not ours, `too-large`. */
  async makeKey(principal: Principal, domain: string): Promise<SendingDomain> {
    requireRole(principal, 'admin');
    await this.requireOurs(domain);
    const { publicKey, privateKey } = await makeKeys('rsa', {
      modulusLength: KEY_BITS,
      publicKeyEncoding: { type: 'spki', format: 'der' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    await this.database.transaction(async (tx) => {
      await this.hold(tx, domain);
      const keys = await readSendingKeysOf(tx, domain);
      if (keys.length >= MOST_KEYS) throw new Problem('too-large', `At most ${MOST_KEYS} keys a domain`);
      const id = newId();
      const now = this.clock.now();
      // Never one that was used before: its record may still be in many caches.
      const selector = `guichet${now.toISOString().slice(0, 7).replace('-', '')}${id.slice(-4)}`;
      await tx.query(
        `INSERT INTO email.sending_key (id, domain, selector, public_key, sealed, made_at, made_by) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
        [
          id,
          domain,
          selector,
          publicKey.toString('base64'),
          sealKey(this.secrets, id, privateKey),
          now,
          principal.agentId,
        ],
      );
      await writeKeyChange(tx, principal, { id, domain, selector }, 'made', now);
    });
    return this.one(principal, domain);
  }

  /** Asks the name service for all there is to know. Never fails for its silence. Errors: `forbidden`, `not-found`. */
  async check(principal: Principal, domain: string): Promise<SendingDomain> {
    requireRole(principal, 'admin');
    await this.requireOurs(domain);
    const keys = (await readSendingKeys(this.database)).filter((key) => key.domain === domain);
    const [spf, dmarc, ...found] = await Promise.all([
      this.names.texts(domain).then(spfFinding),
      this.names.texts(`_dmarc.${domain}`).then(dmarcFinding),
      ...keys.map(async (key) => ({
        id: key.id,
        finding: keyFinding(await this.names.texts(nameOf(key)), key.publicKey),
      })),
    ]);
    await this.database.transaction(async (tx) => {
      await this.hold(tx, domain);
      await tx.query(
        `UPDATE email.sending_domain SET checked_at = $2, spf = $3, dmarc = $4 WHERE domain = $1`,
        [domain, this.clock.now(), JSON.stringify(spf), JSON.stringify(dmarc)],
      );
      await tx.query(
        `UPDATE email.sending_key SET finding = found.finding, anyway = anyway AND found.finding <> 'right'
         FROM jsonb_to_recordset($1::jsonb) AS found(id uuid, finding text) WHERE sending_key.id = found.id`,
        [JSON.stringify(found)],
      );
    });
    return this.one(principal, domain);
  }

  /**
   * From now on mails of its domain are signed with it; the one before is retired. Errors: `forbidden`, `not-found`,
   * `sending-key-unchecked` unless its record was found or it is to sign anyway.
   */
  async switchOn(principal: Principal, id: string, anyway: boolean): Promise<SendingDomain> {
    requireRole(principal, 'admin');
    const domain = await this.database.transaction(async (tx) => {
      const key = await this.key(tx, id);
      if (openKey(this.secrets, key) === null)
        throw new Problem('sending-key-unchecked', 'It cannot be opened');
      if (key.finding !== 'right' && !anyway) throw new Problem('sending-key-unchecked');
      const blindly = key.finding !== 'right';
      const retired = await tx.query<ChangedKey>(
        `UPDATE email.sending_key SET state = 'retired' WHERE domain = $1 AND state = 'signing' AND id <> $2 RETURNING ${CHANGED}`,
        [key.domain, id],
      );
      const on = await tx.query<ChangedKey>(
        `UPDATE email.sending_key SET state = 'signing', anyway = $2
         WHERE id = $1 AND (state <> 'signing' OR anyway <> $2) RETURNING ${CHANGED}`,
        [id, blindly],
      );
      await this.tell(tx, principal, retired, 'retired');
      await this.tell(tx, principal, on, blindly ? 'switched-on-anyway' : 'switched-on');
      return key.domain;
    });
    return this.one(principal, domain);
  }

  /** Mails of its domain leave unsigned. Errors: `forbidden`, `not-found`. */
  async switchOff(principal: Principal, id: string): Promise<SendingDomain> {
    requireRole(principal, 'admin');
    const domain = await this.database.transaction(async (tx) => {
      const key = await this.key(tx, id);
      const off = await tx.query<ChangedKey>(
        `UPDATE email.sending_key SET state = 'waiting', anyway = false WHERE id = $1 AND state = 'signing' RETURNING ${CHANGED}`,
        [id],
      );
      await this.tell(tx, principal, off, 'switched-off');
      return key.domain;
    });
    return this.one(principal, domain);
  }

  /** For good: its private half is gone. Errors: `forbidden`, `not-found`, `sending-key-signing`. */
  async remove(principal: Principal, id: string): Promise<void> {
    requireRole(principal, 'admin');
    await this.database.transaction(async (tx) => {
      const key = await this.key(tx, id);
      if (key.state === 'signing') throw new Problem('sending-key-signing');
      await tx.query(`DELETE FROM email.sending_key WHERE id = $1`, [id]);
      await this.tell(tx, principal, [key], 'removed');
    });
  }

  /** Of keys for which it became so: what was so already is no act. */
  private async tell(tx: Tx, principal: Principal, keys: ChangedKey[], what: SendingKeyAct): Promise<void> {
    for (const key of keys) await writeKeyChange(tx, principal, key, what, this.clock.now());
  }

  private async key(tx: Tx, id: string): Promise<SendingKeyRecord> {
    const [row] = await tx.query<{ domain: string }>(`SELECT domain FROM email.sending_key WHERE id = $1`, [
      id,
    ]);
    if (!row) throw new Problem('not-found');
    await this.hold(tx, row.domain);
    const key = (await readSendingKeysOf(tx, row.domain)).find((one) => one.id === id);
    if (!key) throw new Problem('not-found');
    return key;
  }

  /** One setting at a time for a domain. */
  private async hold(tx: Tx, domain: string): Promise<void> {
    await tx.query(`INSERT INTO email.sending_domain (domain) VALUES ($1) ON CONFLICT (domain) DO NOTHING`, [
      domain,
    ]);
    await tx.query(`SELECT 1 FROM email.sending_domain WHERE domain = $1 FOR UPDATE`, [domain]);
  }

  private async requireOurs(domain: string): Promise<void> {
    // What is no domain is none of ours; asked after the role, so that nobody else learns even that.
    if (!DomainName.safeParse(domain).success) throw new Problem('not-found');
    const [ours] = await this.database.query(
      `SELECT 1 FROM (${OURS}) AS ours(domain) WHERE ours.domain = $1`,
      [domain],
    );
    if (!ours) throw new Problem('not-found');
  }

  private async one(principal: Principal, domain: string): Promise<SendingDomain> {
    const found = (await this.list(principal)).items.find((item) => item.domain === domain);
    if (!found) throw new Problem('not-found');
    return found;
  }

  private view(
    { checkedAt, ...row }: DomainRow,
    keys: SendingKeyRecord[],
    changes: SendingKeyChange[],
  ): SendingDomain {
    const own = keys.filter((key) => key.domain === row.domain);
    return {
      ...row,
      changes,
      checkedAt: checkedAt?.toISOString() ?? null,
      keys: own.map((key) => ({
        id: key.id,
        selector: key.selector,
        state: key.state,
        recordName: nameOf(key),
        record: keyRecord(key.publicKey),
        finding: key.finding,
        anyway: key.anyway,
        usable: openKey(this.secrets, key) !== null,
        madeAt: key.madeAt.toISOString(),
        madeBy: key.madeBy,
      })),
    };
  }
}

const OURS = `SELECT DISTINCT lower(substring(known.address FROM '@(.*)$')) FROM email.mailbox,
  LATERAL (SELECT mailbox.address UNION SELECT jsonb_array_elements_text(mailbox.aliases)) AS known(address)
  WHERE mailbox.removed_at IS NULL`;

const nameOf = ({ selector, domain }: { selector: string; domain: string }): string =>
  `${selector}._domainkey.${domain}`;
