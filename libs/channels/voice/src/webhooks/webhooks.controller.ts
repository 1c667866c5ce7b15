/** The carrier's doors: documents for calls, and an empty answer for events once they are safe. */
import { Body, Controller, Header, HttpCode, Get, Param, Post, Query, UseGuards } from '@nestjs/common';
import { Problem, type Locale } from '@lib/contracts';
import { ApiContract, Public } from '@lib/platform';
import { isLineCheck, readCaller } from '../calls/caller.js';
import { goodbye, lineCheck, nothing, onHold, outage, waiting } from '../twiml/documents.js';
import { holdMusic } from '../twiml/hold-music.js';
import { VoiceUrls } from '../twiml/voice-urls.js';
import { CallAnswers } from './call-answers.js';
import { dedupeKey } from './dedupe-key.js';
import { inTime } from './in-time.js';
import { count, toldIn } from './told-query.js';
import type { WebhookBody } from './signature.js';
import { SignatureGuard } from './signature-guard.js';
import { WebhookInbox, type WebhookRoute } from './webhook-inbox.js';
import { callSidOf, isCallSid, parameter } from './webhook-parameters.js';
import { WebhookSpool } from './webhook-spool.js';

const twiml = 'text/xml; charset=utf-8';
const form = { consumes: 'application/x-www-form-urlencoded', produces: 'text/xml' };
type Query = Record<string, string | undefined>;

@Public()
@UseGuards(SignatureGuard)
@Controller('voice')
export class WebhooksController {
  constructor(
    private readonly answers: CallAnswers,
    private readonly webhooks: WebhookInbox,
    private readonly spool: WebhookSpool,
    private readonly urls: VoiceUrls,
  ) {}

  @Post('inbound')
  @HttpCode(200)
  @Header('content-type', twiml)
  @ApiContract({ summary: 'A customer calls our number', ...form })
  inbound(@Body() body: WebhookBody, @Query() query: Query): Promise<string> {
    return this.arrival('inbound', body, query);
  }

  @Post('client')
  @HttpCode(200)
  @Header('content-type', twiml)
  @ApiContract({
    summary: 'A customer calls from a web page, or an agent’s telephone checks its line',
    ...form,
  })
  client(@Body() body: WebhookBody, @Query() query: Query): string | Promise<string> {
    return isLineCheck(body) ? lineCheck(this.urls) : this.arrival('client', body, query);
  }

  @Post('wait/:callSid')
  @HttpCode(200)
  @Header('content-type', twiml)
  @ApiContract({ summary: 'One round of waiting', ...form })
  wait(@Param('callSid') callSid: string, @Query() query: Query): Promise<string> {
    const sid = known(callSid);
    const locale = localeOf(query);
    const told = toldIn(query);
    return inTime(
      () => this.answers.wait(sid, locale, told),
      () => waiting(sid, locale, null, told, this.urls),
    );
  }

  @Post('hold/:callSid')
  @HttpCode(200)
  @Header('content-type', twiml)
  @ApiContract({ summary: 'One round of hold', ...form })
  hold(@Param('callSid') callSid: string, @Query() query: Query): string {
    return onHold(known(callSid), localeOf(query), this.urls);
  }

  @Post('queue-exit/:callSid')
  @HttpCode(200)
  @Header('content-type', twiml)
  @ApiContract({ summary: 'A caller left the queue', ...form })
  queueExit(@Param('callSid') callSid: string, @Body() body: WebhookBody): Promise<string> {
    const sid = known(callSid);
    return this.orKeep('queue-exit', sid, body, {}, () => this.answers.queueExit(sid, body), nothing);
  }

  @Post('join/:callSid')
  @HttpCode(200)
  @Header('content-type', twiml)
  @ApiContract({ summary: 'A caller is brought to the agent', ...form })
  join(@Param('callSid') callSid: string, @Body() body: WebhookBody, @Query() query: Query): Promise<string> {
    const sid = known(callSid);
    return this.orAskAgain(() => this.answers.join(sid, body), `join/${sid}`, body, query);
  }

  @Post('after/:callSid')
  @HttpCode(200)
  @Header('content-type', twiml)
  @ApiContract({ summary: 'A talk is over', ...form })
  after(
    @Param('callSid') callSid: string,
    @Body() body: WebhookBody,
    @Query() query: Query,
  ): Promise<string> {
    const sid = known(callSid);
    const answer = () => this.answers.after(sid, body);
    // The end of a <Dial> carries its status; without the database that is enough to know that they had spoken.
    if (parameter(body, 'DialCallStatus') === null)
      return this.orAskAgain(answer, `after/${sid}`, body, query);
    return this.orKeep('after', sid, body, {}, answer, () => goodbye(this.localeOf(sid, body)));
  }

  @Post('leg')
  @HttpCode(200)
  @Header('content-type', twiml)
  @ApiContract({ summary: 'The status of a leg changed', ...form })
  leg(@Body() body: WebhookBody, @Query() query: Query): Promise<string> {
    return this.event('leg', callSidOf(body), body, texts(query));
  }

  @Post('conf')
  @HttpCode(200)
  @Header('content-type', twiml)
  @ApiContract({ summary: 'Something happened in a conference', ...form })
  conference(@Body() body: WebhookBody): Promise<string> {
    if (parameter(body, 'ConferenceSid') === null)
      throw new Problem('invalid-input', undefined, [{ path: 'ConferenceSid', message: 'Missing' }]);
    return this.event('conf', parameter(body, 'CallSid') ?? '', body, {});
  }

  private arrival(route: 'inbound' | 'client', body: WebhookBody, query: Query): Promise<string> {
    const callSid = callSidOf(body);
    const again = count(query.again);
    const waitOutside = () =>
      outage(this.localeOf(callSid, body), again, this.urls.again(route, again + 1), this.urls);
    return this.orKeep(route, callSid, body, {}, () => this.answers.arrival(route, body), waitOutside);
  }

  private event(
    route: 'leg' | 'conf',
    callSid: string,
    body: WebhookBody,
    query: Record<string, string>,
  ): Promise<string> {
    const webhook = { key: dedupeKey(route, callSid, body), route, callSid: callSid || null, query, body };
    const keep = async () => {
      await this.webhooks.keep(webhook);
      return nothing();
    };
    return this.orKeep(route, callSid, body, query, keep, nothing);
  }

  /** While the database is away the webhook waits on disk and the call hears what needs no memory. */
  private orKeep(
    route: WebhookRoute,
    callSid: string,
    body: WebhookBody,
    query: Record<string, string>,
    answer: () => Promise<string>,
    fallback: () => string,
  ): Promise<string> {
    return inTime(answer, async (error) => {
      if (error instanceof Problem) throw error;
      const key = dedupeKey(route, callSid, body);
      await this.spool.keep({ key, route, callSid: callSid || null, query, body });
      return fallback();
    });
  }

  private orAskAgain(
    answer: () => Promise<string>,
    path: string,
    body: WebhookBody,
    query: Query,
  ): Promise<string> {
    const again = count(query.again) + 1;
    return inTime(answer, (error) => {
      if (error instanceof Problem) throw error;
      return outage(this.localeOf('', body), again, this.urls.again(path, again), this.urls);
    });
  }

  private localeOf(callSid: string, body: WebhookBody): Locale {
    return readCaller(callSid, body, '').locale;
  }
}

/** Sound is no secret and its fetch is not signed. */
@Public()
@Controller('voice')
export class HoldMusicController {
  @Get('hold-music.wav')
  @Header('content-type', 'audio/wav')
  @Header('cache-control', 'public, max-age=86400')
  @ApiContract({ summary: 'What callers hear while they wait', produces: 'audio/wav' })
  music(): Buffer {
    return holdMusic();
  }
}

function known(callSid: string): string {
  if (!isCallSid(callSid)) throw new Problem('not-found');
  return callSid;
}

function localeOf(query: Query): Locale {
  return query.lang === 'en' ? 'en' : 'fr';
}

function texts(query: Query): Record<string, string> {
  return Object.fromEntries(
    Object.entries(query).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
