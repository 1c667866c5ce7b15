/** Writing to the customer, undoing it, and handing a ticket over. */
import { Body, Controller, Delete, Headers, HttpCode, Param, Post } from '@nestjs/common';
import { HandOver, Problem, SendMessage, Ticket, TimelineItem } from '@lib/contracts';
import { ApiContract, CurrentAgent, ZodPipe, type Principal } from '@lib/platform';
import { TicketReader, TimelineReader } from '@lib/tickets';
import { z } from 'zod';
import { HandOverService } from './hand-over.service.js';
import { ReplyService } from './reply.service.js';

@Controller('api/tickets')
export class DeliveryController {
  constructor(
    private readonly replies: ReplyService,
    private readonly handOvers: HandOverService,
    private readonly tickets: TicketReader,
    private readonly timeline: TimelineReader,
  ) {}

  @Post(':id/messages')
  @ApiContract({
    summary: 'Write to the customer; repeat with the same Idempotency-Key answers the first result',
    body: SendMessage,
    answer: TimelineItem,
    status: 201,
  })
  async send(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Headers('idempotency-key') key: string | undefined,
    @Body(new ZodPipe(SendMessage)) body: SendMessage,
  ): Promise<TimelineItem> {
    const { ticketId, messageId } = await this.replies.send(agent, id, body, key?.slice(0, 200) ?? null);
    const [item] = await this.timeline.items(ticketId, [messageId]);
    if (!item) throw new Problem('not-found');
    return item;
  }

  @Delete(':id/messages/:messageId')
  @HttpCode(204)
  @ApiContract({ summary: 'Undo a message that has not left yet', status: 204 })
  async cancel(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Param('messageId') messageId: string,
  ): Promise<void> {
    if (!z.uuid().safeParse(messageId).success) throw new Problem('not-found');
    await this.replies.cancel(agent, id, messageId);
  }

  @Post(':id/hand-over')
  @HttpCode(200)
  @ApiContract({
    summary: 'Hand over, with an inner note and a line for the customer',
    body: HandOver,
    answer: Ticket,
  })
  async handOver(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Body(new ZodPipe(HandOver)) body: HandOver,
  ): Promise<Ticket> {
    return this.tickets.view(await this.handOvers.handOver(agent, id, body));
  }
}
