/** A caller who waits asks to be called back: out of the line's music, asked for a number, and their call ends with their place kept. */
import { Injectable } from '@nestjs/common';
import { Inbox, InteractionStatus } from '@lib/bus';
import { Problem } from '@lib/contracts';
import { Database, type Tx } from '@lib/database';
import { Clock, logger } from '@lib/platform';
import { CallRecords, callerOf, type CallRow } from '../calls/call-records.js';
import { customerLeg, isOver, phaseOf } from '../calls/call-state.js';
import { endedMessage, threadKey } from '../calls/caller.js';
import { CarrierJobs } from '../carrier/carrier-jobs.js';
import { MenuCalls } from '../menus/menu-calls.js';
import { MenuRuns, type MenuRun } from '../menus/menu-runs.js';
import { askingNumber, backInLine, callbackTaken } from '../twiml/callback-documents.js';
import { keepWaiting, nothing } from '../twiml/documents.js';
import { VoiceUrls, type Told } from '../twiml/voice-urls.js';
import { dedupeKey } from '../webhooks/dedupe-key.js';
import type { WebhookBody } from '../webhooks/signature.js';
import { WebhookInbox } from '../webhooks/webhook-inbox.js';
import { parameter } from '../webhooks/webhook-parameters.js';
import { saidNumber } from './callable-number.js';
import { firstAsk, nextAsk, STAY, type AskedNext, type AskVisit } from './callback-dialog.js';

const log = logger('voice');
export const CALLBACK_KEY = '1';
const MOST_KEYS = 24;
/** Over all the talks of a call. */
const MOST_VISITS = 60;

@Injectable()
export class CallbackCalls {
  constructor(
    private readonly database: Database,
    private readonly records: CallRecords,
    private readonly jobs: CarrierJobs,
    private readonly webhooks: WebhookInbox,
    private readonly inbox: Inbox,
    private readonly status: InteractionStatus,
    private readonly menus: MenuCalls,
    private readonly runs: MenuRuns,
    private readonly urls: VoiceUrls,
    private readonly clock: Clock,
  ) {}

  /** Nothing is lost yet: they stand in line until they have confirmed a number. */
  async choose(callSid: string, told: Told): Promise<string> {
    const locale = await this.database.transaction(async (tx) => {
      const row = await this.records.lock(tx, { callSid });
      if (row) await this.stepAside(tx, row);
      return row?.locale ?? 'fr';
    });
    return keepWaiting(callSid, locale, { ...told, asked: true }, this.urls);
  }

  private async stepAside(tx: Tx, row: CallRow): Promise<void> {
    const now = await this.status.find('voice', threadKey(row.callSid));
    if (phaseOf(row.state) !== 'waiting' || now?.state !== 'waiting' || !now.callbackOffered) return;
    const visits = await this.visitsOf(tx, row.callSid);
    if (visits.length >= MOST_VISITS) return;
    // Once per talk: who went back to waiting may ask again.
    const key = `ask-number:${row.callSid}:${visits.filter(({ step }) => step === 'stay').length}`;
    await this.jobs.put(tx, key, { kind: 'ask-number', callSid: row.callSid });
  }

  /** The document of one visit; 0: they have just come. Errors: `not-found` for a call nobody knows, or a visit that never was. */
  answer(callSid: string, visit: number, body: WebhookBody): Promise<string> {
    return this.database.transaction(async (tx) => {
      const row = await this.records.lock(tx, { callSid });
      if (!row) throw new Problem('not-found', 'Nobody knows this call');
      const visits = await this.visitsOf(tx, callSid);
      if (visit > visits.length) throw new Problem('not-found', 'Nobody knows this visit');
      if (visit === 0) return this.begin(tx, row, visits);
      const key = dedupeKey('callback', callSid, body, String(visit));
      const earlier = await this.webhooks.answered(tx, key);
      if (earlier !== null) return earlier;
      const keys = (parameter(body, 'Digits') ?? '').slice(0, MOST_KEYS);
      const next = nextAsk(visits.slice(0, visit), keys, [row.fromValue, row.toValue]);
      const answer = await this.documentOf(tx, row, next, visits);
      await this.webhooks.earlierAnswer(tx, { key, route: 'callback', callSid, query: {}, body }, answer);
      return answer;
    });
  }

  private begin(tx: Tx, row: CallRow, visits: AskVisit[]): Promise<string> {
    const last = visits.at(-1);
    return last && last.step !== 'stay'
      ? this.documentOf(tx, row, last, visits.slice(0, -1))
      : this.documentOf(tx, row, firstAsk(row.fromValue), visits);
  }

  private async documentOf(tx: Tx, row: CallRow, next: AskedNext, visits: AskVisit[]): Promise<string> {
    if (isOver(customerLeg(row.state))) return nothing();
    const spoken = { locale: row.locale, urls: this.urls, callSid: row.callSid };
    if (next.step === 'taken' && (await this.take(tx, row, next.number)))
      return callbackTaken(spoken, saidNumber(next.number, row.fromValue));
    const now = [...visits, next.step === 'taken' ? STAY : next];
    await this.save(tx, row.callSid, now);
    if (next.step === 'taken' || next.step === 'stay') {
      await this.stay(tx, row);
      return backInLine(spoken);
    }
    const said = next.number === null ? null : saidNumber(next.number, row.fromValue);
    return askingNumber(spoken, { said, refused: next.refused, visit: now.length });
  }

  /** False when somebody is on the way to them: who rings already comes first. */
  private async take(tx: Tx, row: CallRow, number: string): Promise<boolean> {
    if (phaseOf(row.state) !== 'waiting' || !(await this.mayLeave(tx, row))) return false;
    const at = this.clock.now();
    const durationSeconds = Math.max(0, Math.round((at.getTime() - row.startedAt.getTime()) / 1_000));
    const end = { reason: 'callback-asked', by: 'customer' as const, durationSeconds, abandoned: false };
    await this.inbox.put(endedMessage(row.callSid, callerOf(row), at, { ...end, callback: { number } }), tx);
    log.info({ callSid: row.callSid }, 'a caller asked to be called back');
    return true;
  }

  /** Straight from a menu nobody was told of them yet; who waits may go as long as nobody is on the way to them. */
  private async mayLeave(tx: Tx, row: CallRow): Promise<boolean> {
    const run = await this.runs.find(tx, row.callSid);
    if (run?.placedAt === null) {
      await this.menus.place(tx, row, run, { queueId: queueOf(run), waits: false });
      return true;
    }
    const now = await this.status.find('voice', threadKey(row.callSid));
    return now?.state === 'waiting';
  }

  /** Who came from a menu and would rather stay waits from now on, in the line they would have been called from. */
  private async stay(tx: Tx, row: CallRow): Promise<void> {
    const run = await this.runs.find(tx, row.callSid);
    if (run?.placedAt === null) await this.menus.place(tx, row, run, { queueId: queueOf(run), waits: true });
  }

  private async visitsOf(tx: Tx, callSid: string): Promise<AskVisit[]> {
    const [ask] = await tx.query<{ visits: AskVisit[] }>(
      `SELECT visits FROM voice.callback_ask WHERE call_sid = $1`,
      [callSid],
    );
    return ask?.visits ?? [];
  }

  private async save(tx: Tx, callSid: string, visits: AskVisit[]): Promise<void> {
    await tx.query(
      `INSERT INTO voice.callback_ask (call_sid, visits) VALUES ($1, $2)
       ON CONFLICT (call_sid) DO UPDATE SET visits = excluded.visits`,
      [callSid, JSON.stringify(visits)],
    );
  }
}

/** The step of the menu where they asked says for whom it is. */
function queueOf(run: MenuRun): string | null {
  const step = run.flow.steps.find(({ id }) => id === run.visits.at(-1)?.stepId);
  return step?.kind === 'callback' ? step.queueId : null;
}
