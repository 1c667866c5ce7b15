/** Makes a ticket's clocks right: reckons them from what happened, keeps them as rows, tells what is at risk or late, once. */
import { Injectable } from '@nestjs/common';
import type { ClockView } from '@lib/contracts';
import { Outbox, Timers, type Timer } from '@lib/bus';
import { Database, type Tx } from '@lib/database';
import { Clock } from '@lib/platform';
import type { ClockRow } from './clocks.entities.js';
import { FactsReader } from './facts-reader.js';
import { PolicyBook, RECKON_ALL } from './policy-book.js';
import { nextMoment, reckon, type Reckoned } from './reckoning.js';

export const TICKET_TIMER = 'clocks-ticket';
/** Gives clocks to tickets that have none: part by part, from where a stop left it. */
export const BACKFILL_TIMER = 'clocks-backfill';
const PART = 100;
const NONE: ReadonlySet<string> = new Set();

type Kept = Reckoned & { ticketId: string; policyId: string | null; warnedAt: Date | null };
type Told = Pick<ClockRow, 'ticketId' | 'kind' | 'startedAt' | 'warnedAt' | 'breachedAt'>;

@Injectable()
export class ClockService {
  constructor(
    private readonly database: Database,
    private readonly facts: FactsReader,
    private readonly policies: PolicyBook,
    private readonly outbox: Outbox,
    private readonly timers: Timers,
    private readonly clock: Clock,
  ) {}

  /** As they are at this moment, whatever was told by now. */
  async views(ticketId: string): Promise<ClockView[]> {
    const now = this.clock.now();
    const [matter] = await this.facts.read(this.database, [ticketId]);
    if (!matter) return [];
    const termsOf = await this.policies.terms(this.database);
    return reckon(matter, termsOf(matter), now).map((clock) => ({
      kind: clock.kind,
      startedAt: clock.startedAt.toISOString(),
      dueAt: clock.dueAt?.toISOString() ?? null,
      warnAt: clock.warnAt?.toISOString() ?? null,
      metAt: clock.metAt?.toISOString() ?? null,
      breachedAt: clock.breachedAt?.toISOString() ?? null,
      pausedAt: clock.pausedAt?.toISOString() ?? null,
      spentMs:
        clock.kind === 'customer'
          ? Math.max(0, (clock.metAt ?? now).getTime() - clock.startedAt.getTime())
          : clock.spentMs,
      targetMs: clock.targetMs,
    }));
  }

  /** May run twice, late and in any order: it looks only at what is so now. */
  async refresh(tx: Tx, ticketIds: string[], silent: ReadonlySet<string> = NONE): Promise<void> {
    // Everybody takes the locks in one order.
    const ids = [...new Set(ticketIds)].sort();
    await tx.query(
      `SELECT pg_advisory_xact_lock(hashtextextended('clocks:' || id, 0)) FROM unnest($1::text[]) AS id`,
      [ids],
    );
    await this.refreshLocked(tx, ids, this.clock.now(), silent);
  }

  /**
   * By a timer, whose row is in our hands: who reckons this ticket right now may be waiting for that row, so we do not wait
   * for them; they set the timer anew.
   */
  async refreshByTimer(tx: Tx, ticketId: string, dueAt: Date): Promise<void> {
    const [lock] = await tx.query<{ held: boolean }>(
      `SELECT pg_try_advisory_xact_lock(hashtextextended('clocks:' || $1::text, 0)) AS held`,
      [ticketId],
    );
    if (lock?.held) await this.refreshLocked(tx, [ticketId], later(this.clock.now(), dueAt));
  }

  /** A part of all open tickets; the next part is a timer too, so that a restart goes on where it was. */
  async refreshPart(tx: Tx, after: unknown): Promise<void> {
    const tickets = await tx.query<{ id: string }>(
      `SELECT id FROM tickets.ticket WHERE status NOT IN ('resolved', 'closed') AND ($1::uuid IS NULL OR id > $1)
       ORDER BY id LIMIT ${PART}`,
      [typeof after === 'string' ? after : null],
    );
    await this.refresh(
      tx,
      tickets.map(({ id }) => id),
    );
    const last = tickets.at(-1);
    if (tickets.length === PART && last)
      await this.timers.set(tx, {
        kind: RECKON_ALL,
        key: 'all',
        dueAt: this.clock.now(),
        payload: { after: last.id },
      });
  }

  /** At start, in any process that keeps clocks; another that does the same sets the same timer. */
  async beginBackfill(): Promise<void> {
    await this.database.transaction((tx) =>
      this.timers.set(tx, { kind: BACKFILL_TIMER, key: 'all', dueAt: this.clock.now(), payload: {} }),
    );
  }

  /**
   * The oldest tickets without clocks. What is settled gets its clocks in silence: nobody can act on it any more; of what is
   * open and late it is told once.
   */
  async backfillPart(tx: Tx, after: unknown): Promise<void> {
    const tickets = await tx.query<{ id: string; settled: boolean }>(
      `SELECT id, status IN ('resolved', 'closed') AS settled FROM tickets.ticket
       WHERE NOT EXISTS (SELECT 1 FROM clocks.clock WHERE ticket_id = ticket.id) AND ($1::uuid IS NULL OR id > $1)
       ORDER BY id LIMIT ${PART}`,
      [typeof after === 'string' ? after : null],
    );
    await this.refresh(
      tx,
      tickets.map(({ id }) => id),
      new Set(tickets.filter(({ settled }) => settled).map(({ id }) => id)),
    );
    const last = tickets.at(-1);
    if (tickets.length === PART && last)
      await this.timers.set(tx, {
        kind: BACKFILL_TIMER,
        key: 'all',
        dueAt: this.clock.now(),
        payload: { after: last.id },
      });
  }

  /** Of the silent ones nothing is told: neither that they are late nor that they changed. */
  private async refreshLocked(
    tx: Tx,
    ticketIds: string[],
    now: Date,
    silent: ReadonlySet<string> = NONE,
  ): Promise<void> {
    const matters = await this.facts.read(tx, ticketIds);
    const termsOf = await this.policies.terms(tx);
    const told = await tx.query<Told>(
      `SELECT ticket_id AS "ticketId", kind, started_at AS "startedAt", warned_at AS "warnedAt", breached_at AS "breachedAt"
       FROM clocks.clock WHERE ticket_id = ANY($1)`,
      [ticketIds],
    );
    const kept: Kept[] = [];
    const timers: Timer[] = [];
    for (const matter of matters) {
      const terms = termsOf(matter);
      const clocks = reckon(matter, terms, now);
      for (const clock of clocks) {
        const sameTurn = told.find((before) => before.ticketId === matter.id && isSameTurn(before, clock));
        const warnedAt = silent.has(matter.id)
          ? clock.breachedAt
          : await this.tell(tx, matter.id, clock, sameTurn, now);
        kept.push({ ...clock, ticketId: matter.id, policyId: terms?.policyId ?? null, warnedAt });
      }
      const dueAt = nextMoment(clocks, now);
      if (dueAt) timers.push({ kind: TICKET_TIMER, key: matter.id, dueAt, payload: {} });
    }
    for (const ticketId of await this.keep(tx, ticketIds, kept)) {
      if (silent.has(ticketId)) continue;
      await this.outbox.publish(tx, 'clock.changed', {
        subject: { type: 'ticket', id: ticketId },
        data: { ticketId },
      });
    }
    await this.timers.setAll(tx, timers);
    const awaited = new Set(timers.map(({ key }) => key));
    await this.timers.cancel(tx, TICKET_TIMER, ...ticketIds.filter((id) => !awaited.has(id)));
  }

  /** What is late need not be called at risk any more. Answers since when it has been told to be at risk. */
  private async tell(
    tx: Tx,
    ticketId: string,
    { kind, dueAt, warnAt, breachedAt, metAt, pausedAt }: Reckoned,
    told: Told | undefined,
    now: Date,
  ): Promise<Date | null> {
    if (breachedAt) {
      if (!told?.breachedAt)
        await this.outbox.publish(tx, 'sla.breached', {
          subject: { type: 'ticket', id: ticketId },
          data: { ticketId, kind, dueAt: breachedAt.toISOString() },
        });
      return told?.warnedAt ?? breachedAt;
    }
    const atRisk = warnAt !== null && warnAt <= now;
    if (!atRisk) return null;
    if (told?.warnedAt) return told.warnedAt;
    if (!dueAt || metAt || pausedAt) return null;
    await this.outbox.publish(tx, 'sla.at-risk', {
      subject: { type: 'ticket', id: ticketId },
      data: { ticketId, kind, dueAt: dueAt.toISOString() },
    });
    return now;
  }

  /** These clocks and no others are the tickets' own. Answers whose are others than before. */
  private async keep(tx: Tx, ticketIds: string[], kept: Kept[]): Promise<Set<string>> {
    const rows = JSON.stringify(kept);
    const gone = await tx.query<{ ticketId: string }>(
      `DELETE FROM clocks.clock WHERE ticket_id = ANY($1) AND (ticket_id, kind) NOT IN
         (SELECT "ticketId", kind FROM jsonb_to_recordset($2::jsonb) AS kept("ticketId" uuid, kind text))
       RETURNING ticket_id AS "ticketId"`,
      [ticketIds, rows],
    );
    const changed = await tx.query<{ ticketId: string }>(
      `INSERT INTO clocks.clock (ticket_id, kind, policy_id, target_ms, started_at, due_at, warn_at, warned_at, met_at, breached_at,
         paused_at, spent_ms)
       SELECT "ticketId", kind, "policyId", "targetMs", "startedAt", "dueAt", "warnAt", "warnedAt", "metAt", "breachedAt",
         "pausedAt", "spentMs"
       FROM jsonb_to_recordset($1::jsonb) AS clock("ticketId" uuid, kind text, "policyId" uuid, "targetMs" bigint,
         "startedAt" timestamptz, "dueAt" timestamptz, "warnAt" timestamptz, "warnedAt" timestamptz, "metAt" timestamptz,
         "breachedAt" timestamptz, "pausedAt" timestamptz, "spentMs" bigint)
       ON CONFLICT (ticket_id, kind) DO UPDATE SET policy_id = excluded.policy_id, target_ms = excluded.target_ms,
         started_at = excluded.started_at, due_at = excluded.due_at, warn_at = excluded.warn_at, warned_at = excluded.warned_at,
         met_at = excluded.met_at, breached_at = excluded.breached_at, paused_at = excluded.paused_at, spent_ms = excluded.spent_ms
       WHERE (clock.policy_id, clock.target_ms, clock.started_at, clock.due_at, clock.warn_at, clock.warned_at, clock.met_at,
           clock.breached_at, clock.paused_at, clock.spent_ms)
         IS DISTINCT FROM (excluded.policy_id, excluded.target_ms, excluded.started_at, excluded.due_at, excluded.warn_at,
           excluded.warned_at, excluded.met_at, excluded.breached_at, excluded.paused_at, excluded.spent_ms)
       RETURNING ticket_id AS "ticketId"`,
      [rows],
    );
    return new Set([...gone, ...changed].map(({ ticketId }) => ticketId));
  }
}

function isSameTurn(before: Told, clock: Reckoned): boolean {
  return before.kind === clock.kind && before.startedAt.getTime() === clock.startedAt.getTime();
}

/** The database said the time has come; a clock of this process that is behind it must not set the timer again for the same moment. */
function later(one: Date, other: Date): Date {
  return one > other ? one : other;
}
