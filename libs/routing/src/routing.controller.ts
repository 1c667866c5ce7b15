/** Queues and offers over HTTP. */
import { Body, Controller, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import {
  Problem,
  QueueLive,
  QueueOverflow,
  QueueRef,
  QueueRules,
  Ticket,
  TicketRouting,
} from '@lib/contracts';
import { Database } from '@lib/database';
import { ApiContract, CurrentAgent, ZodPipe, type Principal } from '@lib/platform';
import { TicketAccess, TicketReader } from '@lib/tickets';
import { z } from 'zod';
import { OfferService } from './offer.service.js';
import { QueueReader } from './queue-reader.js';
import { QueueRulesService } from './queue-rules.service.js';
import { RoutingExplainer } from './routing-explainer.js';

const QueueList = z.object({ items: z.array(QueueRef.extend({ waiting: z.number().int() })) });
const Decline = z.object({ reason: z.string().max(200).optional() });

@Controller('api')
export class RoutingController {
  constructor(
    private readonly database: Database,
    private readonly queues: QueueReader,
    private readonly offers: OfferService,
    private readonly tickets: TicketReader,
    private readonly access: TicketAccess,
    private readonly rules: QueueRulesService,
    private readonly explainer: RoutingExplainer,
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

  @Get('admin/queues/:id/rules')
  @ApiContract({ summary: 'How a queue chooses among its members', answer: QueueRules })
  readRules(@CurrentAgent() agent: Principal, @Param('id') id: string): Promise<QueueRules> {
    return this.rules.read(agent, id);
  }

  @Put('admin/queues/:id/rules')
  @ApiContract({
    summary: 'Set it; what waits already is looked at again at once',
    body: QueueRules,
    answer: QueueRules,
  })
  setRules(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Body(new ZodPipe(QueueRules)) rules: QueueRules,
  ): Promise<QueueRules> {
    return this.rules.set(agent, id, rules);
  }

  @Get('admin/queues/:id/overflow')
  @ApiContract({ summary: 'When work leaves this queue, and where to', answer: QueueOverflow })
  readOverflow(@CurrentAgent() agent: Principal, @Param('id') id: string): Promise<QueueOverflow> {
    return this.rules.readOverflow(agent, id);
  }

  @Put('admin/queues/:id/overflow')
  @ApiContract({
    summary: 'Set it; what waits already keeps its time of arrival wherever it goes',
    body: QueueOverflow,
    answer: QueueOverflow,
  })
  setOverflow(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Body(new ZodPipe(QueueOverflow)) body: QueueOverflow,
  ): Promise<QueueOverflow> {
    return this.rules.setOverflow(agent, id, body);
  }

  @Get('tickets/:id/routing')
  @ApiContract({
    summary: 'Why its work went where it went, and who could be asked now for what still waits',
    answer: TicketRouting,
  })
  async explain(@CurrentAgent() agent: Principal, @Param('id') id: string): Promise<TicketRouting> {
    return this.explainer.ofTicket(await this.access.require(agent, id));
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
