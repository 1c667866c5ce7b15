/** The carrier's doors for what a caller keys in, and for the messages they leave. */
import { Body, Controller, Header, HttpCode, Param, Post, Query, UseGuards } from '@nestjs/common';
import { MenuStepId, Problem } from '@lib/contracts';
import { ApiContract, Public } from '@lib/platform';
import { readCaller } from '../calls/caller.js';
import { MenuCalls } from '../menus/menu-calls.js';
import { MessageCalls } from '../messages/message-calls.js';
import { nothing, outage } from '../twiml/documents.js';
import { VoiceUrls } from '../twiml/voice-urls.js';
import { dedupeKey } from './dedupe-key.js';
import { inTime } from './in-time.js';
import { count, toldIn } from './told-query.js';
import type { WebhookBody } from './signature.js';
import { SignatureGuard } from './signature-guard.js';
import { WebhookInbox } from './webhook-inbox.js';
import { isCallSid, parameter } from './webhook-parameters.js';
import { WebhookSpool } from './webhook-spool.js';

const twiml = 'text/xml; charset=utf-8';
const form = { consumes: 'application/x-www-form-urlencoded', produces: 'text/xml' };
const recordingSid = /^RE[0-9A-Za-z]{1,62}$/;

@Public()
@UseGuards(SignatureGuard)
@Controller('voice')
export class MenuWebhooksController {
  constructor(
    private readonly menus: MenuCalls,
    private readonly messages: MessageCalls,
    private readonly webhooks: WebhookInbox,
    private readonly spool: WebhookSpool,
    private readonly urls: VoiceUrls,
  ) {}

  @Post('menu/:callSid/:stepId')
  @HttpCode(200)
  @Header('content-type', twiml)
  @ApiContract({ summary: 'What a caller keyed in at a step of a phone menu', ...form })
  menu(
    @Param('callSid') callSid: string,
    @Param('stepId') stepId: string,
    @Query('n') visit: string | undefined,
    @Query('k') kept: string | undefined,
    @Query('again') again: string | undefined,
    @Body() body: WebhookBody,
  ): Promise<string> {
    const sid = known(callSid);
    if (!MenuStepId.safeParse(stepId).success) throw new Problem('not-found');
    const heard = count(visit);
    // A redirect loses what was posted: what was keyed in travels in the address while the database is away.
    const keys = parameter(body, 'Digits') ?? (kept && /^[\d*#]{1,24}$/.test(kept) ? kept : '');
    const times = count(again);
    return inTime(
      () => this.menus.answer(sid, stepId, heard, { ...body, ...(keys && { Digits: keys }) }),
      (error) => {
        if (error instanceof Problem) throw error;
        const next = this.urls.menuAgain(sid, stepId, { visit: heard, keys, again: times + 1 });
        return outage(readCaller(sid, body, '').locale, times, next, this.urls);
      },
    );
  }

  @Post('choice/:callSid')
  @HttpCode(200)
  @Header('content-type', twiml)
  @ApiContract({ summary: 'A caller who waits would rather do something else', ...form })
  choice(
    @Param('callSid') callSid: string,
    @Query() query: Record<string, string | undefined>,
    @Body() body: WebhookBody,
  ): Promise<string> {
    const sid = known(callSid);
    const keys = parameter(body, 'Digits') ?? query.key ?? '';
    const { locale } = readCaller(sid, body, '');
    const told = toldIn(query);
    return inTime(
      () => this.messages.choose(sid, keys, told),
      () => this.messages.waitOn(sid, locale, told),
    );
  }

  @Post('message/:callSid')
  @HttpCode(200)
  @Header('content-type', twiml)
  @ApiContract({ summary: 'A caller leaves a message instead of waiting on', ...form })
  message(@Param('callSid') callSid: string, @Body() body: WebhookBody): Promise<string> {
    const sid = known(callSid);
    // Needs nothing but this process: a caller with words to say is heard also while the database is away.
    return Promise.resolve(this.messages.ask(sid, readCaller(sid, body, '').locale));
  }

  @Post('message-end/:callSid')
  @HttpCode(200)
  @Header('content-type', twiml)
  @ApiContract({ summary: 'A caller has said their message', ...form })
  messageEnd(@Param('callSid') callSid: string, @Body() body: WebhookBody): string {
    const sid = known(callSid);
    return this.messages.thank(
      sid,
      readCaller(sid, body, '').locale,
      parameter(body, 'RecordingSid') !== null,
    );
  }

  /** The event alone says that there is something to fetch: who hangs up while speaking is told of only here. */
  @Post('recording')
  @HttpCode(200)
  @Header('content-type', twiml)
  @ApiContract({ summary: 'What a caller said is ready to be fetched', ...form })
  recording(
    @Query('of') of: string | undefined,
    @Query('what') what: string | undefined,
    @Body() body: WebhookBody,
  ): Promise<string> {
    const sid = known(of ?? '');
    if (!recordingSid.test(parameter(body, 'RecordingSid') ?? ''))
      throw new Problem('invalid-input', undefined, [
        { path: 'RecordingSid', message: 'Missing or malformed' },
      ]);
    const key = dedupeKey('recording', sid, body);
    const webhook = {
      key,
      route: 'recording' as const,
      callSid: sid,
      query: { of: sid, ...(what === 'call' && { what }) },
      body,
    };
    return inTime(
      async () => {
        await this.webhooks.keep(webhook);
        return nothing();
      },
      async (error) => {
        if (error instanceof Problem) throw error;
        await this.spool.keep(webhook);
        return nothing();
      },
    );
  }
}

function known(callSid: string): string {
  if (!isCallSid(callSid)) throw new Problem('not-found');
  return callSid;
}
