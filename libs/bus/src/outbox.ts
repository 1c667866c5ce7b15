/** Says what happened, in the transaction in which it happened, with one delivery row per durable listener. */
import { Injectable } from '@nestjs/common';
import {
  concerns,
  events as catalogue,
  subscriptions,
  type Actor,
  type EventData,
  type EventName,
} from '@lib/contracts';
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
const wants = concerns as Record<string, ((data: unknown) => boolean) | undefined>;

interface Said {
  name: string;
  actor: Actor;
  type: string;
  id: string;
  version: number | null;
  data: unknown;
  listeners: string[];
}

/** What was said in transactions still open. */
const said = new WeakMap<Tx, Said[]>();

@Injectable()
export class Outbox {
  constructor(private readonly wakeups: Wakeups) {}

  /** Written together with everything else the transaction says, as its last statement, in the order it was said. */
  async publish<N extends EventName>(tx: Tx, name: N, publication: Publication<N>): Promise<void> {
    const { subject, actor = SYSTEM } = publication;
    const events = this.buffer(tx);
    const data: unknown = catalogue[name].parse(publication.data);
    const event: Said = {
      name,
      actor,
      type: subject.type,
      id: subject.id,
      version: subject.version ?? null,
      data,
      listeners: (listenersOf.get(name) ?? []).filter((listener) => wants[listener]?.(data) ?? true),
    };
    // "Look at queue 7" needs saying once per commit, not once per mail in it.
    const repeated =
      name.endsWith('.changed') &&
      events.some((other) => other.name === name && other.id === event.id && same(other, event));
    if (!repeated) events.push(event);
  }

  async publishAll<N extends EventName>(tx: Tx, name: N, publications: Publication<N>[]): Promise<void> {
    for (const publication of publications) await this.publish(tx, name, publication);
  }

  private buffer(tx: Tx): Said[] {
    let events = said.get(tx);
    if (!events) {
      events = [];
      said.set(tx, events);
      tx.beforeCommit(this, () => this.write(tx));
      tx.afterCommit(() => this.wakeups.poke('event'));
    }
    return events;
  }

  private async write(tx: Tx): Promise<void> {
    const events = said.get(tx) ?? [];
    said.delete(tx);
    if (events.length === 0) return;
    // Most of what is said is for those who read along; only what somebody must act on wakes that listener.
    const awaited = new Set(events.flatMap(({ listeners }) => listeners));
    tx.afterCommit(() => {
      for (const listener of awaited) this.wakeups.poke(`delivery:${listener}`);
    });
    await tx.query(
      `WITH spoken AS (
         SELECT nextval('bus.event_id_seq') AS id, name, actor, type, subject, version, data, listeners
         FROM jsonb_to_recordset($1::jsonb) AS event(place integer, name text, actor jsonb, type text, subject uuid, version integer, data jsonb, listeners jsonb)
         ORDER BY place),
       kept AS (
         INSERT INTO bus.event (id, xid, name, actor, subject_type, subject_id, subject_version, data)
         SELECT id, pg_current_xact_id()::text::bigint, name, actor, type, subject, version, data FROM spoken)
       INSERT INTO bus.delivery (event_id, listener)
       SELECT spoken.id, listener FROM spoken, jsonb_array_elements_text(spoken.listeners) AS listener`,
      [JSON.stringify(events.map(({ id, ...event }, place) => ({ ...event, subject: id, place })))],
    );
  }
}

function same(one: Said, other: Said): boolean {
  return JSON.stringify(one.data) === JSON.stringify(other.data) && one.version === other.version;
}
