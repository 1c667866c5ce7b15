/** Moves a customer from their agent into a line: marked first, so that nobody's leaving lets them go, then asked of the carrier. */
import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '@lib/database';
import { CallRecords, type CallRow } from '../calls/call-records.js';
import { isMoved, movedBack, movedFrom, movedToLine } from '../calls/call-line.js';
import { CallService } from '../calls/call-service.js';
import { customerLeg, isOver, isPresent } from '../calls/call-state.js';
import { VoiceUrls } from '../twiml/voice-urls.js';
import { Carrier } from './carrier.js';

@Injectable()
export class LineMoves {
  constructor(
    private readonly database: Database,
    private readonly records: CallRecords,
    private readonly calls: CallService,
    private readonly carrier: Carrier,
    private readonly urls: VoiceUrls,
  ) {}

  /** Asked again it is done again, and changes nothing more. Answers what stood in its way. */
  async move({ callSid }: CallRow): Promise<true | string> {
    const row = await this.onCall(callSid, (tx, now) => this.mark(tx, now));
    if (!row?.carrierSid || !isMoved(row.state)) return 'the customer is not in the conference';
    if (!(await this.carrier.redirect(row.carrierSid, this.urls.after(callSid)))) return 'the call is over';
    for (const leg of movedFrom(row.state)) await this.carrier.hangUp(leg.callSid);
    return true;
  }

  /** The carrier would not: they are still with whom they spoke with, and the house is told so. */
  async undo({ callSid }: CallRow): Promise<void> {
    await this.onCall(callSid, async (tx, row) =>
      isOver(customerLeg(row.state)) || !isMoved(row.state)
        ? row
        : this.calls.become(tx, row, movedBack(row.state)),
    );
  }

  private mark(tx: Tx, row: CallRow): Promise<CallRow> {
    return isPresent(customerLeg(row.state))
      ? this.calls.become(tx, row, movedToLine(row.state))
      : Promise.resolve(row);
  }

  private onCall(callSid: string, work: (tx: Tx, row: CallRow) => Promise<CallRow>): Promise<CallRow | null> {
    return this.database.transaction(async (tx) => {
      const row = await this.records.lock(tx, { callSid });
      return row && work(tx, row);
    });
  }
}
