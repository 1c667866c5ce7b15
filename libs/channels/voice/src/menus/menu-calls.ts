/** Leads a caller through a menu, visit by visit: each is kept with what it was answered, so that a repeat hears the same. */
import { Injectable } from '@nestjs/common';
import { Inbox } from '@lib/bus';
import { Problem, type MenuText } from '@lib/contracts';
import { Database, type Tx } from '@lib/database';
import { Clock, logger } from '@lib/platform';
import { Announcements } from '../announcements/announcements.js';
import { CallRecords, callerOf, type CallRow } from '../calls/call-records.js';
import { customerLeg, isOver } from '../calls/call-state.js';
import { startedMessage, threadKey } from '../calls/caller.js';
import { nothing } from '../twiml/documents.js';
import {
  asking,
  endingCall,
  queueing,
  takingMessage,
  wantingCallback,
  type Spoken,
} from '../twiml/menu-documents.js';
import { VoiceUrls, type Told } from '../twiml/voice-urls.js';
import { dedupeKey } from '../webhooks/dedupe-key.js';
import type { WebhookBody } from '../webhooks/signature.js';
import { WebhookInbox } from '../webhooks/webhook-inbox.js';
import { parameter } from '../webhooks/webhook-parameters.js';
import type { KeyedIn } from './menu.entities.js';
import { MenuRuns, type MenuRun } from './menu-runs.js';
import { answerTo, stepOf, walkFrom, type MenuStop } from './menu-walk.js';

/** How a step is come to: after a key that leads nowhere, or first of all, with what every caller is told now. */
interface Heard {
  misunderstood: boolean;
  said: MenuText[];
}

const log = logger('voice');
const MOST_KEYS = 24;

@Injectable()
export class MenuCalls {
  constructor(
    private readonly database: Database,
    private readonly records: CallRecords,
    private readonly runs: MenuRuns,
    private readonly webhooks: WebhookInbox,
    private readonly announcements: Announcements,
    private readonly inbox: Inbox,
    private readonly urls: VoiceUrls,
    private readonly clock: Clock,
  ) {}

  /** What the caller hears first; null when no menu answers the call. */
  async first(tx: Tx, row: CallRow): Promise<string | null> {
    const run = await this.runs.find(tx, row.callSid);
    if (!run) return null;
    const announced = await this.announcements.now(tx);
    return this.lead(tx, row, run, run.flow.start, {
      misunderstood: false,
      said: announced ? [announced.text] : [],
    });
  }

  /** The answer to one visit of one step. Errors: `not-found` for a call that is in no menu, or a visit that never was. */
  answer(callSid: string, stepId: string, visit: number, body: WebhookBody): Promise<string> {
    return this.database.transaction(async (tx) => {
      const row = await this.records.lock(tx, { callSid });
      const run = row && (await this.runs.find(tx, callSid));
      const heard = run?.visits[visit - 1];
      if (!row || !run || heard?.stepId !== stepId) throw new Problem('not-found', 'Nobody knows this visit');
      const key = dedupeKey('menu', callSid, body, `${stepId}:${visit}`);
      const earlier = await this.webhooks.answered(tx, key);
      if (earlier !== null) return earlier;
      const answer = await this.next(
        tx,
        row,
        run,
        visit,
        (parameter(body, 'Digits') ?? '').slice(0, MOST_KEYS),
      );
      await this.webhooks.earlierAnswer(tx, { key, route: 'menu', callSid, query: {}, body }, answer);
      return answer;
    });
  }

  private next(tx: Tx, row: CallRow, run: MenuRun, visit: number, keys: string): Promise<string> {
    const heard = run.visits[visit - 1];
    const step = stepOf(run.flow, heard?.stepId ?? '') as MenuStop;
    const times = run.visits.filter(({ stepId }, at) => stepId === step.id && at < visit).length;
    const answered = answerTo(run.flow, step, keys, times);
    const visits = run.visits.map((one, at) => (at === visit - 1 ? { ...one, keys } : one));
    if (answered === 'again')
      return this.lead(tx, row, { ...run, visits }, step.id, { misunderstood: keys !== '', said: [] });
    const keyed = answered.understood ? [...run.keyed, keyedIn(run, step, keys, answered.to)] : run.keyed;
    return this.lead(tx, row, { ...run, visits, keyed }, answered.to, {
      misunderstood: false,
      said: [],
    });
  }

  private async lead(tx: Tx, row: CallRow, run: MenuRun, to: string, how: Heard): Promise<string> {
    // Their hanging up overtook their call: nobody listens, and nothing was begun that would have to end.
    if (isOver(customerLeg(row.state))) return nothing();
    const facts = await this.runs.facts(tx, run.flow, { kind: row.fromKind, value: row.fromValue });
    const { step, said } = walkFrom(run.flow, to, facts);
    const visits = [...run.visits, { stepId: step.id, at: this.clock.now().toISOString(), keys: null }];
    const now = { ...run, visits };
    await this.runs.save(tx, now);
    log.info(
      { callSid: row.callSid, kind: step.kind, visit: visits.length },
      'a caller came to a step of a menu',
    );
    return this.documentOf(tx, row, now, step, { ...how, said: [...how.said, ...said] });
  }

  private async documentOf(
    tx: Tx,
    row: CallRow,
    run: MenuRun,
    step: MenuStop,
    { said, misunderstood }: Heard,
  ): Promise<string> {
    const spoken: Spoken = { locale: row.locale, urls: this.urls, callSid: row.callSid };
    if (step.kind === 'choose' || step.kind === 'ask')
      return asking(spoken, step, { said, visit: run.visits.length, misunderstood });
    const words = step.text ? [...said, step.text] : said;
    if (step.kind === 'hang-up') return endingCall(spoken, words);
    if (step.kind === 'voicemail') return takingMessage(spoken, words);
    if (step.kind === 'callback') return wantingCallback(spoken, words);
    await this.place(tx, row, run, { queueId: step.kind === 'queue' ? step.queueId : null, waits: true });
    return queueing(spoken, words, await this.told(tx, run));
  }

  /** What was said as the call began is not said once more in the first round of waiting. */
  private async told(tx: Tx, run: MenuRun): Promise<Told> {
    const announced = await this.announcements.now(tx);
    const heard = announced !== null && announced.setAt.getTime() <= run.startedAt.getTime();
    return { number: false, minutes: null, announcement: heard ? announced.id : null };
  }

  /** The house is told of the call, once, with what was keyed in; from here on it ends like any other. */
  async place(
    tx: Tx,
    row: CallRow,
    run: MenuRun,
    where: { queueId: string | null; waits: boolean },
  ): Promise<void> {
    if (!(await this.runs.placed(tx, row.callSid))) return;
    const caller = callerOf(row);
    const from = { ...caller.from, ...(run.callerName !== null && { name: run.callerName }) };
    const started = startedMessage(row.callSid, { ...caller, from }, row.startedAt);
    const keys = await this.ticketKeys(tx, row, run.keyed);
    await this.inbox.put(
      {
        ...started,
        threadKeys: [threadKey(row.callSid), ...keys],
        data: {
          ...started.data,
          ...(where.queueId && { queueId: where.queueId }),
          ...(!where.waits && { waits: false }),
          ...(run.keyed.length > 0 && { keyed: run.keyed }),
        },
      },
      tx,
    );
  }

  private async ticketKeys(tx: Tx, row: CallRow, keyed: KeyedIn[]): Promise<string[]> {
    const said = keyed.findLast(({ what }) => what === 'ticket-number')?.keys;
    if (!said || !/^\d{1,15}$/.test(said) || row.fromKind !== 'phone') return [];
    const own = await this.runs.ownTicket(tx, row.fromValue, said);
    return own ? [`ticket:G-${said.padStart(6, '0')}`] : [];
  }
}

function keyedIn({ flow }: MenuRun, step: MenuStop, keys: string, to: string): KeyedIn {
  const what = step.kind === 'ask' ? step.what : 'choice';
  return { step: step.name, what, keys, to: stepOf(flow, to).name };
}
