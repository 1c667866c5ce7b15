/** The SQL of calls and legs: every change is made under the lock of the call's row. */
import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '@lib/database';
import type { CallFault } from '@lib/contracts';
import { newId } from '@lib/platform';
import { agentLegs, customerLeg, isOver, phaseOf, type CallState, type Leg } from './call-state.js';
import { shownOf } from './call-shown.js';
import type { Caller } from './caller.js';

export interface CallRow {
  id: string;
  callSid: string;
  /** What the carrier calls the customer's line; null as long as we have not called it. */
  carrierSid: string | null;
  direction: Caller['direction'];
  fromKind: Caller['from']['kind'];
  fromValue: string;
  toValue: string;
  locale: Caller['locale'];
  interactionId: string | null;
  ticketNumber: string | null;
  agentId: string | null;
  offerId: string | null;
  agentCallSid: string | null;
  state: CallState;
  startedAt: Date;
  endedAt: Date | null;
  endedBy: 'customer' | 'agent' | 'system' | null;
}

const columns = `call.id, call.call_sid AS "callSid",
  coalesce(call.carrier_sid, CASE WHEN call.direction <> 'outbound' THEN call.call_sid END) AS "carrierSid", call.direction, call.from_kind AS "fromKind", call.from_value AS "fromValue",
  call.to_value AS "toValue", call.locale, call.interaction_id AS "interactionId", call.ticket_number AS "ticketNumber",
  call.agent_id AS "agentId", call.offer_id AS "offerId", call.agent_call_sid AS "agentCallSid", call.state,
  call.started_at AS "startedAt", call.ended_at AS "endedAt", call.ended_by AS "endedBy"`;

@Injectable()
export class CallRecords {
  constructor(private readonly database: Database) {}

  /** True when this was the first that anybody heard of the call. */
  async open(tx: Tx, callSid: string, caller: Caller, at: Date, state: CallState): Promise<boolean> {
    const rows = await tx.query(
      `INSERT INTO voice.call (id, call_sid, direction, from_kind, from_value, to_value, locale, phase, state, started_at, heard_at, version)
       VALUES ($1, $2, $3, $4, $5, $6, $7, 'waiting', $8, $9, now(), 1)
       ON CONFLICT (call_sid) DO NOTHING RETURNING id`,
      [
        newId(),
        callSid,
        caller.direction,
        caller.from.kind,
        caller.from.value,
        caller.to,
        caller.locale,
        JSON.stringify(state),
        at,
      ],
    );
    return rows.length > 0;
  }

  async find(callSid: string): Promise<CallRow | null> {
    const [row] = await this.database.query<CallRow>(
      `SELECT ${columns} FROM voice.call WHERE call_sid = $1`,
      [callSid],
    );
    return row ?? null;
  }

  async lock(
    tx: Tx,
    by: { callSid: string } | { interactionId: string } | { legSid: string },
  ): Promise<CallRow | null> {
    const [condition, value] = conditionOf(by);
    const [row] = await tx.query<CallRow>(
      `SELECT ${columns} FROM voice.call WHERE ${condition} ORDER BY started_at DESC LIMIT 1 FOR UPDATE`,
      [value],
    );
    return row ?? null;
  }

  async connecting(tx: Tx, row: CallRow): Promise<void> {
    await tx.query(
      `UPDATE voice.call SET interaction_id = $2, ticket_number = $3, agent_id = $4, offer_id = $5, agent_call_sid = $6,
         ended_by = $7, heard_at = now(), version = version + 1 WHERE id = $1`,
      [row.id, row.interactionId, row.ticketNumber, row.agentId, row.offerId, row.agentCallSid, row.endedBy],
    );
  }

  async save(tx: Tx, row: CallRow): Promise<void> {
    const { state } = row;
    const customer = customerLeg(state);
    const shown = shownOf(state);
    await tx.query(
      `UPDATE voice.call SET state = $2, phase = $3, agent_call_sid = $4, conference_sid = $5, answered_at = $6, ended_at = $7,
         ended_by = $8, held_since = $9, held_ms = $10, parties = $11, customer_state = $12,
         carrier_sid = CASE WHEN direction = 'outbound' THEN $13 END, heard_at = now(), version = version + 1 WHERE id = $1`,
      [
        row.id,
        JSON.stringify(state),
        phaseOf(state),
        row.agentCallSid,
        state.conference?.sid ?? null,
        answeredAt(state),
        isOver(customer) ? time(customer?.endedAt?.at) : null,
        row.endedBy,
        time(shown.heldSince),
        shown.heldMs,
        JSON.stringify(shown.parties),
        shown.customer,
        row.carrierSid,
      ],
    );
    for (const leg of Object.values(state.legs)) await this.saveLeg(tx, row.id, leg);
  }

  /** What the carrier did not do; null when it did the next thing. */
  async note(tx: Tx, id: string, fault: CallFault | null): Promise<boolean> {
    const rows = await tx.query(
      `UPDATE voice.call SET fault = $2, version = version + 1 WHERE id = $1 AND fault IS DISTINCT FROM $2 RETURNING id`,
      [id, fault],
    );
    return rows.length > 0;
  }

  /** Live calls nobody spoke of for a while; each is handed to one asker at a time. */
  silent(olderThanSeconds: number, limit: number): Promise<CallRow[]> {
    return this.database.query<CallRow>(
      `UPDATE voice.call SET heard_at = now()
       WHERE id IN (
         SELECT id FROM voice.call WHERE ended_at IS NULL AND heard_at < now() - $1 * interval '1 second'
         ORDER BY heard_at LIMIT $2 FOR UPDATE SKIP LOCKED)
       RETURNING ${columns}`,
      [olderThanSeconds, limit],
    );
  }

  /** Nobody answered for it: it stays the first to be asked about. */
  async stillSilent(id: string): Promise<void> {
    await this.database.query(
      `UPDATE voice.call SET heard_at = least(heard_at, now() - interval '1 hour') WHERE id = $1`,
      [id],
    );
  }

  private async saveLeg(tx: Tx, callId: string, leg: Leg): Promise<void> {
    await tx.query(
      `INSERT INTO voice.leg (call_sid, call_id, role, agent_id, offer_id, status, answered_at, joined_at, left_at, ended_at, duration_seconds)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
       ON CONFLICT (call_sid) DO UPDATE SET agent_id = excluded.agent_id, offer_id = excluded.offer_id, status = excluded.status,
         answered_at = excluded.answered_at, joined_at = excluded.joined_at, left_at = excluded.left_at,
         ended_at = excluded.ended_at, duration_seconds = excluded.duration_seconds`,
      [
        leg.callSid,
        callId,
        leg.role,
        leg.agentId,
        leg.offerId,
        leg.status,
        time(leg.answeredAt),
        time(leg.joinedAt?.at),
        time(leg.leftAt?.at),
        time(leg.endedAt?.at),
        leg.durationSeconds,
      ],
    );
  }
}

/** The caller as the call's row remembers them. */
export function callerOf(row: CallRow): Caller {
  return {
    direction: row.direction,
    from: { kind: row.fromKind, value: row.fromValue },
    to: row.toValue,
    locale: row.locale,
  };
}

function conditionOf(
  by: { callSid: string } | { interactionId: string } | { legSid: string },
): [string, string] {
  if ('callSid' in by) return ['call_sid = $1', by.callSid];
  if ('interactionId' in by) return ['interaction_id = $1', by.interactionId];
  return ['id = (SELECT call_id FROM voice.leg WHERE call_sid = $1)', by.legSid];
}

/** When the two first shared the conference. */
function answeredAt(state: CallState): Date | null {
  const customer = customerLeg(state)?.joinedAt?.at;
  const agents = agentLegs(state).flatMap((leg) => (leg.joinedAt ? [leg.joinedAt.at] : []));
  return customer === undefined || agents.length === 0
    ? null
    : new Date(Math.max(customer, Math.min(...agents)));
}

function time(at: number | null | undefined): Date | null {
  return at === null || at === undefined || !Number.isFinite(at) ? null : new Date(at);
}
