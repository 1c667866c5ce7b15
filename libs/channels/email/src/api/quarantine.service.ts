/** Quarantine as administrators work through it: counted by reason, and tried again all of one reason at a time. */
import { Injectable } from '@nestjs/common';
import { Problem, QuarantineWhy, type QuarantinePage, type QuarantineRetry } from '@lib/contracts';
import { Wakeups } from '@lib/bus';
import { Database } from '@lib/database';
import { logger, newId, requireRole, type Principal } from '@lib/platform';
import { MailLog } from './mail-log.js';

/** So many are read in minutes; what is left is asked for again. */
const MOST_AT_ONCE = 2_000;
const log = logger('email');

@Injectable()
export class QuarantineService {
  constructor(
    private readonly database: Database,
    private readonly mails: MailLog,
    private readonly wakeups: Wakeups,
  ) {}

  /** Newest first. Errors: `forbidden`. */
  async page(
    principal: Principal,
    query: { why?: QuarantineWhy; cursor?: string; limit: number },
  ): Promise<QuarantinePage> {
    requireRole(principal, 'admin');
    const [page, rows] = await Promise.all([
      this.mails.page({ ...query, state: 'quarantined' }),
      this.database.query<{ why: QuarantineWhy; count: number }>(
        `SELECT held_why AS why, count(*)::integer AS count FROM email.raw_mail WHERE state = 'quarantined' GROUP BY held_why`,
      ),
    ]);
    const countOf = (why: QuarantineWhy): number => rows.find((row) => row.why === why)?.count ?? 0;
    return {
      ...page,
      counts: Object.fromEntries(
        QuarantineWhy.options.map((why) => [why, countOf(why)]),
      ) as QuarantinePage['counts'],
    };
  }

  /** The oldest 2,000 of this reason are read again from their raw source. Errors: `forbidden`. */
  async retryAll(principal: Principal, why: QuarantineWhy): Promise<QuarantineRetry> {
    requireRole(principal, 'admin');
    const id = newId();
    const rows = await this.database.query(
      `UPDATE email.raw_mail AS raw SET state = 'stored', claims = 0, attempts = 0, error = NULL, not_before = now(), retry_id = $2
       FROM (SELECT id FROM email.raw_mail WHERE state = 'quarantined' AND held_why = $1
             ORDER BY id LIMIT ${MOST_AT_ONCE} FOR UPDATE SKIP LOCKED) AS due
       WHERE raw.id = due.id RETURNING raw.id`,
      [why, id],
    );
    log.info({ agentId: principal.agentId, why, mails: rows.length }, 'mails in quarantine are tried again');
    if (rows.length > 0) this.wakeups.poke('mail');
    return { id, total: rows.length, waiting: rows.length, back: 0 };
  }

  /** Errors: `forbidden`, `not-found`. */
  async retry(principal: Principal, id: string): Promise<QuarantineRetry> {
    requireRole(principal, 'admin');
    const [row] = await this.database.query<Omit<QuarantineRetry, 'id'>>(
      `SELECT count(*)::integer AS total, (count(*) FILTER (WHERE state = 'stored'))::integer AS waiting,
         (count(*) FILTER (WHERE state = 'quarantined'))::integer AS back
       FROM email.raw_mail WHERE retry_id = $1`,
      [id],
    );
    if (!row || row.total === 0) throw new Problem('not-found');
    return { id, ...row };
  }
}
