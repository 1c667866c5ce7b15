/** Transactions and queries: the one way rooms reach PostgreSQL, and the place where "after commit" means it. */
import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { PoolClient, QueryResult } from 'pg';
import { DataSource } from 'typeorm';

type Client = Pick<PoolClient, 'query'>;

interface Statement {
  name: string | undefined;
  text: string;
}

/** Statements are texts in the code, so they are few; a text made at run time must not come here without a bound. */
const statements = new Map<string, Statement>();
const MOST_NAMES = 2_000;

/** One open transaction. What is registered with `beforeCommit` is still part of it; `afterCommit` runs only when it committed. */
export class Tx {
  private readonly hooks: (() => void)[] = [];
  private readonly lastSteps = new Map<unknown, () => Promise<void>>();

  constructor(private readonly client: Client) {}

  async query<R>(sql: string, params: unknown[] = []): Promise<R[]> {
    return run<R>(this.client, sql, params);
  }

  /**
   * Runs the work for all items at once on this one connection: their statements travel together instead of each waiting
   * for the other's answer. Ends when all have ended, so that nothing is sent after a rollback; throws the first failure.
   * The items must not depend on each other.
   */
  async together<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
    const failures: unknown[] = [];
    const results = await Promise.all(
      items.map((item) =>
        work(item).catch((error: unknown) => {
          failures.push(error);
          return undefined as R;
        }),
      ),
    );
    if (failures.length > 0) throw failures[0];
    return results;
  }

  /** Once per key: work that is cheaper together at the end, such as the events of everything that happened. */
  beforeCommit(key: unknown, step: () => Promise<void>): void {
    if (!this.lastSteps.has(key)) this.lastSteps.set(key, step);
  }

  afterCommit(hook: () => void): void {
    this.hooks.push(hook);
  }

  async finish(): Promise<void> {
    for (const [key, step] of this.lastSteps) {
      this.lastSteps.delete(key);
      await step();
    }
  }

  runHooks(): void {
    for (const hook of this.hooks) hook();
  }
}

/** Thrown in a transaction whose ground has shifted since it looked: it is done again, and in the end refused with the cause. */
export class Again extends Error {
  constructor(override readonly cause: Error) {
    super(cause.message);
    this.name = 'Again';
  }
}

const TRIES = 5;

@Injectable()
export class Database {
  constructor(readonly dataSource: DataSource) {}

  /**
   * All or nothing. When PostgreSQL ends it to resolve a deadlock, nothing of it has happened and it is done again from
   * the beginning: what `work` does besides the database must bear that.
   */
  async transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.once(work);
      } catch (error) {
        const shifted = error instanceof Again;
        if (tries < TRIES && (shifted || isDeadlock(error))) continue;
        throw shifted ? error.cause : error;
      }
    }
  }

  async query<R>(sql: string, params: unknown[] = []): Promise<R[]> {
    return this.connected((client) => run<R>(client, sql, params));
  }

  /** For texts made at run time, and for those whose best plan depends on the values: planned anew each time, under no name. */
  async queryUnnamed<R>(sql: string, params: unknown[] = []): Promise<R[]> {
    return this.connected(async (client) => {
      const result = (await client.query({ text: sql, values: params })) as QueryResult<never>;
      return result.rows as R[];
    });
  }

  private async connected<T>(work: (client: Client) => Promise<T>): Promise<T> {
    const runner = this.dataSource.createQueryRunner();
    try {
      return await work((await runner.connect()) as Client);
    } finally {
      await runner.release();
    }
  }

  private async once<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    const runner = this.dataSource.createQueryRunner();
    const client = (await runner.connect()) as Client;
    const tx = new Tx(client);
    let result: T;
    try {
      // Not waited for alone: it travels with the first statement, and when it fails so does that one.
      const begun = client.query('BEGIN');
      begun.catch(() => undefined);
      result = await work(tx);
      await tx.finish();
      await begun;
      await client.query('COMMIT');
    } catch (error) {
      // A broken connection cannot roll back; the server has done so.
      await client.query('ROLLBACK').catch(() => undefined);
      throw error;
    } finally {
      await runner.release();
    }
    tx.runHooks();
    return result;
  }
}

/** Named, so that a connection plans a statement once: planning was half of the server's work on the way in. */
async function run<R>(client: Client, sql: string, params: unknown[]): Promise<R[]> {
  const { name, text } = params.length > 0 ? statementOf(sql) : { name: undefined, text: sql.trim() };
  const result = (await client.query({ name, text, values: params })) as QueryResult<never>;
  return result.rows as R[];
}

function statementOf(sql: string): Statement {
  const known = statements.get(sql);
  if (known) return known;
  const text = sql.trim();
  if (statements.size >= MOST_NAMES) return { name: undefined, text };
  const statement = { name: createHash('sha256').update(text).digest('base64url').slice(0, 32), text };
  statements.set(sql, statement);
  return statement;
}

/** SQLSTATE deadlock_detected. */
function isDeadlock(error: unknown): boolean {
  return error instanceof Error && (error as Error & { code?: unknown }).code === '40P01';
}
