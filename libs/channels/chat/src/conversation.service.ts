/** What a visitor can do: start, write, end. Each is one transaction that ends with the inbox row of the same fact. */
import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Inbox, Wakeups } from '@lib/bus';
import { Problem, type ChatSend, type ChatStart } from '@lib/contracts';
import { Database, type Tx } from '@lib/database';
import { Clock, crashPoint } from '@lib/platform';
import type { KeptAttachment } from './attachment.entity.js';
import { ChatRepository } from './chat.repository.js';
import type { Conversation } from './conversation.entity.js';
import type { Line } from './line.entity.js';
import { endedInbound, messageInbound, startedInbound, threadKeyOf } from './visitor-inbound.js';

@Injectable()
export class ConversationService {
  constructor(
    private readonly database: Database,
    private readonly repository: ChatRepository,
    private readonly inbox: Inbox,
    private readonly wakeups: Wakeups,
    private readonly clock: Clock,
  ) {}

  /** Repeats and second tabs land in the conversation that is there; no text is lost by it. */
  async start(tokenHash: string, input: ChatStart, personWished = false): Promise<string> {
    const conversationId = await this.database.transaction(async (tx) => {
      const visitorId = await this.repository.holdVisitor(tx, tokenHash, this.clock.now());
      const said = input.clientId && (await this.repository.lineByClientId(tx, tokenHash, input.clientId));
      if (said) return said.conversationId;
      const latest = await this.repository.holdLatest(tx, tokenHash);
      return latest?.state === 'open'
        ? this.continueOpen(tx, latest, input)
        : this.open(tx, visitorId, input, personWished);
    });
    crashPoint('after-commit-before-ack');
    return conversationId;
  }

  async send(tokenHash: string, input: ChatSend): Promise<Line> {
    const line = await this.database.transaction(async (tx) => {
      const conversation = await this.repository.holdLatest(tx, tokenHash);
      if (!conversation) throw new Problem('not-found', 'There is no conversation; begin with chat.start');
      const said = await this.repository.lineByClientId(tx, tokenHash, input.clientId);
      if (said) return said;
      if (conversation.state === 'ended') throw new Problem('conversation-ended');
      const attachments = await this.uploads(tx, conversation.visitorId, input.attachmentIds ?? []);
      return this.say(tx, conversation, input.clientId, input.text, attachments);
    });
    crashPoint('after-commit-before-ack');
    return line;
  }

  async end(tokenHash: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const conversation = await this.repository.holdLatest(tx, tokenHash);
      if (!conversation) throw new Problem('not-found');
      if (conversation.state === 'ended') return;
      const at = this.clock.now();
      await this.repository.end(tx, conversation.id, 'visitor', at);
      await this.inbox.put(endedInbound(conversation, at), tx);
      this.pokeAfter(tx, conversation.id);
    });
    crashPoint('after-commit-before-ack');
  }

  /** Every chat goes to a person already; the wish is kept and told with what the visitor says next. */
  wishPerson(tokenHash: string): Promise<boolean> {
    return this.repository.wishPerson(tokenHash, this.clock.now());
  }

  private async open(tx: Tx, visitorId: string, input: ChatStart, personWished: boolean): Promise<string> {
    const at = this.clock.now();
    const conversation = await this.repository.insertConversation(
      tx,
      {
        visitorId,
        name: input.name || null,
        email: input.email ?? null,
        phone: input.phone || null,
        locale: input.locale ?? null,
        page: input.page || null,
        personWishedAt: personWished ? at : null,
      },
      at,
    );
    const line = await this.append(tx, conversation, keyOf(input), input.text, []);
    await this.inbox.put(startedInbound(conversation, line), tx);
    crashPoint('after-insert');
    return conversation.id;
  }

  private async continueOpen(tx: Tx, conversation: Conversation, input: ChatStart): Promise<string> {
    const clientId = keyOf(input);
    const said = await this.repository.lineIn(tx, conversation.id, clientId);
    if (!said) await this.say(tx, conversation, clientId, input.text, []);
    return conversation.id;
  }

  private async say(
    tx: Tx,
    conversation: Conversation,
    clientId: string,
    text: string,
    attachments: KeptAttachment[],
  ): Promise<Line> {
    const line = await this.append(tx, conversation, clientId, text, attachments);
    await this.inbox.put(messageInbound(conversation, line), tx);
    crashPoint('after-insert');
    return line;
  }

  private append(
    tx: Tx,
    conversation: Conversation,
    clientId: string,
    text: string,
    attachments: KeptAttachment[],
  ): Promise<Line> {
    this.pokeAfter(tx, conversation.id);
    return this.repository.appendLine(
      tx,
      conversation.id,
      {
        clientId,
        dispatchId: null,
        authorKind: 'visitor',
        authorName: conversation.name,
        authorPhoto: null,
        text,
        attachments,
      },
      this.clock.now(),
    );
  }

  /** Only files this visitor uploaded; anybody else's do not exist for them. */
  private async uploads(tx: Tx, visitorId: string, ids: string[]): Promise<KeptAttachment[]> {
    if (ids.length === 0) return [];
    const found = await this.repository.attachmentsOf(tx, visitorId, ids);
    if (found.length !== ids.length) throw new Problem('not-found', 'An attachment does not exist');
    return found.map(({ id, sha256, name, type, size, scanVerdict, scanDetail }) => ({
      ...{ id, sha256, name, type, size },
      ...(scanVerdict && { scan: { verdict: scanVerdict, detail: scanDetail } }),
    }));
  }

  private pokeAfter(tx: Tx, conversationId: string): void {
    tx.afterCommit(() => this.wakeups.poke(threadKeyOf(conversationId)));
  }
}

/** A start without a key of its own is recognised by its text, so that a plain repeat is still one line. */
function keyOf(input: ChatStart): string {
  return input.clientId ?? `start:${createHash('sha256').update(input.text).digest('hex').slice(0, 40)}`;
}
