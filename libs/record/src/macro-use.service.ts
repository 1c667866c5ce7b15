/** A macro on a ticket: shown first, then its changes made at once and its text given to the composer; taken back once. */
import { Injectable } from '@nestjs/common';
import { fillIn, Problem, type Macro, type MacroPreview, type MacroUse, type Ticket } from '@lib/contracts';
import type { Tx } from '@lib/database';
import { newId, type Principal } from '@lib/platform';
import { actorOf, TicketAccess, TicketCommands, TicketReader } from '@lib/tickets';
import { z } from 'zod';
import { MacroBook } from './macro-book.js';
import { RecordBook, type Written } from './record-book.js';
import type { MacroFields, MacroUseRow } from './record.entities.js';
import { TagsService } from './tags.service.js';
import { TicketValuesReader } from './ticket-values.js';

const FIELDS = ['type', 'status', 'impact', 'urgency'] as const;

@Injectable()
export class MacroUseService {
  constructor(
    private readonly macros: MacroBook,
    private readonly values: TicketValuesReader,
    private readonly commands: TicketCommands,
    private readonly tags: TagsService,
    private readonly book: RecordBook,
    private readonly access: TicketAccess,
    private readonly reader: TicketReader,
  ) {}

  async preview(principal: Principal, idOrNumber: string, macroId: string): Promise<MacroPreview> {
    const ticketId = await this.access.require(principal, idOrNumber);
    return this.previewOf(principal, ticketId, await this.macros.one(principal, macroId));
  }

  /** Errors: those of changing a ticket, `ticket-closed`, `not-found`. */
  async use(principal: Principal, idOrNumber: string, macroId: string): Promise<MacroUse> {
    const macro = await this.macros.one(principal, macroId);
    const { ticketId, useId } = await this.book.write(principal, idOrNumber, async (tx, { id }) => {
      const { result, event } = await this.changes(tx, principal, id, macro);
      return { result: { ticketId: id, useId: result }, event };
    });
    const preview = await this.previewOf(principal, ticketId, macro);
    return { ...preview, useId, ticket: await this.reader.view(ticketId) };
  }

  /** Its changes alone, for who has decided the right already; null when there was nothing to change. Errors: as `use`. */
  useIn(tx: Tx, principal: Principal, ticketId: string, macro: Macro): Promise<string | null> {
    return this.book.writeIn(tx, principal, ticketId, () => this.changes(tx, principal, ticketId, macro));
  }

  /** Whoever used it, once; what somebody has changed since stays as they left it. */
  async undo(principal: Principal, idOrNumber: string, useId: string): Promise<Ticket> {
    const ticketId = await this.book.write(principal, idOrNumber, async (tx, { id }) => {
      const { event } = await this.back(tx, principal, id, useId);
      return { result: id, event };
    });
    return this.reader.view(ticketId);
  }

  /** As above. Error: `not-found` when it is not theirs or was taken back before. */
  undoIn(tx: Tx, principal: Principal, ticketId: string, useId: string): Promise<void> {
    return this.book.writeIn(tx, principal, ticketId, () => this.back(tx, principal, ticketId, useId));
  }

  private async changes(
    tx: Tx,
    principal: Principal,
    id: string,
    macro: Macro,
  ): Promise<Written<string | null>> {
    const { addTags = [], ...fields } = macro.set;
    const before = await fieldsOf(tx, id);
    const changed = FIELDS.filter((field) => fields[field] && fields[field] !== before[field]);
    if (changed.length > 0)
      await this.commands.changeIn(tx, id, pick(fields, changed), actorOf(principal), null);
    const tags = await this.tags.add(tx, id, addTags);
    await this.book.tellTagged(tx, id, tags, actorOf(principal));
    const moved = changed.length + tags.length > 0;
    if (!moved) return { result: null, event: null };
    const useId = newId();
    await tx.query(
      `INSERT INTO record.macro_use (id, macro_id, ticket_id, agent_id, before, after, tags) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [
        useId,
        macro.id,
        id,
        principal.agentId,
        JSON.stringify(pick(before, changed)),
        JSON.stringify(pick(fields, changed)),
        JSON.stringify(tags),
      ],
    );
    const data = { macro: macro.name, ...(tags.length > 0 && { tags }) };
    return { result: useId, event: { name: 'macro.used', data } };
  }

  private async back(tx: Tx, principal: Principal, id: string, useId: string): Promise<Written<void>> {
    const [use] = z.uuid().safeParse(useId).success
      ? await tx.query<Pick<MacroUseRow, 'before' | 'after' | 'tags'>>(
          `UPDATE record.macro_use SET undone_at = now()
           WHERE id = $1 AND ticket_id = $2 AND agent_id = $3 AND undone_at IS NULL RETURNING before, after, tags`,
          [useId, id, principal.agentId],
        )
      : [];
    if (!use) throw new Problem('not-found');
    const now = await fieldsOf(tx, id);
    const back = FIELDS.filter((field) => use.after[field] && now[field] === use.after[field]);
    if (back.length > 0) {
      const before = pick(use.before, back);
      // Nobody's first look can be given back to a ticket.
      if (before.status === 'new') before.status = 'open';
      await this.commands.changeIn(tx, id, before, actorOf(principal), null);
    }
    await this.tags.remove(tx, id, use.tags);
    return { result: undefined, event: { name: 'macro.undone', data: {} } };
  }

  private async previewOf(principal: Principal, ticketId: string, macro: Macro): Promise<MacroPreview> {
    const read = await this.values.read(ticketId, principal);
    if (!read) throw new Problem('not-found');
    const other = read.locale === 'fr' ? 'en' : 'fr';
    const locale = macro.texts[read.locale] === null && macro.texts[other] !== null ? other : read.locale;
    const template = macro.texts[locale];
    const filled = template === null ? { text: null, missing: [] } : fillIn(template, read.values);
    return { ...filled, locale, set: macro.set };
  }
}

async function fieldsOf(tx: Tx, ticketId: string): Promise<Required<MacroFields>> {
  const [row] = await tx.query<Required<MacroFields>>(
    `SELECT type, status, impact, urgency FROM tickets.ticket WHERE id = $1`,
    [ticketId],
  );
  if (!row) throw new Problem('not-found');
  return row;
}

function pick(from: MacroFields, fields: readonly (typeof FIELDS)[number][]): MacroFields {
  return Object.fromEntries(fields.map((field) => [field, from[field]]));
}
