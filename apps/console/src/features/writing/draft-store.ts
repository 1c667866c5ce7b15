/** What is being written, held in this browser per person, ticket and channel until the server has it. */
import type { DraftChannel } from '@lib/contracts';
import type { Stored } from './draft-keeper.js';

export type Tab = DraftChannel;

interface DraftStore {
  read: () => Stored | null;
  /** False when this browser keeps nothing: then the screen must not say that it does. */
  write: (stored: Stored | null) => boolean;
}

export function draftStore(meId: string, ticketId: string, tab: Tab): DraftStore {
  const key = `guichet.draft.${meId}.${ticketId}.${tab}`;
  return {
    read: () => {
      try {
        const kept = JSON.parse(localStorage.getItem(key) ?? 'null') as Partial<Stored> | null;
        return kept && typeof kept.words?.text === 'string' && typeof kept.version === 'number'
          ? (kept as Stored)
          : null;
      } catch {
        return null;
      }
    },
    write: (stored) => {
      try {
        if (stored === null) localStorage.removeItem(key);
        else localStorage.setItem(key, JSON.stringify(stored));
        return true;
      } catch {
        return false;
      }
    },
  };
}
