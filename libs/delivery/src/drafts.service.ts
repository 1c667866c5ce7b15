/** Drafts as rows: one per agent, ticket and way out; a newer one is never overwritten by a window that has not seen it. */
import { Injectable } from '@nestjs/common';
import { Problem, type Draft, type DraftChannel, type Drafts, type WriteDraft } from '@lib/contracts';
import { Database, type Tx } from '@lib/database';
import { Clock, storable, type Principal } from '@lib/platform';
import { TicketAccess } from '@lib/tickets';
import type { DraftRow } from './delivery.entities.js';

/** Of one agent; beyond it the oldest words make room. */
const MOST_DRAFTS = 500;
const MOST_OTHERS = 10;

const READ = `channel, version, text, html, to_addresses AS "to", cc_addresses AS "cc", started_at AS "startedAt", saved_at AS "savedAt"`;
type Row = Omit<DraftRow, 'agentId' | 'ticketId'>;

@Injectable()
export class DraftsService {
  constructor(
    private readonly database: Database,
    private readonly access: TicketAccess,
    private readonly clock: Clock,
  ) {}

  /** One's own words, and the names of those who have begun an answer of their own. */
  async of(principal: Principal, idOrNumber: string): Promise<Drafts> {
    const ticketId = await this.access.require(principal, idOrNumber);
    const items = await this.database.query<Row>(
      `SELECT ${READ} FROM delivery.draft WHERE agent_id = $1 AND ticket_id = $2 ORDER BY channel`,
      [principal.agentId, ticketId],
    );
    const others = await this.database.query<Drafts['others'][number] & { savedAt: Date | string }>(
      `SELECT jsonb_build_object('id', agent.id, 'name', agent.name, 'photo', agent.photo) AS agent, channel, saved_at AS "savedAt"
       FROM delivery.draft JOIN agents.agent ON agent.id = draft.agent_id
       WHERE draft.ticket_id = $2 AND draft.agent_id <> $1 AND channel <> 'note' AND saved_at > now() - interval '30 minutes'
       ORDER BY saved_at DESC LIMIT ${MOST_OTHERS}`,
      [principal.agentId, ticketId],
    );
    return {
      items: items.map(viewOf),
      others: others.map((one) => ({ ...one, savedAt: new Date(one.savedAt).toISOString() })),
    };
  }

  /** Error: `version-stale` when another window has written on, or sent it. */
  async write(principal: Principal, idOrNumber: string, draft: WriteDraft): Promise<Draft> {
    const ticketId = await this.access.require(principal, idOrNumber);
    const { channel, text, html, to, cc, version } = storable(draft);
    if (text.trim() === '' && to === null && cc === null)
      return this.empty(principal, ticketId, channel, version);
    const chosen = [to, cc].map((one) => (one === null ? null : JSON.stringify(one)));
    return this.database.transaction(async (tx) => {
      const [row] = await tx.query<Row>(
        `INSERT INTO delivery.draft (agent_id, ticket_id, channel, version, text, html, to_addresses, cc_addresses, started_at, saved_at)
         SELECT $1, $2, $3, 1, $5, $6, $7::jsonb, $8::jsonb, now(), now()
         WHERE $4 = 0 OR EXISTS (SELECT 1 FROM delivery.draft WHERE agent_id = $1 AND ticket_id = $2 AND channel = $3)
         ON CONFLICT (agent_id, ticket_id, channel) DO UPDATE SET version = draft.version + 1, text = excluded.text,
           html = excluded.html, to_addresses = excluded.to_addresses, cc_addresses = excluded.cc_addresses, saved_at = now()
         WHERE draft.version = $4
         RETURNING ${READ}`,
        [principal.agentId, ticketId, channel, version, text, html, ...chosen],
      );
      if (!row) throw new Problem('version-stale', 'This draft was written on in another window');
      if (row.version === 1) await this.makeRoom(tx, principal.agentId);
      return viewOf(row);
    });
  }

  /** What was sent is no draft any more; a window that still holds it is told so by its version. */
  async sent(tx: Tx, agentId: string, ticketId: string, channel: DraftChannel): Promise<void> {
    await tx.query(`DELETE FROM delivery.draft WHERE agent_id = $1 AND ticket_id = $2 AND channel = $3`, [
      agentId,
      ticketId,
      channel,
    ]);
  }

  private async empty(
    principal: Principal,
    ticketId: string,
    channel: DraftChannel,
    version: number,
  ): Promise<Draft> {
    const key = [principal.agentId, ticketId, channel];
    const own = `agent_id = $1 AND ticket_id = $2 AND channel = $3`;
    const gone = await this.database.query(
      `DELETE FROM delivery.draft WHERE ${own} AND version = $4 RETURNING 1`,
      [...key, version],
    );
    if (gone.length === 0) {
      const [left] = await this.database.query(`SELECT 1 FROM delivery.draft WHERE ${own}`, key);
      if (left) throw new Problem('version-stale', 'This draft was written on in another window');
    }
    const now = this.clock.now();
    return viewOf({
      channel,
      version: 0,
      text: '',
      html: null,
      to: null,
      cc: null,
      startedAt: now,
      savedAt: now,
    });
  }

  private async makeRoom(tx: Tx, agentId: string): Promise<void> {
    await tx.query(
      `DELETE FROM delivery.draft USING (
         SELECT ticket_id, channel FROM delivery.draft WHERE agent_id = $1 ORDER BY saved_at DESC OFFSET ${MOST_DRAFTS}) AS old
       WHERE draft.agent_id = $1 AND draft.ticket_id = old.ticket_id AND draft.channel = old.channel`,
      [agentId],
    );
  }
}

function viewOf({ startedAt, savedAt, ...row }: Row): Draft {
  return { ...row, startedAt: startedAt.toISOString(), savedAt: savedAt.toISOString() };
}
