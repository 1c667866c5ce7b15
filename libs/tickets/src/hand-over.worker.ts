/** An unanswered hand-over ends by a durable timer, whoever is still there: the owner keeps the ticket. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Timers } from '@lib/bus';
import { HandOverRecords } from './hand-over-records.js';

@Injectable()
export class HandOverExpiry implements OnModuleInit {
  constructor(
    private readonly timers: Timers,
    private readonly records: HandOverRecords,
  ) {}

  onModuleInit(): void {
    // Answered in the same moment it is no longer proposed, and nothing happens.
    this.timers.on('hand-over', async (timer, tx) => {
      await this.records.end(tx, timer.key, 'expired', { kind: 'system', id: null }, null);
    });
  }
}
