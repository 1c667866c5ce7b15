/** The kitchen-door check: finds inner words in what a customer would read, and says what to write instead. Pure. */
import type { Finding, InnerWordKind, Locale } from '@lib/contracts';
import { foreignStretches } from './quoted.js';
import { fold, formsOf, joined, wordsIn, type Word } from './words.js';

export interface ListedWords {
  kind: InnerWordKind;
  /** Null: in every language, as the names of the house are. */
  locale: Locale | null;
  /** As `formsOf` reads it. */
  words: string;
  replacement: string | null;
  why: string;
  /** Only in exactly this spelling and not where a sentence begins: a name that is also an everyday word. */
  exactly?: string;
}

interface Branch {
  next: Map<string, Branch>;
  rules: ListedWords[];
}

interface Match {
  first: number;
  last: number;
  rule: ListedWords;
}

/**
 * Never overlapping, in the order of the text; of two that overlap the longer one is told. Each word of the text is the
 * beginning of at most one bounded walk through the tree of phrases, so time grows with the text and not with the list.
 */
export function checkCustomerText(text: string, locale: Locale, list: readonly ListedWords[]): Finding[] {
  const root = treeOf(list.filter((listed) => listed.locale === null || listed.locale === locale));
  const words = ownWords(text);
  const matches = words.flatMap((_, first) => longestFrom(text, words, first, root) ?? []);
  return longestFirst(matches).map(({ first, last, rule }) => {
    const start = words[first]?.start ?? 0;
    const found = text.slice(start, words[last]?.end);
    return {
      start,
      end: start + found.length,
      words: found,
      kind: rule.kind,
      replacement: rule.replacement && inPlace(rule.replacement, text, start, found),
      why: rule.why,
    };
  });
}

/** Both are in the order of the text, so one walk over both is enough. */
function ownWords(text: string): Word[] {
  const foreign = foreignStretches(text);
  let at = 0;
  return wordsIn(text).filter((word) => {
    while ((foreign[at]?.end ?? Infinity) <= word.start) at += 1;
    return (foreign[at]?.start ?? Infinity) >= word.end;
  });
}

function treeOf(list: readonly ListedWords[]): Branch {
  const root: Branch = { next: new Map(), rules: [] };
  for (const rule of list) {
    let ends = [root];
    for (const forms of formsOf(rule.words) ?? []) ends = ends.flatMap((end) => forms.map(grow(end)));
    for (const end of ends) if (end !== root) end.rules.push(rule);
  }
  return root;
}

const grow =
  (branch: Branch) =>
  (form: string): Branch => {
    const next = branch.next.get(form) ?? { next: new Map<string, Branch>(), rules: [] };
    branch.next.set(form, next);
    return next;
  };

function longestFrom(text: string, words: Word[], first: number, root: Branch): Match | null {
  let found: Match | null = null;
  let branches = [root];
  for (let last = first; branches.length > 0 && last < words.length; last += 1) {
    const word = words[last] as Word;
    if (last > first && !joined(text.slice(words[last - 1]?.end, word.start))) break;
    branches = branches.flatMap((branch) => step(branch, word.folded));
    const rule = branches
      .flatMap((branch) => branch.rules)
      .find(({ exactly }) => exactly === undefined || isName(text, word, exactly));
    if (rule) found = { first, last, rule };
  }
  return found;
}

function step(branch: Branch, folded: string): Branch[] {
  const next = [branch.next.get(folded)];
  if (branch.next.has('#') && /^\p{N}+$/u.test(folded)) next.push(branch.next.get('#'));
  return next.filter((one) => one !== undefined);
}

function isName(text: string, word: Word, name: string): boolean {
  return text.slice(word.start, word.end).normalize('NFC') === name && !beginsSentence(text, word.start);
}

/** A line, a sentence or a listed item begins here, where a capital letter says nothing. */
function beginsSentence(text: string, start: number): boolean {
  const before = text.slice(Math.max(0, start - 20), start).trimEnd();
  const gap = text.slice(Math.max(0, start - 20) + before.length, start);
  return before === '' || gap.includes('\n') || /[.!?…:;•*«"“(\-–—]$/u.test(before);
}

function longestFirst(matches: Match[]): Match[] {
  const taken = new Set<number>();
  const kept = matches
    .sort((a, b) => b.last - b.first - (a.last - a.first) || a.first - b.first)
    .filter(({ first, last }) => {
      for (let at = first; at <= last; at += 1) if (taken.has(at)) return false;
      for (let at = first; at <= last; at += 1) taken.add(at);
      return true;
    });
  return kept.sort((a, b) => a.first - b.first);
}

/** The replacement takes the capital of what it replaces, unless that is only the capital of an abbreviation or a name. */
function inPlace(replacement: string, text: string, start: number, found: string): string {
  const capital = found.charAt(0) !== found.charAt(0).toLowerCase();
  if (!capital || !beginsSentence(text, start) || fold(replacement) === '') return replacement;
  return replacement.charAt(0).toUpperCase() + replacement.slice(1);
}
