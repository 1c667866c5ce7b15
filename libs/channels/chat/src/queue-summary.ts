/** How many chats wait before a newcomer, and how long the last of them still will: what the widget may promise. */
import { Injectable } from '@nestjs/common';
import type { VisitorHello } from '@lib/contracts';
import { Database } from '@lib/database';

/** Every arriving visitor asks; the answer may be this old. */
const FRESH_MS = 1_000;

@Injectable()
export class QueueSummary {
  private asked: { at: number; answer: Promise<VisitorHello['queue']> } | undefined;

  constructor(private readonly database: Database) {}

  now(): Promise<VisitorHello['queue']> {
    if (!this.asked || Date.now() - this.asked.at > FRESH_MS)
      this.asked = { at: Date.now(), answer: this.ask() };
    return this.asked.answer;
  }

  private async ask(): Promise<VisitorHello['queue']> {
    const [row] = await this.database.query<VisitorHello['queue']>(
      `SELECT count(DISTINCT interaction_id)::int AS waiting, max(estimated_wait_seconds)::int AS "estimatedWaitSeconds"
       FROM bus.interaction_status WHERE channel = 'chat' AND state IN ('waiting', 'offered')`,
    );
    return row ?? { waiting: 0, estimatedWaitSeconds: null };
  }
}
