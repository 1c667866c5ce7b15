/** The one view an edge has of who is asked afterwards: which conversations end with a question. */
import { Injectable } from '@nestjs/common';
import type { Channel } from '@lib/contracts';
import { Database, type Tx } from '@lib/database';

@Injectable()
export class AskedAfter {
  constructor(private readonly database: Database) {}

  /** The interaction to be asked about; null where nobody is asked. */
  async of(channel: Channel, threadKey: string, tx?: Tx): Promise<string | null> {
    const [row] = await (tx ?? this.database).query<{ interactionId: string }>(
      `SELECT interaction_id AS "interactionId" FROM bus.survey WHERE channel = $1 AND thread_key = $2`,
      [channel, threadKey],
    );
    return row?.interactionId ?? null;
  }
}
