/** What every client of a fault run set out to do and was told: a line before and a line after each attempt, on disk before it counts. */
import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

const BREATH_MS = 25;

export type Op =
  | 'mail.smtp'
  | 'mail.imap'
  | 'chat.start'
  | 'chat.send'
  | 'chat.end'
  | 'reply.email'
  | 'reply.chat'
  | 'note'
  | 'accept'
  | 'take';

/** `unknown` (time-out, reset): it may have happened, once, or not at all. */
export type Outcome = 'ok' | 'fail' | 'unknown';

/** `key` names the thing wished for and stays the same when it is tried again; `stream` is what must keep its order. */
export interface Wish {
  key: string;
  op: Op;
  stream: string;
  /** The agent, where it matters who won. */
  by?: string;
}

export type Entry = Wish & { t: number } & ({ phase: 'intent' } | { phase: 'result'; outcome: Outcome });

/** A wish with all its attempts: `ok` if any was, `fail` only if every one was. */
export interface Action extends Wish {
  outcome: Outcome;
  attempts: number;
}

export class Ledger {
  private readonly file: number;

  constructor(readonly path: string) {
    this.file = openSync(path, 'a');
  }

  /** Tries once. A throw is an unknown end, as the client has not been told. */
  async attempt(wish: Wish, work: () => Promise<Outcome>): Promise<Outcome> {
    this.append({ ...wish, t: Date.now(), phase: 'intent' });
    const outcome = await work().catch((): Outcome => 'unknown');
    this.append({ ...wish, t: Date.now(), phase: 'result', outcome });
    return outcome;
  }

  /** Tries until it is told yes or no; `ready` says when another try makes sense. */
  async insist(wish: Wish, work: () => Promise<Outcome>, ready: () => Promise<void>): Promise<Outcome> {
    for (let tries = 0; tries < 200; tries += 1) {
      await ready();
      const outcome = await this.attempt(wish, work);
      if (outcome !== 'unknown') return outcome;
      await pause(BREATH_MS);
    }
    throw new Error(`no clear answer to ${wish.op} ${wish.key}`);
  }

  entries(): Entry[] {
    return readFileSync(this.path, 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Entry);
  }

  close(): void {
    closeSync(this.file);
  }

  private append(entry: Entry): void {
    writeSync(this.file, `${JSON.stringify(entry)}\n`);
    fsyncSync(this.file);
  }
}

/** In the order in which they were first wished. */
export function actionsOf(entries: readonly Entry[]): Action[] {
  const actions = new Map<string, Action>();
  const told = new Map<string, Outcome[]>();
  for (const { key, op, stream, by, ...entry } of entries) {
    const id = `${op} ${key}`;
    if (entry.phase === 'result') {
      told.set(id, [...(told.get(id) ?? []), entry.outcome]);
      continue;
    }
    const known = actions.get(id);
    if (known) known.attempts += 1;
    else actions.set(id, { key, op, stream, by, outcome: 'unknown', attempts: 1 });
  }
  for (const [id, action] of actions) {
    const outcomes = told.get(id) ?? [];
    if (outcomes.includes('ok')) action.outcome = 'ok';
    else if (outcomes.length === action.attempts && outcomes.every((outcome) => outcome === 'fail'))
      action.outcome = 'fail';
  }
  return [...actions.values()];
}

/** A key travels inside the text it names, through every channel, so that each copy of it can be recognised. */
export const keyed = (text: string, key: string): string => `${text} [key ${key}]`;
export const keyIn = (text: string): string | null => /\[key ([\w:.-]+)\]/.exec(text)?.[1] ?? null;
