/** Sweeps what the bus no longer needs, so that nothing in it grows without a bound. */
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Database } from '@lib/database';
import { WorkLoop } from './work-loop.js';

const HOUR_MS = 3_600_000;
const BATCH = 5_000;

@Injectable()
export class BusRetention implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly loop = new WorkLoop('bus-retention', HOUR_MS, () => this.sweep());

  constructor(private readonly database: Database) {}

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }

  /** Events live a day (gateways read them at once), or until their last delivery; processed bodies are kept in the room that took them. */
  private async sweep(): Promise<boolean> {
    const gone = await this.database.query(
      `DELETE FROM bus.event WHERE id IN (
         SELECT event.id FROM bus.event WHERE at < now() - interval '1 day'
           AND NOT EXISTS (SELECT 1 FROM bus.delivery WHERE event_id = event.id)
         ORDER BY at LIMIT ${BATCH}) RETURNING id`,
    );
    return gone.length === BATCH;
  }
}
