/** The SQL of callers in menus: which version answers them, what they heard and keyed in, and what is known of who calls. */
import { Injectable } from '@nestjs/common';
import type { MenuFlow } from '@lib/contracts';
import type { Tx } from '@lib/database';
import { Clock, isOpen, type Calendar } from '@lib/platform';
import type { Caller } from '../calls/caller.js';
import type { KeyedIn, MenuVisit } from './menu.entities.js';
import { calendarsOf, type MenuFacts } from './menu-walk.js';

export interface MenuRun {
  callSid: string;
  flow: MenuFlow;
  callerName: string | null;
  visits: MenuVisit[];
  keyed: KeyedIn[];
  startedAt: Date;
  placedAt: Date | null;
}

@Injectable()
export class MenuRuns {
  constructor(private readonly clock: Clock) {}

  /** True when a menu answers this call: the draft somebody wants to try from this number, or what is live on the number called. */
  async begin(tx: Tx, callSid: string, caller: Caller): Promise<boolean> {
    const rows = await tx.query(
      `WITH tried AS (DELETE FROM voice.menu_trial WHERE from_value = $2 RETURNING version_id, expires_at),
       answering AS (
         SELECT version_id FROM tried WHERE expires_at > $5
         UNION ALL
         SELECT version.id FROM voice.menu_number JOIN voice.menu ON menu.id = menu_number.menu_id AND menu.removed_at IS NULL
         JOIN voice.menu_version AS version ON version.menu_id = menu.id AND version.number = menu.live_version
         WHERE menu_number.number = $3
         LIMIT 1)
       INSERT INTO voice.menu_run (call_sid, version_id, caller_name, started_at)
       SELECT $1, version_id, $4, $5 FROM answering ON CONFLICT (call_sid) DO NOTHING RETURNING call_sid`,
      [callSid, caller.from.value, caller.to, caller.from.name ?? null, this.clock.now()],
    );
    return rows.length > 0;
  }

  /** Null for a call that no menu answers. Held by the lock on the call. */
  async find(tx: Tx, callSid: string): Promise<MenuRun | null> {
    const [run] = await tx.query<MenuRun>(
      `SELECT call_sid AS "callSid", version.flow, caller_name AS "callerName", visits, keyed, started_at AS "startedAt", placed_at AS "placedAt"
       FROM voice.menu_run JOIN voice.menu_version AS version ON version.id = menu_run.version_id WHERE call_sid = $1`,
      [callSid],
    );
    return run ?? null;
  }

  async save(tx: Tx, { callSid, visits, keyed }: MenuRun): Promise<void> {
    await tx.query(`UPDATE voice.menu_run SET visits = $2, keyed = $3 WHERE call_sid = $1`, [
      callSid,
      JSON.stringify(visits),
      JSON.stringify(keyed),
    ]);
  }

  /** False when the house was told before. */
  async placed(tx: Tx, callSid: string): Promise<boolean> {
    const rows = await tx.query(
      `UPDATE voice.menu_run SET placed_at = $2 WHERE call_sid = $1 AND placed_at IS NULL RETURNING call_sid`,
      [callSid, this.clock.now()],
    );
    return rows.length > 0;
  }

  async facts(tx: Tx, flow: MenuFlow, from: { kind: string; value: string }): Promise<MenuFacts> {
    const asked = calendarsOf(flow);
    const calendars =
      asked.length === 0
        ? []
        : await tx.query<Calendar & { id: string }>(
            `SELECT id, time_zone AS "timeZone", week, holidays FROM clocks.calendar WHERE id = ANY($1)`,
            [asked],
          );
    const now = this.clock.now();
    // A calendar that was taken away closes nothing: a person answers.
    const closed = new Set(calendars.filter((calendar) => !isOpen(calendar, now)).map(({ id }) => id));
    const [who] = await tx.query<{ withTicket: boolean }>(
      `SELECT EXISTS (SELECT 1 FROM tickets.ticket WHERE ticket.customer_id = identity.customer_id AND owner_id IS NOT NULL
                AND status IN ('new', 'open', 'pending', 'on-hold')) AS "withTicket"
       FROM customers.identity WHERE identity.kind = 'phone' AND identity.value = $1 AND $2 = 'phone'`,
      [from.value, from.kind],
    );
    return { open: (id) => !closed.has(id), known: who !== undefined, withTicket: who?.withTicket ?? false };
  }

  /** A number keyed in by who calls leads to a ticket only when it is theirs already. */
  async ownTicket(tx: Tx, from: string, digits: string): Promise<boolean> {
    const rows = await tx.query(
      `SELECT 1 FROM tickets.ticket JOIN customers.identity ON identity.customer_id = ticket.customer_id
       WHERE identity.kind = 'phone' AND identity.value = $1 AND ticket.number = $2::bigint AND ticket.status <> 'closed'`,
      [from, digits.slice(0, 15)],
    );
    return rows.length > 0;
  }
}
