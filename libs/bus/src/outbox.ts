/** Says what happened, in the transaction in which it happened, with one delivery row per durable listener. */
import { Injectable } from '@nestjs/common';
import { events, subscriptions, type Actor, type EventData, type EventName } from '@lib/contracts';
import type { Tx } from '@lib/database';
import { Wakeups } from './wakeups.js';

export interface Publication<N extends EventName> {
  subject: { type: string; id: string; version?: number | null };
  data: EventData<N>;
  actor?: Actor;
}

const SYSTEM: Actor = { kind: 'system', id: null };

const listenersOf = new Map<string, string[]>();
for (const [listener, names] of Object.entries(subscriptions))
  for (const name of names) listenersOf.set(name, [...(listenersOf.get(name) ?? []), listener]);

@Injectable()
export class Outbox {
  constructor(private readonly wakeups: Wakeups) {}

  async publish<N extends EventName>(tx: Tx, name: N, publication: Publication<N>): Promise<void> {
    const data = events[name].parse(publication.data);
    const { subject, actor = SYSTEM } = publication;
    await tx.query(
      `WITH said AS (
         INSERT INTO bus.event (xid, name, actor, subject_type, subject_id, subject_version, data)
         VALUES (pg_current_xact_id()::text::bigint, $1, $2, $3, $4, $5, $6) RETURNING id)
       INSERT INTO bus.delivery (event_id, listener) SELECT said.id, listener FROM said, unnest($7::text[]) AS listener`,
      [
        name,
        JSON.stringify(actor),
        subject.type,
        subject.id,
        subject.version ?? null,
        JSON.stringify(data),
        listenersOf.get(name) ?? [],
      ],
    );
    tx.afterCommit(() => this.wakeups.poke('event'));
  }

  /** Many events of one kind in one statement, for hot paths; they must have no durable listener. */
  async publishAll<N extends EventName>(tx: Tx, name: N, publications: Publication<N>[]): Promise<void> {
    if (listenersOf.has(name)) {
      for (const publication of publications) await this.publish(tx, name, publication);
      return;
    }
    if (publications.length === 0) return;
    await tx.query(
      `INSERT INTO bus.event (xid, name, actor, subject_type, subject_id, subject_version, data)
       SELECT pg_current_xact_id()::text::bigint, $1, actor, type, id, version, data
       FROM jsonb_to_recordset($2::jsonb) AS said(actor jsonb, type text, id uuid, version integer, data jsonb)`,
      [
        name,
        JSON.stringify(
          publications.map(({ subject, data, actor = SYSTEM }) => ({
            actor,
            type: subject.type,
            id: subject.id,
            version: subject.version ?? null,
            data,
          })),
        ),
      ],
    );
    tx.afterCommit(() => this.wakeups.poke('event'));
  }
}
