/** What makes stand-ins come and go: agents who leave and return, tickets that change hands, and moments that were planned. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Listeners, Timers } from '@lib/bus';
import type { Tx } from '@lib/database';
import { Clock } from '@lib/platform';
import { AttendanceReader } from './attendance-reader.js';
import { StandIns, TICKET_TIMER } from './stand-ins.js';

const AGENT_TIMER = 'stand-in-agent';
const LOCK = `hashtextextended('stand-ins:' || $1::text, 0)`;

@Injectable()
export class StandInsWorker implements OnModuleInit {
  constructor(
    private readonly listeners: Listeners,
    private readonly timers: Timers,
    private readonly standIns: StandIns,
    private readonly attendance: AttendanceReader,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    // Each ticket is settled in a transaction of its own: a batch that held several rows would stand in the way of replies.
    this.listeners.registerBatch('standins.ticket', (events, tx) =>
      this.standIns.settleSoon(
        tx,
        events.map(({ data }) => data.ticketId),
        this.clock.now(),
      ),
    );
    this.listeners.registerBatch('standins.agent', async (events, tx) => {
      for (const agentId of [...new Set(events.map(({ data }) => data.agentId))].sort()) {
        await tx.query(`SELECT pg_advisory_xact_lock(${LOCK})`, [agentId]);
        await this.around(tx, agentId, this.clock.now());
      }
    });
    this.timers.on(TICKET_TIMER, (timer, tx) =>
      this.standIns.settle(tx, timer.key, later(this.clock.now(), timer.dueAt)),
    );
    this.timers.on(AGENT_TIMER, async (timer, tx) => {
      // Its row is in our hands: who reckons this agent right now may be waiting for it, and sets it anew.
      const [lock] = await tx.query<{ held: boolean }>(`SELECT pg_try_advisory_xact_lock(${LOCK}) AS held`, [
        timer.key,
      ]);
      if (lock?.held) await this.around(tx, timer.key, later(this.clock.now(), timer.dueAt));
    });
  }

  private async around(tx: Tx, agentId: string, now: Date): Promise<void> {
    const who = await this.attendance.one(tx, agentId, now);
    const dueAt = who && this.attendance.nextChange(who, now);
    if (dueAt) await this.timers.set(tx, { kind: AGENT_TIMER, key: agentId, dueAt, payload: {} });
    else await this.timers.cancel(tx, AGENT_TIMER, agentId);
    await this.standIns.settleAround(tx, agentId, now);
  }
}

/** The database said the time has come; a clock of this process that is behind it must not set the timer again for the same moment. */
function later(one: Date, other: Date): Date {
  return one > other ? one : other;
}
