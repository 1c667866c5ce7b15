/** What each queue records: set by administrators, kept version by version, off until somebody says why it should not be. */
import { Injectable } from '@nestjs/common';
import { Problem, type MenuText, type RecordingPolicy, type WriteRecordingPolicy } from '@lib/contracts';
import { Database, type Tx } from '@lib/database';
import { Clock, requireRole, type Principal } from '@lib/platform';
import { z } from 'zod';

/** What a call needs of it. */
export interface PolicyInForce {
  queueId: string;
  version: number;
  announcement: MenuText;
  objectionKey: string;
}

const VERSIONS_SHOWN = 100;
const utc = (column: string) => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
const columns = `coalesce(policy.enabled, false) AS enabled, policy.purpose, policy.legal_basis AS "legalBasis",
  coalesce(policy.announcement, '{"fr": "", "en": ""}') AS announcement, coalesce(policy.retention_days, 180) AS "retentionDays",
  coalesce(policy.objection_key, '9') AS "objectionKey", coalesce(policy.keep_at_carrier, false) AS "keepAtCarrier",
  jsonb_build_object('id', queue.id, 'name', queue.name) AS queue, coalesce(policy.version, 0) AS version,
  ${utc('policy.set_at')} AS "setAt",
  CASE WHEN policy.set_by IS NOT NULL THEN jsonb_build_object('id', policy.set_by, 'name', coalesce(agent.name, '')) END AS by`;

@Injectable()
export class RecordingPolicies {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** The one of the queue in which this call is answered, or, of a call we make, in which the matter was last; null when nothing is recorded there. */
  async inForce(tx: Tx, interactionId: string): Promise<PolicyInForce | null> {
    const [row] = await tx.query<PolicyInForce & { enabled: boolean }>(
      `SELECT policy.queue_id AS "queueId", policy.version, policy.announcement, policy.objection_key AS "objectionKey", policy.enabled
       FROM tickets.interaction JOIN tickets.ticket ON ticket.id = interaction.ticket_id
       JOIN voice.recording_policy AS policy ON policy.queue_id = coalesce(interaction.queue_id, ticket.queue_id, (
         SELECT queue_id FROM tickets.interaction AS earlier WHERE earlier.ticket_id = ticket.id AND queue_id IS NOT NULL
         ORDER BY earlier.started_at DESC LIMIT 1))
       WHERE interaction.id = $1 ORDER BY policy.version DESC LIMIT 1`,
      [interactionId],
    );
    return row?.enabled ? row : null;
  }

  /** Errors: `forbidden`. */
  async list(principal: Principal): Promise<RecordingPolicy[]> {
    requireRole(principal, 'supervisor', 'admin');
    return this.read(this.database);
  }

  /** Errors: `forbidden`, `not-found`. */
  async versions(principal: Principal, queueId: string): Promise<RecordingPolicy[]> {
    requireRole(principal, 'supervisor', 'admin');
    return this.database.query<RecordingPolicy>(
      `SELECT ${columns} FROM voice.recording_policy AS policy JOIN routing.queue ON queue.id = policy.queue_id
       LEFT JOIN agents.agent ON agent.id = policy.set_by
       WHERE policy.queue_id = $1 ORDER BY policy.version DESC LIMIT ${VERSIONS_SHOWN}`,
      [uuid(queueId)],
    );
  }

  /** For calls that are answered from now on. Errors: `forbidden`, `not-found`, `version-stale` when somebody set it meanwhile. */
  async set(
    principal: Principal,
    queueId: string,
    policy: WriteRecordingPolicy,
    version: number,
  ): Promise<RecordingPolicy> {
    requireRole(principal, 'admin');
    return this.database.transaction(async (tx) => {
      // The version seen must be the last one: two who set it at once meet at the key of the next.
      const set = await tx.query(
        `INSERT INTO voice.recording_policy (queue_id, version, enabled, purpose, legal_basis, announcement, retention_days,
           objection_key, keep_at_carrier, set_at, set_by)
         SELECT id, $2 + 1, $3, $4, $5, $6, $7, $8, $9, $10, $11 FROM routing.queue WHERE id = $1 AND archived_at IS NULL
           AND $2 = (SELECT coalesce(max(version), 0) FROM voice.recording_policy WHERE queue_id = $1)
         ON CONFLICT DO NOTHING RETURNING version`,
        [
          uuid(queueId),
          version,
          policy.enabled,
          policy.purpose,
          policy.legalBasis,
          JSON.stringify(policy.announcement),
          policy.retentionDays,
          policy.objectionKey,
          policy.keepAtCarrier,
          this.clock.now(),
          principal.agentId,
        ],
      );
      const now = (await this.read(tx)).find(({ queue }) => queue.id === queueId);
      if (!now) throw new Problem('not-found');
      if (set.length === 0) throw new Problem('version-stale');
      return now;
    });
  }

  private read(from: Pick<Database | Tx, 'query'>): Promise<RecordingPolicy[]> {
    return from.query<RecordingPolicy>(
      `SELECT ${columns} FROM routing.queue
       LEFT JOIN LATERAL (SELECT * FROM voice.recording_policy WHERE queue_id = queue.id ORDER BY version DESC LIMIT 1) AS policy ON true
       LEFT JOIN agents.agent ON agent.id = policy.set_by
       WHERE queue.archived_at IS NULL ORDER BY queue.name, queue.id`,
    );
  }
}

function uuid(id: string): string {
  if (!z.uuid().safeParse(id).success) throw new Problem('not-found');
  return id;
}
