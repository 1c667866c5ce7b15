/** What the bus gives up after many tries: arrivals nobody could take in, events a listener could not act on, timers that failed. */
import { TRIES } from '../tries.js';

/** One kind of parked work in SQL; `$1` is its key, or several of them. */
export interface ParkedSource {
  /** Rows `key, what, listener, reason, attempts, at` of all that is parked. */
  list: string;
  /** Its raw data as `raw`, while it is parked. */
  raw: string;
  /** Those that are parked are due now; answers a row for each. */
  free: string;
  /** A row with `parked` and `reason` while it is not done; none when it is. */
  look: string;
  /** The wake-up of its worker. */
  wakes: string;
}

const EVENT = `event_id = split_part($1, ':', 1)::bigint AND listener = split_part($1, ':', 2)`;

/** One try is left to each: whether it goes well is wanted now, and not after another half hour of growing pauses. */
export const sources: Record<'arrival' | 'event' | 'timer', ParkedSource> = {
  arrival: {
    list: `SELECT id AS key, channel AS what, NULL AS listener, error AS reason, attempts, received_at AS at
           FROM bus.inbox WHERE state = 'failed'`,
    raw: `SELECT body AS raw FROM bus.inbox WHERE id = $1::uuid AND state = 'failed'`,
    free: `UPDATE bus.inbox SET state = 'received', attempts = ${TRIES.arrival - 1}, next_at = now()
           WHERE id = ANY($1::uuid[]) AND state = 'failed' RETURNING id`,
    look: `SELECT state = 'failed' AS parked, error AS reason FROM bus.inbox WHERE id = $1::uuid AND state <> 'processed'`,
    wakes: 'inbox:',
  },
  event: {
    list: `SELECT event_id || ':' || listener AS key, name AS what, listener, error AS reason, attempts, at
           FROM bus.delivery JOIN bus.event ON event.id = event_id WHERE parked_at IS NOT NULL`,
    raw: `SELECT to_jsonb(event) AS raw FROM bus.delivery JOIN bus.event ON event.id = event_id
          WHERE ${EVENT} AND parked_at IS NOT NULL`,
    free: `UPDATE bus.delivery SET parked_at = NULL, attempts = ${TRIES.event - 1}, next_at = now()
           WHERE event_id || ':' || listener = ANY($1) AND parked_at IS NOT NULL RETURNING event_id`,
    look: `SELECT parked_at IS NOT NULL AS parked, error AS reason FROM bus.delivery WHERE ${EVENT}`,
    wakes: 'delivery',
  },
  timer: {
    list: `SELECT id AS key, kind AS what, NULL AS listener, error AS reason, attempts, parked_at AS at
           FROM bus.timer WHERE parked_at IS NOT NULL`,
    raw: `SELECT jsonb_build_object('kind', kind, 'key', key, 'payload', payload) AS raw FROM bus.timer
          WHERE id = $1::uuid AND parked_at IS NOT NULL`,
    free: `UPDATE bus.timer SET parked_at = NULL, attempts = ${TRIES.timer - 1}, due_at = now()
           WHERE id = ANY($1::uuid[]) AND parked_at IS NOT NULL RETURNING id`,
    look: `SELECT parked_at IS NOT NULL AS parked, error AS reason FROM bus.timer WHERE id = $1::uuid`,
    wakes: 'timer',
  },
};
