/** What this browser keeps of the chat, from the first opening on: the key to it, what is unsent, who is writing. */
import type { Person, Seen, Unsent } from './chat-state.ts';
import { storageKey } from './panel-door.ts';

export interface Kept {
  token: string | null;
  open: boolean;
  person: Person;
  unsent: Unsent[];
  seen: Seen;
  /** The ended conversation the visitor has left behind. */
  left: string | null;
}

const nothing: Kept = {
  token: null,
  open: false,
  person: {},
  unsent: [],
  seen: { conversationId: null, seq: 0 },
  left: null,
};

/** A browser that refuses storage still chats, it only forgets on reload. */
export class KeptChat {
  private kept: Kept;

  constructor(private readonly origin: string) {
    this.kept = { ...nothing, ...this.read() };
  }

  get value(): Kept {
    return this.kept;
  }

  change(change: Partial<Kept>): void {
    this.kept = { ...this.kept, ...change };
    try {
      localStorage.setItem(storageKey(this.origin), JSON.stringify(this.kept));
    } catch {
      return;
    }
  }

  private read(): Partial<Kept> {
    try {
      return JSON.parse(localStorage.getItem(storageKey(this.origin)) ?? '{}') as Partial<Kept>;
    } catch {
      return {};
    }
  }
}
