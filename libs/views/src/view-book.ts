/** Views as rows: who sees which, who may change it. A view that is not for you does not exist. */
import { Injectable } from '@nestjs/common';
import { Problem, Role, SaveView, type ChangeView, type SavedView } from '@lib/contracts';
import { Database } from '@lib/database';
import { newId, parseInput, type Principal } from '@lib/platform';
import { z } from 'zod';

type Row = Omit<SavedView, 'mayChange'>;

/** Nobody saves more than a menu can show. */
const MOST_OWN = 100;

const VIEW = `SELECT saved.id, saved.name, saved.shared_with AS "sharedWith", saved.conditions, saved.sort, saved.columns, saved.version,
    jsonb_build_object('id', owner.id, 'name', owner.name, 'photo', owner.photo) AS owner
  FROM views.saved_view AS saved JOIN agents.agent AS owner ON owner.id = saved.owner_id
  WHERE (saved.owner_id = $1 OR saved.shared_with = ANY($2))`;

@Injectable()
export class ViewBook {
  constructor(private readonly database: Database) {}

  /** One's own first, then what is shared, by name; at most 300. */
  async list(principal: Principal): Promise<SavedView[]> {
    const rows = await this.database.query<Row>(
      `${VIEW} ORDER BY saved.owner_id <> $1, lower(saved.name), saved.id LIMIT 300`,
      seen(principal),
    );
    return rows.map((row) => shown(row, principal));
  }

  async one(principal: Principal, id: string): Promise<SavedView> {
    const [row] = z.uuid().safeParse(id).success
      ? await this.database.query<Row>(`${VIEW} AND saved.id = $3`, [...seen(principal), id])
      : [];
    if (!row) throw new Problem('not-found');
    return shown(row, principal);
  }

  async save(principal: Principal, view: SaveView): Promise<SavedView> {
    mayShare(principal, view.sharedWith);
    const id = newId();
    const rows = await this.database.query(
      `INSERT INTO views.saved_view (id, name, owner_id, shared_with, conditions, sort, columns)
       SELECT $1, $2, $3, $4, $5, $6, $7 WHERE (SELECT count(*) FROM views.saved_view WHERE owner_id = $3) < ${MOST_OWN}
       RETURNING id`,
      [
        id,
        view.name,
        principal.agentId,
        view.sharedWith,
        JSON.stringify(view.conditions),
        view.sort,
        JSON.stringify(view.columns),
      ],
    );
    if (rows.length === 0) throw new Problem('move-not-allowed', `Nobody keeps more than ${MOST_OWN} views`);
    return this.one(principal, id);
  }

  async change(principal: Principal, id: string, change: ChangeView): Promise<SavedView> {
    const before = await this.requireOwn(principal, id);
    const { name, sharedWith, conditions, sort, columns } = before;
    const next = parseInput(SaveView, { name, sharedWith, conditions, sort, columns, ...definedOf(change) });
    if (next.sharedWith !== sharedWith) mayShare(principal, next.sharedWith);
    const rows = await this.database.query(
      `UPDATE views.saved_view SET name = $2, shared_with = $3, conditions = $4, sort = $5, columns = $6, version = version + 1
       WHERE id = $1 AND version = $7 RETURNING id`,
      [
        id,
        next.name,
        next.sharedWith,
        JSON.stringify(next.conditions),
        next.sort,
        JSON.stringify(next.columns),
        before.version,
      ],
    );
    if (rows.length === 0) throw new Problem('version-stale');
    return this.one(principal, id);
  }

  async remove(principal: Principal, id: string): Promise<void> {
    await this.requireOwn(principal, id);
    await this.database.query(`DELETE FROM views.saved_view WHERE id = $1`, [id]);
  }

  private async requireOwn(principal: Principal, id: string): Promise<SavedView> {
    const view = await this.one(principal, id);
    if (!view.mayChange) throw new Problem('forbidden', 'Only its owner or an administrator changes a view');
    return view;
  }
}

/** A view shared with agents is for everybody above them too. */
function seen({ agentId, role }: Principal): [string, Role[]] {
  return [agentId, Role.options.slice(0, Role.options.indexOf(role) + 1)];
}

function shown(row: Row, { agentId, role }: Principal): SavedView {
  return { ...row, mayChange: row.owner.id === agentId || (role === 'admin' && row.sharedWith !== null) };
}

function mayShare({ role }: Principal, sharedWith: Role | null): void {
  if (sharedWith !== null && role === 'agent')
    throw new Problem('forbidden', 'Supervisors and administrators share views');
}

function definedOf(change: ChangeView): ChangeView {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
}
