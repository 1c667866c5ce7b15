/** What makes clocks move: events of tickets, and timers that have come. */
import { Injectable, type OnApplicationBootstrap, type OnModuleInit } from '@nestjs/common';
import type { EventEnvelope } from '@lib/contracts';
import { Listeners, Timers } from '@lib/bus';
import type { Tx } from '@lib/database';
import { ALARM_TIMER, AlarmService } from './alarm.service.js';
import { BACKFILL_TIMER, ClockService, TICKET_TIMER } from './clock.service.js';
import { RECKON_ALL } from './policy-book.js';
import { PromiseWatch } from './promise-watch.js';
import { PROMISE_TIMER } from './promise.service.js';
import { SUPPLIER_TIMER, SupplierService } from './supplier.service.js';

@Injectable()
export class ClocksWorker implements OnModuleInit, OnApplicationBootstrap {
  constructor(
    private readonly listeners: Listeners,
    private readonly timers: Timers,
    private readonly clocks: ClockService,
    private readonly promises: PromiseWatch,
    private readonly alarms: AlarmService,
    private readonly suppliers: SupplierService,
  ) {}

  onModuleInit(): void {
    this.listeners.registerBatch('clocks.ticket', async (events, tx) => {
      await noteStatuses(
        tx,
        events.filter((event) => event.name === 'ticket.status-changed'),
      );
      await this.clocks.refresh(
        tx,
        events.map((event) => event.data.ticketId),
      );
      const answered = events.filter(
        ({ name }) => name === 'ticket.status-changed' || name === 'message.submitted',
      );
      for (const ticketId of new Set(answered.map((event) => event.data.ticketId)))
        await this.alarms.makeGood(tx, ticketId);
    });
    this.timers.on(TICKET_TIMER, (timer, tx) => this.clocks.refreshByTimer(tx, timer.key, timer.dueAt));
    this.timers.on(RECKON_ALL, (timer, tx) => this.clocks.refreshPart(tx, timer.payload['after']));
    this.timers.on(PROMISE_TIMER, (timer, tx) => this.promises.due(tx, timer.key, timer.dueAt));
    this.timers.on(ALARM_TIMER, (timer, tx) => this.alarms.next(tx, timer.key, timer.payload['step']));
    this.timers.on(SUPPLIER_TIMER, (timer, tx) => this.suppliers.due(tx, timer.key, timer.dueAt));
    this.timers.on(BACKFILL_TIMER, (timer, tx) => this.clocks.backfillPart(tx, timer.payload['after']));
  }

  onApplicationBootstrap(): Promise<void> {
    return this.clocks.beginBackfill();
  }
}

/** Events are kept for a while only; pauses are reckoned for as long as the ticket lives. */
async function noteStatuses(tx: Tx, events: EventEnvelope<'ticket.status-changed'>[]): Promise<void> {
  if (events.length === 0) return;
  const changes = events.map(({ id, at, data }) => ({ id, at, ticketId: data.ticketId, status: data.to }));
  await tx.query(
    `INSERT INTO clocks.status_change (event_id, ticket_id, status, at)
     SELECT id, "ticketId", status, at
     FROM jsonb_to_recordset($1::jsonb) AS change(id bigint, "ticketId" uuid, status text, at timestamptz) ORDER BY id
     ON CONFLICT (event_id) DO NOTHING`,
    [JSON.stringify(changes)],
  );
}
