/** A line in the customer's chat: only while their conversation is open. */
import { Injectable } from '@nestjs/common';
import { Problem, type AttachmentRef, type ChatDispatch, type SendMessage } from '@lib/contracts';
import type { Tx } from '@lib/database';
import type { Principal } from '@lib/platform';
import { customerText } from '@lib/tickets';

@Injectable()
export class ChatReply {
  async conversation(tx: Tx, ticketId: string): Promise<{ interactionId: string; conversationId: string }> {
    const [row] = await tx.query<{ id: string; thread_key: string; live: boolean }>(
      `SELECT id, thread_key, state IN ('waiting', 'offered', 'connected', 'held') AS live FROM tickets.interaction
       WHERE ticket_id = $1 AND channel = 'chat' ORDER BY (state IN ('waiting', 'offered', 'connected', 'held')) DESC, started_at DESC LIMIT 1`,
      [ticketId],
    );
    if (!row) throw new Problem('no-address-on-channel', 'This customer has not chatted');
    if (!row.live) throw new Problem('conversation-ended');
    return { interactionId: row.id, conversationId: row.thread_key.replace(/^chat:/, '') };
  }

  dispatch(
    conversationId: string,
    messageId: string,
    request: SendMessage,
    principal: Pick<Principal, 'name'>,
    attachments: AttachmentRef[],
  ): ChatDispatch {
    return {
      channel: 'chat',
      kind: 'message',
      conversationId,
      messageId,
      text: customerText({ text: request.text, kind: 'message' }),
      author: { kind: 'agent', name: principal.name, photo: null },
      attachments,
    };
  }
}
