/** What a console is shown first: everything it may see, read after its streams began to be kept. */
import type { MeView, Snapshot } from '@lib/contracts';
import type { Principal } from '@lib/platform';
import type { FloorPushes } from './pushes/floor-pushes.js';
import type { OverviewPushes } from './pushes/overview-pushes.js';
import { agentFields, agentsStream } from './rules/agent.rule.js';
import { isHeld } from './rules/offer.rule.js';
import { overviewStream } from './rules/overview.rule.js';
import { queuesSeenBy, queueStream, seesAllQueues } from './rules/queue.rule.js';
import { deskStream } from './rules/ticket.rule.js';
import type { Truth } from './truth.js';

export class SnapshotReader {
  constructor(
    private readonly truth: Truth,
    private readonly floor: FloorPushes,
    private readonly overview: OverviewPushes,
    private readonly now: () => Date,
  ) {}

  async read(principal: Principal): Promise<Snapshot> {
    const [me, agents, queues, offers, workIds, overview] = await Promise.all([
      this.truth.agents.me(principal.agentId),
      this.floor.readAgents.next(),
      this.floor.readQueues.next(),
      this.truth.offers.forAgent(principal.agentId),
      this.truth.tickets.workOf(principal.agentId),
      seesAllQueues(principal) ? this.overview.read.next() : null,
    ]);
    const tickets = workIds.length > 0 ? await this.truth.tickets.views(workIds) : [];
    return {
      at: this.now().toISOString(),
      me: meFields(me),
      agents,
      queues: queuesSeenBy(principal, me.queueIds, queues),
      offers: offers.filter(isHeld),
      tickets,
      overview,
    };
  }
}

/** The streams that keep a snapshot up to date. */
export function streamsOf(principal: Principal, queueIds: string[]): string[] {
  const own = [deskStream(principal.agentId), agentsStream, ...queueIds.map(queueStream)];
  return seesAllQueues(principal) ? [...own, overviewStream] : own;
}

function meFields(me: MeView): MeView {
  return { ...agentFields(me), abilities: me.abilities };
}
