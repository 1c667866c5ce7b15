/** Macros as agents and the house write them: one's own, or shared by all; archived, never deleted. */
import { Injectable } from '@nestjs/common';
import { Problem, type Macro, type WriteMacro } from '@lib/contracts';
import { Database } from '@lib/database';
import { newId, requireRole, type Principal } from '@lib/platform';
import { z } from 'zod';

/** More than anybody can look through. */
const MOST_SHARED = 500;
const MOST_OWN = 100;

type Row = Omit<Macro, 'editable' | 'shared'> & { ownerId: string | null };

const READ = `SELECT id, name, owner_id AS "ownerId", texts, changes AS "set" FROM record.macro WHERE archived_at IS NULL`;

@Injectable()
export class MacroBook {
  constructor(private readonly database: Database) {}

  async all(principal: Principal): Promise<Macro[]> {
    const rows = await this.database.query<Row>(
      `${READ} AND (owner_id IS NULL OR owner_id = $1) ORDER BY owner_id IS NULL, lower(name), id`,
      [principal.agentId],
    );
    return rows.map((row) => viewOf(row, principal));
  }

  /** Somebody else's own macro is not found, like one that is not there. */
  async one(principal: Principal, id: string): Promise<Macro> {
    const [row] = z.uuid().safeParse(id).success
      ? await this.database.query<Row>(`${READ} AND id = $1 AND (owner_id IS NULL OR owner_id = $2)`, [
          id,
          principal.agentId,
        ])
      : [];
    if (!row) throw new Problem('not-found');
    return viewOf(row, principal);
  }

  async add(principal: Principal, macro: WriteMacro): Promise<Macro> {
    if (macro.shared) requireRole(principal, 'supervisor', 'admin');
    const ownerId = macro.shared ? null : principal.agentId;
    const id = newId();
    const added = await this.database.query(
      `INSERT INTO record.macro (id, name, owner_id, texts, changes, edited_by)
       SELECT $1, $2, $3::uuid, $4, $5, $6 WHERE
         (SELECT count(*) FROM record.macro WHERE archived_at IS NULL AND owner_id IS NOT DISTINCT FROM $3::uuid) < $7
       RETURNING id`,
      [id, macro.name, ownerId, ...columns(macro), principal.agentId, ownerId ? MOST_OWN : MOST_SHARED],
    );
    if (added.length === 0) throw new Problem('too-large', 'There are too many macros; archive some first');
    return this.one(principal, id);
  }

  async change(principal: Principal, id: string, macro: WriteMacro): Promise<Macro> {
    await this.requireEditable(principal, id);
    if (macro.shared) requireRole(principal, 'supervisor', 'admin');
    await this.database.query(
      `UPDATE record.macro SET name = $2, owner_id = $3, texts = $4, changes = $5, edited_by = $6, edited_at = now()
       WHERE id = $1 AND archived_at IS NULL`,
      [id, macro.name, macro.shared ? null : principal.agentId, ...columns(macro), principal.agentId],
    );
    return this.one(principal, id);
  }

  async archive(principal: Principal, id: string): Promise<void> {
    await this.requireEditable(principal, id);
    await this.database.query(
      `UPDATE record.macro SET archived_at = coalesce(archived_at, now()), edited_by = $2 WHERE id = $1`,
      [id, principal.agentId],
    );
  }

  private async requireEditable(principal: Principal, id: string): Promise<void> {
    if (!(await this.one(principal, id)).editable)
      throw new Problem('forbidden', 'Supervisors and admins change shared macros');
  }
}

function columns({ texts, set }: WriteMacro): string[] {
  return [JSON.stringify(texts), JSON.stringify(set)];
}

function viewOf({ ownerId, ...row }: Row, principal: Principal): Macro {
  const shared = ownerId === null;
  return { ...row, shared, editable: !shared || principal.role !== 'agent' };
}
