/** Somebody must be able to log in first: one administrator, made when there is nobody yet. */
import type { Database } from '@lib/database';
import { logger, newId, type Config } from '@lib/platform';
import { hashPassword } from './passwords.js';

/** Two services may start at once: the e-mail is unique, so one of them makes it. Never touches an agent that exists. */
export async function ensureFirstAdmin(database: Database, config: Config): Promise<void> {
  const { GUICHET_ADMIN_EMAIL: email, GUICHET_ADMIN_PASSWORD: password } = config;
  const [somebody] = await database.query(`SELECT 1 FROM agents.agent LIMIT 1`);
  if (somebody) return;
  if (!email || !password) {
    logger('agents').warn(
      'nobody can log in yet: set GUICHET_ADMIN_EMAIL and GUICHET_ADMIN_PASSWORD and start again',
    );
    return;
  }
  await database.query(
    `INSERT INTO agents.agent (id, email, name, role, password_hash) VALUES ($1, $2, $3, 'admin', $4) ON CONFLICT (email) DO NOTHING`,
    [newId(), email.toLowerCase(), email.split('@')[0] ?? email, await hashPassword(password)],
  );
}
