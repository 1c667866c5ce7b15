/** Calendars and policies: which terms a ticket has, and how administrators change them. */
import { Injectable } from '@nestjs/common';
import {
  Problem,
  type BusinessCalendar,
  type CalendarPreview,
  type CalendarView,
  type SlaPolicy,
  type Week,
} from '@lib/contracts';
import { Timers } from '@lib/bus';
import { Database, type Tx } from '@lib/database';
import { addBusiness, Clock, NeverOpen, requireRole, type Calendar, type Principal } from '@lib/platform';
import type { TicketMatter } from './facts-reader.js';
import { previewOf } from './calendar-preview.js';
import type { Terms } from './reckoning.js';

/** Reckons all open tickets again, part by part; the key is one, so the latest change begins anew. */
export const RECKON_ALL = 'clocks-reckon-all';

export type PolicyTerms = Terms & { policyId: string };

interface PolicyRecord extends Omit<SlaPolicy, 'firstAnswerMs' | 'nextAnswerMs' | 'resolutionMs'> {
  firstAnswerMs: string | null;
  nextAnswerMs: string | null;
  resolutionMs: string | null;
}

const allDay = [{ from: '00:00', to: '24:00' }];
const ALWAYS: Week = {
  mon: allDay,
  tue: allDay,
  wed: allDay,
  thu: allDay,
  fri: allDay,
  sat: allDay,
  sun: allDay,
};

const policyColumns = `policy.id, policy.name, policy.ticket_type AS type, policy.priority, policy.customer_id AS "customerId",
  policy.calendar_id AS "calendarId", policy.first_answer_ms AS "firstAnswerMs", policy.next_answer_ms AS "nextAnswerMs",
  policy.resolution_ms AS "resolutionMs", policy.warn_percent AS "warnPercent"`;

@Injectable()
export class PolicyBook {
  constructor(
    private readonly database: Database,
    private readonly timers: Timers,
    private readonly clock: Clock,
  ) {}

  /** The terms of a ticket by the first policy that fits; null when none does: then nothing is due. */
  async terms(from: Database | Tx): Promise<(matter: TicketMatter) => PolicyTerms | null> {
    const rows = await from.query<PolicyRecord & Calendar>(
      `SELECT ${policyColumns}, calendar.time_zone AS "timeZone", calendar.week, calendar.holidays
       FROM clocks.policy JOIN clocks.calendar ON calendar.id = policy.calendar_id ORDER BY policy.place`,
    );
    const policies = rows.map((row) => ({ row, terms: termsOf(row) }));
    return (matter) =>
      policies.find(
        ({ row }) =>
          (row.type ?? matter.type) === matter.type &&
          (row.priority ?? matter.priority) === matter.priority &&
          (row.customerId ?? matter.customerId) === matter.customerId,
      )?.terms ?? null;
  }

  /** For what no policy rules. */
  async houseCalendar(from: Database | Tx): Promise<Calendar> {
    const [row] = await from.query<Calendar>(
      `SELECT time_zone AS "timeZone", week, holidays FROM clocks.calendar ORDER BY id <> 'default', id LIMIT 1`,
    );
    return row ?? { timeZone: 'UTC', week: ALWAYS, holidays: [] };
  }

  /** Supervisors choose among them for their people. */
  async calendars(principal: Principal): Promise<CalendarView[]> {
    requireRole(principal, 'supervisor', 'admin');
    return this.database.query<CalendarView>(
      `SELECT id, name, time_zone AS "timeZone", week, holidays FROM clocks.calendar ORDER BY name, id LIMIT 500`,
    );
  }

  /** Reads nothing and keeps nothing: what such a calendar would mean. */
  preview(principal: Principal, calendar: BusinessCalendar): CalendarPreview {
    requireRole(principal, 'admin');
    return previewOf(calendar, this.clock.now());
  }

  async calendar(principal: Principal, id: string): Promise<CalendarView> {
    requireRole(principal, 'admin');
    const [row] = await this.database.query<CalendarView>(
      `SELECT id, name, time_zone AS "timeZone", week, holidays FROM clocks.calendar WHERE id = $1`,
      [id],
    );
    if (!row) throw new Problem('not-found');
    return row;
  }

  /** Makes it or puts it in the place of the one with this id. */
  async putCalendar(principal: Principal, id: string, calendar: BusinessCalendar): Promise<CalendarView> {
    requireRole(principal, 'admin');
    await this.database.transaction(async (tx) => {
      await tx.query(
        `INSERT INTO clocks.calendar (id, name, time_zone, week, holidays) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, time_zone = excluded.time_zone, week = excluded.week,
           holidays = excluded.holidays`,
        [
          id,
          calendar.name,
          calendar.timeZone,
          JSON.stringify(calendar.week),
          JSON.stringify(calendar.holidays),
        ],
      );
      await this.changed(tx);
    });
    return this.calendar(principal, id);
  }

  async policies(principal: Principal, tx?: Tx): Promise<SlaPolicy[]> {
    requireRole(principal, 'admin');
    const rows = await (tx ?? this.database).query<PolicyRecord>(
      `SELECT ${policyColumns} FROM clocks.policy ORDER BY policy.place`,
    );
    return rows.map((row) => ({ ...row, ...numbers(row) }));
  }

  /** The whole list, in its order. */
  async putPolicies(principal: Principal, policies: SlaPolicy[]): Promise<SlaPolicy[]> {
    requireRole(principal, 'admin');
    return this.database.transaction(async (tx) => {
      // Two lists put at once come one after the other, whole.
      await tx.query(`LOCK TABLE clocks.policy IN SHARE ROW EXCLUSIVE MODE`);
      await this.requireCalendars(tx, policies);
      await tx.query(`DELETE FROM clocks.policy`);
      for (const [place, policy] of policies.entries()) await this.insert(tx, place, policy);
      await this.changed(tx);
      return this.policies(principal, tx);
    });
  }

  private async insert(tx: Tx, place: number, policy: SlaPolicy): Promise<void> {
    await tx.query(
      `INSERT INTO clocks.policy (id, place, name, ticket_type, priority, customer_id, calendar_id, first_answer_ms,
         next_answer_ms, resolution_ms, warn_percent) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
      [
        policy.id,
        place,
        policy.name,
        policy.type,
        policy.priority,
        policy.customerId,
        policy.calendarId,
        policy.firstAnswerMs,
        policy.nextAnswerMs,
        policy.resolutionMs,
        policy.warnPercent,
      ],
    );
  }

  private async requireCalendars(tx: Tx, policies: SlaPolicy[]): Promise<void> {
    const known = await tx.query<{ id: string }>(`SELECT id FROM clocks.calendar FOR SHARE`);
    const unknown = policies.flatMap(({ calendarId }, index) =>
      known.some(({ id }) => id === calendarId)
        ? []
        : [{ path: `items.${index}.calendarId`, message: 'unknown' }],
    );
    if (unknown.length > 0) throw new Problem('invalid-input', undefined, unknown);
  }

  /** Refuses a target that its calendar never reaches, and has every open ticket reckoned again. */
  private async changed(tx: Tx): Promise<void> {
    const rows = await tx.query<PolicyRecord & Calendar>(
      `SELECT ${policyColumns}, calendar.time_zone AS "timeZone", calendar.week, calendar.holidays
       FROM clocks.policy JOIN clocks.calendar ON calendar.id = policy.calendar_id`,
    );
    for (const row of rows) {
      const { firstAnswerMs, nextAnswerMs, resolutionMs } = numbers(row);
      const longest = Math.max(firstAnswerMs ?? 0, nextAnswerMs ?? 0, resolutionMs ?? 0);
      try {
        addBusiness(row, this.clock.now(), longest);
      } catch (error) {
        if (error instanceof NeverOpen) throw new Problem('invalid-input', `${row.name}: ${error.message}`);
        throw error;
      }
    }
    await this.timers.set(tx, { kind: RECKON_ALL, key: 'all', dueAt: this.clock.now(), payload: {} });
  }
}

function termsOf(row: PolicyRecord & Calendar): PolicyTerms {
  const { timeZone, week, holidays } = row;
  return { ...numbers(row), policyId: row.id, calendar: { timeZone, week, holidays } };
}

function numbers(
  row: PolicyRecord,
): Pick<SlaPolicy, 'firstAnswerMs' | 'nextAnswerMs' | 'resolutionMs' | 'warnPercent'> {
  const ms = (value: string | null): number | null => (value === null ? null : Number(value));
  return {
    firstAnswerMs: ms(row.firstAnswerMs),
    nextAnswerMs: ms(row.nextAnswerMs),
    resolutionMs: ms(row.resolutionMs),
    warnPercent: row.warnPercent,
  };
}
