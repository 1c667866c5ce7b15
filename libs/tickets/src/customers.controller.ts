/** Customers over HTTP: who it is, what happened before, and whether two are one. */
import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { CustomerView, Problem, Ticket } from '@lib/contracts';
import { CustomerReader } from '@lib/customers';
import { Database } from '@lib/database';
import { ApiContract, CurrentAgent, ZodPipe, type Principal } from '@lib/platform';
import { z } from 'zod';
import { PersonSplitter } from './person-splitter.js';
import { TicketAccess, seesAll, visibleSql } from './ticket-access.js';
import { TicketReader } from './ticket-reader.js';

const CustomerQuery = z.object({
  q: z.string().trim().min(1).max(200),
  limit: z.coerce.number().int().min(1).max(200).default(20),
});
const CustomerList = z.object({ items: z.array(CustomerView) });
const History = z.object({ items: z.array(Ticket) });

@Controller('api/customers')
export class CustomersController {
  constructor(
    private readonly database: Database,
    private readonly customers: CustomerReader,
    private readonly access: TicketAccess,
    private readonly tickets: TicketReader,
    private readonly splitter: PersonSplitter,
  ) {}

  @Get()
  @ApiContract({ summary: 'Find customers by name or address', query: CustomerQuery, answer: CustomerList })
  async search(
    @CurrentAgent() agent: Principal,
    @Query(new ZodPipe(CustomerQuery)) query: z.infer<typeof CustomerQuery>,
  ): Promise<z.infer<typeof CustomerList>> {
    const found = await this.customers.search(query.q, 200);
    const visible = await this.database.query<{ id: string }>(
      `SELECT id FROM unnest($1::uuid[]) WITH ORDINALITY AS found(id, place)
       WHERE $3 OR EXISTS (SELECT 1 FROM tickets.ticket WHERE ticket.customer_id = found.id AND ${visibleSql('$2')})
       ORDER BY place LIMIT $4`,
      [found, agent.agentId, seesAll(agent), query.limit],
    );
    return { items: await this.customers.views(visible.map((row) => row.id)) };
  }

  @Get(':id')
  @ApiContract({ summary: 'One customer', answer: CustomerView })
  async one(@CurrentAgent() agent: Principal, @Param('id') id: string): Promise<CustomerView> {
    await this.access.requireCustomer(agent, id);
    return this.view(id);
  }

  @Get(':id/history')
  @ApiContract({ summary: "The customer's tickets, newest first", answer: History })
  async history(@CurrentAgent() agent: Principal, @Param('id') id: string): Promise<z.infer<typeof History>> {
    await this.access.requireCustomer(agent, id);
    const { items } = await this.tickets.page(agent, { customerId: id, sort: '-updatedAt', limit: 200 });
    return { items };
  }

  @Post(':id/same-person/:proposalId/confirm')
  @HttpCode(200)
  @ApiContract({ summary: 'Yes, it is the same person', answer: CustomerView })
  async confirm(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Param('proposalId') proposalId: string,
  ): Promise<CustomerView> {
    await this.access.requireCustomer(agent, id);
    await this.splitter.confirm(agent, id, uuid(proposalId));
    return this.view(id);
  }

  @Post(':id/same-person/:proposalId/separate')
  @HttpCode(200)
  @ApiContract({ summary: 'No, separate them again', answer: CustomerView })
  async separate(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Param('proposalId') proposalId: string,
  ): Promise<CustomerView> {
    await this.access.requireCustomer(agent, id);
    await this.splitter.separate(agent, id, uuid(proposalId));
    return this.view(id);
  }

  private async view(id: string): Promise<CustomerView> {
    const [view] = await this.customers.views([id]);
    if (!view) throw new Problem('not-found');
    return view;
  }
}

function uuid(value: string): string {
  if (!z.uuid().safeParse(value).success) throw new Problem('not-found');
  return value;
}
