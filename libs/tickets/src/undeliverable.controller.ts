/** Addresses that take no mail, over HTTP: those of a ticket for its agents, all of them for supervisors. */
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { LiftUndeliverable, SayUndeliverable, UndeliverableAddress, UndeliverablePage } from '@lib/contracts';
import { ApiContract, CurrentAgent, ZodPipe, type Principal } from '@lib/platform';
import { z } from 'zod';
import { UndeliverableService } from './undeliverable.service.js';

const PageQuery = z.object({
  q: z.string().trim().min(1).max(320).optional(),
  cursor: z.string().max(320).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
const OfTicket = z.object({ items: z.array(UndeliverableAddress) });

@Controller('api')
export class UndeliverableController {
  constructor(private readonly undeliverable: UndeliverableService) {}

  @Get('tickets/:id/undeliverable')
  @ApiContract({ summary: 'Addresses of this ticket whose mail came back', answer: OfTicket })
  async ofTicket(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
  ): Promise<z.infer<typeof OfTicket>> {
    return { items: await this.undeliverable.ofTicket(agent, id) };
  }

  @Post('tickets/:id/undeliverable/lift')
  @HttpCode(204)
  @ApiContract({
    summary: 'Let mail go to an address of this ticket again',
    body: LiftUndeliverable,
    status: 204,
  })
  async liftOnTicket(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Body(new ZodPipe(LiftUndeliverable)) body: LiftUndeliverable,
  ): Promise<void> {
    await this.undeliverable.liftOnTicket(agent, id, body.address);
  }

  @Get('admin/undeliverable')
  @ApiContract({
    summary: 'Addresses that take no mail, the last first',
    query: PageQuery,
    answer: UndeliverablePage,
  })
  page(
    @CurrentAgent() agent: Principal,
    @Query(new ZodPipe(PageQuery)) query: z.infer<typeof PageQuery>,
  ): Promise<UndeliverablePage> {
    return this.undeliverable.page(agent, query);
  }

  @Post('admin/undeliverable')
  @HttpCode(204)
  @ApiContract({ summary: 'Say by hand that an address takes no mail', body: SayUndeliverable, status: 204 })
  async say(
    @CurrentAgent() agent: Principal,
    @Body(new ZodPipe(SayUndeliverable)) body: SayUndeliverable,
  ): Promise<void> {
    await this.undeliverable.say(agent, body.address, body.words);
  }

  @Post('admin/undeliverable/lift')
  @HttpCode(204)
  @ApiContract({ summary: 'Let mail go to an address again', body: LiftUndeliverable, status: 204 })
  async lift(
    @CurrentAgent() agent: Principal,
    @Body(new ZodPipe(LiftUndeliverable)) body: LiftUndeliverable,
  ): Promise<void> {
    await this.undeliverable.lift(agent, body.address);
  }
}
