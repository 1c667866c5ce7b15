/** Articles as colleagues see them: one whole, lists by filter and words, and what became of one over time. */
import { Injectable } from '@nestjs/common';
import {
  articleLimits,
  formatTicketNumber,
  Problem,
  type AgentRef,
  type Article,
  type ArticleItem,
  type ArticlePage,
  type ArticleQuery,
  type ArticleState,
  type ArticleTexts,
  type ArticleVersions,
  type ArticleVisibility,
  type Locale,
  type RevisionWhat,
} from '@lib/contracts';
import { Database } from '@lib/database';
import type { Principal } from '@lib/platform';
import { SearchTermReader } from '@lib/search';
import { MOMENT, readCursor, SqlValues, writeCursor } from '@lib/tickets';
import { z } from 'zod';
import type { LiveArticle } from './knowledge.entities.js';

interface Head {
  id: string;
  number: number;
  state: ArticleState;
  visibility: ArticleVisibility;
  tags: string[];
  reviewOn: string | null;
  author: AgentRef;
  credit: AgentRef | null;
  changedAt: Date;
  ahead: boolean;
  version: number;
}
type Whole = Head & {
  texts: ArticleTexts;
  live: LiveArticle | null;
  liveAt: Date | null;
  source: string | null;
  sourceNumber: string | null;
  changedBy: AgentRef;
  yes: number;
  no: number;
};
type Item = Head & { key: string; titles: ArticleItem['titles']; publicIn: Locale[] };

const agent = (name: string): string =>
  `CASE WHEN ${name}.id IS NOT NULL THEN jsonb_build_object('id', ${name}.id, 'name', ${name}.name, 'photo', ${name}.photo) END`;
const WRITTEN = `jsonb_build_object('visibility', article.visibility, 'texts', article.texts, 'tags', article.tags)`;
const HEAD = `article.id, article.number::integer AS number, article.state, article.visibility, article.tags,
  article.review_on::text AS "reviewOn", ${agent('author')} AS author, ${agent('credit')} AS credit, article.changed_at AS "changedAt",
  article.live IS NOT NULL AND article.live <> ${WRITTEN} AS ahead, article.version`;
const PEOPLE = `JOIN agents.agent AS author ON author.id = article.author_id LEFT JOIN agents.agent AS credit ON credit.id = article.credit_id`;

@Injectable()
export class ArticleReader {
  constructor(
    private readonly database: Database,
    private readonly terms: SearchTermReader,
  ) {}

  /** Error: `not-found`. */
  async one(principal: Principal, id: string): Promise<Article> {
    const [row] = z.uuid().safeParse(id).success
      ? await this.database.query<Whole>(
          `SELECT ${HEAD}, article.texts, article.live, article.live_at AS "liveAt", ${agent('changer')} AS "changedBy",
             article.source_ticket_id AS source, ticket.number AS "sourceNumber",
             (SELECT count(*)::integer FROM knowledge.answer WHERE article_id = article.id AND helped) AS yes,
             (SELECT count(*)::integer FROM knowledge.answer WHERE article_id = article.id AND NOT helped) AS no
           FROM knowledge.article ${PEOPLE} JOIN agents.agent AS changer ON changer.id = article.changed_by
           LEFT JOIN tickets.ticket ON ticket.id = article.source_ticket_id WHERE article.id = $1`,
          [id],
        )
      : [];
    if (!row) throw new Problem('not-found');
    const { live, liveAt, source, sourceNumber, yes, no, changedAt, ...rest } = row;
    return {
      ...rest,
      audience: 'inner',
      changedAt: changedAt.toISOString(),
      live: live && liveAt && { ...live, at: liveAt.toISOString() },
      source:
        source && sourceNumber ? { id: source, number: formatTicketNumber(Number(sourceNumber)) } : null,
      helped: { yes, no },
      mayPublish: principal.role !== 'agent',
    };
  }

  async list(principal: Principal, query: ArticleQuery): Promise<ArticlePage> {
    const values = new SqlValues();
    const parts = [filters[query.filter](() => `${values.add(principal.agentId)}::uuid`)];
    let from = 'knowledge.article';
    if (query.q !== '') {
      const { texts, like } = await this.terms.read(query.q);
      const words = [
        texts && `entry.words @@ ${values.add(texts)}::tsquery`,
        like && `entry.plain LIKE search.plain(${values.add(like)}::text)`,
      ].filter(Boolean);
      if (words.length === 0) return { items: [], nextCursor: null };
      from += ` JOIN search.entry ON entry.kind = 'article' AND entry.id = article.id AND (${words.join(' OR ')})`;
    }
    const cursor = readCursor(query.cursor, MOMENT);
    if (cursor)
      parts.push(
        `(article.changed_at, article.id) < (${values.add(cursor.key)}::timestamptz, ${values.add(cursor.id)}::uuid)`,
      );
    // The page first, its people and languages after.
    const rows = await this.database.queryUnnamed<Item>(
      `SELECT ${HEAD}, article.changed_at::text AS key,
         jsonb_build_object('fr', article.texts #>> '{fr,title}', 'en', article.texts #>> '{en,title}') AS titles,
         ARRAY(SELECT locale FROM knowledge.public_page WHERE article_id = article.id ORDER BY locale DESC) AS "publicIn"
       FROM (SELECT article.* FROM ${from} WHERE ${parts.join(' AND ')}
         ORDER BY article.changed_at DESC, article.id DESC LIMIT ${query.limit + 1}) AS article ${PEOPLE}
       ORDER BY article.changed_at DESC, article.id DESC`,
      values.list,
    );
    const page = rows.slice(0, query.limit);
    const last = rows.length > query.limit ? page.at(-1) : undefined;
    return {
      items: page.map(({ key: _, ...item }) => ({ ...item, changedAt: item.changedAt.toISOString() })),
      nextCursor: last ? writeCursor(last) : null,
    };
  }

  async versions(id: string): Promise<ArticleVersions> {
    const rows = z.uuid().safeParse(id).success
      ? await this.database.query<{
          version: number;
          what: RevisionWhat;
          by: AgentRef;
          at: Date;
          texts: ArticleTexts;
        }>(
          `SELECT revision.version, revision.what, ${agent('agent')} AS by, revision.at, revision.whole -> 'texts' AS texts
           FROM knowledge.revision JOIN agents.agent ON agent.id = revision.by_id
           WHERE article_id = $1 ORDER BY version DESC LIMIT ${articleLimits.versions}`,
          [id],
        )
      : [];
    if (rows.length === 0) throw new Problem('not-found');
    return { items: rows.map((row) => ({ ...row, at: row.at.toISOString() })) };
  }
}

const filters: Record<ArticleQuery['filter'], (me: () => string) => string> = {
  all: () => `article.state <> 'archived'`,
  mine: (me) => `article.state <> 'archived' AND ${me()} IN (article.author_id, article.credit_id)`,
  drafts: () => `article.state <> 'archived' AND article.live IS DISTINCT FROM ${WRITTEN}`,
  review: () => `article.state = 'published' AND article.review_on <= current_date`,
  archived: () => `article.state = 'archived'`,
};
