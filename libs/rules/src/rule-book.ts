/** Rules as admins write them: checked before they are kept, each change in the audit, archived rather than deleted. */
import { Injectable } from '@nestjs/common';
import { Problem, type Rule, type RuleChange, type SavedRule, type WriteRule } from '@lib/contracts';
import { Database, type Tx } from '@lib/database';
import { newId, requireRole, type Principal } from '@lib/platform';
import { z } from 'zod';
import { RuleCheck } from './rule-check.js';
import { TimeRules } from './time-rules.js';

const MOST_RULES = 200;
const MOST_CHANGES = 100;

type Row = Omit<Rule, 'editedAt'> & { editedAt: Date };

const READ = `SELECT rule.id, rule.place AS position, rule.name, rule.active, rule.built_in AS "builtIn", rule.trigger, rule.conditions,
    rule.actions, rule.edited_at AS "editedAt", rule.version,
    CASE WHEN editor.id IS NOT NULL THEN jsonb_build_object('id', editor.id, 'name', editor.name, 'photo', editor.photo) END AS "editedBy",
    (SELECT count(*)::integer FROM rules.run WHERE run.rule_id = rule.id AND run.state <> 'stopped' AND run.at > now() - interval '7 days') AS runs,
    (SELECT count(*)::integer FROM rules.run WHERE run.rule_id = rule.id AND run.state = 'stopped' AND run.at > now() - interval '7 days') AS stops
  FROM rules.rule LEFT JOIN agents.agent AS editor ON editor.id = rule.edited_by`;

@Injectable()
export class RuleBook {
  constructor(
    private readonly database: Database,
    private readonly check: RuleCheck,
    private readonly times: TimeRules,
  ) {}

  async all(principal: Principal): Promise<Rule[]> {
    requireRole(principal, 'admin');
    const rows = await this.database.query<Row>(
      `${READ} WHERE rule.archived_at IS NULL ORDER BY rule.place, rule.id LIMIT ${MOST_RULES}`,
    );
    return rows.map(viewOf);
  }

  /** Errors: `invalid-input` (something it names does not exist), `inner-words`, `too-large`. */
  async add(principal: Principal, rule: WriteRule): Promise<SavedRule> {
    requireRole(principal, 'admin');
    const findings = await this.check.check(rule);
    const id = newId();
    await this.database.transaction(async (tx) => {
      const added = await tx.query(
        `INSERT INTO rules.rule (id, place, name, active, trigger, conditions, actions, edited_by)
         SELECT $1, coalesce(max(place), -1) + 1, $2, $3, $4, $5, $6, $7 FROM rules.rule WHERE archived_at IS NULL
         HAVING count(*) < ${MOST_RULES} RETURNING id`,
        [id, ...columns(rule), principal.agentId],
      );
      if (added.length === 0) throw new Problem('too-large', `${MOST_RULES} rules are the most`);
      await this.note(tx, principal, id, 'added', null, rule);
      if (rule.active) await this.begin(tx, id, rule);
    });
    return { rule: await this.one(id), findings };
  }

  /** Errors: as `add`, `not-found`, `version-stale`. */
  async change(principal: Principal, id: string, version: number, rule: WriteRule): Promise<SavedRule> {
    requireRole(principal, 'admin');
    const findings = await this.check.check(rule);
    await this.database.transaction(async (tx) => {
      const before = await this.hold(tx, id);
      if (before.version !== version)
        throw new Problem('version-stale', `It is at version ${before.version}`);
      await tx.query(
        `UPDATE rules.rule SET name = $2, active = $3, trigger = $4, conditions = $5, actions = $6, edited_by = $7,
           edited_at = now(), version = version + 1 WHERE id = $1`,
        [id, ...columns(rule), principal.agentId],
      );
      await this.note(tx, principal, id, 'changed', before, rule);
      if (rule.active) await this.begin(tx, id, rule);
    });
    return { rule: await this.one(id), findings };
  }

  async switch(principal: Principal, id: string, active: boolean): Promise<Rule> {
    requireRole(principal, 'admin');
    await this.database.transaction(async (tx) => {
      const before = await this.hold(tx, id);
      if (before.active === active) return;
      await tx.query(`UPDATE rules.rule SET active = $2, version = version + 1 WHERE id = $1`, [id, active]);
      await this.note(tx, principal, id, active ? 'switched-on' : 'switched-off', null, null);
      if (active) await this.begin(tx, id, before);
    });
    return this.one(id);
  }

  /** The whole list, in its order. Error: `invalid-input` when a rule is missing or unknown. */
  async order(principal: Principal, ids: string[]): Promise<Rule[]> {
    requireRole(principal, 'admin');
    await this.database.transaction(async (tx) => {
      const rows = await tx.query<{ id: string; place: number }>(
        `SELECT id, place FROM rules.rule WHERE archived_at IS NULL ORDER BY id FOR UPDATE`,
      );
      const known = new Set(rows.map((row) => row.id));
      const whole =
        known.size === ids.length && new Set(ids).size === ids.length && ids.every((id) => known.has(id));
      if (!whole)
        throw new Problem('invalid-input', undefined, [{ path: 'ids', message: 'Name every rule once' }]);
      for (const [place, id] of ids.entries()) {
        if (rows.find((row) => row.id === id)?.place === place) continue;
        await tx.query(`UPDATE rules.rule SET place = $2 WHERE id = $1`, [id, place]);
        await this.note(tx, principal, id, 'moved', null, null);
      }
    });
    return this.all(principal);
  }

  async archive(principal: Principal, id: string): Promise<void> {
    requireRole(principal, 'admin');
    await this.database.transaction(async (tx) => {
      const before = await this.hold(tx, id);
      await tx.query(`UPDATE rules.rule SET archived_at = now(), active = false WHERE id = $1`, [id]);
      await this.note(tx, principal, id, 'archived', before, null);
    });
  }

  /** Switched off, as whoever takes it back may look first. */
  async restore(principal: Principal, id: string): Promise<Rule> {
    requireRole(principal, 'admin');
    await this.database.transaction(async (tx) => {
      const [back] = await tx.query(
        `UPDATE rules.rule SET archived_at = NULL, version = version + 1 WHERE id = $1 AND archived_at IS NOT NULL RETURNING id`,
        [known(id)],
      );
      if (!back) throw new Problem('not-found');
      await this.note(tx, principal, id, 'restored', null, null);
    });
    return this.one(id);
  }

  async changes(principal: Principal, id: string): Promise<RuleChange[]> {
    requireRole(principal, 'admin');
    const rows = await this.database.query<Omit<RuleChange, 'at'> & { at: Date }>(
      `SELECT rule_change.id, rule_change.at, rule_change.what,
         CASE WHEN agent.id IS NOT NULL THEN jsonb_build_object('id', agent.id, 'name', agent.name, 'photo', agent.photo) END AS by
       FROM rules.rule_change LEFT JOIN agents.agent ON agent.id = rule_change.by_id
       WHERE rule_id = $1 ORDER BY rule_change.at DESC, rule_change.id DESC LIMIT ${MOST_CHANGES}`,
      [known(id)],
    );
    return rows.map(({ at, ...row }) => ({ ...row, at: at.toISOString() }));
  }

  private async one(id: string): Promise<Rule> {
    const [row] = await this.database.query<Row>(`${READ} WHERE rule.id = $1`, [id]);
    if (!row) throw new Problem('not-found');
    return viewOf(row);
  }

  private async hold(tx: Tx, id: string): Promise<WriteRule & { version: number }> {
    const [row] = await tx.query<WriteRule & { version: number }>(
      `SELECT name, active, trigger, conditions, actions, version FROM rules.rule
       WHERE id = $1 AND archived_at IS NULL FOR UPDATE`,
      [known(id)],
    );
    if (!row) throw new Problem('not-found');
    return row;
  }

  private async begin(tx: Tx, id: string, { trigger }: Pick<WriteRule, 'trigger'>): Promise<void> {
    if (trigger.on === 'time') await this.times.begin(tx, id);
  }

  private async note(
    tx: Tx,
    principal: Principal,
    ruleId: string,
    what: RuleChange['what'],
    before: WriteRule | null,
    after: WriteRule | null,
  ): Promise<void> {
    await tx.query(
      `INSERT INTO rules.rule_change (id, rule_id, by_id, what, before, after) VALUES ($1, $2, $3, $4, $5, $6)`,
      [
        newId(),
        ruleId,
        principal.agentId,
        what,
        before && JSON.stringify(before),
        after && JSON.stringify(after),
      ],
    );
  }
}

function columns({ name, active, trigger, conditions, actions }: WriteRule): unknown[] {
  return [name, active, JSON.stringify(trigger), JSON.stringify(conditions), JSON.stringify(actions)];
}

function viewOf({ editedAt, ...row }: Row): Rule {
  return { ...row, editedAt: editedAt.toISOString() };
}

function known(id: string): string {
  if (!z.uuid().safeParse(id).success) throw new Problem('not-found');
  return id;
}
