/** Question sets of the team, written once by type of ticket, and the items of one ticket, ticked by whom and when. */
import { Injectable } from '@nestjs/common';
import {
  Problem,
  type AddChecklistItems,
  type Checklist,
  type ChecklistItem,
  type TickChecklistItem,
  type WriteChecklist,
} from '@lib/contracts';
import { Database, type Tx } from '@lib/database';
import { newId, requireRole, type Principal } from '@lib/platform';
import { z } from 'zod';
import { RecordBook } from './record-book.js';

const MOST_LISTS = 200;
const MOST_ITEMS = 60;

type Row = Omit<ChecklistItem, 'tickedAt'> & { tickedAt: Date | null };

@Injectable()
export class ChecklistsService {
  constructor(
    private readonly database: Database,
    private readonly book: RecordBook,
  ) {}

  async all(): Promise<Checklist[]> {
    return this.database.query<Checklist>(
      `SELECT id, name, ticket_types AS types, items FROM record.checklist WHERE archived_at IS NULL ORDER BY lower(name), id`,
    );
  }

  async add(principal: Principal, list: WriteChecklist): Promise<Checklist> {
    requireRole(principal, 'supervisor', 'admin');
    const id = newId();
    const added = await this.database.query(
      `INSERT INTO record.checklist (id, name, ticket_types, items, edited_by) SELECT $1, $2, $3, $4, $5
       WHERE (SELECT count(*) FROM record.checklist WHERE archived_at IS NULL) < ${MOST_LISTS} RETURNING id`,
      [id, list.name, JSON.stringify(list.types), JSON.stringify(list.items), principal.agentId],
    );
    if (added.length === 0) throw new Problem('too-large', `There are ${MOST_LISTS} checklists at most`);
    return { id, ...list };
  }

  /** Items that stand on tickets already stay as they are. */
  async change(principal: Principal, id: string, list: WriteChecklist): Promise<Checklist> {
    requireRole(principal, 'supervisor', 'admin');
    const changed = await this.database.query(
      `UPDATE record.checklist SET name = $2, ticket_types = $3, items = $4, edited_by = $5, edited_at = now()
       WHERE id = $1 AND archived_at IS NULL RETURNING id`,
      [known(id), list.name, JSON.stringify(list.types), JSON.stringify(list.items), principal.agentId],
    );
    if (changed.length === 0) throw new Problem('not-found');
    return { id, ...list };
  }

  async archive(principal: Principal, id: string): Promise<void> {
    requireRole(principal, 'supervisor', 'admin');
    const archived = await this.database.query(
      `UPDATE record.checklist SET archived_at = now(), edited_by = $2 WHERE id = $1 AND archived_at IS NULL RETURNING id`,
      [known(id), principal.agentId],
    );
    if (archived.length === 0) throw new Problem('not-found');
  }

  async items(ticketId: string, tx?: Tx): Promise<ChecklistItem[]> {
    const rows = await (tx ?? this.database).query<Row>(
      `SELECT item.id, item.text, item.answer, item.ticked_at AS "tickedAt",
         CASE WHEN agent.id IS NOT NULL THEN jsonb_build_object('id', agent.id, 'name', agent.name, 'photo', agent.photo) END AS "tickedBy"
       FROM record.checklist_item AS item LEFT JOIN agents.agent ON agent.id = item.ticked_by
       WHERE item.ticket_id = $1 ORDER BY item.place, item.id`,
      [ticketId],
    );
    return rows.map((row) => ({ ...row, tickedAt: row.tickedAt?.toISOString() ?? null }));
  }

  /** An item that stands there already is not added again. */
  async addItems(
    principal: Principal,
    idOrNumber: string,
    wanted: AddChecklistItems,
  ): Promise<ChecklistItem[]> {
    return this.book.write(principal, idOrNumber, async (tx, ticket) => {
      const texts = 'items' in wanted ? wanted.items : await this.textsOf(tx, wanted.checklistId);
      const before = await this.items(ticket.id, tx);
      const fresh = [...new Set(texts)].filter((text) => !before.some((item) => item.text === text));
      if (before.length + fresh.length > MOST_ITEMS)
        throw new Problem('too-large', `A ticket has ${MOST_ITEMS} items at most`);
      await tx.query(
        `INSERT INTO record.checklist_item (id, ticket_id, place, text)
         SELECT id, $1, place, text FROM jsonb_to_recordset($2::jsonb) AS given(id uuid, place integer, text text)`,
        [
          ticket.id,
          JSON.stringify(
            fresh.map((text, index) => ({ id: newId(), place: before.length + index + 1, text })),
          ),
        ],
      );
      const event = { name: 'checklist.added', data: { items: fresh } };
      return { result: await this.items(ticket.id, tx), event: fresh.length > 0 ? event : null };
    });
  }

  async tick(
    principal: Principal,
    idOrNumber: string,
    itemId: string,
    { ticked, answer }: TickChecklistItem,
  ): Promise<ChecklistItem[]> {
    return this.book.write(principal, idOrNumber, async (tx, ticket) => {
      const [item] = await tx.query<{ text: string; moved: boolean; answered: boolean }>(
        `UPDATE record.checklist_item AS item SET ticked_at = CASE WHEN $3 THEN coalesce(item.ticked_at, now()) END,
           ticked_by = CASE WHEN $3 THEN coalesce(item.ticked_by, $4::uuid) END,
           answer = CASE WHEN $5 THEN $6 ELSE item.answer END
         FROM (SELECT id, ticked_at, answer FROM record.checklist_item WHERE id = $1) AS before
         WHERE item.id = before.id AND item.ticket_id = $2
         RETURNING item.text, (before.ticked_at IS NOT NULL) <> $3::boolean AS moved,
           before.answer IS DISTINCT FROM item.answer AS answered`,
        [known(itemId), ticket.id, ticked, principal.agentId, answer !== undefined, answer ?? null],
      );
      if (!item) throw new Problem('not-found');
      const ticks = ticked ? 'checklist.ticked' : 'checklist.unticked';
      const event = { name: item.moved ? ticks : 'checklist.answered', data: { item: item.text } };
      return { result: await this.items(ticket.id, tx), event: item.moved || item.answered ? event : null };
    });
  }

  async remove(principal: Principal, idOrNumber: string, itemId: string): Promise<ChecklistItem[]> {
    return this.book.write(principal, idOrNumber, async (tx, ticket) => {
      const [gone] = await tx.query<{ text: string }>(
        `DELETE FROM record.checklist_item WHERE id = $1 AND ticket_id = $2 RETURNING text`,
        [known(itemId), ticket.id],
      );
      if (!gone) throw new Problem('not-found');
      const event = { name: 'checklist.removed', data: { item: gone.text } };
      return { result: await this.items(ticket.id, tx), event };
    });
  }

  private async textsOf(tx: Tx, id: string): Promise<string[]> {
    const [list] = await tx.query<{ items: string[] }>(
      `SELECT items FROM record.checklist WHERE id = $1 AND archived_at IS NULL`,
      [id],
    );
    if (!list) throw new Problem('invalid-input', undefined, [{ path: 'checklistId', message: 'unknown' }]);
    return list.items;
  }
}

function known(id: string): string {
  if (!z.uuid().safeParse(id).success) throw new Problem('not-found');
  return id;
}
