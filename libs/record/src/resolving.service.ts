/** How this house resolves: which causes there are, whether one is demanded, whether the customer is asked afterwards. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Problem, type Resolving, type ResolveTicket, type WriteResolving } from '@lib/contracts';
import { Database, type Tx } from '@lib/database';
import { newId, requireRole, type Principal } from '@lib/platform';
import { actorOf, ResolvingRules, TicketCommands } from '@lib/tickets';
import { RecordBook } from './record-book.js';
import { TasksService } from './tasks.service.js';

@Injectable()
export class ResolvingService implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly book: RecordBook,
    private readonly commands: TicketCommands,
    private readonly rules: ResolvingRules,
    private readonly tasks: TasksService,
  ) {}

  onModuleInit(): void {
    this.rules.add((tx, ticketId) => this.requireCause(tx, ticketId));
  }

  /** For every agent: who resolves has to know what is asked of them. */
  async read(tx?: Tx): Promise<Resolving> {
    const from = tx ?? this.database;
    const [row] = await from.query<Omit<Resolving, 'causes'>>(
      `SELECT cause_required AS "causeRequired", ask_customer AS "askCustomer" FROM record.resolving`,
    );
    const causes = await from.query<Resolving['causes'][number]>(
      `SELECT id, label_fr AS fr, label_en AS en, archived_at IS NOT NULL AS archived FROM record.cause
       ORDER BY archived_at IS NOT NULL, place`,
    );
    return { causeRequired: row?.causeRequired ?? false, askCustomer: row?.askCustomer ?? false, causes };
  }

  async change(principal: Principal, wanted: WriteResolving): Promise<Resolving> {
    requireRole(principal, 'admin');
    const causes = wanted.causes.map((cause, index) => ({
      ...cause,
      id: cause.id ?? newId(),
      place: index + 1,
    }));
    return this.database.transaction(async (tx) => {
      await tx.query(`UPDATE record.resolving SET cause_required = $1, ask_customer = $2`, [
        wanted.causeRequired,
        wanted.askCustomer,
      ]);
      await tx.query(
        `UPDATE record.cause SET archived_at = coalesce(archived_at, now()) WHERE id <> ALL($1::uuid[])`,
        [causes.map(({ id }) => id)],
      );
      await tx.query(
        `INSERT INTO record.cause (id, place, label_fr, label_en)
         SELECT id, place, fr, en FROM jsonb_to_recordset($1::jsonb) AS given(id uuid, place integer, fr text, en text)
         ON CONFLICT (id) DO UPDATE SET place = excluded.place, label_fr = excluded.label_fr, label_en = excluded.label_en,
           archived_at = NULL`,
        [JSON.stringify(causes)],
      );
      return this.read(tx);
    });
  }

  /** Errors: `cause-needed`, `tasks-open`, `move-not-allowed`, `ticket-closed`. */
  async resolve(principal: Principal, idOrNumber: string, request: ResolveTicket): Promise<string> {
    return this.book.write(principal, idOrNumber, async (tx, ticket) => {
      if (request.causeId) await this.requireKnown(tx, request.causeId);
      if (request.causeId || request.causeNote)
        await tx.query(
          `INSERT INTO record.matter (ticket_id, cause_id, cause_note) VALUES ($1, $2, $3)
           ON CONFLICT (ticket_id) DO UPDATE SET cause_id = excluded.cause_id, cause_note = excluded.cause_note`,
          [ticket.id, request.causeId, request.causeNote],
        );
      if (request.dropTasks) await this.tasks.dropOpen(tx, principal, ticket.id, request.dropTasks);
      await this.commands.changeIn(tx, ticket.id, { status: 'resolved' }, actorOf(principal), null);
      return { result: ticket.id, event: null };
    });
  }

  private async requireCause(tx: Tx, ticketId: string): Promise<void> {
    const [lacking] = await tx.query(
      `SELECT 1 FROM record.resolving WHERE cause_required
       AND NOT EXISTS (SELECT 1 FROM record.matter WHERE ticket_id = $1 AND cause_id IS NOT NULL)`,
      [ticketId],
    );
    if (lacking) throw new Problem('cause-needed');
  }

  private async requireKnown(tx: Tx, causeId: string): Promise<void> {
    const [known] = await tx.query(`SELECT 1 FROM record.cause WHERE id = $1 AND archived_at IS NULL`, [
      causeId,
    ]);
    if (!known) throw new Problem('invalid-input', undefined, [{ path: 'causeId', message: 'unknown' }]);
  }
}
