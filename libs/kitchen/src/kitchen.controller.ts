/** The kitchen-door check and its lists over HTTP. */
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import {
  CheckCustomerText,
  CustomerTextFindings,
  InnerWordList,
  InnerWords,
  WriteInnerWords,
} from '@lib/contracts';
import { ApiContract, CurrentAgent, ZodPipe, type Principal } from '@lib/platform';
import { CustomerTextCheck } from './customer-text-check.js';
import { InnerWordsLists } from './inner-word-list.js';

@Controller('api')
export class KitchenController {
  constructor(
    private readonly checker: CustomerTextCheck,
    private readonly lists: InnerWordsLists,
  ) {}

  @Post('customer-text/check')
  @HttpCode(200)
  @ApiContract({
    summary: 'Find inner words in a text for a customer; it is neither kept nor held back',
    body: CheckCustomerText,
    answer: CustomerTextFindings,
  })
  async check(
    @CurrentAgent() _: Principal,
    @Body(new ZodPipe(CheckCustomerText)) body: CheckCustomerText,
  ): Promise<CustomerTextFindings> {
    return { findings: await this.checker.check(body) };
  }

  @Get('admin/inner-words')
  @ApiContract({ summary: 'The lists of inner words', answer: InnerWordList })
  async list(@CurrentAgent() agent: Principal): Promise<InnerWordList> {
    return { items: await this.lists.all(agent) };
  }

  @Post('admin/inner-words')
  @ApiContract({
    summary: 'List inner words; the next check looks for them',
    body: WriteInnerWords,
    answer: InnerWords,
    status: 201,
  })
  add(
    @CurrentAgent() agent: Principal,
    @Body(new ZodPipe(WriteInnerWords)) body: WriteInnerWords,
  ): Promise<InnerWords> {
    return this.lists.add(agent, body);
  }

  @Put('admin/inner-words/:id')
  @ApiContract({ summary: 'Change listed inner words', body: WriteInnerWords, answer: InnerWords })
  change(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Body(new ZodPipe(WriteInnerWords)) body: WriteInnerWords,
  ): Promise<InnerWords> {
    return this.lists.change(agent, id, body);
  }

  @Delete('admin/inner-words/:id')
  @HttpCode(204)
  @ApiContract({ summary: 'Take inner words off the list', status: 204 })
  async remove(@CurrentAgent() agent: Principal, @Param('id') id: string): Promise<void> {
    await this.lists.remove(agent, id);
  }
}
