/** One verdict from what the provider, the scanner and the house's lists say of a mail, with every reason kept. Pure. */
import type { MailSpam, MailTrust, SpamHeaders } from '@lib/contracts';
import type { ReceivedMail } from '../reading/received-mail.js';
import { providerThinks } from './provider-score.js';
import type { ListedRule } from './sender-rules.js';
import type { ScanAnswer } from './spam-scanner.js';

export interface SpamGround {
  spamHeaders: SpamHeaders;
  flagAt: number;
  holdAt: number;
  rules: readonly ListedRule[];
  /** Null: no scanner is set up. */
  scan: ScanAnswer | 'away' | null;
  trust: MailTrust['verdict'];
  /** It carries our own signature, made for who sends it. */
  answersUs: boolean;
  /** What a person said of this very mail. */
  said: 'spam' | 'not-spam' | null;
}

type SpamMail = Pick<ReceivedMail, 'from' | 'subject' | 'text' | 'spamHeaders'>;

const MOST_REASONS = 20;
/** What is blocked by its words says them early; every mail is held against every entry. */
const MOST_READ = 50_000;

export function spamVerdict(mail: SpamMail, ground: SpamGround): MailSpam {
  const { spamHeaders, flagAt, holdAt, scan, said } = ground;
  const provider = providerThinks(mail.spamHeaders, spamHeaders);
  const scanned = scan !== null && scan !== 'away' ? scan : null;
  const written = ground.rules.some(({ kind }) => kind === 'words') ? wordsIn(mail) : '';
  const rules = ground.rules.filter((rule) => applies(rule, mail, written));
  const sender = bySender(rules, ground.trust);
  const blocked = sender?.says === 'block' || (!sender && rules.some(({ says }) => says === 'block'));
  // Two judges of the same text are not twice as sure.
  const score = Math.max(0, provider?.points ?? 0, scanned?.points ?? 0);
  const allowed = sender?.says === 'allow';
  const line = score >= holdAt ? 'hold' : score >= flagAt ? 'flag' : 'clear';
  const softened = line === 'hold' && ground.answersUs ? 'flag' : line;
  return {
    ...{ score: Math.round(score * 10) / 10, flagAt, holdAt },
    verdict: said === 'not-spam' ? 'clear' : blocked ? 'hold' : allowed ? 'clear' : softened,
    reasons: [
      ...rules.map((rule) => ({ by: 'house' as const, what: words(rule), points: null })),
      ...(provider ? [{ by: 'provider' as const, ...provider }] : []),
      ...(scanned ? scanned.reasons.map((reason) => ({ by: 'scanner' as const, ...reason })) : []),
    ].slice(0, MOST_REASONS),
    notes: [
      ...(said === null ? [] : (['said'] as const)),
      ...(scan === 'away' ? (['scanner-away'] as const) : []),
      ...(allowed ? (['allowed'] as const) : []),
      ...(line === 'hold' && ground.answersUs ? (['answers-us'] as const) : []),
    ],
  };
}

/** The nearest rule about who sent it: an address before its domain, a domain before the one above it. */
function bySender(rules: readonly ListedRule[], trust: MailTrust['verdict']): ListedRule | undefined {
  const about = rules
    .filter(({ kind }) => kind !== 'words')
    .sort((a, b) => rank(b) - rank(a) || b.value.length - a.value.length);
  // A forged name opens no door that was opened for its owner.
  return about.find(({ says }) => says === 'block' || trust !== 'fail');
}

const rank = ({ kind }: ListedRule): number => (kind === 'address' ? 1 : 0);

function applies({ kind, value }: ListedRule, mail: SpamMail, written: string): boolean {
  if (kind === 'words') return written.includes(plain(value));
  return mail.from.some(({ address }) => {
    const lower = address.toLowerCase();
    return kind === 'address' ? lower === value : lower.endsWith(`@${value}`) || lower.endsWith(`.${value}`);
  });
}

/** For the two people who read it: which list, and what stands on it. */
function words({ says, kind, value, why }: ListedRule): string {
  return `${says} ${kind}: ${value}${why ? ` (${why})` : ''}`.slice(0, 300);
}

const wordsIn = ({ subject, text }: SpamMail): string => plain(`${subject}\n${text}`.slice(0, MOST_READ));
const plain = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ');

/** What a person reads as the reason why it was held. */
export function heldBecause({ reasons, score, holdAt }: MailSpam): string {
  const said = reasons.map(({ what }) => what).slice(0, 3);
  return `looks like spam (${score} of ${holdAt}): ${said.join(' · ')}`.slice(0, 1_000);
}
