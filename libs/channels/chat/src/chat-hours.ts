/** Whether chats that begin now find the house open: by the calendars that close the queue they come to, as overflow reads them. */
import { Injectable } from '@nestjs/common';
import type { VisitorHello } from '@lib/contracts';
import { Database } from '@lib/database';
import { Clock, opening, type Calendar } from '@lib/platform';

/** Every arriving visitor asks; the answer may be this old. */
const FRESH_MS = 1_000;

@Injectable()
export class ChatHours {
  private asked: { at: number; answer: Promise<Calendar[]> } | undefined;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Closed while any of the calendars is; `opensAt` when the last of them opens, null where none does within a year. */
  async now(): Promise<VisitorHello['hours']> {
    const at = this.clock.now();
    const closed = (await this.calendars()).map((one) => opening(one, at)).filter(({ open }) => !open);
    if (closed.length === 0) return { open: true, opensAt: null };
    const opens = closed.map(({ until }) => until?.getTime() ?? Infinity);
    const last = Math.max(...opens);
    return { open: false, opensAt: Number.isFinite(last) ? new Date(last).toISOString() : null };
  }

  private calendars(): Promise<Calendar[]> {
    if (!this.asked || Date.now() - this.asked.at > FRESH_MS)
      this.asked = { at: Date.now(), answer: this.ask() };
    return this.asked.answer;
  }

  private ask(): Promise<Calendar[]> {
    return this.database.query<Calendar>(
      `SELECT DISTINCT ON (calendar.id) calendar.time_zone AS "timeZone", calendar.week, calendar.holidays
       FROM routing.queue CROSS JOIN LATERAL jsonb_array_elements(queue.overflow) AS rule
       JOIN clocks.calendar ON calendar.id = rule->'when'->>'calendarId'
       WHERE queue.is_default AND queue.archived_at IS NULL AND rule->'when'->>'kind' = 'closed'`,
    );
  }
}
