/** Why a ticket's work went where it went, and who could be asked now for what still waits. */
import { Injectable } from '@nestjs/common';
import type {
  RoutingExplanation,
  RoutingMove,
  RoutingObstacle,
  RoutingStep,
  TicketRouting,
} from '@lib/contracts';
import { Database } from '@lib/database';
import { Clock } from '@lib/platform';
import { told, type KeptExplanation } from './kept-explanation.js';
import { ANY_MEMBER, linesOf, type PlanItem } from './lines.js';
import { PlanReader } from './plan-reader.js';
import { obstacleTo, ringInForce } from './planner.js';

/** The newest choices of a ticket, and the first members of a queue in the order they would be asked. */
const DECISIONS_TOLD = 50;
const MEMBERS_TOLD = 50;

interface Decision {
  offerId: string;
  channel: TicketRouting['decisions'][number]['channel'];
  agentId: string;
  madeAt: Date;
  state: string;
  step: RoutingStep;
  explanation: RoutingExplanation | null;
}

interface Waiting {
  id: string;
  interactionId: string;
  queueId: string;
  queueName: string;
  since: Date;
  moves: RoutingMove[];
}

@Injectable()
export class RoutingExplainer {
  constructor(
    private readonly database: Database,
    private readonly reader: PlanReader,
    private readonly clock: Clock,
  ) {}

  /** The caller has made sure that the ticket may be seen. */
  async ofTicket(ticketId: string): Promise<TicketRouting> {
    const [decisions, waiting] = await Promise.all([this.decisions(ticketId), this.waiting(ticketId)]);
    const asked = await this.couldBeAsked(waiting);
    const nameOf = await this.names([
      ...decisions.flatMap(({ agentId, explanation }) => [
        agentId,
        ...(explanation?.others ?? []).map((other) => other.agentId),
      ]),
      ...asked.flatMap(({ members }) => members.map(({ agentId }) => agentId)),
    ]);
    const queueName = await this.queueNames(asked.flatMap(({ moves }) => moves));
    const named = <T extends { agentId: string }>({ agentId, ...rest }: T) => ({
      agent: { id: agentId, name: nameOf.get(agentId) ?? '' },
      ...rest,
    });
    return {
      decisions: decisions.map(({ explanation, madeAt, ...decision }) => ({
        ...named(decision),
        madeAt: madeAt.toISOString(),
        strategy: explanation?.strategy ?? null,
        ring: explanation?.ring ?? null,
        others: (explanation?.others ?? []).map(named),
        asked: explanation?.asked ?? null,
      })),
      waiting: asked.map(({ members, moves, ...item }) => ({
        ...item,
        members: members.map(named),
        moves: moves.map(({ from, to, ...move }) => ({
          ...move,
          from: { id: from, name: queueName.get(from) ?? '' },
          to: 'queueId' in to ? { id: to.queueId, name: queueName.get(to.queueId) ?? '' } : null,
          diversion: 'diversion' in to ? to.diversion : null,
        })),
      })),
    };
  }

  private async decisions(ticketId: string): Promise<Decision[]> {
    const rows = await this.database.query<
      Omit<Decision, 'explanation'> & { explanation: KeptExplanation | null }
    >(
      `SELECT id AS "offerId", channel, agent_id AS "agentId", made_at AS "madeAt", state, reason AS step, explanation
       FROM routing.offer WHERE ticket_id = $1 ORDER BY made_at DESC LIMIT ${DECISIONS_TOLD}`,
      [ticketId],
    );
    return rows.map(({ explanation, ...row }) => ({ ...row, explanation: explanation && told(explanation) }));
  }

  private waiting(ticketId: string): Promise<Waiting[]> {
    return this.database.query<Waiting>(
      `SELECT item.id, item.interaction_id AS "interactionId", queue.id AS "queueId", queue.name AS "queueName", item.enqueued_at AS since, item.moves
       FROM routing.work_item AS item JOIN routing.queue ON queue.id = item.queue_id
       WHERE item.ticket_id = $1 AND item.state IN ('waiting', 'offered') ORDER BY item.sort_key`,
      [ticketId],
    );
  }

  /** The same questions the planner asks, of everybody at work in the queue. */
  private async couldBeAsked(waiting: Waiting[]): Promise<
    (Omit<TicketRouting['waiting'][number], 'members' | 'moves'> & {
      moves: RoutingMove[];
      members: { agentId: string; why: RoutingObstacle | null }[];
    })[]
  > {
    if (waiting.length === 0) return [];
    const rules = await this.reader.rules(this.database);
    const [staffed, items] = await Promise.all([
      this.reader.staffed(this.database, rules),
      this.reader.ofInteractions(
        this.database,
        waiting.map(({ interactionId }) => interactionId),
      ),
    ]);
    const lines = linesOf(staffed, rules);
    const itemOf = new Map<string, PlanItem>(items.map((item) => [item.id, item]));
    const now = this.clock.now().getTime();
    return waiting.flatMap(({ id, interactionId, queueId, queueName, since, moves }) => {
      const item = itemOf.get(id);
      if (!item) return []; // taken between the two readings
      const { strategy, rings } = rules.get(queueId) ?? ANY_MEMBER;
      const ring = ringInForce(rings, item, now);
      const members = (lines.get(queueId) ?? [])
        .slice(0, MEMBERS_TOLD)
        .map((agent) => ({ agentId: agent.id, why: obstacleTo(agent, item, ring) }));
      const queue = { id: queueId, name: queueName };
      return [
        {
          interactionId,
          channel: item.channel,
          queue,
          waitingSince: since.toISOString(),
          strategy,
          ring,
          members,
          moves,
        },
      ];
    });
  }

  private async queueNames(moves: RoutingMove[]): Promise<Map<string, string>> {
    const ids = moves.flatMap(({ from, to }) => ('queueId' in to ? [from, to.queueId] : [from]));
    const rows = await this.database.query<{ id: string; name: string }>(
      `SELECT id, name FROM routing.queue WHERE id = ANY($1)`,
      [ids],
    );
    return new Map(rows.map(({ id, name }) => [id, name]));
  }

  private async names(ids: string[]): Promise<Map<string, string>> {
    const rows = await this.database.query<{ id: string; name: string }>(
      `SELECT id, name FROM agents.agent WHERE id = ANY($1)`,
      [[...new Set(ids)]],
    );
    return new Map(rows.map(({ id, name }) => [id, name]));
  }
}
