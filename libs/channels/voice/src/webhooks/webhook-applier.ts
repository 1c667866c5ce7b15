/** Applies kept events to their calls, oldest first, each in one transaction with what follows from it. */
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Wakeups, WorkLoop } from '@lib/bus';
import type { ListeningMode } from '@lib/contracts';
import { Database, type Tx } from '@lib/database';
import { logger } from '@lib/platform';
import { partyOfLabel, type ColleagueRole } from '../carrier/carrier.js';
import { CarrierJobs } from '../carrier/carrier-jobs.js';
import { CallRecords, type CallRow } from '../calls/call-records.js';
import { isLineCheck } from '../calls/caller.js';
import { CallService, statusEvent } from '../calls/call-service.js';
import { isPresent, type CallEvent } from '../calls/call-state.js';
import { CallRecordings } from '../recordings/call-recordings.js';
import { interactionOf } from '../twiml/documents.js';
import type { WebhookBody } from './signature.js';
import { WebhookInbox, type DueWebhook } from './webhook-inbox.js';
import { callSidOf, number, parameter, timeOf } from './webhook-parameters.js';

const log = logger('voice');
const uuid = /^[0-9a-f]{8}-[0-9a-f-]{27}$/;

@Injectable()
export class WebhookApplier implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly loop = new WorkLoop('voice-webhooks', 250, () => this.applyOne());

  constructor(
    private readonly database: Database,
    private readonly webhooks: WebhookInbox,
    private readonly calls: CallService,
    private readonly records: CallRecords,
    private readonly jobs: CarrierJobs,
    private readonly recordings: CallRecordings,
    private readonly wakeups: Wakeups,
  ) {}

  onApplicationBootstrap(): void {
    this.wakeups.on('voice-webhook', () => this.loop.poke());
    this.loop.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }

  private async applyOne(): Promise<boolean> {
    let due: DueWebhook | undefined;
    try {
      await this.database.transaction(async (tx) => {
        due = await this.webhooks.claim(tx);
        if (!due) return;
        await this.apply(tx, due);
        await this.webhooks.applied(tx, due.id);
      });
    } catch (error) {
      if (!due) throw error;
      log.warn(
        { err: error, webhook: due.id, route: due.route },
        'a webhook could not be applied; will be tried again',
      );
      await this.webhooks.postpone(due.id, error instanceof Error ? error.message : String(error));
    }
    return due !== undefined;
  }

  private apply(tx: Tx, due: DueWebhook): Promise<unknown> {
    if (due.route === 'recording') return this.applyRecording(tx, due);
    return due.route === 'conf' ? this.applyConference(tx, due) : this.applyLeg(tx, due);
  }

  /** Only what is complete and holds words is fetched. */
  private async applyRecording(tx: Tx, { body, query }: DueWebhook): Promise<void> {
    const seconds = number(body, 'RecordingDuration') ?? 0;
    const recordingSid = parameter(body, 'RecordingSid') ?? '';
    const status = parameter(body, 'RecordingStatus') ?? '';
    if (query.what === 'call') return this.recordings.told(tx, query.of ?? '', { sid: recordingSid, status });
    if (status !== 'completed' || seconds === 0) return;
    const ask = { kind: 'fetch-message' as const, callSid: query.of ?? '', recordingSid, seconds };
    await this.jobs.put(tx, `fetch-message:${recordingSid}`, ask);
  }

  /** `of` in the address says on whose behalf an agent's phone was rung; without it the leg is a customer's own. */
  private async applyLeg(tx: Tx, due: DueWebhook): Promise<void> {
    const { body, query } = due;
    const callSid = callSidOf(body);
    if (query.of) {
      const row = await this.records.lock(tx, { callSid: query.of });
      if (query.role === 'customer') return this.applyOutgoing(tx, row, due);
      const agent = {
        callSid,
        role: roleOf(query.role),
        agentId: uuidOf(query.agent),
        offerId: uuidOf(query.offer),
      };
      return this.applyEvents(tx, row, [statusEvent(body, agent, due.receivedAt)]);
    }
    const row = (await this.records.lock(tx, { callSid })) ?? (await this.firstHeard(tx, body));
    return this.applyEvents(tx, row, [statusEvent(body, { callSid, role: 'customer' }, due.receivedAt)]);
  }

  /** The customer's line in a call we make: ours by the name we gave it, whatever the carrier calls it. */
  private async applyOutgoing(tx: Tx, row: CallRow | null, { body, receivedAt }: DueWebhook): Promise<void> {
    if (row?.direction !== 'outbound') return;
    const event = statusEvent(body, { callSid: row.callSid, role: 'customer' }, receivedAt);
    await this.applyEvents(tx, { ...row, carrierSid: callSidOf(body) }, [event]);
  }

  /** A status may overtake the webhook that announces its call. */
  private async firstHeard(tx: Tx, body: WebhookBody): Promise<CallRow | null> {
    if (isLineCheck(body)) return null;
    return parameter(body, 'Direction') === 'inbound' ? this.calls.arrive(tx, body) : null;
  }

  private async applyConference(tx: Tx, due: DueWebhook): Promise<void> {
    const { body } = due;
    const interactionId = interactionOf(parameter(body, 'FriendlyName') ?? '');
    await this.recordConference(tx, due, interactionId);
    const callSid = parameter(body, 'CallSid');
    const row = interactionId
      ? await this.records.lock(tx, { interactionId })
      : callSid && (await this.records.lock(tx, { legSid: callSid }));
    if (row) await this.applyEvents(tx, row, movements(row, body, due.receivedAt));
  }

  private async recordConference(tx: Tx, due: DueWebhook, interactionId: string | null): Promise<void> {
    const { body } = due;
    const has = (name: string) => parameter(body, name);
    await tx.query(
      `INSERT INTO voice.conference_event (id, conference_sid, interaction_id, event, call_sid, label, sequence, at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO NOTHING`,
      [
        due.id,
        has('ConferenceSid'),
        interactionId,
        has('StatusCallbackEvent') ?? 'unknown',
        has('CallSid'),
        has('ParticipantLabel'),
        number(body, 'SequenceNumber'),
        new Date(timeOf(body, due.receivedAt)),
      ],
    );
  }

  private async applyEvents(tx: Tx, row: CallRow | null, events: (CallEvent | null)[]): Promise<void> {
    const known = events.filter((event) => event !== null);
    if (row && known.length > 0) await this.calls.apply(tx, row, known);
  }
}

/** Who came, went, was put on hold or taken off it. */
function movements(row: CallRow, body: WebhookBody, now: Date): CallEvent[] {
  const event = parameter(body, 'StatusCallbackEvent');
  const conferenceSid = parameter(body, 'ConferenceSid') ?? '';
  const moment = { at: timeOf(body, now), sequence: number(body, 'SequenceNumber') ?? 0, conferenceSid };
  if (event === 'conference-end') {
    const present = Object.values(row.state.legs).filter(
      (leg) => isPresent(leg) && row.state.conference?.sid === conferenceSid,
    );
    return present.map(({ callSid, role }) => ({ kind: 'left', callSid, role, ...moment }));
  }
  const callSid = parameter(body, 'CallSid') ?? '';
  const label = parameter(body, 'ParticipantLabel') ?? '';
  const kind = event === null ? undefined : kinds[event];
  if (callSid === row.callSid || label === 'customer')
    return kind ? [{ kind, callSid: row.callSid, role: 'customer', ...moment }] : [];
  const party = partyOfLabel(label);
  if (!party) return [];
  const moved: CallEvent[] = kind ? [{ kind, callSid, ...party, ...moment }] : [];
  const mode = party.role === 'supervisor' && saysMode.has(event ?? '') ? modeSaid(body) : null;
  return mode ? [...moved, { kind: 'heard', callSid, ...party, ...moment, mode }] : moved;
}

const saysMode = new Set([
  'participant-join',
  'participant-mute',
  'participant-unmute',
  'participant-modify',
]);

/** Muted nobody hears them, coaching the agent alone, otherwise everybody; null when the carrier does not say. */
function modeSaid(body: WebhookBody): ListeningMode | null {
  const muted = parameter(body, 'Muted');
  if (muted === null) return null;
  if (muted === 'true') return 'listen';
  return parameter(body, 'Coaching') === 'true' ? 'whisper' : 'barge';
}

const kinds: Record<string, 'joined' | 'left' | 'held' | 'resumed'> = {
  'participant-join': 'joined',
  'participant-leave': 'left',
  'participant-hold': 'held',
  'participant-unhold': 'resumed',
};

function roleOf(text: string | undefined): ColleagueRole {
  return text === 'guest' || text === 'supervisor' ? text : 'agent';
}

function uuidOf(text: string | undefined): string | null {
  return text !== undefined && uuid.test(text) ? text : null;
}
