/** How a mailbox writes, over HTTP: read by supervisors, set by administrators. */
import { Body, Controller, Get, Headers, Param, ParseUUIDPipe, Put } from '@nestjs/common';
import { MailWriting, WriteMailWriting } from '@lib/contracts';
import { ApiContract, CurrentAgent, versionIn, ZodPipe, type Principal } from '@lib/platform';
import { MailWritingService } from '../settings/mail-writing.service.js';

@Controller('api/admin/mailboxes')
export class MailWritingController {
  constructor(private readonly writing: MailWritingService) {}

  @Get(':id/writing')
  @ApiContract({ summary: 'Sender’s name and address of a mailbox, and its signature', answer: MailWriting })
  of(@CurrentAgent() agent: Principal, @Param('id', ParseUUIDPipe) id: string): Promise<MailWriting> {
    return this.writing.of(agent, id);
  }

  @Put(':id/writing')
  @ApiContract({
    summary: 'Change all of it; needs If-Match with the version seen',
    body: WriteMailWriting,
    answer: MailWriting,
  })
  async write(
    @CurrentAgent() agent: Principal,
    @Param('id', ParseUUIDPipe) id: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Body(new ZodPipe(WriteMailWriting)) body: WriteMailWriting,
  ): Promise<MailWriting> {
    return this.writing.write(agent, id, body, versionIn(ifMatch));
  }
}
