/** Ending an interaction and its wrap-up, by the agent who is on it. */
import { Controller, HttpCode, Param, Post } from '@nestjs/common';
import { Problem, Ticket } from '@lib/contracts';
import { Database, type Tx } from '@lib/database';
import { ApiContract, CurrentAgent, type Principal } from '@lib/platform';
import { z } from 'zod';
import { InteractionService, type InteractionRef } from './interaction.service.js';
import { TicketAccess } from './ticket-access.js';
import { actorOf } from './ticket-commands.js';
import { TicketReader } from './ticket-reader.js';

const WrapUp = z.object({ wrapUpUntil: z.iso.datetime() });

@Controller('api/interactions')
export class InteractionsController {
  constructor(
    private readonly database: Database,
    private readonly interactions: InteractionService,
    private readonly access: TicketAccess,
    private readonly reader: TicketReader,
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

  @Post(':id/wrap-up/complete')
  @HttpCode(200)
  @ApiContract({ summary: 'Wrap-up is done', answer: Ticket })
  async complete(@CurrentAgent() agent: Principal, @Param('id') id: string): Promise<Ticket> {
    const ticketId = await this.database.transaction(async (tx) => {
      const interaction = await this.mine(tx, agent, id);
      await this.interactions.completeWrapUp(tx, interaction.id, actorOf(agent));
      return interaction.ticketId;
    });
    return this.reader.view(ticketId);
  }

  @Post(':id/wrap-up/extend')
  @HttpCode(200)
  @ApiContract({ summary: 'More time for the wrap-up', answer: WrapUp })
  async extend(@CurrentAgent() agent: Principal, @Param('id') id: string): Promise<z.infer<typeof WrapUp>> {
    const until = await this.database.transaction(async (tx) => {
      const interaction = await this.mine(tx, agent, id);
      return this.interactions.extendWrapUp(tx, interaction.id, agent.agentId);
    });
    return { wrapUpUntil: until.toISOString() };
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
