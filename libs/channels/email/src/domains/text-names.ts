/** Asks the name service for TXT records, within a budget; a test gives its own answers. */
import { Resolver } from 'node:dns/promises';
import type { Records } from './domain-records.js';

export interface TextNames {
  /** Empty: there is none. Null: nobody answered in time. */
  texts(name: string): Promise<Records>;
}

export const TEXT_NAMES = Symbol('text-names');

/** Reserved for tests (RFC 6761): no name service can know them. */
const UNASKED = /\.(test|invalid|example)$/;
const NONE = new Set(['ENOTFOUND', 'ENODATA']);
/** So much of an answer is read: a domain may hold as many records as it likes. */
const MOST_RECORDS = 30;
const LONGEST = 2_000;

/** Two tries of two seconds each. */
export function textNames(): TextNames {
  const resolver = new Resolver({ timeout: 2_000, tries: 2 });
  return {
    texts: async (name) => {
      if (UNASKED.test(name)) return [];
      try {
        const found = await resolver.resolveTxt(name);
        return found.slice(0, MOST_RECORDS).map((parts) => parts.join('').slice(0, LONGEST));
      } catch (error) {
        return NONE.has((error as NodeJS.ErrnoException).code ?? '') ? [] : null;
      }
    },
  };
}
