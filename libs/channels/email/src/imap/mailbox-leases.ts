/** One owner per mailbox: advisory locks on one session of our own, so that a dead process lets go by itself. */
import { Injectable } from '@nestjs/common';
import { Database } from '@lib/database';
import type { QueryRunner } from 'typeorm';

/** First half of the lock's name, so that mailboxes meet no other room's locks. */
const LOCK_SPACE = 718_300;

@Injectable()
export class MailboxLeases {
  private session: QueryRunner | undefined;
  private readonly held = new Set<string>();
  private turn: Promise<unknown> = Promise.resolve();

  constructor(private readonly database: Database) {}

  /** True while we own it; asks the session each time, because only its answer proves that the lock still stands. */
  hold(mailboxId: string): Promise<boolean> {
    // One session answers one question at a time.
    const answer = this.turn.then(() => this.ask(mailboxId));
    this.turn = answer;
    return answer;
  }

  /** One that is no longer watched here may be watched elsewhere at once. */
  async release(mailboxId: string): Promise<void> {
    const done = this.turn.then(async () => {
      if (!this.held.delete(mailboxId)) return;
      await this.session
        ?.query(`SELECT pg_advisory_unlock(${LOCK_SPACE}, hashtext($1))`, [mailboxId])
        .catch(() => this.letGo());
    });
    this.turn = done;
    await done;
  }

  /** Called once the watches have stopped, or when the session is broken and its locks with it. */
  async letGo(): Promise<void> {
    const { session } = this;
    this.session = undefined;
    this.held.clear();
    await session?.query('SELECT pg_advisory_unlock_all()').catch(() => undefined);
    await session?.release().catch(() => undefined);
  }

  private async ask(mailboxId: string): Promise<boolean> {
    try {
      const session = await this.connected();
      if (this.held.has(mailboxId)) {
        await session.query('SELECT 1');
        return true;
      }
      const rows = (await session.query(`SELECT pg_try_advisory_lock(${LOCK_SPACE}, hashtext($1)) AS won`, [
        mailboxId,
      ])) as {
        won: boolean;
      }[];
      if (rows[0]?.won) this.held.add(mailboxId);
      return rows[0]?.won ?? false;
    } catch {
      await this.letGo();
      return false;
    }
  }

  private async connected(): Promise<QueryRunner> {
    if (!this.session) {
      const session = this.database.dataSource.createQueryRunner();
      await session.connect();
      this.session = session;
    }
    return this.session;
  }
}
