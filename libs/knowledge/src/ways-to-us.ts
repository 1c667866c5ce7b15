/** How a customer reaches a person of this house: the mailbox and the numbers it answers. */
import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@lib/database';
import { CONFIG, type Config } from '@lib/platform';

export interface WaysToUs {
  mail: string | null;
  phones: string[];
}

@Injectable()
export class WaysToUsReader {
  constructor(
    private readonly database: Database,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async read(): Promise<WaysToUs> {
    const [mailbox] = await this.database.query<{ address: string }>(
      `SELECT address FROM email.mailbox WHERE removed_at IS NULL ORDER BY created_at, address LIMIT 1`,
    );
    const phones = this.config.VOICE_CARRIER === 'off' ? [] : this.config.VOICE_NUMBERS;
    return { mail: mailbox?.address ?? null, phones };
  }
}
