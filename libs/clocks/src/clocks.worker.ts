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
    this.listeners.register(
      'clocks.ticket',
      async (event, tx) => {
        if (event.name === 'ticket.status-changed') await noteStatus(tx, event);
        await this.clocks.refresh(tx, event.data.ticketId);
        if (event.name === 'ticket.status-changed' || event.name === 'message.submitted')
          await this.alarms.makeGood(tx, event.data.ticketId);
      },
      { background: true },
    );
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
async function noteStatus(tx: Tx, { id, at, data }: EventEnvelope<'ticket.status-changed'>): Promise<void> {
  await tx.query(
    `INSERT INTO clocks.status_change (event_id, ticket_id, status, at) VALUES ($1, $2, $3, $4) ON CONFLICT (event_id) DO NOTHING`,
    [id, data.ticketId, data.to, at],
  );
}
