/** Keeps what was set in the house: written in the transaction of the change itself, read by supervisors and administrators. */
import { Injectable } from '@nestjs/common';
import type { SettingsAct, SettingsChanges, SettingsOf } from '@lib/contracts';
import { Database, type Tx } from '@lib/database';
import { newId, requireRole, type Principal } from '@lib/platform';

const CHANGES_SHOWN = 50;

type Values = Record<string, unknown>;

interface Change {
  of: SettingsOf;
  /** An id, or the name of a setting of the house. */
  id: string;
  what: SettingsAct;
  before: Values;
  after: Values;
}

interface Row {
  id: string;
  at: Date;
  by: { id: string; name: string };
  what: SettingsAct;
  before: Values;
  after: Values;
}

@Injectable()
export class SettingsLog {
  constructor(private readonly database: Database) {}

  async write(tx: Tx, principal: Principal, { of, id, what, before, after }: Change): Promise<void> {
    await tx.query(
      `INSERT INTO agents.settings_change (id, of_kind, of_id, what, by_id, before, after) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [newId(), of, id, what, principal.agentId, JSON.stringify(before), JSON.stringify(after)],
    );
  }

  /** The newest 50. Errors: `forbidden`. */
  async of(principal: Principal, of: SettingsOf, id: string): Promise<SettingsChanges> {
    requireRole(principal, 'supervisor', 'admin');
    const rows = await this.database.query<Row>(
      `SELECT change.id, change.at, change.what, change.before, change.after,
              jsonb_build_object('id', change.by_id, 'name', coalesce(agent.name, '')) AS by
       FROM agents.settings_change AS change LEFT JOIN agents.agent ON agent.id = change.by_id
       WHERE change.of_kind = $1 AND change.of_id = $2 ORDER BY change.at DESC, change.id DESC LIMIT ${CHANGES_SHOWN}`,
      [of, id],
    );
    return {
      items: rows.map(({ at, before, after, ...row }) => ({
        ...row,
        at: at.toISOString(),
        changed: differences(before, after),
      })),
    };
  }
}

function differences(before: Values, after: Values): { field: string; before: unknown; after: unknown }[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]))
    .map((field) => ({ field, before: before[field] ?? null, after: after[field] ?? null }));
}
