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
import type { LastStatement, Tx } from '@lib/database';
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

/** As its statement reads it; what is left out is the same for most. */
interface Said {
  place: number;
  name: string;
  /** The system when nobody is named. */
  actor?: Actor;
  type: string;
  subject: string;
  version?: number;
  data: unknown;
  listeners?: string[];
}

/** What was said in one open transaction. */
interface Speech {
  events: Said[];
  /** Of events that ask for a look and nothing more. */
  asked: Set<string>;
}

const speeches = new WeakMap<Tx, Speech>();

@Injectable()
export class Outbox {
  constructor(private readonly wakeups: Wakeups) {}

  /** Written together with everything else the transaction says, as its last statement, in the order it was said. */
  async publish<N extends EventName>(tx: Tx, name: N, publication: Publication<N>): Promise<void> {
    this.say(tx, name, publication);
  }

  async publishAll<N extends EventName>(tx: Tx, name: N, publications: Publication<N>[]): Promise<void> {
    for (const publication of publications) this.say(tx, name, publication);
  }

  private say<N extends EventName>(tx: Tx, name: N, { subject, actor, data: given }: Publication<N>): void {
    const { events, asked } = this.speech(tx);
    const data: unknown = catalogue[name].parse(given);
    const { type, id, version } = subject;
    if (name.endsWith('.changed')) {
      // "Look at queue 7" needs saying once per commit, not once per mail in it.
      const look = JSON.stringify([name, id, version ?? null, data]);
      if (asked.has(look)) return;
      asked.add(look);
    }
    const event: Said = { place: events.length, name, type, subject: id, data };
    if (actor) event.actor = actor;
    if (typeof version === 'number') event.version = version;
    const listeners = listenersOf.get(name)?.filter((listener) => wants[listener]?.(data) ?? true) ?? [];
    if (listeners.length > 0) event.listeners = listeners;
    events.push(event);
  }

  private speech(tx: Tx): Speech {
    let speech = speeches.get(tx);
    if (!speech) {
      speech = { events: [], asked: new Set() };
      speeches.set(tx, speech);
      tx.beforeCommit(this, () => this.written(tx));
      tx.afterCommit(() => this.wakeups.poke('event'));
    }
    return speech;
  }

  private written(tx: Tx): LastStatement | null {
    const events = speeches.get(tx)?.events ?? [];
    speeches.delete(tx);
    if (events.length === 0) return null;
    // Most of what is said is for those who read along; only what somebody must act on wakes that listener.
    const awaited = new Set(events.flatMap(({ listeners }) => listeners ?? []));
    tx.afterCommit(() => {
      for (const listener of awaited) this.wakeups.poke(`delivery:${listener}`);
    });
    return { sql: WRITE, params: [JSON.stringify(events)] };
  }
}

const WRITE = `
  WITH spoken AS (
    SELECT nextval('bus.event_id_seq') AS id, name, coalesce(actor, '${JSON.stringify(SYSTEM)}') AS actor, type, subject, version, data, listeners
    FROM jsonb_to_recordset($1::jsonb) AS event(place integer, name text, actor jsonb, type text, subject uuid, version integer, data jsonb, listeners jsonb)
    ORDER BY place),
  kept AS (
    INSERT INTO bus.event (id, xid, name, actor, subject_type, subject_id, subject_version, data)
    SELECT id, pg_current_xact_id()::text::bigint, name, actor, type, subject, version, data FROM spoken)
  INSERT INTO bus.delivery (event_id, listener)
  SELECT spoken.id, listener FROM spoken, jsonb_array_elements_text(spoken.listeners) AS listener`;
