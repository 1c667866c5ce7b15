/** The way out: a dispatch becomes a line of the conversation, once, whatever is repeated; sockets are told after the commit. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Dispatches, Wakeups, type ClaimedDispatch, type DispatchOutcome } from '@lib/bus';
import type { ChatDispatch } from '@lib/contracts';
import { Database, type Tx } from '@lib/database';
import { Clock, newId } from '@lib/platform';
import type { KeptAttachment } from './attachment.entity.js';
import { ChatRepository } from './chat.repository.js';
import type { Conversation } from './conversation.entity.js';
import { threadKeyOf } from './visitor-inbound.js';

const PARALLEL_CONVERSATIONS = 4;

@Injectable()
export class ChatSender implements OnModuleInit {
  constructor(
    private readonly dispatches: Dispatches,
    private readonly database: Database,
    private readonly repository: ChatRepository,
    private readonly wakeups: Wakeups,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.dispatches.consume('chat', (claimed) => this.send(claimed), PARALLEL_CONVERSATIONS);
  }

  send({ id, body }: Pick<ClaimedDispatch<'chat'>, 'id' | 'body'>): Promise<DispatchOutcome> {
    return this.database.transaction(async (tx): Promise<DispatchOutcome> => {
      const conversation = await this.repository.hold(tx, body.conversationId);
      if (!conversation) return { state: 'failed', detail: 'the conversation does not exist' };
      const written = await this.repository.lineByDispatch(tx, id);
      if (written) return { state: 'sent', providerId: written.id };
      // "Léa is here" to somebody who has just left is nobody's failure.
      if (conversation.state === 'ended' && body.kind === 'agent-joined') return { state: 'sent' };
      // The customer has left and would not read it: the agent must know, and choose another channel.
      if (conversation.state === 'ended' && body.kind !== 'ended')
        return { state: 'failed', detail: 'conversation-ended' };
      return this.write(tx, id, body, conversation);
    });
  }

  private async write(
    tx: Tx,
    dispatchId: string,
    body: ChatDispatch,
    conversation: Conversation,
  ): Promise<DispatchOutcome> {
    const at = this.clock.now();
    const outcome: DispatchOutcome = { state: 'sent' };
    if (conversation.state === 'open' && (body.text || body.attachments.length > 0)) {
      const attachments = await this.keep(tx, conversation.visitorId, body, at);
      const { author } = body;
      const line = await this.repository.appendLine(
        tx,
        conversation.id,
        {
          clientId: null,
          dispatchId,
          authorKind: author.kind,
          authorName: author.kind === 'agent' ? author.name : null,
          authorPhoto: author.photo,
          text: body.text ?? '',
          attachments,
        },
        at,
      );
      outcome.providerId = line.id;
    }
    if (body.kind === 'ended')
      await this.repository.end(tx, conversation.id, body.author.kind === 'agent' ? 'agent' : 'system', at);
    tx.afterCommit(() => {
      this.wakeups.poke(threadKeyOf(conversation.id));
      if (body.kind === 'agent-joined') this.wakeups.poke('interaction');
    });
    return outcome;
  }

  private async keep(tx: Tx, visitorId: string, body: ChatDispatch, at: Date): Promise<KeptAttachment[]> {
    const kept = body.attachments.map((file) => ({ ...file, id: newId() }));
    for (const file of kept) await this.repository.insertAttachment(tx, visitorId, file, at);
    return kept;
  }
}
