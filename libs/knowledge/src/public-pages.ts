/** The pages customers may read: the only table that any way out of the house reads of this room. */
import { Inject, Injectable } from '@nestjs/common';
import { plainArticle, Problem, PublicText, type CustomerArticle, type Locale } from '@lib/contracts';
import { Database } from '@lib/database';
import { CONFIG, type Config } from '@lib/platform';
import { z } from 'zod';

export interface PublicPage {
  id: string;
  number: number;
  locale: Locale;
  title: string;
  body: string;
  publishedAt: Date;
}
export type PageLine = Pick<PublicPage, 'number' | 'title'> & { beginning: string };

const COLUMNS = `article_id AS id, number::integer AS number, locale, title, body, published_at AS "publishedAt"`;
const BEGINNING = 600;
const SHOWN = 180;
/** Looked at for the best of them; a help centre in which more fit needs more words from who asks. */
const CANDIDATES = 300;

@Injectable()
export class PublicPages {
  constructor(
    private readonly database: Database,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** For an answer to a customer. Errors: `article-not-public`, also when it is not public in this language. */
  async forCustomer(id: string, locale: Locale): Promise<CustomerArticle> {
    const [page] = z.uuid().safeParse(id).success
      ? await this.database.query<PublicPage>(
          `SELECT ${COLUMNS} FROM knowledge.public_page WHERE article_id = $1 AND locale = $2`,
          [id, locale],
        )
      : [];
    if (!page) throw new Problem('article-not-public');
    return {
      audience: 'customer',
      id: page.id,
      locale,
      title: PublicText.parse(page.title),
      text: PublicText.parse(plainArticle(page.body)),
      url: new URL(addressOf(page), this.config.publicUrl).href,
    };
  }

  /** In this language or, for who has an address of the other one, in that. */
  async byNumber(number: number): Promise<PublicPage[]> {
    return this.database.query<PublicPage>(
      `SELECT ${COLUMNS} FROM knowledge.public_page WHERE number = $1 ORDER BY locale`,
      [number],
    );
  }

  /** `after`: how many newer ones are left out. */
  async newest(locale: Locale, limit: number, after: number): Promise<PageLine[]> {
    const rows = await this.database.queryUnnamed<Line>(
      `SELECT number::integer AS number, title, left(body, ${BEGINNING}) AS beginning FROM knowledge.public_page
       WHERE locale = '${locale}' ORDER BY published_at DESC, article_id DESC LIMIT $1 OFFSET $2`,
      [limit, after],
    );
    return rows.map(lineOf);
  }

  /** The best first: words in any form, then, when no page has them all, titles that look alike. */
  async find(locale: Locale, q: string, limit: number): Promise<PageLine[]> {
    const found = await this.database.queryUnnamed<Line>(
      `WITH asked AS (SELECT websearch_to_tsquery('search.${locale}', search.readable($1)) AS words),
       met AS (SELECT page.* FROM knowledge.public_page AS page, asked
         WHERE page.locale = '${locale}' AND page.words @@ asked.words ORDER BY page.published_at DESC LIMIT ${CANDIDATES})
       SELECT number::integer AS number, title, left(body, ${BEGINNING}) AS beginning FROM met, asked
       ORDER BY ts_rank(met.words, asked.words) DESC, number LIMIT $2`,
      [q, limit],
    );
    if (found.length > 0) return found.map(lineOf);
    const alike = await this.database.queryUnnamed<Line>(
      `SELECT number::integer AS number, title, left(body, ${BEGINNING}) AS beginning FROM knowledge.public_page
       WHERE locale = '${locale}' AND search.plain($1) OPERATOR(public.<%) plain_title
       ORDER BY public.word_similarity(search.plain($1), plain_title) DESC, number LIMIT $2`,
      [q, limit],
    );
    return alike.map(lineOf);
  }
}

interface Line {
  number: number;
  title: string;
  beginning: string;
}

function lineOf({ number, title, beginning }: Line): PageLine {
  return { number, title, beginning: beginningOf(beginning) };
}

/** Its first sentences, without the headings between them. */
function beginningOf(body: string): string {
  const said = plainArticle(body.replace(/^#{1,3} .*$/gm, '')).replace(/\s+/g, ' ');
  return said.length <= SHOWN ? said : `${said.slice(0, SHOWN).replace(/\s?\S*$/, '')} …`;
}

/** Readable, and known by its number alone: a new title breaks no link. */
export function addressOf({
  number,
  title,
  locale,
}: Pick<PublicPage, 'number' | 'title' | 'locale'>): string {
  const words = title
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 80);
  return `/help/${locale}/articles/${number}${words && `-${words}`}`;
}
