/** Signatures over HTTP: what will stand under an answer, and one's own line in it. */
import { Body, Controller, Get, Param, Put } from '@nestjs/common';
import { MailSignature, OwnLine } from '@lib/contracts';
import { ApiContract, CurrentAgent, ZodPipe, type Principal } from '@lib/platform';
import { MailSignatures } from './mail-signatures.js';

@Controller('api')
export class MailSignaturesController {
  constructor(private readonly signatures: MailSignatures) {}

  @Get('tickets/:id/mail-signature')
  @ApiContract({
    summary: 'Whom my answer by mail will say it is from, and what will stand under it',
    answer: MailSignature,
  })
  shown(@CurrentAgent() agent: Principal, @Param('id') id: string): Promise<MailSignature> {
    return this.signatures.shown(agent, id);
  }

  @Put('agents/me/mail-line')
  @ApiContract({ summary: 'My own last line under my mails', body: OwnLine, answer: OwnLine })
  write(@CurrentAgent() agent: Principal, @Body(new ZodPipe(OwnLine)) body: OwnLine): Promise<OwnLine> {
    return this.signatures.writeOwnLine(agent, body);
  }
}
