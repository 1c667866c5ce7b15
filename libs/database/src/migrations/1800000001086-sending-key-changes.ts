/** Who made, switched and removed the keys that sign our mails, and when: kept when the key is gone. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class SendingKeyChanges1800000001086 implements MigrationInterface {
  name = 'SendingKeyChanges1800000001086';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE email.sending_key_change (
         id uuid NOT NULL,
         domain text NOT NULL,
         key_id uuid NOT NULL,
         selector text NOT NULL,
         what text NOT NULL,
         by_id uuid NOT NULL,
         at timestamptz NOT NULL,
         CONSTRAINT sending_key_change_pk PRIMARY KEY (id),
         CONSTRAINT sending_key_change_what
           CHECK (what IN ('made', 'switched-on', 'switched-on-anyway', 'switched-off', 'retired', 'removed'))
       )`,
    );
    await runner.query(`CREATE INDEX sending_key_change_of ON email.sending_key_change (domain, at)`);
    // Of the keys there are, no more is known than who made them.
    await runner.query(
      `INSERT INTO email.sending_key_change (id, domain, key_id, selector, what, by_id, at)
       SELECT gen_random_uuid(), domain, id, selector, 'made', made_by, made_at FROM email.sending_key`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE email.sending_key_change`);
  }
}
