/** The customer's side of a call we make: called when the agent is there, once, and let go when nobody is. */
import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '@lib/database';
import { Clock, crashPoint } from '@lib/platform';
import { CallRecords, type CallRow } from '../calls/call-records.js';
import { CallService } from '../calls/call-service.js';
import { customerLeg, isOver } from '../calls/call-state.js';
import { Carrier } from './carrier.js';

@Injectable()
export class OutgoingCalls {
  constructor(
    private readonly database: Database,
    private readonly records: CallRecords,
    private readonly calls: CallService,
    private readonly carrier: Carrier,
    private readonly clock: Clock,
  ) {}

  /** `again`: the carrier was asked before, so that its line may be ringing already. */
  async callCustomer(call: CallRow, again: boolean): Promise<void> {
    const { interactionId, callSid } = call;
    if (!interactionId || customerLeg(call.state)) return;
    const known = again ? await this.carrier.findCustomer(interactionId) : null;
    const carrierSid =
      known ??
      (await this.carrier.ringCustomer({
        callSid,
        interactionId,
        to: call.fromValue,
        from: call.toValue,
      }));
    crashPoint('carrier-answered');
    const late = await this.onCall(callSid, async (tx, row) => {
      const at = this.clock.now().getTime();
      const leg = { callSid, role: 'customer' as const };
      const over = isOver(customerLeg(row.state));
      await this.calls.apply(tx, { ...row, carrierSid }, [
        { kind: 'status', ...leg, status: 'created', at, sequence: 0 },
      ]);
      return over;
    });
    // The agent hung up while the carrier was being asked: nobody may pick up to silence.
    if (late) await this.carrier.hangUp(carrierSid);
  }

  /** The carrier will not call this number. */
  async failed(callSid: string): Promise<void> {
    await this.onCall(callSid, async (tx, row) => {
      if (row.direction === 'outbound' && !isOver(customerLeg(row.state)))
        await this.calls.giveUp(tx, row, 'failed');
    });
  }

  private onCall<T>(callSid: string, work: (tx: Tx, row: CallRow) => Promise<T>): Promise<T | undefined> {
    return this.database.transaction(async (tx) => {
      const row = await this.records.lock(tx, { callSid });
      return row ? work(tx, row) : undefined;
    });
  }
}
