/** What makes clocks move: events of tickets, and timers that have come. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EventEnvelope } from '@lib/contracts';
import { Listeners, Timers } from '@lib/bus';
import type { Tx } from '@lib/database';
import { ClockService, TICKET_TIMER } from './clock.service.js';
import { RECKON_ALL } from './policy-book.js';
import { PROMISE_TIMER, PromiseService } from './promise.service.js';

@Injectable()
export class ClocksWorker implements OnModuleInit {
  constructor(
    private readonly listeners: Listeners,
    private readonly timers: Timers,
    private readonly clocks: ClockService,
    private readonly promises: PromiseService,
  ) {}

  onModuleInit(): void {
    this.listeners.register(
      'clocks.ticket',
      async (event, tx) => {
        if (event.name === 'ticket.status-changed') await noteStatus(tx, event);
        await this.clocks.refresh(tx, event.data.ticketId);
      },
      { background: true },
    );
    this.listeners.register('clocks.promises', (event, tx) =>
      this.promises.settleAt(tx, event.data.ticketId),
    );
    this.timers.on(TICKET_TIMER, (timer, tx) => this.clocks.refreshByTimer(tx, timer.key, timer.dueAt));
    this.timers.on(RECKON_ALL, (timer, tx) => this.clocks.refreshPart(tx, timer.payload['after']));
    this.timers.on(PROMISE_TIMER, (timer, tx) => this.promises.due(tx, timer.key, timer.dueAt));
  }
}

/** Events are kept for a while only; pauses are reckoned for as long as the ticket lives. */
async function noteStatus(tx: Tx, { id, at, data }: EventEnvelope<'ticket.status-changed'>): Promise<void> {
  await tx.query(
    `INSERT INTO clocks.status_change (event_id, ticket_id, status, at) VALUES ($1, $2, $3, $4) ON CONFLICT (event_id) DO NOTHING`,
    [id, data.ticketId, data.to, at],
  );
}
