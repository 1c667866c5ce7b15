/** Fields over HTTP: which there are, a ticket's values, and what of them its customer may read. */
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import {
  AddField,
  ChangeField,
  CustomerFields,
  FieldList,
  FieldValues,
  SetFieldValues,
} from '@lib/contracts';
import { ApiContract, CurrentAgent, ZodPipe, type Principal } from '@lib/platform';
import { FieldsService } from './fields.service.js';

@Controller('api')
export class FieldsController {
  constructor(private readonly fields: FieldsService) {}

  @Get('fields')
  @ApiContract({ summary: 'The fields of this house, in their order', answer: FieldList })
  async list(@CurrentAgent() _: Principal): Promise<FieldList> {
    return { items: await this.fields.all() };
  }

  @Post('admin/fields')
  @ApiContract({ summary: 'Add a field', body: AddField, answer: FieldList, status: 201 })
  async add(
    @CurrentAgent() agent: Principal,
    @Body(new ZodPipe(AddField)) body: AddField,
  ): Promise<FieldList> {
    return { items: await this.fields.add(agent, body) };
  }

  @Put('admin/fields/:id')
  @ApiContract({
    summary: 'Change a field, but for its kind and its readers',
    body: ChangeField,
    answer: FieldList,
  })
  async change(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Body(new ZodPipe(ChangeField)) body: ChangeField,
  ): Promise<FieldList> {
    return { items: await this.fields.change(agent, id, body) };
  }

  @Delete('admin/fields/:id')
  @HttpCode(204)
  @ApiContract({ summary: 'Archive a field; its values stay', status: 204 })
  async archive(@CurrentAgent() agent: Principal, @Param('id') id: string): Promise<void> {
    await this.fields.archive(agent, id);
  }

  @Put('tickets/:id/fields')
  @ApiContract({ summary: 'Set values; null takes one away', body: SetFieldValues, answer: FieldValues })
  set(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Body(new ZodPipe(SetFieldValues)) body: SetFieldValues,
  ): Promise<FieldValues> {
    return this.fields.set(agent, id, body);
  }

  @Get('tickets/:id/customer-fields')
  @ApiContract({
    summary: 'The fields that the customer may read, in their language',
    answer: CustomerFields,
  })
  forCustomer(@CurrentAgent() agent: Principal, @Param('id') id: string): Promise<CustomerFields> {
    return this.fields.forCustomer(agent, id);
  }
}
