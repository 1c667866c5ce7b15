/** Tells waiting visitors their place, and all visitors who answers them; and carries "is writing" both ways. */
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { InteractionStatus, Wakeups, WorkLoop, type InteractionStatusRow } from '@lib/bus';
import { threadKeyOf } from './visitor-inbound.js';
import { VisitorSessions, type VisitorSession } from './visitor-session.js';

const POLL_MS = 1_000;
/** Once somebody answers, only a hand-over changes what is shown: every fifth look is enough. */
const ANSWERED_EVERY = 5;

@Injectable()
export class StatusPusher implements OnApplicationBootstrap, OnApplicationShutdown {
  private looks = 0;
  private poked = false;
  private readonly loop = new WorkLoop('chat-status', POLL_MS, () => this.look());

  constructor(
    private readonly sessions: VisitorSessions,
    private readonly status: InteractionStatus,
    private readonly wakeups: Wakeups,
  ) {}

  onApplicationBootstrap(): void {
    for (const topic of ['interaction', 'interaction:']) this.wakeups.on(topic, () => this.lookNow());
    this.wakeups.on('typing:', (topic) => this.agentTypes(topic.slice('typing:'.length)));
    this.loop.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }

  lookNow(): void {
    this.poked = true;
    this.loop.poke();
  }

  private async look(): Promise<boolean> {
    const everybody = this.poked || this.looks++ % ANSWERED_EVERY === 0;
    this.poked = false;
    for (const [conversationId, sessions] of this.sessions.byConversation()) {
      const due = sessions.filter((session) => !session.ended && (everybody || session.agentName === null));
      if (due.length === 0) continue;
      const status = await this.status.find('chat', threadKeyOf(conversationId));
      if (!status) continue;
      for (const session of due) if (session.conversationId === conversationId) show(session, status);
    }
    return this.poked;
  }

  private agentTypes(conversationId: string): void {
    for (const session of this.sessions.of(conversationId))
      session.socket.volatile.emit('chat.typing', { name: session.agentName });
  }
}

function show(session: VisitorSession, status: InteractionStatusRow): void {
  const waits = status.agent === null;
  const queue = {
    position: waits ? (status.position ?? 0) : 0,
    estimatedWaitSeconds: waits ? status.estimatedWaitSeconds : 0,
    ticketNumber: status.ticketNumber,
  };
  const queueShown = JSON.stringify(queue);
  if (queueShown !== session.shownQueue) {
    session.shownQueue = queueShown;
    session.socket.emit('chat.queue', queue);
  }
  if (!status.agent) return;
  const agent = { name: status.agent.name, photo: status.agent.photo };
  session.agentName = agent.name;
  const agentShown = JSON.stringify(agent);
  if (agentShown !== session.shownAgent) {
    session.shownAgent = agentShown;
    session.socket.emit('chat.agent', agent);
  }
}
