/** A ticket's times as its view shows them: clocks, promise, alarms, waits for suppliers, disruption, a callback to come; read from the rows of their rooms. */

export const utc = (column: string): string =>
  `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

const CLOCKS = `(SELECT coalesce(jsonb_agg(jsonb_build_object('kind', clock.kind, 'startedAt', ${utc('clock.started_at')},
    'dueAt', ${utc('clock.due_at')}, 'warnAt', ${utc('clock.warn_at')}, 'metAt', ${utc('clock.met_at')},
    'breachedAt', ${utc('clock.breached_at')}, 'pausedAt', ${utc('clock.paused_at')}, 'spentMs', clock.spent_ms,
    'targetMs', clock.target_ms)
    ORDER BY array_position(ARRAY['customer', 'first-answer', 'next-answer', 'resolution'], clock.kind)), '[]')
  FROM clocks.clock WHERE clock.ticket_id = ticket.id)`;

/** What was broken and not made good comes before what is still to be kept. */
const PROMISE = `(SELECT jsonb_build_object('id', promise.id, 'text', promise.text, 'madeAt', ${utc('promise.made_at')},
    'dueAt', ${utc('promise.due_at')}, 'state', CASE WHEN promise.lapsed_at IS NULL THEN 'open' ELSE 'lapsed' END,
    'draft', CASE WHEN promise.draft IS NOT NULL THEN
      jsonb_build_object('text', promise.draft, 'nextAt', ${utc('promise.draft_next_at')}) END)
  FROM clocks.promise
  WHERE promise.ticket_id = ticket.id AND num_nonnulls(kept_at, cancelled_at, renewed_at, made_good_at) = 0
  ORDER BY promise.due_at, promise.id LIMIT 1)`;

const ALARMS = `(SELECT coalesce(jsonb_agg(jsonb_build_object('id', alarm.id, 'promiseId', alarm.promise_id, 'step', alarm.step,
    'agentId', alarm.agent_id, 'raisedAt', ${utc('alarm.raised_at')}) ORDER BY alarm.raised_at, alarm.id), '[]')
  FROM clocks.alarm JOIN clocks.promise ON promise.id = alarm.promise_id
  WHERE alarm.ticket_id = ticket.id AND alarm.seen_at IS NULL AND promise.made_good_at IS NULL)`;

const SUPPLIER_WAITS = `(SELECT coalesce(jsonb_agg(jsonb_build_object('id', wait.id, 'supplier', wait.supplier, 'asked', wait.asked,
    'askedAt', ${utc('wait.asked_at')}, 'dueAt', ${utc('wait.due_at')}) ORDER BY wait.due_at, wait.id), '[]')
  FROM clocks.supplier_wait AS wait WHERE wait.ticket_id = ticket.id AND wait.ended_at IS NULL)`;

/** From first contact until somebody confirmed that it works; a closed ticket is confirmed. Null: nobody said how many it stops. */
export const DISRUPTION_JSON = `(SELECT jsonb_build_object('people', disruption.people, 'blockedPercent', disruption.blocked_percent,
    'since', ${utc(`least(ticket.opened_at, (SELECT min(started_at) FROM tickets.interaction WHERE ticket_id = ticket.id))`)},
    'workingAt', ${utc(`coalesce(disruption.working_at, CASE WHEN ticket.status = 'closed' THEN coalesce(ticket.resolved_at, ticket.closed_at) END)`)},
    'hourlyCostCents', setting.hourly_cost_cents, 'currency', setting.currency)
  FROM clocks.disruption CROSS JOIN clocks.setting WHERE disruption.ticket_id = ticket.id)`;

const CALLBACK = `(SELECT jsonb_build_object('id', callback.id, 'state', callback.state, 'number', callback.number,
    'since', ${utc('callback.since')}, 'dueAt', ${utc('callback.due_at')}, 'tries', callback.tries,
    'mostTries', (callback.rules->>'tries')::integer,
    'resumes', (SELECT agent_id FROM tickets.interaction WHERE interaction.id = callback.interaction_id
      AND callback.state = 'scheduled' AND callback.rounds = 0))
  FROM callbacks.callback WHERE callback.ticket_id = ticket.id AND callback.ended_at IS NULL)`;

export const TIME_COLUMNS = `${CALLBACK} AS callback, ${CLOCKS} AS clocks, ${PROMISE} AS promise, ${ALARMS} AS alarms,
    ${SUPPLIER_WAITS} AS "supplierWaits", ${DISRUPTION_JSON} AS disruption`;

/** Tickets whose lapsed promise this agent was told of and has not looked at. */
export const alarmedSql = (agentParameter: string): string =>
  `SELECT alarm.ticket_id FROM clocks.alarm JOIN clocks.promise ON promise.id = alarm.promise_id
   WHERE alarm.agent_id = ${agentParameter} AND alarm.seen_at IS NULL AND promise.made_good_at IS NULL`;
