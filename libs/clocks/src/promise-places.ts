/** Keeps promises, with the alarms about them, on the ticket in which their own goes on: merged, and taken apart again. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Listeners, Outbox } from '@lib/bus';
import type { Tx } from '@lib/database';

@Injectable()
export class PromisePlaces implements OnModuleInit {
  constructor(
    private readonly listeners: Listeners,
    private readonly outbox: Outbox,
  ) {}

  onModuleInit(): void {
    this.listeners.register('clocks.promises', (event, tx) => this.settle(tx, event.data.ticketId));
  }

  /** Looks only at where tickets go on now: of two merges heard in any order, or twice, the outcome is the same. */
  async settle(tx: Tx, ticketId: string): Promise<void> {
    const moved = await tx.query<{ was: string; is: string }>(
      `WITH place AS (
         SELECT id, ticket_id AS was, coalesce(home_ticket_id, ticket_id) AS home,
           tickets.survivor_of(coalesce(home_ticket_id, ticket_id)) AS survivor
         FROM clocks.promise
         WHERE coalesce(home_ticket_id, ticket_id) IN (SELECT $1::uuid UNION SELECT tickets.absorbed_by($1))),
       moved AS (
         UPDATE clocks.promise SET ticket_id = place.survivor, home_ticket_id = nullif(place.home, place.survivor)
         FROM place WHERE promise.id = place.id AND promise.ticket_id <> place.survivor
         RETURNING promise.id, place.was, place.survivor),
       told AS (
         UPDATE clocks.alarm SET ticket_id = moved.survivor FROM moved WHERE alarm.promise_id = moved.id)
       SELECT DISTINCT was, survivor AS is FROM moved`,
      [ticketId],
    );
    const touched = new Set(moved.flatMap(({ was, is }) => [was, is]));
    await this.outbox.publishAll(
      tx,
      'ticket.changed',
      [...touched].map((id) => ({ subject: { type: 'ticket', id }, data: { ticketId: id } })),
    );
  }
}
