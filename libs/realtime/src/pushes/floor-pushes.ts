/** Keeps the shared streams right: colleagues' states and the queues, at most four times a second each. */
import type { AgentView, QueueLive } from '@lib/contracts';
import { agentFields, agentsStream } from '../rules/agent.rule.js';
import { queueFields, queueStream } from '../rules/queue.rule.js';
import { DirtyLane } from '../streams/dirty-lane.js';
import { fingerprint } from '../streams/fingerprint.js';
import type { Sequencer } from '../streams/sequencer.js';
import type { Truth } from '../truth.js';
import { SharedRead } from './shared-read.js';

const conflateMs = 250;

export interface FloorListener {
  /** What an agent may see has changed: their consoles need a new hello. */
  membershipChanged(agentId: string, queueIds: string[]): void;
  /** A queue came or went. */
  queuesChanged(): void;
}

export class FloorPushes {
  /** What was last said of each, to say nothing twice: presence and estimates are asked for, not told. */
  private readonly said = new Map<string, string>();
  private readonly queueIdSet = new Set<string>();
  private readonly agents = new DirtyLane({
    name: 'agents',
    everyMs: conflateMs,
    makeRight: (ids) => this.pushAgents(ids),
  });
  private readonly queues = new DirtyLane({
    name: 'queues',
    everyMs: conflateMs,
    makeRight: (ids) => this.pushQueues(ids),
  });
  /** Many consoles connecting at once share one reading of the floor. */
  readonly readAgents: SharedRead<AgentView[]>;
  readonly readQueues: SharedRead<QueueLive[]>;

  constructor(
    private readonly sequencer: Sequencer,
    private readonly truth: Truth,
    private readonly listener: FloorListener,
  ) {
    this.readAgents = new SharedRead(async () => this.learnAgents(await this.truth.agents.views()));
    this.readQueues = new SharedRead(async () => this.learnQueues(await this.truth.queues.live()));
  }

  get queueIds(): string[] {
    return [...this.queueIdSet];
  }

  markAgents(ids: Iterable<string>): void {
    this.agents.mark(ids);
  }

  markQueues(ids: Iterable<string>): void {
    this.queues.mark(ids);
  }

  /** What time alone changes (a console's lease runs out, an estimate grows) has no event. */
  async sweep(): Promise<void> {
    if (!this.sequencer.isOpen(agentsStream)) return;
    const [agents, queues] = await Promise.all([this.readAgents.next(), this.readQueues.next()]);
    const [agentIds, queueIds] = [new Set(agents.map(({ id }) => id)), new Set(queues.map(({ id }) => id))];
    for (const key of this.said.keys())
      if (key.startsWith('agent:') && !agentIds.has(key.slice(6))) this.said.delete(key);
    const gone = [...this.queueIdSet].filter((id) => !queueIds.has(id));
    for (const id of gone) this.queueIdSet.delete(id);
    if (gone.length > 0) this.listener.queuesChanged();
  }

  stop(): void {
    this.agents.stop();
    this.queues.stop();
  }

  private async pushAgents(ids: string[]): Promise<void> {
    if (!this.sequencer.isOpen(agentsStream)) return;
    for (const view of await this.truth.agents.views(ids)) {
      const agent = agentFields(view);
      this.listener.membershipChanged(agent.id, agent.queueIds);
      if (!this.isNews(`agent:${agent.id}`, agent)) continue;
      this.queues.mark(agent.queueIds); // who is staffed and free is counted there
      this.sequencer.publish(agentsStream, 'agent.changed', { agent }, agent.version);
    }
  }

  private async pushQueues(ids: string[]): Promise<void> {
    let cameOrWent = false;
    for (const view of await this.truth.queues.live(ids)) {
      const queue = queueFields(view);
      cameOrWent ||= !this.queueIdSet.has(queue.id);
      this.queueIdSet.add(queue.id);
      if (!this.isNews(`queue:${queue.id}`, queue)) continue;
      this.sequencer.publish(queueStream(queue.id), 'queue.changed', { queue }, queue.version);
    }
    if (cameOrWent) this.listener.queuesChanged();
  }

  /** A snapshot that differs from what was said last is news on the streams too: somebody else may hold the old. */
  private learnAgents(views: AgentView[]): AgentView[] {
    const agents = views.map(agentFields);
    this.agents.mark(agents.filter((agent) => this.differs(`agent:${agent.id}`, agent)).map(({ id }) => id));
    return agents;
  }

  private learnQueues(views: QueueLive[]): QueueLive[] {
    const queues = views.map(queueFields);
    for (const { id } of queues) this.queueIdSet.add(id);
    this.queues.mark(queues.filter((queue) => this.differs(`queue:${queue.id}`, queue)).map(({ id }) => id));
    return queues;
  }

  private differs(key: string, entity: object): boolean {
    const differs = this.said.get(key) !== faceOf(key, entity);
    if (differs) this.said.delete(key);
    return differs;
  }

  private isNews(key: string, entity: object): boolean {
    const print = faceOf(key, entity);
    if (this.said.get(key) === print) return false;
    this.said.set(key, print);
    return true;
  }
}

/** Of a queue without its version, which grows with every commit whether or not anything shown has changed. */
function faceOf(key: string, entity: object): string {
  return fingerprint(key.startsWith('queue:') ? { ...entity, version: 0 } : entity);
}
