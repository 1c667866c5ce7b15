/** When agents are absent and by which calendar they work; who stands in for whom on which ticket. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class StandIns1800000000850 implements MigrationInterface {
  name = 'StandIns1800000000850';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE agents.absence (
        id uuid NOT NULL,
        agent_id uuid NOT NULL,
        kind text NOT NULL,
        starts_at timestamptz NOT NULL,
        ends_at timestamptz,
        stand_in_id uuid,
        set_by uuid NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT absence_kind CHECK (kind IN ('holiday', 'sick', 'training', 'other')),
        CONSTRAINT absence_order CHECK (ends_at > starts_at),
        CONSTRAINT absence_pk PRIMARY KEY (id)
      )`,
    );
    await runner.query(`CREATE INDEX absence_agent ON agents.absence (agent_id, starts_at)`);
    await runner.query(
      `CREATE TABLE agents.working_hours (
        agent_id uuid NOT NULL,
        calendar_id text NOT NULL,
        CONSTRAINT working_hours_pk PRIMARY KEY (agent_id)
      )`,
    );
    await runner.query(
      `CREATE TABLE tickets.stand_in (
        id uuid NOT NULL,
        ticket_id uuid NOT NULL,
        owner_id uuid NOT NULL,
        agent_id uuid,
        why text,
        absent_why text,
        absence_id uuid,
        since timestamptz NOT NULL DEFAULT now(),
        until timestamptz,
        introduced_by uuid,
        ended_at timestamptz,
        end_reason text,
        hand_back jsonb,
        seen_at timestamptz,
        CONSTRAINT stand_in_why CHECK (why IN ('named', 'chosen', 'last-agent', 'least-loaded')),
        CONSTRAINT stand_in_absent_why CHECK (absent_why IN ('absence', 'off-hours', 'offline')),
        CONSTRAINT stand_in_other CHECK (agent_id <> owner_id),
        CONSTRAINT stand_in_pk PRIMARY KEY (id)
      )`,
    );
    await runner.query(
      `CREATE UNIQUE INDEX stand_in_live ON tickets.stand_in (ticket_id) WHERE ended_at IS NULL`,
    );
    await runner.query(`CREATE INDEX stand_in_owner ON tickets.stand_in (owner_id) WHERE ended_at IS NULL`);
    await runner.query(`CREATE INDEX stand_in_agent ON tickets.stand_in (agent_id) WHERE ended_at IS NULL`);
    await runner.query(`CREATE INDEX stand_in_ticket ON tickets.stand_in (ticket_id, since)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE tickets.stand_in`);
    await runner.query(`DROP TABLE agents.working_hours`);
    await runner.query(`DROP TABLE agents.absence`);
  }
}
