/** Sessions: a random token whose hash is a row, so that it can end at once; the one authentication for HTTP and sockets. */
import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Problem, type Role } from '@lib/contracts';
import { Database } from '@lib/database';
import { Clock, newId, Secrets, type Authenticator, type Principal } from '@lib/platform';
import { Wakeups } from '@lib/bus';
import { nobodysHash, passwordMatches } from './passwords.js';

const LIFE_MS = 12 * 3_600_000;
const FAILURES_ALLOWED = 5;
const FAILURE_WINDOW = '15 minutes';

export interface OpenedSession {
  token: string;
  expiresAt: Date;
  agentId: string;
}

@Injectable()
export class Sessions implements Authenticator {
  constructor(
    private readonly database: Database,
    private readonly secrets: Secrets,
    private readonly clock: Clock,
    private readonly wakeups: Wakeups,
  ) {}

  /** Same answer and same time for an unknown account and a wrong password; five failures close the account's door for a while. */
  async logIn(email: string, password: string, address: string): Promise<OpenedSession> {
    await this.countAttempt(email, address);
    const [agent] = await this.database.query<{ id: string; password_hash: string }>(
      `SELECT id, password_hash FROM agents.agent WHERE email = $1 AND disabled_at IS NULL`,
      [email],
    );
    const matches = await passwordMatches(password, agent?.password_hash ?? nobodysHash);
    if (!agent || !matches) throw new Problem('wrong-credentials');
    await this.database.query(`DELETE FROM agents.login_failure WHERE account = $1 AND address = $2`, [
      email,
      address,
    ]);
    return this.open(agent.id);
  }

  async open(agentId: string): Promise<OpenedSession> {
    const token = this.secrets.token();
    const expiresAt = new Date(this.clock.now().getTime() + LIFE_MS);
    await this.database.query(
      `INSERT INTO agents.session (id, agent_id, token_hash, expires_at) VALUES ($1, $2, $3, $4)`,
      [newId(), agentId, hashToken(token), expiresAt],
    );
    return { token, expiresAt, agentId };
  }

  async authenticate(token: string): Promise<Principal | null> {
    if (token.length < 20 || token.length > 200) return null;
    const [row] = await this.database.query<{
      session_id: string;
      agent_id: string;
      role: Role;
      name: string;
    }>(
      `SELECT session.id AS session_id, agent.id AS agent_id, agent.role, agent.name
       FROM agents.session JOIN agents.agent ON agent.id = session.agent_id
       WHERE session.token_hash = $1 AND session.revoked_at IS NULL AND session.expires_at > now()
         AND agent.disabled_at IS NULL`,
      [hashToken(token)],
    );
    return row ? { agentId: row.agent_id, role: row.role, name: row.name, sessionId: row.session_id } : null;
  }

  async end(sessionId: string): Promise<void> {
    await this.database.query(
      `UPDATE agents.session SET revoked_at = now() WHERE id = $1 AND revoked_at IS NULL`,
      [sessionId],
    );
    this.wakeups.poke(`session:${sessionId}`);
  }

  /** Counted before the password is looked at, in one statement, so that parallel guesses cannot slip through. */
  private async countAttempt(account: string, address: string): Promise<void> {
    const [row] = await this.database.query<{ failures: number }>(
      `WITH tried AS (INSERT INTO agents.login_failure (id, account, address) VALUES ($1, $2, $3)),
            swept AS (DELETE FROM agents.login_failure WHERE at < now() - interval '1 day')
       SELECT count(*)::integer AS failures FROM agents.login_failure
       WHERE account = $2 AND address = $3 AND at > now() - interval '${FAILURE_WINDOW}'`,
      [newId(), account, address],
    );
    if ((row?.failures ?? 0) >= FAILURES_ALLOWED) throw new Problem('too-many-attempts');
  }
}

function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
