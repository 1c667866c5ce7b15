/** Transactions and queries: the one way rooms reach PostgreSQL, and the place where "after commit" means it. */
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

/** One open transaction. Wake-ups and pushes registered with `afterCommit` run only when it committed. */
export class Tx {
  private readonly hooks: (() => void)[] = [];

  constructor(readonly manager: EntityManager) {}

  async query<R>(sql: string, params?: unknown[]): Promise<R[]> {
    return rowsOf<R>(await this.manager.query(sql, params));
  }

  afterCommit(hook: () => void): void {
    this.hooks.push(hook);
  }

  runHooks(): void {
    for (const hook of this.hooks) hook();
  }
}

@Injectable()
export class Database {
  constructor(readonly dataSource: DataSource) {}

  async transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    let tx: Tx | undefined;
    const result = await this.dataSource.transaction(async (manager) => {
      tx = new Tx(manager);
      return work(tx);
    });
    tx?.runHooks();
    return result;
  }

  async query<R>(sql: string, params?: unknown[]): Promise<R[]> {
    return rowsOf<R>(await this.dataSource.query(sql, params));
  }
}

/** TypeORM answers UPDATE and DELETE with `[rows, count]`, everything else with rows. */
function rowsOf<R>(answer: unknown): R[] {
  if (
    Array.isArray(answer) &&
    answer.length === 2 &&
    Array.isArray(answer[0]) &&
    typeof answer[1] === 'number'
  )
    return answer[0] as R[];
  return (Array.isArray(answer) ? answer : []) as R[];
}
