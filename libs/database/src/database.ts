/** Transactions and queries: the one way rooms reach PostgreSQL, and the place where "after commit" means it. */
import { createHash } from 'node:crypto';
import type { Writable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import type { PoolClient, QueryResult } from 'pg';
import { DataSource } from 'typeorm';
import { SharedStatement, type Placed } from './shared-statement.js';

type Client = Pick<PoolClient, 'query'> & { connection?: { stream: Writable } };

interface Statement {
  name: string | undefined;
  text: string;
}

/** Statements are texts in the code, so they are few; a text made at run time must not come here without a bound. */
const statements = new Map<string, Statement>();
const MOST_NAMES = 2_000;

/** Sent together with the commit that it is part of. */
export interface LastStatement {
  sql: string;
  params: unknown[];
}

/** One open transaction. What is registered with `beforeCommit` is still part of it; `afterCommit` runs only when it committed. */
export class Tx {
  private readonly hooks: (() => void)[] = [];
  private readonly lastSteps = new Map<unknown, () => LastStatement | null>();
  private readonly asked = new Map<string, SharedStatement>();

  constructor(private readonly client: Client) {}

  async query<R>(sql: string, params: unknown[] = []): Promise<R[]> {
    return run<R>(this.client, sql, params);
  }

  /**
   * A statement that serves many: what items worked on `together` ask with the same text in one turn goes as one, so that a
   * step costs a batch one statement and not one an item. It reads its rows from the JSON array `$1` and answers those of
   * each with its `place`. Rows of one turn must not touch the same thing.
   */
  async each<R>(sql: string, row: object): Promise<R[]> {
    let statement = this.asked.get(sql);
    if (!statement) {
      statement = new SharedStatement();
      this.asked.set(sql, statement);
      this.sendAfterThisTurn(sql, statement);
    }
    return statement.add<R>(row);
  }

  private sendAfterThisTurn(sql: string, statement: SharedStatement): void {
    process.nextTick(() => {
      this.asked.delete(sql);
      statement.answer(run<Placed>(this.client, sql, [JSON.stringify(statement.rows)]));
    });
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

  /** Once per key: what is cheaper said together at the end, such as the events of everything that happened. */
  beforeCommit(key: unknown, step: () => LastStatement | null): void {
    if (!this.lastSteps.has(key)) this.lastSteps.set(key, step);
  }

  afterCommit(hook: () => void): void {
    this.hooks.push(hook);
  }

  /**
   * Commits. It does not wait for the answer to what goes before it: the server makes the commit of a transaction in which
   * a statement failed a rollback, and the failure is thrown.
   */
  async finish(): Promise<void> {
    const statements = [...this.lastSteps.values()].flatMap((step) => step() ?? []);
    const sent = statements.map(({ sql, params }) => run(this.client, sql, params));
    gather(this.client);
    await settled([...sent, this.client.query('COMMIT')]);
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

/** So many rows of others at most does a row outside a transaction wait for. */
const MOST_TOGETHER = 100;

@Injectable()
export class Database {
  /** What waits for the statement under way. */
  private readonly lines = new Map<string, SharedStatement[]>();

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

  /**
   * As `Tx.each`, each row for itself: while such a statement is being committed, what is asked meanwhile gathers and is
   * committed together, so that many who come at once wait for the disk once and one who comes alone does not wait. When
   * many fail together each is tried alone, so the statement must bear being run twice.
   */
  async each<R>(sql: string, row: object): Promise<R[]> {
    let line = this.lines.get(sql);
    if (!line) {
      line = [];
      this.lines.set(sql, line);
      process.nextTick(() => void this.send(sql));
    }
    let last = line.at(-1);
    if (!last || last.rows.length >= MOST_TOGETHER) line.push((last = new SharedStatement()));
    return last.add<R>(row).catch(() => this.query<R>(sql, [JSON.stringify([{ ...row, place: 0 }])]));
  }

  private async send(sql: string): Promise<void> {
    const line = this.lines.get(sql) ?? [];
    for (let statement = line.shift(); statement; statement = line.shift()) {
      const answer = this.query<Placed>(sql, [JSON.stringify(statement.rows)]);
      statement.answer(answer);
      await answer.catch(() => undefined);
    }
    this.lines.delete(sql);
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
      gather(client);
      const begun = client.query('BEGIN');
      begun.catch(() => undefined);
      result = await work(tx);
      await begun;
      await tx.finish();
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

/** Nothing is under way any more when this ends. Throws the first failure. */
async function settled(asked: readonly Promise<unknown>[]): Promise<void> {
  const answers = await Promise.allSettled(asked);
  for (const answer of answers) if (answer.status === 'rejected') throw answer.reason;
}

/** Named, so that a connection plans a statement once: planning was half of the server's work on the way in. */
async function run<R>(client: Client, sql: string, params: unknown[]): Promise<R[]> {
  gather(client);
  const { name, text } = params.length > 0 ? statementOf(sql) : { name: undefined, text: sql.trim() };
  const result = (await client.query({ name, text, values: params })) as QueryResult<never>;
  return result.rows as R[];
}

/** What is asked of one connection in the same turn goes out in one write: writing was a quarter of what a mail cost the process. */
function gather({ connection }: Client): void {
  if (!connection || connection.stream.writableCorked > 0) return;
  connection.stream.cork();
  process.nextTick(() => connection.stream.uncork());
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
