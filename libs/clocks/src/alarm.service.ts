/** Who hears that a promise lapsed: its owner at once, then the stand-in, then the supervisors, until it is made good. */
import { Injectable } from '@nestjs/common';
import { AlarmStep, Problem } from '@lib/contracts';
import { Outbox, Timers } from '@lib/bus';
import { Database, type Tx } from '@lib/database';
import { Clock, newId, type Principal } from '@lib/platform';
import { z } from 'zod';
import { PromiseRecords } from './promise-records.js';
import { TimeSettingsBook } from './time-settings.js';

export const ALARM_TIMER = 'clocks-alarm';
/** A house with more supervisors than this has them by queue. */
const MOST_SUPERVISORS = 50;

/** `$1` is the ticket; supervisors of its queue when there are any, else all. */
const TOLD: Record<AlarmStep, string> = {
  owner: `SELECT owner_id AS id FROM tickets.ticket WHERE id = $1 AND owner_id IS NOT NULL`,
  'stand-in': `SELECT stand_in_id AS id FROM tickets.ticket WHERE id = $1 AND stand_in_id IS NOT NULL`,
  supervisors: `
    WITH supervisor AS (
      SELECT agent.id, EXISTS (SELECT 1 FROM tickets.ticket JOIN agents.membership ON membership.queue_id = ticket.queue_id
        WHERE ticket.id = $1 AND membership.agent_id = agent.id) AS own
      FROM agents.agent WHERE role = 'supervisor' AND disabled_at IS NULL)
    SELECT id FROM supervisor WHERE own OR NOT EXISTS (SELECT 1 FROM supervisor WHERE own)
    ORDER BY id LIMIT ${MOST_SUPERVISORS}`,
};

@Injectable()
export class AlarmService {
  constructor(
    private readonly database: Database,
    private readonly records: PromiseRecords,
    private readonly settings: TimeSettingsBook,
    private readonly outbox: Outbox,
    private readonly timers: Timers,
    private readonly clock: Clock,
  ) {}

  async lapsed(tx: Tx, promiseId: string, ticketId: string): Promise<void> {
    const told = await this.raise(tx, promiseId, ticketId, 'owner');
    // Nobody owns it: nobody would hear of it for a while.
    if (told === 0) return void (await this.raise(tx, promiseId, ticketId, 'supervisors'));
    const { standInAfterMs } = await this.settings.read(tx);
    await this.wake(tx, promiseId, 'stand-in', standInAfterMs);
  }

  /** The time for the next to hear of it came; made good meanwhile, there is nothing to hear. */
  async next(tx: Tx, promiseId: string, payload: unknown): Promise<void> {
    const step = AlarmStep.parse(payload);
    const [promise] = await tx.query<{ ticketId: string }>(
      `SELECT ticket_id AS "ticketId" FROM clocks.promise
       WHERE id = $1 AND lapsed_at IS NOT NULL AND made_good_at IS NULL FOR UPDATE`,
      [promiseId],
    );
    if (!promise) return;
    await this.raise(tx, promiseId, promise.ticketId, step);
    if (step !== 'stand-in') return;
    const { standInAfterMs, supervisorsAfterMs } = await this.settings.read(tx);
    await this.wake(tx, promiseId, 'supervisors', supervisorsAfterMs - standInAfterMs);
  }

  /** Looked at by who was told; looking again is fine. It stays with the others. */
  async seen(principal: Principal, alarmId: string): Promise<void> {
    if (!z.uuid().safeParse(alarmId).success) throw new Problem('not-found');
    await this.database.transaction(async (tx) => {
      const [alarm] = await tx.query<{ ticketId: string; promiseId: string; first: boolean }>(
        `WITH found AS (SELECT id, seen_at FROM clocks.alarm WHERE id = $1 AND agent_id = $2 FOR UPDATE)
         UPDATE clocks.alarm SET seen_at = coalesce(alarm.seen_at, $3) FROM found WHERE alarm.id = found.id
         RETURNING ticket_id AS "ticketId", promise_id AS "promiseId", found.seen_at IS NULL AS first`,
        [alarmId, principal.agentId, this.clock.now()],
      );
      if (!alarm) throw new Problem('not-found');
      const { ticketId, promiseId, first } = alarm;
      if (first) await this.say(tx, 'alarm.seen', ticketId, promiseId, principal.agentId);
    });
  }

  /** The customer heard from us after the lapse, or the matter is settled: nobody need be alarmed any more. */
  async makeGood(tx: Tx, ticketId: string): Promise<void> {
    const good = await tx.query<{ id: string }>(
      `UPDATE clocks.promise SET made_good_at = $2
       WHERE ticket_id = $1 AND lapsed_at IS NOT NULL AND made_good_at IS NULL
         AND EXISTS (
           SELECT 1 FROM tickets.ticket WHERE ticket.id = $1 AND ticket.status IN ('resolved', 'closed')
           UNION ALL
           SELECT 1 FROM tickets.message WHERE message.ticket_id = $1 AND message.direction = 'out'
             AND message.author_kind = 'agent' AND message.at >= promise.lapsed_at
             AND coalesce(message.delivery_state, 'sent') NOT IN ('cancelled', 'failed', 'bounced'))
       RETURNING id`,
      [ticketId, this.clock.now()],
    );
    // The timer of the next step is left alone: it takes its own row before the promise, and will find nothing to do.
    for (const { id } of good)
      await this.records.tell(tx, 'promise.made-good', await this.records.view(tx, id));
  }

  /** Answers how many were told now. */
  private async raise(tx: Tx, promiseId: string, ticketId: string, step: AlarmStep): Promise<number> {
    const people = await tx.query<{ id: string }>(TOLD[step], [ticketId]);
    let told = 0;
    for (const { id: agentId } of people) {
      const raised = await tx.query(
        `INSERT INTO clocks.alarm (id, promise_id, ticket_id, step, agent_id, raised_at) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (promise_id, agent_id) DO NOTHING RETURNING id`,
        [newId(), promiseId, ticketId, step, agentId, this.clock.now()],
      );
      if (raised.length === 0) continue;
      told += 1;
      await this.say(tx, 'alarm.raised', ticketId, promiseId, agentId);
    }
    return told;
  }

  private wake(tx: Tx, promiseId: string, step: AlarmStep, inMs: number): Promise<void> {
    const dueAt = new Date(this.clock.now().getTime() + inMs);
    return this.timers.set(tx, { kind: ALARM_TIMER, key: promiseId, dueAt, payload: { step } });
  }

  private async say(
    tx: Tx,
    name: 'alarm.raised' | 'alarm.seen',
    ticketId: string,
    promiseId: string,
    agentId: string,
  ): Promise<void> {
    await this.outbox.publish(tx, name, {
      subject: { type: 'ticket', id: ticketId },
      data: { ticketId, promiseId, agentId },
    });
  }
}
