/** The check with the lists as they are at this moment: what admins wrote, and the names of the house's queues. */
import { Injectable } from '@nestjs/common';
import type { CheckCustomerText, Finding } from '@lib/contracts';
import { Database } from '@lib/database';
import { QueueReader } from '@lib/routing';
import { checkCustomerText, type ListedWords } from './check.js';
import { queueNames } from './house-names.js';

@Injectable()
export class CustomerTextCheck {
  constructor(
    private readonly database: Database,
    private readonly queues: QueueReader,
  ) {}

  /** Read afresh each time, so that an edit works at once in every process; a few hundred short rows cost less than a stale list. */
  async check({ text, locale }: CheckCustomerText): Promise<Finding[]> {
    const [names, listed] = await Promise.all([
      this.queues.names(),
      this.database.query<ListedWords>(
        `SELECT kind, locale, words, replacement, why FROM kitchen.inner_words WHERE active AND locale = $1 ORDER BY edited_at DESC, words`,
        [locale],
      ),
    ]);
    return checkCustomerText(text, locale, [...listed, ...queueNames(names)]);
  }
}
