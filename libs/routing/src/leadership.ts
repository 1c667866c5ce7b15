/** Which of all routers decides: a lock that ends with its session, and a number raised at each taking over that every flush must find unchanged. */
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Tx } from '@lib/database';
import { CONFIG, logger, type Config } from '@lib/platform';
import pg from 'pg';
import { LEADER_LOCK, ROUTER_LOCK } from './router-lock.js';

const ANSWER_WITHIN_MS = 5_000;
/** A leader looks several times a second. One not heard for so long hangs, or its machine is gone: its session is ended. */
const HUNG_AFTER = '10 seconds';
const HUNG_LOOK_EVERY_MS = 2_000;
/** The statements of a flush follow each other at once. */
const STALLED_AFTER = '1 second';

const log = logger('routing');

export interface Term {
  epoch: string;
  /** Every transaction with a smaller number is over: what later ones write is news to who looks after this. */
  since: string;
}

@Injectable()
export class Leadership implements OnApplicationShutdown {
  private client: pg.Client | undefined;
  private epoch: string | undefined;
  private hungLookAt = -Infinity;

  constructor(@Inject(CONFIG) private readonly config: Config) {}

  async onApplicationShutdown(): Promise<void> {
    await this.resign();
  }

  /** Takes the lead when nobody has it; null while another does. Throws when the database does not answer, and leads no more. */
  async beat(): Promise<Term | null> {
    try {
      const client = (this.client ??= await this.connect());
      this.epoch ??= await this.lead(client);
      if (this.epoch === undefined) return null;
      const { rows } = await client.query<{ since: string }>(
        `SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS since`,
      );
      return { epoch: this.epoch, since: rows[0]?.since ?? '0' };
    } catch (error) {
      await this.resign();
      throw error;
    }
  }

  /**
   * In a transaction that writes as the leader. Throws, so that nothing is written, when another leads by now. What is
   * asked after it may be sent without waiting for its answer. Flushes keep out whoever else writes in the line, not each
   * other: the leader alone sends them, for different agents and items.
   */
  async fence(tx: Tx, term: Term, way: 'alone' | 'beside-flushes' = 'alone'): Promise<void> {
    const shared = way === 'alone' ? '' : '_shared';
    const [, rows] = await tx.together(
      [
        () => tx.query(`SELECT pg_advisory_xact_lock${shared}(${ROUTER_LOCK})`),
        () => tx.query(`SELECT 1 FROM routing.leader WHERE epoch = $1 FOR SHARE`, [term.epoch]),
      ],
      (ask) => ask(),
    );
    if (rows?.length !== 0) return;
    await this.resign();
    throw new Error('another router leads by now');
  }

  /** The lock is free at once, and whoever tries next leads. */
  async resign(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    this.epoch = undefined;
    await client?.end().catch(() => undefined);
  }

  private async lead(client: pg.Client): Promise<string | undefined> {
    const { rows } = await client.query<{ held: boolean }>(
      `SELECT pg_try_advisory_lock(${LEADER_LOCK}) AS held`,
    );
    if (!rows[0]?.held) {
      await this.endHung(client);
      return undefined;
    }
    await this.endStalled(client);
    // Waits for a flush of the former leader that the server is still writing.
    const raised = await client.query<{ epoch: string }>(
      `UPDATE routing.leader SET epoch = epoch + 1, since = now() RETURNING epoch`,
    );
    log.info({ epoch: raised.rows[0]?.epoch }, 'leads the routers');
    return raised.rows[0]?.epoch;
  }

  /** A leader frozen amid a flush holds its number until the server loses patience, and nobody could raise it: that flush never happened. */
  private async endStalled(client: pg.Client): Promise<void> {
    const { rowCount } = await client.query(
      `SELECT pg_terminate_backend(pid) FROM pg_locks JOIN pg_stat_activity AS session USING (pid)
       WHERE locktype = 'advisory' AND granted AND classid = 0 AND objid = ${ROUTER_LOCK} AND objsubid = 1
         AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
         AND session.state = 'idle in transaction' AND session.state_change < now() - interval '${STALLED_AFTER}'`,
    );
    if (rowCount) log.warn({}, 'a flush that did not go on was ended');
  }

  private async endHung(client: pg.Client): Promise<void> {
    if (performance.now() - this.hungLookAt < HUNG_LOOK_EVERY_MS) return;
    this.hungLookAt = performance.now();
    const { rowCount } = await client.query(
      `SELECT pg_terminate_backend(pid) FROM pg_locks JOIN pg_stat_activity AS session USING (pid)
       WHERE locktype = 'advisory' AND granted AND classid = 0 AND objid = ${LEADER_LOCK} AND objsubid = 1
         AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
         AND session.state_change < now() - interval '${HUNG_AFTER}'`,
    );
    if (rowCount) log.warn({}, 'the leading router did not answer; its session was ended');
  }

  private async connect(): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: this.config.DATABASE_URL,
      application_name: 'guichet-router',
      keepAlive: true,
      connectionTimeoutMillis: ANSWER_WITHIN_MS,
      query_timeout: ANSWER_WITHIN_MS,
    });
    client.on('error', () => {
      if (this.client === client) void this.resign();
    });
    await client.connect();
    // The server lets go of a leader whose machine vanished without a word.
    await client.query(
      `SELECT set_config('tcp_keepalives_idle', '5', false), set_config('tcp_keepalives_interval', '2', false),
              set_config('tcp_keepalives_count', '3', false), set_config('idle_session_timeout', '0', false)`,
    );
    return client;
  }
}
