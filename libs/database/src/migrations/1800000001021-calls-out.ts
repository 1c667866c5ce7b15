/** Calls that we make: their direction, what the carrier calls the customer's line, and how far that line is. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CallsOut1800000001021 implements MigrationInterface {
  name = 'CallsOut1800000001021';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE voice.call ADD COLUMN carrier_sid text, ADD COLUMN customer_state text, DROP CONSTRAINT call_direction,
        ADD CONSTRAINT call_direction CHECK (direction IN ('inbound', 'client', 'outbound'))`);
    await runner.query(`DROP VIEW bus.call_status`);
    await runner.query(callStatus(', call.customer_state'));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP VIEW bus.call_status`);
    await runner.query(callStatus(''));
    await runner.query(
      `DELETE FROM voice.leg USING voice.call WHERE call.id = leg.call_id AND call.direction = 'outbound'`,
    );
    await runner.query(`DELETE FROM voice.call WHERE direction = 'outbound'`);
    await runner.query(`
      ALTER TABLE voice.call DROP COLUMN carrier_sid, DROP COLUMN customer_state, DROP CONSTRAINT call_direction,
        ADD CONSTRAINT call_direction CHECK (direction IN ('inbound', 'client'))`);
  }
}

const callStatus = (more: string): string => `
  CREATE VIEW bus.call_status AS
  SELECT call.interaction_id, call.call_sid, call.phase, call.held_since, call.held_ms, call.parties, call.fault, call.started_at${more}
  FROM voice.call WHERE call.interaction_id IS NOT NULL`;
