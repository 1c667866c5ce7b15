/** The one way an article is written: the right, the version, the row, its history, the public pages and the push, in one transaction. */
import { Injectable } from '@nestjs/common';
import {
  Problem,
  type AddArticle,
  type ArticleTexts,
  type RevisionWhat,
  type WriteArticle,
} from '@lib/contracts';
import { Outbox } from '@lib/bus';
import { Database, type Tx } from '@lib/database';
import { Clock, newId, requireRole, type Principal } from '@lib/platform';
import { actorOf, TicketAccess } from '@lib/tickets';
import { z } from 'zod';
import type { LiveArticle, WholeArticle } from './knowledge.entities.js';
import { writePublicPages } from './publication.js';

type Held = WholeArticle & { id: string; number: string; version: number; authorId: string };

const WHOLE = `state, visibility, texts, tags, review_on::text AS "reviewOn", credit_id AS "creditId", live`;

@Injectable()
export class ArticleBook {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly access: TicketAccess,
    private readonly clock: Clock,
  ) {}

  /** A draft, whoever writes it. Answers its id. Errors: `not-found` for a ticket one may not see. */
  async add(principal: Principal, { sourceTicketId, ...article }: AddArticle): Promise<string> {
    const source = sourceTicketId && (await this.access.require(principal, sourceTicketId));
    const id = newId();
    await this.database.transaction(async (tx) => {
      await requireAgent(tx, article.creditId);
      await tx.query(
        `INSERT INTO knowledge.article (id, visibility, texts, tags, review_on, credit_id, author_id, changed_by, source_ticket_id, version)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8, 0)`,
        [id, ...columns(article), principal.agentId, source],
      );
      await this.close(tx, principal, await this.hold(tx, id), 'created');
    });
    return id;
  }

  /** What is read stays as published. Errors: `version-stale`, `move-not-allowed` when archived. */
  async change(principal: Principal, id: string, version: number, article: WriteArticle): Promise<void> {
    await this.move(principal, id, version, 'changed', async (tx, held) => {
      if (held.state === 'archived')
        throw new Problem('move-not-allowed', 'An archived article is not written');
      if (article.creditId !== held.creditId) await requireAgent(tx, article.creditId);
      await tx.query(
        `UPDATE knowledge.article SET visibility = $2, texts = $3, tags = $4, review_on = $5, credit_id = $6 WHERE id = $1`,
        [id, ...columns(article)],
      );
    });
  }

  /** From now on read as it is written. Errors: `forbidden` for agents, `version-stale`, `move-not-allowed` when archived. */
  async publish(principal: Principal, id: string, version: number): Promise<void> {
    requireRole(principal, 'supervisor', 'admin');
    await this.move(principal, id, version, 'published', async (tx, held) => {
      if (held.state === 'archived') throw new Problem('move-not-allowed', 'Bring it back first');
      const { visibility, texts, tags } = held;
      await this.go(tx, held, { visibility, texts, tags });
    });
  }

  /** Nobody reads it any more. Errors: `forbidden` for agents unless it is a draft of their own, `version-stale`. */
  async archive(principal: Principal, id: string, version: number): Promise<void> {
    await this.move(principal, id, version, 'archived', async (tx, held) => {
      if (held.state === 'archived') throw new Problem('move-not-allowed', 'It is archived already');
      const own = held.state === 'draft' && held.authorId === principal.agentId;
      if (!own) requireRole(principal, 'supervisor', 'admin');
      await this.go(tx, held, null, 'archived');
    });
  }

  /**
   * All of it as it was after that version, its publication included: what undoes a change, a publication or an archiving.
   * Errors: `forbidden` for agents when it would change what is read, `not-found`, `version-stale`.
   */
  async restore(principal: Principal, id: string, version: number, to: number): Promise<void> {
    await this.move(principal, id, version, 'restored', async (tx, held) => {
      const [then] = await tx.query<{ whole: WholeArticle }>(
        `SELECT whole FROM knowledge.revision WHERE article_id = $1 AND version = $2`,
        [id, to],
      );
      if (!then) throw new Problem('not-found');
      const { whole } = then;
      const own = held.authorId === principal.agentId && held.live === null && whole.live === null;
      const read = whole.state !== held.state || JSON.stringify(whole.live) !== JSON.stringify(held.live);
      if (read && !own) requireRole(principal, 'supervisor', 'admin');
      await tx.query(
        `UPDATE knowledge.article SET visibility = $2, texts = $3, tags = $4, review_on = $5, credit_id = $6 WHERE id = $1`,
        [id, ...columns(whole)],
      );
      if (read) await this.go(tx, held, whole.live, whole.state);
    });
  }

  private async move(
    principal: Principal,
    id: string,
    version: number,
    what: RevisionWhat,
    work: (tx: Tx, held: Held) => Promise<void>,
  ): Promise<void> {
    await this.database.transaction(async (tx) => {
      const held = await this.hold(tx, id);
      if (held.version !== version) throw new Problem('version-stale');
      await work(tx, held);
      await this.close(tx, principal, held, what);
    });
  }

  private async hold(tx: Tx, id: string): Promise<Held> {
    const [held] = z.uuid().safeParse(id).success
      ? await tx.query<Held>(
          `SELECT id, number, version, author_id AS "authorId", ${WHOLE} FROM knowledge.article WHERE id = $1 FOR UPDATE`,
          [id],
        )
      : [];
    if (!held) throw new Problem('not-found');
    return held;
  }

  /** What is read becomes this. */
  private async go(
    tx: Tx,
    { id, number }: Held,
    live: LiveArticle | null,
    otherwise: 'draft' | 'archived' | 'published' = 'draft',
  ): Promise<void> {
    const at = this.clock.now();
    await tx.query(`UPDATE knowledge.article SET state = $2, live = $3, live_at = $4 WHERE id = $1`, [
      id,
      live ? 'published' : otherwise,
      live && JSON.stringify(live),
      live && at,
    ]);
    await writePublicPages(tx, { id, number }, live, at);
  }

  private async close(tx: Tx, principal: Principal, { id }: Held, what: RevisionWhat): Promise<void> {
    const now = this.clock.now();
    const [written] = await tx.query<{ version: number }>(
      `WITH moved AS (
         UPDATE knowledge.article SET version = version + 1, changed_by = $2, changed_at = $3 WHERE id = $1 RETURNING version, ${WHOLE})
       INSERT INTO knowledge.revision (article_id, version, what, by_id, at, whole)
       SELECT $1, version, $4, $2, $3, to_jsonb(moved) - 'version' FROM moved RETURNING version`,
      [id, principal.agentId, now, what],
    );
    await this.outbox.publish(tx, 'article.changed', {
      subject: { type: 'article', id, version: written?.version ?? null },
      actor: actorOf(principal),
      data: { articleId: id },
    });
  }
}

/** In the order of the statements above. */
function columns(article: Omit<WriteArticle, 'texts'> & { texts: ArticleTexts }): unknown[] {
  const { visibility, texts, tags, reviewOn, creditId } = article;
  return [visibility, JSON.stringify(texts), JSON.stringify([...new Set(tags)]), reviewOn, creditId];
}

async function requireAgent(tx: Tx, id: string | null): Promise<void> {
  if (id === null) return;
  const [agent] = await tx.query(`SELECT 1 FROM agents.agent WHERE id = $1`, [id]);
  if (!agent)
    throw new Problem('invalid-input', undefined, [{ path: 'creditId', message: 'nobody has this id' }]);
}
