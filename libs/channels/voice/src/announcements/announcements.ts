/** What callers are told now, set and taken back by who runs the floor; it ends by itself at its time. */
import { Injectable } from '@nestjs/common';
import {
  Problem,
  type CurrentPhoneAnnouncement,
  type MenuText,
  type PhoneAnnouncement,
  type WritePhoneAnnouncement,
} from '@lib/contracts';
import { Database, type Tx } from '@lib/database';
import { Clock, newId, requireRole, type Principal } from '@lib/platform';

const LONGEST_MS = 7 * 24 * 3_600_000;
const utc = (column: string) => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** The few things a call needs of it. */
export interface Announced {
  id: string;
  text: MenuText;
  setAt: Date;
}

@Injectable()
export class Announcements {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** For calls; null when there is nothing to say. */
  async now(from: Pick<Database | Tx, 'query'> = this.database): Promise<Announced | null> {
    const [row] = await from.query<Announced>(
      `SELECT id, words AS text, set_at AS "setAt" FROM voice.announcement WHERE ended_at IS NULL AND until > $1`,
      [this.clock.now()],
    );
    return row ?? null;
  }

  /** Errors: `forbidden`. */
  async read(principal: Principal): Promise<CurrentPhoneAnnouncement> {
    requireRole(principal, 'supervisor', 'admin');
    return { current: await this.current() };
  }

  /** Takes the place of what was said before. Errors: `forbidden`, `invalid-input` for an end that is past or too far. */
  async set(
    principal: Principal,
    { text, until }: WritePhoneAnnouncement,
  ): Promise<CurrentPhoneAnnouncement> {
    requireRole(principal, 'supervisor', 'admin');
    const now = this.clock.now();
    const end = Date.parse(until);
    if (end <= now.getTime() || end > now.getTime() + LONGEST_MS)
      throw new Problem('invalid-input', undefined, [
        { path: 'until', message: 'Between now and a week from now' },
      ]);
    await this.database.transaction(async (tx) => {
      await tx.query(`SELECT pg_advisory_xact_lock(hashtext('voice.announcement'))`);
      await this.end(tx, principal, now);
      await tx.query(
        `INSERT INTO voice.announcement (id, words, until, set_at, set_by) VALUES ($1, $2, $3, $4, $5)`,
        [newId(), JSON.stringify(text), new Date(end), now, principal.agentId],
      );
    });
    return { current: await this.current() };
  }

  /** Nothing is said any more; a repeat changes nothing. Errors: `forbidden`. */
  async takeBack(principal: Principal): Promise<CurrentPhoneAnnouncement> {
    requireRole(principal, 'supervisor', 'admin');
    await this.database.transaction((tx) => this.end(tx, principal, this.clock.now()));
    return { current: null };
  }

  private async end(tx: Tx, principal: Principal, at: Date): Promise<void> {
    await tx.query(`UPDATE voice.announcement SET ended_at = $1, ended_by = $2 WHERE ended_at IS NULL`, [
      at,
      principal.agentId,
    ]);
  }

  private async current(): Promise<PhoneAnnouncement | null> {
    const [row] = await this.database.query<PhoneAnnouncement>(
      `SELECT announcement.id, words AS text, ${utc('until')} AS until, ${utc('set_at')} AS "setAt",
         jsonb_build_object('id', set_by, 'name', coalesce(agent.name, '')) AS by
       FROM voice.announcement LEFT JOIN agents.agent ON agent.id = set_by WHERE ended_at IS NULL AND until > $1`,
      [this.clock.now()],
    );
    return row ?? null;
  }
}
