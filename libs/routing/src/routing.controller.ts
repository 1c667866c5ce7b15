/** Queues and offers over HTTP. */
import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { Problem, QueueLive, QueueRef, Ticket } from '@lib/contracts';
import { Database } from '@lib/database';
import { ApiContract, CurrentAgent, ZodPipe, type Principal } from '@lib/platform';
import { TicketReader } from '@lib/tickets';
import { z } from 'zod';
import { OfferService } from './offer.service.js';
import { QueueReader } from './queue-reader.js';

const QueueList = z.object({ items: z.array(QueueRef.extend({ waiting: z.number().int() })) });
const Decline = z.object({ reason: z.string().max(200).optional() });

@Controller('api')
export class RoutingController {
  constructor(
    private readonly database: Database,
    private readonly queues: QueueReader,
    private readonly offers: OfferService,
    private readonly tickets: TicketReader,
  ) {}

  @Get('queues')
  @ApiContract({ summary: 'Queues', answer: QueueList })
  async list(): Promise<z.infer<typeof QueueList>> {
    const live = await this.queues.live();
    return { items: live.map(({ id, name, waiting }) => ({ id, name, waiting })) };
  }

  /** Members and supervisors see who waits; others see the counts. */
  @Get('queues/:id/live')
  @ApiContract({ summary: 'A queue as it is now', answer: QueueLive })
  async live(@CurrentAgent() agent: Principal, @Param('id') id: string): Promise<QueueLive> {
    if (!z.uuid().safeParse(id).success) throw new Problem('not-found');
    const [queue] = await this.queues.live([id]);
    if (!queue) throw new Problem('not-found');
    const [member] = await this.database.query(
      `SELECT 1 FROM agents.membership WHERE agent_id = $1 AND queue_id = $2`,
      [agent.agentId, id],
    );
    return member || agent.role !== 'agent' ? queue : { ...queue, items: [] };
  }

  @Post('offers/:id/accept')
  @HttpCode(200)
  @ApiContract({ summary: 'Accept; 410 when it is over, 409 when somebody else has it', answer: Ticket })
  async accept(@CurrentAgent() agent: Principal, @Param('id') id: string): Promise<Ticket> {
    if (!z.uuid().safeParse(id).success) throw new Problem('not-found');
    const { ticketId } = await this.offers.accept(agent, id);
    return this.tickets.view(ticketId);
  }

  @Post('offers/:id/decline')
  @HttpCode(200)
  @ApiContract({ summary: 'Decline; the next agent is asked', body: Decline })
  async decline(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Body(new ZodPipe(Decline)) body: z.infer<typeof Decline>,
  ): Promise<{ ok: true }> {
    if (!z.uuid().safeParse(id).success) throw new Problem('not-found');
    await this.offers.decline(agent, id, body.reason);
    return { ok: true };
  }
}
