/** Whose pictures from outside are fetched without being asked for: each agent's own choice, wherever they log in. */
import { Injectable } from '@nestjs/common';
import { MOST_WELCOME_SENDERS, type SayWelcome, type WelcomeSenders } from '@lib/contracts';
import { Database } from '@lib/database';
import type { Principal } from '@lib/platform';

@Injectable()
export class WelcomeSendersService {
  constructor(private readonly database: Database) {}

  /** The newest first. */
  async of({ agentId }: Principal): Promise<WelcomeSenders> {
    const rows = await this.database.query<{ address: string }>(
      `SELECT address FROM tickets.welcome_sender WHERE agent_id = $1 ORDER BY at DESC, address LIMIT ${MOST_WELCOME_SENDERS}`,
      [agentId],
    );
    return { items: rows.map(({ address }) => address) };
  }

  async say(principal: Principal, { addresses, welcome }: SayWelcome): Promise<WelcomeSenders> {
    const { agentId } = principal;
    await this.database.transaction(async (tx) => {
      if (!welcome) {
        await tx.query(`DELETE FROM tickets.welcome_sender WHERE agent_id = $1 AND address = ANY($2)`, [
          agentId,
          addresses,
        ]);
        return;
      }
      await tx.query(
        `INSERT INTO tickets.welcome_sender (agent_id, address)
         SELECT $1, address FROM unnest($2::text[]) AS given(address) GROUP BY address ORDER BY address
         ON CONFLICT (agent_id, address) DO UPDATE SET at = now()`,
        [agentId, addresses],
      );
      await tx.query(
        `DELETE FROM tickets.welcome_sender WHERE agent_id = $1 AND address IN (
           SELECT address FROM tickets.welcome_sender WHERE agent_id = $1 ORDER BY at DESC, address OFFSET ${MOST_WELCOME_SENDERS})`,
        [agentId],
      );
    });
    return this.of(principal);
  }
}
