/** The carrier's doors for what is said before a call is recorded. */
import { Body, Controller, Header, HttpCode, Param, Post, Query, UseGuards } from '@nestjs/common';
import { Problem } from '@lib/contracts';
import { ApiContract, Public } from '@lib/platform';
import { readCaller } from '../calls/caller.js';
import { nothing, outage } from '../twiml/documents.js';
import { VoiceUrls } from '../twiml/voice-urls.js';
import { CallAnswers } from './call-answers.js';
import { inTime } from './in-time.js';
import { SignatureGuard } from './signature-guard.js';
import type { WebhookBody } from './signature.js';
import { count } from './told-query.js';
import { isCallSid, parameter } from './webhook-parameters.js';

const twiml = 'text/xml; charset=utf-8';
const form = { consumes: 'application/x-www-form-urlencoded', produces: 'text/xml' };

@Public()
@UseGuards(SignatureGuard)
@Controller('voice')
export class RecordingWebhooksController {
  constructor(
    private readonly answers: CallAnswers,
    private readonly urls: VoiceUrls,
  ) {}

  @Post('announced/:callSid')
  @HttpCode(200)
  @Header('content-type', twiml)
  @ApiContract({ summary: 'A customer heard that the call is recorded, or objected', ...form })
  announced(
    @Param('callSid') callSid: string,
    @Query('k') kept: string | undefined,
    @Query('again') again: string | undefined,
    @Body() body: WebhookBody,
  ): Promise<string> {
    const sid = known(callSid);
    const times = count(again);
    // A redirect loses what was posted: a "no" travels in the address while the database is away.
    const keys = parameter(body, 'Digits') ?? (kept && /^[\d*#]$/.test(kept) ? kept : '');
    return inTime(
      () => this.answers.announced(sid, keys),
      (error) => {
        if (error instanceof Problem) throw error;
        const next = this.urls.again(`announced/${sid}`, times + 1);
        const pressed = keys ? `&k=${encodeURIComponent(keys)}` : '';
        return outage(readCaller(sid, body, '').locale, times, `${next}${pressed}`, this.urls);
      },
    );
  }

  /** Without the database nothing is said, so that nothing is recorded either. */
  @Post('recording-notice/:callSid')
  @HttpCode(200)
  @Header('content-type', twiml)
  @ApiContract({ summary: 'What a customer hears whom we called, before their call is recorded', ...form })
  notice(@Param('callSid') callSid: string): Promise<string> {
    const sid = known(callSid);
    return inTime(
      () => this.answers.recordingNotice(sid),
      (error) => {
        if (error instanceof Problem) throw error;
        return nothing();
      },
    );
  }
}

function known(callSid: string): string {
  if (!isCallSid(callSid)) throw new Problem('not-found');
  return callSid;
}
