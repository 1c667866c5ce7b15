/** What the house knows of a customer, over HTTP: for who sees one of their tickets; each change is told to their open tickets. */
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { AddProfileEntry, Profile, ProfileAnswer, ProfileQuery, type CustomerProfile } from '@lib/contracts';
import { Outbox } from '@lib/bus';
import { ProfileBook } from '@lib/customers';
import { Database, type Tx } from '@lib/database';
import { ApiContract, CurrentAgent, requireRole, ZodPipe, type Principal } from '@lib/platform';
import { TicketAccess } from './ticket-access.js';
import { actorOf } from './ticket-commands.js';

@Controller('api/customers/:id/profile')
export class ProfileController {
  constructor(
    private readonly database: Database,
    private readonly access: TicketAccess,
    private readonly profiles: ProfileBook,
    private readonly outbox: Outbox,
  ) {}

  @Get()
  @ApiContract({
    summary: 'What they use, how they like it, what to mind; for colleagues, or as the customer may read it',
    query: ProfileQuery,
    answer: ProfileAnswer,
  })
  async read(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Query(new ZodPipe(ProfileQuery)) { audience }: ProfileQuery,
  ): Promise<Profile | CustomerProfile> {
    await this.access.requireCustomer(agent, id);
    return audience === 'customer' ? this.profiles.forCustomer(id) : this.profiles.read(id);
  }

  @Post()
  @ApiContract({
    summary: 'Note it; of a kind there is only one of, it takes the place of the old',
    body: AddProfileEntry,
    answer: Profile,
    status: 201,
  })
  add(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Body(new ZodPipe(AddProfileEntry)) body: AddProfileEntry,
  ): Promise<Profile> {
    return this.write(agent, id, (tx) => this.profiles.add(tx, id, body, agent.agentId));
  }

  @Delete(':entryId')
  @HttpCode(200)
  @ApiContract({ summary: 'It is so no more; what was said stays in the past', answer: Profile })
  end(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Param('entryId') entryId: string,
  ): Promise<Profile> {
    return this.write(agent, id, (tx) => this.profiles.end(tx, id, entryId, agent.agentId));
  }

  @Post(':entryId/forget')
  @HttpCode(200)
  @ApiContract({ summary: 'Take the words away for good; supervisors and admins', answer: Profile })
  async forget(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Param('entryId') entryId: string,
  ): Promise<Profile> {
    return this.write(agent, id, async (tx) => {
      await this.profiles.require(tx, id, entryId);
      requireRole(agent, 'supervisor', 'admin');
      await this.profiles.forget(tx, id, entryId, agent.agentId);
      return true;
    });
  }

  private async write(agent: Principal, id: string, work: (tx: Tx) => Promise<boolean>): Promise<Profile> {
    await this.access.requireCustomer(agent, id);
    return this.database.transaction(async (tx) => {
      if (await work(tx)) await this.tell(tx, agent, id);
      return this.profiles.read(id, tx);
    });
  }

  /** Consoles that show one of their tickets read the profile again when its version moved. */
  private async tell(tx: Tx, agent: Principal, customerId: string): Promise<void> {
    const rows = await tx.query<{ id: string; version: number }>(
      `UPDATE tickets.ticket SET version = version + 1 WHERE id IN (
         SELECT id FROM tickets.ticket WHERE customer_id = $1 AND status <> 'closed' ORDER BY id LIMIT 200 FOR UPDATE)
       RETURNING id, version`,
      [customerId],
    );
    const actor = actorOf(agent);
    await this.outbox.publishAll(
      tx,
      'ticket.changed',
      rows.map(({ id, version }) => ({
        subject: { type: 'ticket', id, version },
        actor,
        data: { ticketId: id },
      })),
    );
  }
}
