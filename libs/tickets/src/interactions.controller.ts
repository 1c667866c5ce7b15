/** Ending an interaction and its wrap-up, by the agent who is on it. */
import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { CompleteWrapUp, Problem, Ticket, WrapUpChoice } from '@lib/contracts';
import { Database, type Tx } from '@lib/database';
import { ApiContract, CurrentAgent, ZodPipe, type Principal } from '@lib/platform';
import { z } from 'zod';
import { InteractionService, type InteractionRef } from './interaction.service.js';
import { TicketAccess } from './ticket-access.js';
import { TicketReader } from './ticket-reader.js';
import { WrapUpDesk } from './wrap-up/wrap-up-desk.js';

const MoreTime = z.object({ wrapUpUntil: z.iso.datetime() });

@Controller('api/interactions')
export class InteractionsController {
  constructor(
    private readonly database: Database,
    private readonly interactions: InteractionService,
    private readonly access: TicketAccess,
    private readonly reader: TicketReader,
    private readonly desk: WrapUpDesk,
  ) {}

  @Post(':id/end')
  @HttpCode(200)
  @ApiContract({ summary: 'End a call, a chat or a mail turn', answer: Ticket })
  async end(@CurrentAgent() agent: Principal, @Param('id') id: string): Promise<Ticket> {
    const ticketId = await this.database.transaction(async (tx) => {
      const interaction = await this.mine(tx, agent, id);
      await this.interactions.end(tx, interaction, 'agent');
      return interaction.ticketId;
    });
    return this.reader.view(ticketId);
  }

  @Get(':id/wrap-up')
  @ApiContract({ summary: 'What I may pick from while I wrap up', answer: WrapUpChoice })
  choice(@CurrentAgent() agent: Principal, @Param('id') id: string): Promise<WrapUpChoice> {
    return this.desk.choice(agent, id);
  }

  @Post(':id/wrap-up/complete')
  @HttpCode(200)
  @ApiContract({
    summary: 'Wrap-up is done: what came of it, and a note for colleagues',
    body: CompleteWrapUp,
    answer: Ticket,
  })
  async complete(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Body(new ZodPipe(CompleteWrapUp)) body: CompleteWrapUp,
  ): Promise<Ticket> {
    return this.reader.view(await this.desk.complete(agent, id, body));
  }

  @Post(':id/wrap-up/extend')
  @HttpCode(200)
  @ApiContract({ summary: 'More time for the wrap-up', answer: MoreTime })
  async extend(@CurrentAgent() agent: Principal, @Param('id') id: string): Promise<z.infer<typeof MoreTime>> {
    return { wrapUpUntil: (await this.desk.extend(agent, id)).toISOString() };
  }

  /** Only who is on it may end it, or a supervisor; for others it does not exist. */
  private async mine(tx: Tx, agent: Principal, id: string): Promise<InteractionRef> {
    if (!z.uuid().safeParse(id).success) throw new Problem('not-found');
    const interaction = await this.interactions.find(tx, id);
    if (!interaction) throw new Problem('not-found');
    if (interaction.agentId === agent.agentId || agent.role !== 'agent') return interaction;
    const visible = await this.access.visibleTo(agent, [interaction.ticketId], tx);
    throw new Problem(visible.length > 0 ? 'forbidden' : 'not-found');
  }
}
