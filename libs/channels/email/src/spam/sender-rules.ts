/** The house's own lists: senders and words that are blocked or allowed, by whom and why; nothing is deleted, so all of it can be undone. */
import { Injectable } from '@nestjs/common';
import {
  Problem,
  type SenderRule,
  type SenderRuleKind,
  type SenderRuleList,
  type SenderRuleSays,
  type WriteSenderRule,
} from '@lib/contracts';
import { Database, type Tx } from '@lib/database';
import { newId, requireRole, type Principal } from '@lib/platform';

export interface ListedRule {
  kind: SenderRuleKind;
  value: string;
  says: SenderRuleSays;
  why: string;
}

export interface RememberedJudgement {
  address: string;
  says: SenderRuleSays;
  agentId: string;
  rawMailId: string;
}

/** Every mail is held against all words, so there is an end to them. */
const MOST_RULES = 2_000;

@Injectable()
export class SenderRules {
  constructor(private readonly database: Database) {}

  /** Newest first. Errors: `forbidden`. */
  async list(principal: Principal): Promise<SenderRuleList> {
    requireRole(principal, 'supervisor', 'admin');
    const rows = await this.read(this.database, 'rule.removed_at IS NULL', []);
    return { items: rows, most: MOST_RULES };
  }

  /** What stood of the same sender before is set aside. Errors: `forbidden`, `too-large`. */
  async write(principal: Principal, { kind, value, says, why }: WriteSenderRule): Promise<SenderRule> {
    requireRole(principal, 'admin');
    return this.database.transaction(async (tx) => {
      const id = await this.put(tx, { kind, value: value.toLowerCase(), says, why }, principal.agentId, null);
      return this.one(tx, id);
    });
  }

  /** Errors: `forbidden`, `not-found`. */
  async remove(principal: Principal, id: string): Promise<void> {
    requireRole(principal, 'admin');
    const gone = await this.database.query(
      `UPDATE email.sender_rule SET removed_at = now(), removed_by = $2 WHERE id = $1 AND removed_at IS NULL RETURNING id`,
      [id, principal.agentId],
    );
    if (gone.length === 0) throw new Problem('not-found');
  }

  /** Brings a removed one back; one that is there stays. Errors: `forbidden`, `not-found`, `too-large`. */
  async restore(principal: Principal, id: string): Promise<SenderRule> {
    requireRole(principal, 'admin');
    return this.database.transaction(async (tx) => {
      const { kind, value, says, why, rawMailId } = await this.one(tx, id);
      return this.one(tx, await this.put(tx, { kind, value, says, why }, principal.agentId, rawMailId));
    });
  }

  /** What a person said of one mail goes for its sender from then on. */
  async remember(tx: Tx, { address, says, agentId, rawMailId }: RememberedJudgement): Promise<void> {
    const value = address.toLowerCase();
    await this.put(tx, { kind: 'address', value, says, why: '' }, agentId, rawMailId);
  }

  /** The judgement is taken back: what it made goes, what it had set aside returns. */
  async forget(tx: Tx, rawMailId: string, agentId: string): Promise<void> {
    const gone = await tx.query<{ replaces: string | null }>(
      `UPDATE email.sender_rule SET removed_at = now(), removed_by = $2
       WHERE raw_mail_id = $1 AND removed_at IS NULL RETURNING replaces`,
      [rawMailId, agentId],
    );
    const before = gone.flatMap(({ replaces }) => (replaces ? [replaces] : []));
    if (before.length > 0)
      await tx.query(`UPDATE email.sender_rule SET removed_at = NULL, removed_by = NULL WHERE id = ANY($1)`, [
        before,
      ]);
  }

  /** Those about any of these senders, and all about words. */
  async about(addresses: readonly string[]): Promise<ListedRule[]> {
    const values = [...new Set(addresses.flatMap((address) => namesOf(address.toLowerCase())))];
    return this.database.query<ListedRule>(
      `SELECT kind, value, says, why FROM email.sender_rule
       WHERE removed_at IS NULL AND (kind = 'words' OR value = ANY($1)) LIMIT ${MOST_RULES}`,
      [values],
    );
  }

  /** Two at once for the same sender end as one: the index of what stands allows no second. */
  private async put(tx: Tx, rule: ListedRule, agentId: string, rawMailId: string | null): Promise<string> {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('email.sender_rule', 0))`);
    const [now] = await tx.query<{ id: string; says: string; count: number }>(
      `SELECT id, says, (SELECT count(*)::integer FROM email.sender_rule WHERE removed_at IS NULL) AS count
       FROM (SELECT 1) AS one LEFT JOIN email.sender_rule ON removed_at IS NULL AND kind = $1 AND value = $2`,
      [rule.kind, rule.value],
    );
    if (now?.id && now.says === rule.says) return now.id;
    if ((now?.count ?? 0) >= MOST_RULES) throw new Problem('too-large', `At most ${MOST_RULES} entries`);
    if (now?.id)
      await tx.query(`UPDATE email.sender_rule SET removed_at = now(), removed_by = $2 WHERE id = $1`, [
        now.id,
        agentId,
      ]);
    const id = newId();
    await tx.query(
      `INSERT INTO email.sender_rule (id, kind, value, says, why, by_id, raw_mail_id, replaces)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [id, rule.kind, rule.value, rule.says, rule.why, agentId, rawMailId, now?.id ?? null],
    );
    return id;
  }

  private async one(tx: Tx, id: string): Promise<SenderRule> {
    const [row] = await this.read(tx, 'rule.id = $1', [id]);
    if (!row) throw new Problem('not-found');
    return row;
  }

  private async read(reader: Pick<Tx, 'query'>, where: string, values: unknown[]): Promise<SenderRule[]> {
    const rows = await reader.query<Omit<SenderRule, 'at'> & { at: Date }>(
      `SELECT rule.id, rule.kind, rule.value, rule.says, rule.why, rule.at, rule.raw_mail_id AS "rawMailId",
         jsonb_build_object('id', rule.by_id, 'name', coalesce(agent.name, '')) AS by
       FROM email.sender_rule AS rule LEFT JOIN agents.agent ON agent.id = rule.by_id
       WHERE ${where} ORDER BY rule.at DESC, rule.id DESC LIMIT ${MOST_RULES}`,
      values,
    );
    return rows.map(({ at, ...row }) => ({ ...row, at: at.toISOString() }));
  }
}

/** The address itself, its domain, and the domains above that. */
function namesOf(address: string): string[] {
  const labels = address
    .slice(address.lastIndexOf('@') + 1)
    .split('.')
    .slice(-10);
  return [address, ...labels.map((_, at) => labels.slice(at).join('.'))];
}
