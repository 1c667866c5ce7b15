/** The carrier's door for the key a customer pressed after their call. */
import { Body, Controller, Header, HttpCode, Param, Post, Query, UseGuards } from '@nestjs/common';
import { Problem } from '@lib/contracts';
import { ApiContract, Public } from '@lib/platform';
import { readCaller } from '../calls/caller.js';
import { goodbye } from '../twiml/documents.js';
import { inTime } from '../webhooks/in-time.js';
import type { WebhookBody } from '../webhooks/signature.js';
import { SignatureGuard } from '../webhooks/signature-guard.js';
import { count } from '../webhooks/told-query.js';
import { isCallSid } from '../webhooks/webhook-parameters.js';
import { Surveys } from './surveys.js';

@Public()
@UseGuards(SignatureGuard)
@Controller('voice')
export class SurveyWebhooksController {
  constructor(private readonly surveys: Surveys) {}

  @Post('survey/:callSid')
  @HttpCode(200)
  @Header('content-type', 'text/xml; charset=utf-8')
  @ApiContract({
    summary: 'What a customer keyed in when asked how the call was',
    consumes: 'application/x-www-form-urlencoded',
    produces: 'text/xml',
  })
  survey(
    @Param('callSid') callSid: string,
    @Query('n') visit: string | undefined,
    @Body() body: WebhookBody,
  ): Promise<string> {
    if (!isCallSid(callSid)) throw new Problem('not-found');
    // Thanks are said only for what is kept: while the database is away it is goodbye.
    return inTime(
      () => this.surveys.answer(callSid, count(visit), body),
      (error) => {
        if (error instanceof Problem) throw error;
        return goodbye(readCaller(callSid, body, '').locale);
      },
    );
  }
}
