/** What cannot be set of a queue, said with the place of each fault; and what still needs a queue that is to be archived. */
import { Problem, type QueueSettings, type QueueSettingsView } from '@lib/contracts';
import type { Tx } from '@lib/database';

/** Errors: `queue-name-taken`; `invalid-input` for members, queues or calendars that are not there, and overflow into itself. */
export async function faultsOf(tx: Tx, id: string, settings: QueueSettings): Promise<void> {
  const queues = await tx.query<{ id: string; name: string }>(
    `SELECT id, name FROM routing.queue WHERE archived_at IS NULL AND id <> $1`,
    [id],
  );
  if (queues.some(({ name }) => same(name, settings.name))) throw new Problem('queue-name-taken');
  const agents = await tx.query<{ id: string }>(
    `SELECT id FROM agents.agent WHERE disabled_at IS NULL AND id = ANY($1::uuid[])`,
    [settings.memberIds],
  );
  const calendars = await tx.query<{ id: string }>(`SELECT id FROM clocks.calendar`);
  const [queueIds, agentIds, calendarIds] = [queues, agents, calendars].map(
    (rows) => new Set(rows.map((row) => row.id)),
  );
  const errors = [
    ...settings.memberIds.flatMap((agentId, at) =>
      agentIds?.has(agentId) ? [] : [{ path: `memberIds.${at}`, message: 'unknown' }],
    ),
    ...settings.overflow.flatMap(({ when, to }, at) => [
      ...('queueId' in to && !queueIds?.has(to.queueId)
        ? [{ path: `overflow.${at}.to.queueId`, message: 'another queue' }]
        : []),
      ...(when.kind === 'closed' && !calendarIds?.has(when.calendarId)
        ? [{ path: `overflow.${at}.when.calendarId`, message: 'unknown' }]
        : []),
    ]),
  ];
  if (errors.length > 0) throw new Problem('invalid-input', undefined, errors);
}

/** Errors: `queue-in-use`, whose `errors` name each reason by a path: `default`, `waiting`, `entry-point`, `overflow`. */
export async function stillNeeded(tx: Tx, { id, isDefault }: QueueSettingsView): Promise<void> {
  const [facts] = await tx.query<{ waiting: number; entries: string[]; overflowing: string[] }>(
    `SELECT (SELECT count(*)::integer FROM routing.work_item WHERE queue_id = $1 AND ended_at IS NULL AND state IN ('waiting', 'offered')) AS waiting,
       (SELECT coalesce(jsonb_agg(address ORDER BY address), '[]') FROM (
          SELECT address FROM routing.entry_point WHERE queue_id = $1
          UNION SELECT address FROM email.mailbox WHERE queue_id = $1 AND removed_at IS NULL) AS entry) AS entries,
       (SELECT coalesce(jsonb_agg(name ORDER BY name), '[]') FROM routing.queue AS other
        WHERE other.archived_at IS NULL AND other.id <> $1 AND other.overflow @> jsonb_build_array(
          jsonb_build_object('to', jsonb_build_object('queueId', $1::text)))) AS overflowing`,
    [id],
  );
  const { waiting = 0, entries = [], overflowing = [] } = facts ?? {};
  const errors = [
    ...(isDefault ? [{ path: 'default', message: 'What leads nowhere else comes here' }] : []),
    ...(waiting > 0 ? [{ path: 'waiting', message: String(waiting) }] : []),
    ...(entries.length > 0 ? [{ path: 'entry-point', message: entries.join(', ') }] : []),
    ...(overflowing.length > 0 ? [{ path: 'overflow', message: overflowing.join(', ') }] : []),
  ];
  if (errors.length > 0) throw new Problem('queue-in-use', undefined, errors);
}

const same = (a: string, b: string): boolean => a.toLocaleLowerCase() === b.toLocaleLowerCase();
