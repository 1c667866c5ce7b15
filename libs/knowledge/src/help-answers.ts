/** Whether a page helped: one answer of each visitor, who may think again; bounded per visitor and per page. */
import { Injectable } from '@nestjs/common';
import { Problem, type Locale } from '@lib/contracts';
import { Database } from '@lib/database';
import { Clock, Secrets } from '@lib/platform';

const PER_VISITOR_AN_HOUR = 20;
const PER_PAGE_AN_HOUR = 1_000;

@Injectable()
export class HelpAnswers {
  constructor(
    private readonly database: Database,
    private readonly secrets: Secrets,
    private readonly clock: Clock,
  ) {}

  /** Errors: `not-found` when customers may not read that page, `rate-limited`. */
  async say(number: number, locale: Locale, address: string, helped: boolean): Promise<void> {
    const now = this.clock.now();
    const [answer] = await this.database.query<{ there: boolean; kept: boolean }>(
      `WITH page AS (SELECT article_id FROM knowledge.public_page WHERE number = $1 AND locale = $2),
       kept AS (
         INSERT INTO knowledge.answer (article_id, locale, visitor, helped, at)
         SELECT article_id, $2, $3, $4, $5 FROM page WHERE
           (SELECT count(*) FROM knowledge.answer WHERE visitor = $3 AND at > $5::timestamptz - interval '1 hour') < ${PER_VISITOR_AN_HOUR}
           AND (SELECT count(*) FROM (SELECT 1 FROM knowledge.answer, page WHERE answer.article_id = page.article_id
             AND answer.at > $5::timestamptz - interval '1 hour' LIMIT ${PER_PAGE_AN_HOUR}) AS recent) < ${PER_PAGE_AN_HOUR}
         ON CONFLICT (article_id, locale, visitor) DO UPDATE SET helped = excluded.helped, at = excluded.at RETURNING 1)
       SELECT EXISTS (SELECT 1 FROM page) AS there, EXISTS (SELECT 1 FROM kept) AS kept`,
      [number, locale, this.visitor(address, now), helped, now],
    );
    if (!answer?.there) throw new Problem('not-found');
    if (!answer.kept) throw new Problem('rate-limited');
  }

  /** Known for a day, and by a keyed hash: who was where is not kept. */
  private visitor(address: string, now: Date): string {
    return this.secrets.sign('help-answer', `${now.toISOString().slice(0, 10)} ${address}`).slice(0, 22);
  }
}
