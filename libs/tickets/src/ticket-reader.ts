/** Tickets as the API and the sockets show them. */
import { Injectable } from '@nestjs/common';
import { formatTicketNumber, Problem, type Ticket, type TicketQuery } from '@lib/contracts';
import { CustomerReader } from '@lib/customers';
import { Database, plannedOnce, type Tx } from '@lib/database';
import type { Principal } from '@lib/platform';
import { HAND, LISTENERS, QUALITY } from './call-supervision.js';
import { TicketAccess } from './ticket-access.js';
import { alarmedSql, TIME_COLUMNS, utc } from './ticket-time.js';
import { windowSql, writeCursor, type TicketWindow } from './ticket-window.js';

interface Row extends Omit<
  Ticket,
  'number' | 'customer' | 'ownerSince' | 'openedAt' | 'updatedAt' | 'resolvedAt'
> {
  number: string;
  customerId: string;
  customerName: string | null;
  ownerSince: Date | null;
  openedAt: Date;
  updatedAt: Date;
  resolvedAt: Date | null;
}

const agentJson = (alias: string) =>
  `CASE WHEN ${alias}.id IS NULL THEN NULL ELSE jsonb_build_object('id', ${alias}.id, 'name', ${alias}.name, 'photo', ${alias}.photo) END`;

/** Who answers for the owner; none while nobody was found. */
const STAND_IN = `(SELECT jsonb_build_object('id', stand_in.id, 'name', stand_in.name, 'photo', stand_in.photo, 'since', ${utc('standing.since')},
    'until', ${utc('standing.until')}, 'why', standing.why, 'introduced', EXISTS (SELECT 1 FROM tickets.message
      WHERE message.id = standing.introduced_by AND message.delivery_state NOT IN ('cancelled', 'failed')))
  FROM tickets.stand_in AS standing JOIN agents.agent AS stand_in ON stand_in.id = standing.agent_id
  WHERE standing.ticket_id = ticket.id AND standing.ended_at IS NULL)`;
const SOUGHT = `EXISTS (SELECT 1 FROM tickets.stand_in AS sought
  WHERE sought.ticket_id = ticket.id AND sought.ended_at IS NULL AND sought.agent_id IS NULL)`;
/** The latest the owner has not read. */
const HAND_BACK = `(SELECT jsonb_build_object('id', given.id, 'agent', ${agentJson('giver')}, 'since', ${utc('given.since')},
    'endedAt', ${utc('given.ended_at')}) || given.hand_back
  FROM tickets.stand_in AS given JOIN agents.agent AS giver ON giver.id = given.agent_id
  WHERE given.ticket_id = ticket.id AND given.owner_id = ticket.owner_id AND given.hand_back IS NOT NULL AND given.seen_at IS NULL
  ORDER BY given.ended_at DESC LIMIT 1)`;

/** The one that waits for its answer. */
const HAND_OVER = `(SELECT jsonb_build_object('id', proposed.id, 'kind', proposed.kind, 'from', ${agentJson('giver')}, 'to', ${agentJson('receiver')},
    'innerNote', note.text, 'customerLine', proposed.customer_line, 'card', proposed.card,
    'proposedAt', ${utc('proposed.proposed_at')}, 'expiresAt', ${utc('proposed.expires_at')})
  FROM tickets.hand_over AS proposed JOIN tickets.note ON note.id = proposed.note_id
  JOIN agents.agent AS giver ON giver.id = proposed.from_agent_id JOIN agents.agent AS receiver ON receiver.id = proposed.to_agent_id
  WHERE proposed.ticket_id = ticket.id AND proposed.state = 'proposed')`;

/**
 * Read off what was said and answered, so that merging, splitting and their undoing keep it right: whoever wrote to the
 * customer, and whoever took their call or chat.
 */
const MET = `(SELECT coalesce(jsonb_agg(${agentJson('met')} ORDER BY contact.at, met.id), '[]') FROM (
    SELECT agent_id, min(at) AS at FROM (
      SELECT author_id AS agent_id, at FROM tickets.message WHERE message.ticket_id = ticket.id AND direction = 'out'
        AND author_kind = 'agent' AND coalesce(delivery_state, '') NOT IN ('cancelled', 'failed')
      UNION ALL SELECT agent_id, connected_at FROM tickets.interaction
      WHERE interaction.ticket_id = ticket.id AND channel <> 'email' AND connected_at IS NOT NULL
      UNION ALL SELECT offer.agent_id, coalesce(offer.ended_at, offer.made_at) FROM routing.offer
      JOIN tickets.interaction AS answered ON answered.id = offer.interaction_id AND answered.channel <> 'email'
      WHERE answered.ticket_id = ticket.id AND offer.ticket_id = ticket.id AND offer.state = 'accepted') AS spoken
    GROUP BY agent_id) AS contact JOIN agents.agent AS met ON met.id = contact.agent_id)`;
const REPEATS = `(SELECT coalesce(sum(fact.repeats), 0)::integer 
  FROM (SELECT ticket.id UNION ALL SELECT tickets.absorbed_by(ticket.id)) AS own(id) JOIN record.fact ON fact.ticket_id = own.id)`;

const MERGED_INTO = `(SELECT jsonb_build_object('id', survivor.id,
    'number', 'G-' || lpad(survivor.number::text, greatest(6, length(survivor.number::text)), '0'))
  FROM tickets.ticket AS survivor WHERE ticket.merged_into_id IS NOT NULL AND survivor.id = tickets.survivor_of(ticket.id))`;

const FOLLOWERS = `(SELECT coalesce(jsonb_agg(${agentJson('agent')} || jsonb_build_object('readSeq', follower.read_seq,
    'mentionSeq', follower.mention_seq) ORDER BY follower.since, agent.id), '[]')
  FROM tickets.follower JOIN agents.agent ON agent.id = follower.agent_id WHERE follower.ticket_id = ticket.id)`;

const SWARM = `(SELECT coalesce(jsonb_agg(jsonb_build_object('agent', ${agentJson('helper')}, 'by', ${agentJson('caller')},
    'question', seat.question, 'state', seat.state, 'at', ${utc('seat.asked_at')}) ORDER BY seat.asked_at, helper.id), '[]')
  FROM tickets.swarm_seat AS seat JOIN agents.agent AS helper ON helper.id = seat.agent_id
  JOIN agents.agent AS caller ON caller.id = seat.asked_by
  WHERE seat.ticket_id = ticket.id AND seat.state IN ('invited', 'accepted'))`;

const WRAP_UPS = `(SELECT coalesce(jsonb_agg(jsonb_build_object('id', wrap_up.id, 'interactionId', wrap_up.interaction_id,
    'channel', wrap_up.channel, 'agent', ${agentJson('wrapper')}, 'began', ${utc('wrap_up.began_at')},
    'until', ${utc('wrap_up.until')}) ORDER BY wrap_up.began_at, wrap_up.id), '[]')
  FROM tickets.wrap_up JOIN tickets.interaction AS worked ON worked.id = wrap_up.interaction_id
  JOIN agents.agent AS wrapper ON wrapper.id = wrap_up.agent_id
  WHERE worked.ticket_id = ticket.id AND wrap_up.ended_at IS NULL)`;

const RECORDING = `(SELECT jsonb_build_object('state', recording.state, 'since', ${utc('recording.changed_at')},
    'fault', (SELECT ended.value->'what' FROM jsonb_array_elements(recording.events) AS ended
      WHERE ended.value->>'what' IN ('pause-failed', 'start-failed') LIMIT 1))
  FROM bus.call_recording AS recording WHERE recording.call_sid = call.call_sid)`;

const CALL = `(SELECT jsonb_build_object('recording', ${RECORDING}, 'heldSince', ${utc('call.held_since')}, 'heldMs', call.held_ms, 'fault', call.fault, 'customer', call.customer_state,
    'listeners', ${LISTENERS}, 'hand', ${HAND}, 'quality', ${QUALITY},
    'parties', (SELECT coalesce(jsonb_agg(jsonb_build_object('agent', ${agentJson('colleague')}, 'role', party.value->'role',
        'state', party.value->'state', 'since', party.value->'since') ORDER BY party.ordinality), '[]')
      FROM jsonb_array_elements(call.parties) WITH ORDINALITY AS party
      JOIN agents.agent AS colleague ON colleague.id = (party.value->>'agentId')::uuid))
  FROM bus.call_status AS call WHERE interaction.channel = 'voice' AND call.interaction_id = interaction.id
  ORDER BY call.started_at DESC LIMIT 1)`;

const VIEW = `
  SELECT ticket.id, ticket.number, ticket.subject, ticket.type, ticket.status, ticket.priority,
    ticket.priority_reason AS "priorityReason", ticket.impact, ticket.urgency,
    ${agentJson('owner')} AS owner, ticket.owner_since AS "ownerSince", ${STAND_IN} AS "standIn",
    ${SOUGHT} AS "standInSought", ${HAND_BACK} AS "handBack",
    ticket.customer_id AS "customerId", customer.name AS "customerName",
    CASE WHEN queue.id IS NULL THEN NULL ELSE jsonb_build_object('id', queue.id, 'name', queue.name) END AS queue,
    ticket.channels, ticket.last_message AS "lastMessage", ticket.opened_at AS "openedAt", ticket.updated_at AS "updatedAt",
    ticket.resolved_at AS "resolvedAt", ticket.hand_over_count AS "handOverCount", ${MET} AS met,
    ${REPEATS} AS repeats, ticket.participants, ${HAND_OVER} AS "handOver", ${TIME_COLUMNS},
    ${MERGED_INTO} AS "mergedInto", ${FOLLOWERS} AS followers, ${SWARM} AS swarm, ${WRAP_UPS} AS "wrapUps", ticket.seq, ticket.version,
    (SELECT coalesce(jsonb_agg(jsonb_build_object(
        'id', interaction.id, 'ticketId', interaction.ticket_id, 'channel', interaction.channel,
        'direction', coalesce(interaction.data->>'direction', 'in'), 'state', interaction.state,
        'agent', ${agentJson('answerer')}, 'queueId', interaction.queue_id, 'identityId', interaction.identity_id,
        'startedAt', ${utc('interaction.started_at')}, 'queuedAt', ${utc('interaction.queued_at')},
        'connectedAt', ${utc('interaction.connected_at')}, 'endedAt', ${utc('interaction.ended_at')},
        'wrapUpUntil', ${utc('interaction.wrap_up_until')}, 'call', ${CALL}, 'version', interaction.version) ORDER BY interaction.started_at), '[]')
     FROM tickets.interaction LEFT JOIN agents.agent AS answerer ON answerer.id = interaction.agent_id
     WHERE interaction.ticket_id = ticket.id AND interaction.state NOT IN ('ended', 'abandoned')) AS live
  FROM tickets.ticket
  JOIN customers.customer ON customer.id = ticket.customer_id
  LEFT JOIN agents.agent AS owner ON owner.id = ticket.owner_id
  LEFT JOIN routing.queue ON queue.id = ticket.queue_id`;

@Injectable()
export class TicketReader {
  constructor(
    private readonly database: Database,
    private readonly customers: CustomerReader,
    private readonly access: TicketAccess,
  ) {}

  /** In the order of the ids given; unknown ids are left out. */
  async views(ids: string[], tx?: Tx): Promise<Ticket[]> {
    if (ids.length === 0) return [];
    const rows = await (tx ?? this.database).query<Row>(`${VIEW} WHERE ticket.id = ANY($1)`, [
      plannedOnce(ids),
    ]);
    const identities = await this.customers.identities([...new Set(rows.map((row) => row.customerId))], tx);
    const views = new Map(
      rows.map(({ customerId, customerName, ...row }) => [
        row.id,
        {
          ...row,
          number: formatTicketNumber(Number(row.number)),
          ownerSince: row.ownerSince?.toISOString() ?? null,
          openedAt: row.openedAt.toISOString(),
          updatedAt: row.updatedAt.toISOString(),
          resolvedAt: row.resolvedAt?.toISOString() ?? null,
          customer: { id: customerId, name: customerName, identities: identities.get(customerId) ?? [] },
        },
      ]),
    );
    return ids.flatMap((id) => views.get(id) ?? []);
  }

  async view(id: string, tx?: Tx): Promise<Ticket> {
    const [view] = await this.views([id], tx);
    if (!view) throw new Problem('not-found');
    return view;
  }

  visibleTo(principal: Principal, ids: string[]): Promise<string[]> {
    return this.access.visibleTo(principal, ids);
  }

  /**
   * What belongs in an agent's work: owned or stood in for and not closed, offered to them by a colleague, engaged on
   * right now, or with an alarm for them, at most 300; for supervisors also what nobody stands in for; and what they follow
   * that is not closed, at most 100. Newest first.
   */
  async workOf(agentId: string): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      `(SELECT ticket.id FROM tickets.ticket
       WHERE ((ticket.owner_id = $1 OR ticket.stand_in_id = $1) AND (ticket.status NOT IN ('resolved', 'closed')))
          OR (EXISTS (SELECT 1 FROM agents.agent WHERE agent.id = $1 AND agent.role <> 'agent')
              AND ticket.id IN (SELECT ticket_id FROM tickets.stand_in WHERE agent_id IS NULL AND ended_at IS NULL))
          OR ticket.id IN (SELECT ticket_id FROM tickets.hand_over WHERE to_agent_id = $1 AND state = 'proposed')
          OR ticket.id IN (${alarmedSql('$1')})
          OR EXISTS (SELECT 1 FROM tickets.interaction JOIN agents.engagement ON engagement.interaction_id = interaction.id
                     WHERE interaction.ticket_id = ticket.id AND engagement.agent_id = $1 AND engagement.state <> 'offered')
       ORDER BY ticket.updated_at DESC LIMIT 300)
       UNION
       (SELECT ticket.id FROM tickets.follower JOIN tickets.ticket ON ticket.id = follower.ticket_id
       WHERE follower.agent_id = $1 AND ticket.status <> 'closed' ORDER BY ticket.updated_at DESC LIMIT 100)`,
      [agentId],
    );
    return rows.map((row) => row.id);
  }

  /** One page of what this agent may see, along an index whatever the sort. */
  async page(
    principal: Principal,
    { q, status, limit, ...query }: TicketQuery,
  ): Promise<{ items: Ticket[]; nextCursor: string | null }> {
    const among = q?.trim() ? await this.named(q.trim()) : undefined;
    const statuses = status === undefined ? undefined : [status].flat();
    return this.window(principal, { ...query, limit, statuses, among });
  }

  async window(
    principal: Principal,
    window: TicketWindow,
  ): Promise<{ items: Ticket[]; nextCursor: string | null }> {
    const { sql, values } = windowSql(principal, window);
    const rows = await this.database.queryUnnamed<{ id: string; key: string }>(sql, values);
    const page = rows.slice(0, window.limit);
    const last = page.at(-1);
    return {
      items: await this.views(page.map(({ id }) => id)),
      nextCursor: rows.length > window.limit && last ? writeCursor(last) : null,
    };
  }

  /** Tickets by number, by a part of their subject, or by a part of their customer's name or address; at most 2,000, the newest of each. */
  private async named(q: string): Promise<string[]> {
    // Two letters are in nearly everything: they count from the beginning only.
    const like = `${q.length < 3 ? '' : '%'}${q.replace(/[\\%_]/g, '\\$&')}%`;
    const rows = await this.database.queryUnnamed<{ id: string }>(
      `SELECT id FROM tickets.ticket WHERE number = $1::bigint
       UNION (SELECT id FROM search.entry WHERE kind = 'ticket' AND plain LIKE search.plain($2) ORDER BY at DESC LIMIT 1000)
       UNION (SELECT ticket.id FROM tickets.ticket WHERE ticket.customer_id = ANY(ARRAY(
           SELECT id FROM customers.customer WHERE name ILIKE $2
           UNION SELECT customer_id FROM customers.identity WHERE value ILIKE $2 LIMIT 200))
         ORDER BY updated_at DESC LIMIT 1000)`,
      [numberIn(q), like],
    );
    return rows.map((row) => row.id);
  }
}

function numberIn(q: string): number | null {
  const digits = /^\s*(?:G-?)?0*(\d{1,9})\s*$/i.exec(q)?.[1];
  return digits ? Number(digits) : null;
}
