/** A gentle look at a mail: whether it greets, sums up, goes step by step and closes kindly; the right name; no riddles. Says, never blocks. */
import type { Locale } from '@lib/contracts';

export type Block = 'greeting' | 'summary' | 'steps' | 'closing';
export type Gentle =
  | { kind: Block; suggestion: string }
  | { kind: 'wrong-name'; found: string; name: string }
  | { kind: 'acronym'; words: string }
  | { kind: 'gap' };

interface Letter {
  text: string;
  locale: Locale;
  customerName: string | null;
  /** What the customer wrote: words that are theirs need no explanation. */
  theirs: string;
  /** By the clock of who writes. */
  hour: number;
}

/** A line or two needs no four parts. */
const LETTER_WORDS = 25;
const CLOSING_LINES = 5;

const GREETING =
  /^\s*(?:bonjour|bonsoir|ch[eè]re?s?|salut|hello|hi|dear|good (?:morning|afternoon|evening))(?!\p{L})/iu;
const NAME_AFTER =
  /^\s*(?:bonjour|bonsoir|ch[eè]re?|salut|hello|hi|dear|good (?:morning|afternoon|evening))\s+((?:(?:m|mr|mrs|ms|mme|mlle|dr|madame|monsieur)\.?\s+)*)(\p{Lu}[\p{L}'’-]*(?:\s+\p{Lu}[\p{L}'’-]*)*)/iu;
const TITLE =
  /^(?:m|mr|mrs|ms|mme|mlle|dr|madame|monsieur|mesdames|messieurs|sir|madam|team|all|tous|toutes)$/i;
const SUMMARY =
  /si (?:je (?:vous )?comprends|j['’]ai) bien|d['’]apr[eè]s (?:votre|vos)|vous (?:m['’]|nous )?\s?(?:écrivez|indiquez|expliquez|dites|signalez|rencontrez|souhaitez|constatez|avez (?:écrit|signalé|constaté|reçu))|if i understand|as i understand|from what you|you(?:['’]re| are) (?:having|seeing|asking|looking)|you (?:wrote|mentioned|told|reported|noticed|would like|asked)/i;
const STEPS = /^\s*(?:\d{1,2}[.)]|[-•*–])\s+\S/m;
const CLOSING =
  /bien à vous|cordialement|(?:belle|bonne|excellente) (?:journée|soirée|semaine|continuation|fin)|à (?:très )?bientôt|chaleureusement|je reste|n['’]hésitez pas|kind(?:est)? regards|best (?:regards|wishes)|warm(?:ly| regards)|take care|have a (?:nice|good|lovely|great)|sincerely|happy to help|here (?:for you|to help)|thank you/i;
const ACRONYM = /(?<![\p{L}\p{N}_/@.-])\p{Lu}{2,6}(?![\p{L}\p{N}_/@-])/gu;
/** Words of everyday life that happen to be capitals. */
const EVERYDAY = new Set(
  'PDF SMS TV USB OK FAQ TTC HT TVA VAT IBAN RIB GPS PIN QR DVD CD PC ID CB SAV TGV RER SNCF UE EU UK USA US FR EN CV AM PM'.split(
    ' ',
  ),
);

export function gentleCheck(letter: Letter): Gentle[] {
  const own = ownLines(letter.text);
  const found: Gentle[] = [];
  const wrong = wrongName(own, letter.customerName);
  if (wrong) found.push(wrong);
  if (/(?:^|\s)…(?=\s|$|[.,;])/m.test(own)) found.push({ kind: 'gap' });
  if (wordCount(own) >= LETTER_WORDS)
    for (const kind of missing(own)) found.push({ kind, suggestion: suggestionFor(kind, letter) });
  for (const words of riddles(own, `${letter.theirs} ${letter.customerName ?? ''}`))
    found.push({ kind: 'acronym', words });
  return found;
}

/** Which of the four parts a mail has none of, in their order. */
export function missing(text: string): Block[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const blocks: Block[] = [];
  if (!GREETING.test(lines[0] ?? '')) blocks.push('greeting');
  if (!SUMMARY.test(text)) blocks.push('summary');
  if (!STEPS.test(text)) blocks.push('steps');
  if (!CLOSING.test(lines.slice(-CLOSING_LINES).join('\n'))) blocks.push('closing');
  return blocks;
}

function suggestionFor(block: Block, { locale, customerName, hour }: Letter): string {
  const first = customerName?.trim().split(/\s+/)[0];
  const to = first ? ` ${first}` : '';
  if (locale === 'fr')
    return {
      greeting: `${hour >= 18 || hour < 4 ? 'Bonsoir' : 'Bonjour'}${to},`,
      summary: 'Si je comprends bien, …',
      steps: '1. …\n2. …',
      closing: 'Je reste à vos côtés jusqu’à ce que tout fonctionne.\nBien à vous,',
    }[block];
  const part = hour < 4 || hour >= 18 ? 'evening' : hour < 12 ? 'morning' : 'afternoon';
  return {
    greeting: `Good ${part}${to},`,
    summary: 'If I understand you well, …',
    steps: '1. …\n2. …',
    closing: 'I am here until everything works for you.\nKind regards,',
  }[block];
}

function wrongName(text: string, customerName: string | null): Gentle | null {
  if (!customerName) return null;
  const found = NAME_AFTER.exec(text.trimStart().split('\n')[0] ?? '')?.[2];
  const parts = (found ?? '').split(/\s+/).filter((part) => /^\p{Lu}/u.test(part) && !TITLE.test(part));
  const known = new Set(folded(customerName).split(/[\s'’-]+/));
  const strange = parts.filter(
    (part) =>
      !folded(part)
        .split(/['’-]+/)
        .some((piece) => known.has(piece)),
  );
  return parts.length > 0 && strange.length === parts.length
    ? { kind: 'wrong-name', found: strange.join(' '), name: customerName }
    : null;
}

/** Each once; explained in brackets beside it, said by the customer, or of everyday life it is no riddle. */
function riddles(text: string, theirs: string): string[] {
  const words = new Set<string>();
  for (const line of text.split('\n')) {
    if (!/\p{Ll}/u.test(line)) continue;
    for (const match of line.matchAll(ACRONYM)) {
      const [word] = match;
      const beside = line.slice(match.index + word.length, match.index + word.length + 2);
      const explained = /^\s?\(/.test(beside) || line[match.index - 1] === '(';
      if (!explained && !EVERYDAY.has(word) && !theirs.toUpperCase().includes(word)) words.add(word);
    }
  }
  return [...words].slice(0, 3);
}

const ownLines = (text: string): string =>
  text
    .split('\n')
    .filter((line) => !line.startsWith('>'))
    .join('\n')
    .trim();
const wordCount = (text: string): number => text.split(/\s+/).filter(Boolean).length;
const folded = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
