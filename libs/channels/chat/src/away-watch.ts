/** Notices who has left the page for good, and ends their chat: an agent must not sit before an empty chair. */
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Inbox, Wakeups, WorkLoop } from '@lib/bus';
import { Database } from '@lib/database';
import { Clock, CONFIG, logger, type Config } from '@lib/platform';
import { ChatRepository } from './chat.repository.js';
import { awayInbound, threadKeyOf } from './visitor-inbound.js';
import { VisitorSessions } from './visitor-session.js';

const log = logger('chat');
const LOOKS_PER_ABSENCE = 10;
const MOST_AT_ONCE = 100;

@Injectable()
export class AwayWatch implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly loop: WorkLoop;
  private begunAt = 0;

  constructor(
    private readonly sessions: VisitorSessions,
    private readonly repository: ChatRepository,
    private readonly database: Database,
    private readonly inbox: Inbox,
    private readonly wakeups: Wakeups,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Pick<Config, 'CHAT_AWAY_MS'>,
  ) {
    this.loop = new WorkLoop('chat-away', config.CHAT_AWAY_MS / LOOKS_PER_ABSENCE, () => this.look());
  }

  onApplicationBootstrap(): void {
    this.begunAt = performance.now();
    this.loop.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }

  private async look(): Promise<boolean> {
    await this.repository.seen([...this.sessions.byConversation().keys()]);
    // After an outage of ours nobody has been seen for long: everybody gets the whole time to come back.
    if (performance.now() - this.begunAt < this.config.CHAT_AWAY_MS) return false;
    return (await this.endLeft()) === MOST_AT_ONCE;
  }

  private async endLeft(): Promise<number> {
    return this.database.transaction(async (tx) => {
      const at = this.clock.now();
      const left = await this.repository.holdLeft(tx, this.config.CHAT_AWAY_MS, MOST_AT_ONCE);
      for (const conversation of left) {
        await this.repository.end(tx, conversation.id, 'system', at);
        await this.inbox.put(awayInbound(conversation, at), tx);
        tx.afterCommit(() => this.wakeups.poke(threadKeyOf(conversation.id)));
        log.info({ conversation: conversation.id }, 'the visitor left the page; the chat is over');
      }
      return left.length;
    });
  }
}
