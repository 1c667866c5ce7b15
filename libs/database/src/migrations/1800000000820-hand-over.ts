/** A hand-over to a colleague is proposed first: the owner stays until the colleague accepts. One live proposal per ticket. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class HandOver1800000000820 implements MigrationInterface {
  name = 'HandOver1800000000820';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE tickets.hand_over (
        id uuid NOT NULL,
        ticket_id uuid NOT NULL,
        kind text NOT NULL,
        from_agent_id uuid NOT NULL,
        owner_id uuid,
        to_agent_id uuid NOT NULL,
        note_id uuid NOT NULL,
        customer_line text NOT NULL,
        card jsonb NOT NULL DEFAULT '{}',
        state text NOT NULL DEFAULT 'proposed',
        proposed_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL,
        decided_at timestamptz,
        reason text,
        CONSTRAINT hand_over_kind CHECK (kind IN ('introduce', 'consult', 'transfer')),
        CONSTRAINT hand_over_state CHECK (state IN ('proposed', 'accepted', 'declined', 'expired', 'withdrawn')),
        CONSTRAINT hand_over_pk PRIMARY KEY (id)
      )`,
    );
    await runner.query(
      `CREATE UNIQUE INDEX hand_over_live ON tickets.hand_over (ticket_id) WHERE state = 'proposed'`,
    );
    await runner.query(`CREATE INDEX hand_over_ticket ON tickets.hand_over (ticket_id)`);
    await runner.query(
      `CREATE INDEX hand_over_to ON tickets.hand_over (to_agent_id) WHERE state = 'proposed'`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE tickets.hand_over`);
  }
}
