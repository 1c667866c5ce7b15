/** Keeps one draft: at once in this browser, then on the server, and never over words that another window wrote since. */
import type { Draft, DraftChannel, WriteDraft } from '@lib/contracts';
import { createCell, type Cell } from '../../rt/cell.js';

export interface Words {
  text: string;
  /** Null while nothing but lines is in it. */
  html: string | null;
  /** Null: the usual people. */
  to: string[] | null;
  cc: string[] | null;
}

export interface DraftState {
  words: Words;
  /** ISO; null while nothing is written. */
  startedAt: string | null;
  kept: 'no' | 'here' | 'server';
  /** What another window made of it; saving waits until the writer has chosen. */
  elsewhere: Words | null;
}

/** What this browser holds of it between two visits. */
export interface Stored {
  words: Words;
  version: number;
  dirty: boolean;
  startedAt: string | null;
}

interface Ways {
  save: (draft: WriteDraft) => Promise<Draft>;
  load: () => Promise<Draft | null>;
  isStale: (error: unknown) => boolean;
  store: { read: () => Stored | null; write: (stored: Stored | null) => boolean };
  now: () => string;
}

const PAUSE_MS = 600;
/** A send waits so long for the save that is under way: after it, an empty draft stays empty. */
const QUIET_MS = 1_500;

export const NO_WORDS: Words = { text: '', html: null, to: null, cc: null };
const NOTHING: Stored = { words: NO_WORDS, version: 0, dirty: false, startedAt: null };
export const isEmpty = ({ text, to, cc }: Words): boolean => text.trim() === '' && to === null && cc === null;
const same = (one: Words, other: Words): boolean => JSON.stringify(one) === JSON.stringify(other);

export interface DraftKeeper {
  state: Cell<DraftState>;
  /** How often words were saved or sent: what was read before the last time is old. */
  moment: () => number;
  /** What the server had at that moment; null when it had none. */
  loaded: (draft: Draft | null, asked: number) => void;
  write: (words: Words) => void;
  flush: () => void;
  /** Resolves when no save is under way. */
  quiet: () => Promise<void>;
  /** The words left as a message; `serverForgets` when the send itself has removed the draft there. */
  sent: (serverForgets: boolean) => void;
  settle: (whose: 'mine' | 'theirs') => void;
}

export function createDraftKeeper(channel: DraftChannel, ways: Ways): DraftKeeper {
  const begun = ways.store.read();
  let held: Stored = begun ?? NOTHING;
  let their: Draft | null = null;
  let apart = false;
  let saving: Promise<void> | null = null;
  let round = 0;
  let moment = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const state = createCell<DraftState>(shown('no'));

  function shown(kept: DraftState['kept']): DraftState {
    const { words, startedAt } = held;
    return { words, startedAt, kept: isEmpty(words) ? 'no' : kept, elsewhere: apart ? wordsOf(their) : null };
  }
  function show(): void {
    const here = ways.store.write(isEmpty(held.words) && !held.dirty ? null : held);
    state.set(shown(held.dirty ? (here ? 'here' : 'no') : 'server'));
  }
  function adopt(draft: Draft | null): void {
    held = {
      words: wordsOf(draft),
      version: draft?.version ?? 0,
      dirty: false,
      startedAt: draft?.startedAt ?? null,
    };
    apart = false;
    show();
  }
  function later(): void {
    clearTimeout(timer);
    timer = setTimeout(flush, PAUSE_MS);
  }
  function flush(): void {
    clearTimeout(timer);
    if (!held.dirty || apart || saving) return;
    saving = save(round, held).finally(() => {
      saving = null;
      if (held.dirty && !apart) later();
    });
  }
  async function save(of: number, { words, version }: Stored): Promise<void> {
    try {
      const kept = await ways.save({ channel, version, ...words });
      moment += 1;
      if (of !== round) return;
      held = { ...held, version: kept.version, dirty: !same(words, held.words) };
      show();
    } catch (error) {
      // Unreachable: this browser holds it, and the next word tries again.
      if (of !== round || !ways.isStale(error)) return;
      const fresh = await ways.load().catch(() => undefined);
      if (of === round && fresh !== undefined) meet(fresh);
    }
  }
  /** The server has another version than the one these words were written on. */
  function meet(draft: Draft | null): void {
    if (!held.dirty || isEmpty(held.words)) return adopt(draft);
    if (same(wordsOf(draft), held.words)) return adopt(draft);
    their = draft;
    apart = true;
    show();
  }
  return {
    state,
    moment: () => moment,
    loaded: (draft, asked) => {
      if (apart || saving || asked !== moment) return;
      if ((draft?.version ?? 0) !== held.version) meet(draft);
      else if (!held.dirty) adopt(draft);
      else flush();
    },
    write: (words) => {
      if (same(words, held.words)) return;
      held = { ...held, words, dirty: true, startedAt: held.startedAt ?? ways.now() };
      show();
      later();
    },
    flush,
    quiet: async () => {
      if (saving) await Promise.race([saving, new Promise((done) => setTimeout(done, QUIET_MS))]);
    },
    sent: (serverForgets) => {
      round += 1;
      moment += 1;
      clearTimeout(timer);
      const { version } = held;
      held = NOTHING;
      apart = false;
      show();
      if (!serverForgets && version > 0)
        void ways.save({ channel, version, ...NO_WORDS }).catch(() => undefined);
    },
    settle: (whose) => {
      if (!apart) return;
      apart = false;
      if (whose === 'theirs') return adopt(their);
      held = { ...held, version: their?.version ?? 0, dirty: true };
      show();
      flush();
    },
  };
}

function wordsOf(draft: Draft | null): Words {
  if (!draft) return NO_WORDS;
  const { text, html, to, cc } = draft;
  return { text, html, to, cc };
}
