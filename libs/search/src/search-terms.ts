/** Turns what somebody typed into questions PostgreSQL can answer by index: stems of both languages, beginnings, near words. */
import { Injectable } from '@nestjs/common';
import { Database } from '@lib/database';
import { nearWords } from './near-words.js';

export interface Term {
  text: string;
  phrase: boolean;
}

export interface SearchTerms {
  /** Over texts in either language; empty when nothing is left to look for. */
  texts: string;
  /** Over names, as they are written. */
  names: string;
  /** For a part of a subject, a name or an address; null when too short to be looked for inside. */
  like: string | null;
  /** For a part of a telephone number, however it is written. */
  phoneLike: string | null;
  ticketNumber: number | null;
}

interface Read {
  fr: string;
  en: string;
  plain: string;
  known: boolean;
  alike: string[];
}

const MOST_TERMS = 12;
/** The French list of PostgreSQL does not know it. */
const TOO_COMMON = new Set(['les']);

/** Words and "phrases", at most twelve. */
export function splitTerms(q: string): Term[] {
  const found = [...q.matchAll(/"([^"]+)"|[^\s"]+/g)].map(([whole, phrase]) => ({
    text: phrase ?? whole,
    phrase: phrase !== undefined,
  }));
  return found.slice(0, MOST_TERMS);
}

export function ticketNumberIn(q: string): number | null {
  const digits = /^\s*#?(?:G-?)?0*(\d{1,9})\s*$/i.exec(q)?.[1];
  return digits ? Number(digits) : null;
}

/** `06 12 34` and `+33 6 12 34` are looked for as `61234`: what national and international spelling share. */
export function phoneDigits(q: string): string | null {
  if (!/^[+\d\s().\-\u00A0\u202F]+$/.test(q)) return null;
  const digits = q.replace(/\D/g, '').replace(/^00/, '');
  const core = q.trim().startsWith('+') || q.trim().startsWith('00') ? digits : digits.replace(/^0/, '');
  return core.length >= 3 && core.length <= 15 ? core : null;
}

@Injectable()
export class SearchTermReader {
  constructor(private readonly database: Database) {}

  async read(q: string): Promise<SearchTerms> {
    const terms = splitTerms(q).filter(
      (term, _, all) => all.length === 1 || !TOO_COMMON.has(term.text.toLowerCase()),
    );
    const read = await this.database.query<Read>(
      `SELECT CASE WHEN phrase THEN phraseto_tsquery('search.fr', readable) ELSE plainto_tsquery('search.fr', readable) END::text AS fr,
         CASE WHEN phrase THEN phraseto_tsquery('search.en', readable) ELSE plainto_tsquery('search.en', readable) END::text AS en,
         CASE WHEN phrase THEN phraseto_tsquery('search.words', readable) ELSE plainto_tsquery('search.words', readable) END::text AS plain,
         phrase OR bare !~ '^[a-z]{4,}$'
           OR EXISTS (SELECT 1 FROM search.word WHERE word = bare OR (last AND word LIKE bare || '%')) AS known,
         CASE WHEN phrase OR bare !~ '^[a-z]{4,30}$' THEN '{}' ELSE ARRAY(
           SELECT word FROM search.word WHERE word OPERATOR(public.%) bare
           ORDER BY public.similarity(word, bare) DESC, word LIMIT 20) END AS alike
       FROM (SELECT place, phrase, last, search.readable(text) AS readable, search.plain(text) AS bare
             FROM jsonb_to_recordset($1::jsonb) AS term(place integer, text text, phrase boolean, last boolean)) AS term
       ORDER BY place`,
      [JSON.stringify(terms.map((term, place) => ({ ...term, place, last: place === terms.length - 1 })))],
    );
    const words = terms.map((term, place) => ({ ...term, ...readAt(read, place) }));
    const unfinished = /\S$/.test(q) && !q.endsWith('"') ? words.length - 1 : -1;
    const near = await this.stemsOf(
      words.map(({ text, known, alike }) => (known ? [] : nearWords(bareOf(text), alike, 3))),
    );
    const named = words.map(({ plain }, place) =>
      either([plain, place === unfinished ? beginning(plain) : '', ...(near[place]?.names ?? [])]),
    );
    // A word that means nothing in one of the languages is in no text of that language: it cannot be asked of both.
    const telling = words.map(({ fr, en }) => fr !== '' && en !== '');
    const some = telling.some(Boolean);
    const texts = words.map(({ fr, en, plain }, place) =>
      some && !telling[place]
        ? ''
        : either([fr, en, place === unfinished ? beginning(plain) : '', ...(near[place]?.texts ?? [])]),
    );
    const digits = phoneDigits(q);
    return {
      texts: every(texts),
      names: every(named),
      like: q.trim().length < 3 ? null : `%${escaped(q.trim())}%`,
      phoneLike: digits && `%${digits}%`,
      ticketNumber: ticketNumberIn(q),
    };
  }

  /** Asked only when a word is not known: what was meant instead, as questions. */
  private async stemsOf(near: string[][]): Promise<{ texts: string[]; names: string[] }[]> {
    const words = near.flat();
    const stems = words.length
      ? await this.database.query<{ word: string; fr: string; en: string; plain: string }>(
          `SELECT word, plainto_tsquery('search.fr', word)::text AS fr, plainto_tsquery('search.en', word)::text AS en,
             plainto_tsquery('search.words', word)::text AS plain FROM unnest($1::text[]) AS word`,
          [words],
        )
      : [];
    return near.map((meant) => {
      const of = stems.filter(({ word }) => meant.includes(word));
      return { texts: of.flatMap(({ fr, en }) => [fr, en]), names: of.map(({ plain }) => plain) };
    });
  }
}

function readAt(read: Read[], place: number): Read {
  const row = read[place];
  if (!row) throw new Error('a term was not read');
  return row;
}

/** The letters alone, as the list of words has them. */
function bareOf(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

/** Only a single word can be a beginning. */
const beginning = (query: string): string => (/^'[^']+'$/.test(query) ? `${query}:*` : '');
const either = (queries: string[]): string => joined([...new Set(queries)], ' | ');
const every = (queries: string[]): string => joined(queries, ' & ');

function joined(queries: string[], operator: string): string {
  const some = queries.filter((query) => query !== '');
  return some.length < 2 ? (some[0] ?? '') : some.map((query) => `( ${query} )`).join(operator);
}

function escaped(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}
