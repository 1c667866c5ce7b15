/** What happens while a call goes on: who is held and since when, who else is on it, and what the carrier did not do. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Calls1800000001020 implements MigrationInterface {
  name = 'Calls1800000001020';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE voice.leg DROP CONSTRAINT leg_role,
      ADD CONSTRAINT leg_role CHECK (role IN ('customer', 'agent', 'guest', 'supervisor'))`);
    await runner.query(`
      ALTER TABLE voice.call
        ADD COLUMN held_since timestamptz,
        ADD COLUMN held_ms integer NOT NULL DEFAULT 0,
        ADD COLUMN parties jsonb NOT NULL DEFAULT '[]',
        ADD COLUMN fault text,
        ADD CONSTRAINT call_fault CHECK (fault IN ('hold', 'resume', 'invite', 'dismiss'))`);
    await runner.query(callStatus);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP VIEW bus.call_status`);
    await runner.query(
      `ALTER TABLE voice.call DROP COLUMN held_since, DROP COLUMN held_ms, DROP COLUMN parties, DROP COLUMN fault`,
    );
    await runner.query(`DELETE FROM voice.leg WHERE role IN ('guest', 'supervisor')`);
    await runner.query(`ALTER TABLE voice.leg DROP CONSTRAINT leg_role,
      ADD CONSTRAINT leg_role CHECK (role IN ('customer', 'agent'))`);
  }
}

/** The one view the core has of the voice edge: how the call of an interaction stands, as the carrier confirmed it. */
const callStatus = `
  CREATE VIEW bus.call_status AS
  SELECT call.interaction_id, call.call_sid, call.phase, call.held_since, call.held_ms, call.parties, call.fault, call.started_at
  FROM voice.call WHERE call.interaction_id IS NOT NULL`;
