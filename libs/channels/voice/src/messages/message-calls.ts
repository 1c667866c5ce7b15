/** A caller leaves a message instead of waiting on: out of the line, asked to speak, and what was said becomes work where they stood. */
import { Injectable } from '@nestjs/common';
import { Inbox, InteractionStatus } from '@lib/bus';
import type { Locale } from '@lib/contracts';
import { Database, type Tx } from '@lib/database';
import { Clock, FileStore, logger } from '@lib/platform';
import { CallRecords, callerOf, type CallRow } from '../calls/call-records.js';
import { CallService } from '../calls/call-service.js';
import { phaseOf } from '../calls/call-state.js';
import { endedMessage, messageLeft, threadKey } from '../calls/caller.js';
import { Carrier } from '../carrier/carrier.js';
import { CarrierJobs } from '../carrier/carrier-jobs.js';
import { MenuCalls } from '../menus/menu-calls.js';
import { MenuRuns, type MenuRun } from '../menus/menu-runs.js';
import { keepWaiting } from '../twiml/documents.js';
import { endingCall, messageTaken, takingMessage } from '../twiml/menu-documents.js';
import { sentences } from '../twiml/spoken.js';
import { VoiceUrls, type Told } from '../twiml/voice-urls.js';

const log = logger('voice');
export const MESSAGE_KEY = '2';

@Injectable()
export class MessageCalls {
  constructor(
    private readonly database: Database,
    private readonly records: CallRecords,
    private readonly calls: CallService,
    private readonly jobs: CarrierJobs,
    private readonly inbox: Inbox,
    private readonly status: InteractionStatus,
    private readonly menus: MenuCalls,
    private readonly runs: MenuRuns,
    private readonly carrier: Carrier,
    private readonly files: FileStore,
    private readonly urls: VoiceUrls,
    private readonly clock: Clock,
  ) {}

  /** Heard where the caller waits; the way out of the line is asked for once this is committed. */
  async choose(callSid: string, keys: string, told: Told): Promise<string> {
    const locale = await this.database.transaction(async (tx) => {
      const row = await this.records.lock(tx, { callSid });
      if (row && keys === MESSAGE_KEY) await this.stepOut(tx, row);
      return row?.locale ?? 'fr';
    });
    return this.waitOn(callSid, locale, told);
  }

  waitOn(callSid: string, locale: Locale, told: Told): string {
    return keepWaiting(callSid, locale, told, this.urls);
  }

  ask(callSid: string, locale: Locale): string {
    return takingMessage({ callSid, locale, urls: this.urls }, []);
  }

  thank(callSid: string, locale: Locale, recorded: boolean): string {
    const spoken = { callSid, locale, urls: this.urls };
    if (recorded) return messageTaken(spoken);
    const { nothingRecorded } = sentences[locale];
    return endingCall(spoken, [{ fr: nothingRecorded, en: nothingRecorded }]);
  }

  /** Fetched and kept before anybody is told. Repeats change nothing. */
  async take(callSid: string, recordingSid: string, seconds: number): Promise<void> {
    const sound = await this.carrier.recording(recordingSid);
    const stored = await this.files.put(sound);
    await this.database.transaction(async (tx) => {
      const row = await this.records.lock(tx, { callSid });
      if (!row) return;
      const run = await this.runs.find(tx, callSid);
      const queueId = run && queueOf(run);
      if (run) await this.menus.place(tx, row, run, { queueId, waits: false });
      const at = this.clock.now();
      await this.inbox.put(
        messageLeft(callSid, callerOf(row), at, { recordingSid, seconds, queueId, file: stored }),
        tx,
      );
      if (phaseOf(row.state) === 'ended') await this.calls.sayEnded(tx, row);
    });
    log.info({ callSid, recordingSid, seconds }, 'a message was left');
  }

  /** Nobody may be on the way to them: who rings already comes first. */
  private async stepOut(tx: Tx, row: CallRow): Promise<void> {
    const now = await this.status.find('voice', threadKey(row.callSid));
    if (phaseOf(row.state) !== 'waiting' || now?.state !== 'waiting') return;
    const at = this.clock.now();
    const durationSeconds = Math.max(0, Math.round((at.getTime() - row.startedAt.getTime()) / 1_000));
    const end = { reason: 'leaves-a-message', by: 'customer' as const, durationSeconds, abandoned: true };
    await this.inbox.put(endedMessage(row.callSid, callerOf(row), at, end), tx);
    await this.jobs.put(tx, `take-message:${row.callSid}`, { kind: 'take-message', callSid: row.callSid });
  }
}

/** The step of the menu where they left it says for whom it is. */
function queueOf(run: MenuRun): string | null {
  const step = run.flow.steps.find(({ id }) => id === run.visits.at(-1)?.stepId);
  return step?.kind === 'voicemail' ? step.queueId : null;
}
