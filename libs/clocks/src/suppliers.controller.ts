/** Waits for suppliers and the disruption of a ticket over HTTP; for colleagues only. */
import { Body, Controller, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import {
  BeginSupplierWait,
  ChangeDisruption,
  DisruptionTotal,
  EndSupplierWait,
  SuppliersWaiting,
  SupplierWaits,
  SupplierWaitView,
  TicketDisruption,
  WriteSupplierMessage,
} from '@lib/contracts';
import { ApiContract, CurrentAgent, ZodPipe, type Principal } from '@lib/platform';
import { DisruptionService } from './disruption.service.js';
import { SupplierService } from './supplier.service.js';

@Controller('api')
export class SuppliersController {
  constructor(
    private readonly suppliers: SupplierService,
    private readonly disruptions: DisruptionService,
  ) {}

  @Get('suppliers/waiting')
  @ApiContract({
    summary: 'The chase list: suppliers we wait for, late and soon due first, at most 200',
    answer: SuppliersWaiting,
  })
  waiting(@CurrentAgent() agent: Principal): Promise<SuppliersWaiting> {
    return this.suppliers.waiting(agent);
  }

  @Get('tickets/:id/supplier-waits')
  @ApiContract({ summary: 'The waits of a ticket with their threads, oldest first', answer: SupplierWaits })
  async ofTicket(@CurrentAgent() agent: Principal, @Param('id') id: string): Promise<SupplierWaits> {
    return { items: await this.suppliers.ofTicket(agent, id) };
  }

  @Post('tickets/:id/supplier-waits')
  @ApiContract({
    summary: 'Wait for a supplier; the customer never reads of it',
    body: BeginSupplierWait,
    answer: SupplierWaitView,
    status: 201,
  })
  begin(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Body(new ZodPipe(BeginSupplierWait)) body: BeginSupplierWait,
  ): Promise<SupplierWaitView> {
    return this.suppliers.begin(agent, id, body);
  }

  @Post('supplier-waits/:id/messages')
  @ApiContract({
    summary: 'Note that we chased them or what they said, with another time if one was named',
    body: WriteSupplierMessage,
    answer: SupplierWaitView,
    status: 201,
  })
  write(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Body(new ZodPipe(WriteSupplierMessage)) body: WriteSupplierMessage,
  ): Promise<SupplierWaitView> {
    return this.suppliers.write(agent, id, body);
  }

  @Post('supplier-waits/:id/end')
  @HttpCode(200)
  @ApiContract({ summary: 'We wait no longer', body: EndSupplierWait, answer: SupplierWaitView })
  end(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Body(new ZodPipe(EndSupplierWait)) body: EndSupplierWait,
  ): Promise<SupplierWaitView> {
    return this.suppliers.end(agent, id, body);
  }

  @Get('tickets/:id/disruption')
  @ApiContract({
    summary:
      'Work lost from first contact to confirmed working, and its cost; null while nobody said how many it stops',
    answer: TicketDisruption,
  })
  async disruption(@CurrentAgent() agent: Principal, @Param('id') id: string): Promise<TicketDisruption> {
    return { disruption: await this.disruptions.show(agent, id) };
  }

  @Put('tickets/:id/disruption')
  @ApiContract({
    summary: 'How many people it stops and by how much, or that it works again',
    body: ChangeDisruption,
    answer: TicketDisruption,
  })
  async change(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Body(new ZodPipe(ChangeDisruption)) body: ChangeDisruption,
  ): Promise<TicketDisruption> {
    return { disruption: await this.disruptions.change(agent, id, body) };
  }

  @Get('disruptions/live')
  @ApiContract({ summary: 'What runs right now over the whole house', answer: DisruptionTotal })
  total(@CurrentAgent() agent: Principal): Promise<DisruptionTotal> {
    return this.disruptions.total(agent);
  }
}
