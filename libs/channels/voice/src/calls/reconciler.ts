/** Asks the carrier about calls it has been silent about: neither a lost callback nor a time without us may leave a call live for ever. */
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { WorkLoop } from '@lib/bus';
import { Database } from '@lib/database';
import { Clock, logger } from '@lib/platform';
import { Carrier } from '../carrier/carrier.js';
import { WebhookInbox } from '../webhooks/webhook-inbox.js';
import { CallRecords, type CallRow } from './call-records.js';
import { CallService } from './call-service.js';
import { customerLeg, heldSince, isOver, isPresent, type CallEvent, type Leg } from './call-state.js';

const everyMs = 60_000;
const silentSeconds = 90;
const atOnce = 50;
const log = logger('voice');

@Injectable()
export class Reconciler implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly loop = new WorkLoop('voice-reconciler', everyMs, () => this.look());
  private readonly startedAt: number;
  /** All that went on before we were there has been asked about. */
  private caughtUp = false;

  constructor(
    private readonly database: Database,
    private readonly records: CallRecords,
    private readonly calls: CallService,
    private readonly carrier: Carrier,
    private readonly webhooks: WebhookInbox,
    private readonly clock: Clock,
  ) {
    this.startedAt = clock.now().getTime();
  }

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }

  /** At first also about calls of a moment ago: their end may have been told while nobody listened. */
  private async look(): Promise<boolean> {
    const sinceStart = (this.clock.now().getTime() - this.startedAt) / 1_000;
    const asked = await this.reconcile(this.caughtUp ? silentSeconds : Math.min(silentSeconds, sinceStart));
    const more = asked === atOnce;
    if (!more) this.caughtUp = true;
    await this.webhooks.forget();
    return more;
  }

  /** Answers how many calls were asked about. Throws when the carrier did not answer for one; it is asked about again next time. */
  async reconcile(olderThanSeconds: number): Promise<number> {
    const silent = await this.records.silent(olderThanSeconds, atOnce);
    const failures: unknown[] = [];
    for (const row of silent) {
      try {
        await this.ask(row);
      } catch (error) {
        failures.push(error);
        await this.records.stillSilent(row.id);
      }
    }
    if (failures.length > 0) throw failures[0];
    return silent.length;
  }

  private async ask(row: CallRow): Promise<void> {
    const events: CallEvent[] = [];
    for (const leg of Object.values(row.state.legs))
      if (!isOver(leg)) events.push(await this.truth(row, leg));
    events.push(...(await this.holdTruth(row)));
    await this.database.transaction(async (tx) => {
      const now = await this.records.lock(tx, { callSid: row.callSid });
      if (now) await this.calls.apply(tx, now, events);
    });
    log.info(
      { callSid: row.callSid, statuses: events.map((event) => 'status' in event && event.status) },
      'silent call asked about',
    );
  }

  /** A lost callback may not let a customer be thought to listen who hears music, nor the other way round. */
  private async holdTruth({ callSid, carrierSid, state }: CallRow): Promise<CallEvent[]> {
    const customer = customerLeg(state);
    if (!state.conference || !carrierSid || !isPresent(customer)) return [];
    const held = await this.carrier.isHeld(state.conference.sid, carrierSid);
    if (held === null || held === (heldSince(customer) !== null)) return [];
    const at = this.clock.now().getTime();
    return [{ kind: held ? 'held' : 'resumed', callSid, role: 'customer', at, sequence: 0 }];
  }

  /** A leg the carrier has forgotten is over. */
  private async truth(row: CallRow, { callSid, role, agentId, offerId }: Leg): Promise<CallEvent> {
    const told = await this.carrier.statusOf(role === 'customer' ? (row.carrierSid ?? callSid) : callSid);
    const { status, durationSeconds } = told ?? { status: 'failed' as const, durationSeconds: null };
    return {
      kind: 'status',
      callSid,
      role,
      agentId,
      offerId,
      status,
      durationSeconds,
      at: this.clock.now().getTime(),
      sequence: 0,
    };
  }
}
