/** From what the provider wrote and what we found ourselves to one verdict on the sender, with its evidence. Pure. */
import { isIP } from 'node:net';
import type { MailTrust } from '@lib/contracts';
import type { ReceivedMail } from '../reading/received-mail.js';
import { readResults, type WrittenResults } from './authentication-results.js';
import type { CheckOrder, SenderCheck } from './sender-check.js';

/** How the mail came, and whom its mailbox believes. */
export interface TrustGround {
  door: 'imap' | 'smtp' | 'upload';
  envelope: { from: string | null; remote?: string; helo?: string };
  /** The one server whose Authentication-Results are believed; null: nobody's. */
  trustedServer: string | null;
  /** Domains of forwarders whose ARC seal is believed. */
  arcSealers: readonly string[];
}

type AuthMail = Pick<ReceivedMail, 'from' | 'authenticationResults' | 'dkimDomains' | 'arcSeals'>;

const MOST_SIGNATURES = 10;
const MICROSOFT = /(?:^|\.)(?:outlook\.com|office365\.com)$/;
const cannotTell = new Set(['temperror', 'temperr']);

/** What there is for us to find out; null when the provider has said it, or there is nothing to look at. */
export function checkWanted(mail: AuthMail, ground: TrustGround): CheckOrder | null {
  if (providerSays(mail, ground, 'dmarc')) return null;
  const ip = strangersAddress(ground);
  const sealed = mail.arcSeals > 0 && ground.arcSealers.length > 0;
  if (mail.dkimDomains.length > MOST_SIGNATURES || mail.from.length !== 1) return null;
  if (!ip && !sealed && mail.dkimDomains.length === 0) return null;
  return { ip, helo: ground.envelope.helo ?? null, envelopeFrom: ground.envelope.from };
}

/** `check`: what `checkWanted` led to; null when nobody looked. */
export function trustVerdict(mail: AuthMail, ground: TrustGround, check: SenderCheck | null): MailTrust {
  const domain = domainOf(mail);
  const blank: MailTrust = {
    ...{ verdict: 'none', domain, by: 'nobody', server: null, why: null },
    ...{ spf: null, dkim: null, dmarc: null, arc: null, evidence: [] },
  };
  const spf = providerSays(mail, ground, 'spf')?.result ?? check?.spf?.result ?? null;
  const found = providerVerdict(mail, ground, { ...blank, spf }) ?? ownVerdict(mail, ground, check, blank);
  const verdict = { ...found, spf: found.spf ?? spf };
  if (domain !== null || verdict.verdict === 'fail') return verdict;
  return { ...verdict, verdict: 'none', why: 'sender-unclear' };
}

function providerVerdict(mail: AuthMail, ground: TrustGround, blank: MailTrust): MailTrust | null {
  const dmarc = providerSays(mail, ground, 'dmarc');
  if (!dmarc) return null;
  const told = (method: 'spf' | 'dkim' | 'arc'): string | null =>
    providerSays(mail, ground, method)?.result ?? null;
  const named = dmarc.properties['header.from']?.toLowerCase() ?? null;
  const about = named === null || isWithin(blank.domain, named);
  const said = about ? dmarc.result : 'none';
  return {
    ...blank,
    ...{ by: 'provider', server: ground.trustedServer?.toLowerCase() ?? null },
    ...{ dmarc: dmarc.result.slice(0, 20), spf: told('spf'), dkim: told('dkim'), arc: told('arc') },
    verdict: said === 'pass' ? 'pass' : said === 'fail' ? 'fail' : 'none',
    why: said === 'pass' || said === 'fail' ? null : said === 'none' && about ? 'no-policy' : 'undecided',
    evidence: [(mail.authenticationResults[0] ?? '').slice(0, 300)],
  };
}

function ownVerdict(
  mail: AuthMail,
  ground: TrustGround,
  check: SenderCheck | null,
  blank: MailTrust,
): MailTrust {
  if (!check) return { ...blank, why: mail.from.length === 1 ? 'nothing-to-check' : 'sender-unclear' };
  const seen: MailTrust = {
    ...blank,
    by: check.state === 'checked' ? 'us' : 'nobody',
    spf: check.spf?.result ?? null,
    dkim: bestOf(check),
    dmarc: check.dmarc?.result ?? null,
    arc: check.arc?.result ?? null,
    evidence: evidenceOf(check),
  };
  if (check.author === null)
    return { ...seen, why: check.state === 'checked' ? 'sender-unclear' : check.state };
  // Another reader of the same bytes took somebody else for the author: then nobody is.
  if (check.author.toLowerCase() !== mail.from[0]?.address.toLowerCase())
    return { ...seen, why: 'sender-unclear' };
  if (check.dmarc?.result === 'pass') return { ...seen, by: 'us', verdict: 'pass' };
  if (vouched(check, ground, blank.domain))
    return { ...seen, verdict: 'pass', by: 'sealer', server: check.arc?.sealer ?? null };
  if (check.state !== 'checked') return { ...seen, why: check.state };
  if (unanswered(check)) return { ...seen, why: 'no-dns' };
  if (check.dmarc?.result === 'none' || !check.dmarc) return { ...seen, why: 'no-policy' };
  // Without the sender's own line nothing is known of SPF, and a mail that only lacks a signature is not a forgery.
  return check.spf ? { ...seen, verdict: 'fail' } : { ...seen, why: 'undecided' };
}

/** The last who sealed the chain is believed, and says that it was genuine when it came to them. */
function vouched({ arc }: SenderCheck, { arcSealers }: TrustGround, domain: string | null): boolean {
  if (arc?.result !== 'pass' || arc.dmarc !== 'pass' || !arc.sealer) return false;
  return arcSealers.includes(arc.sealer) && arc.from !== null && isWithin(domain, arc.from);
}

function unanswered({ spf, dkim, dmarc }: SenderCheck): boolean {
  return [spf?.result, dmarc?.result, ...dkim.map(({ result }) => result)].some(
    (result) => result !== undefined && cannotTell.has(result),
  );
}

function bestOf({ dkim }: SenderCheck): string | null {
  const whole = dkim.filter(({ partial }) => !partial);
  return (
    (
      whole.find(({ result, aligned }) => aligned && result === 'pass') ??
      whole.find(({ result }) => result === 'pass') ??
      dkim[0]
    )?.result ?? null
  );
}

function evidenceOf({ spf, dkim, dmarc, arc }: SenderCheck): string[] {
  const lines = [
    ...(spf ? [`spf=${spf.result} ${spf.domain}`] : []),
    ...dkim
      .slice(0, MOST_SIGNATURES)
      .map((one) => `dkim=${one.result} ${one.domain}${one.partial ? ' (part of the text only)' : ''}`),
    ...(dmarc ? [`dmarc=${dmarc.result}${dmarc.policy ? ` p=${dmarc.policy}` : ''}`] : []),
    ...(arc ? [`arc=${arc.result} ${arc.sealer ?? ''} ${arc.dmarc ? `(said dmarc=${arc.dmarc})` : ''}`] : []),
  ];
  return lines.map((line) => line.trim().slice(0, 300));
}

/** From the topmost field, and only when the believed server wrote it (RFC 8601 §5). */
function providerSays(
  mail: AuthMail,
  ground: TrustGround,
  method: string,
): WrittenResults['results'][number] | undefined {
  const { trustedServer } = ground;
  // At our own door a stranger may write any field on top; what a mail server of the house hands over it has written itself.
  if (!trustedServer || strangersAddress(ground)) return undefined;
  const written = readResults(mail.authenticationResults[0] ?? '');
  const wanted = trustedServer.toLowerCase();
  if (written.server !== wanted && !(written.server === null && MICROSOFT.test(wanted))) return undefined;
  return written.results.find((one) => one.method === method);
}

/** Who stood at our door, when that is a computer of the wide world. */
function strangersAddress({ door, envelope }: TrustGround): string | null {
  const remote = envelope.remote?.replace(/^::ffff:/i, '') ?? '';
  return door === 'smtp' && isIP(remote) !== 0 && !isNear(remote) ? remote : null;
}

/** This machine, or a network that the world cannot reach (RFC 1918, 4193, 6598). */
function isNear(ip: string): boolean {
  if (ip.includes(':')) return /^(?:::1?$|f[cd]|fe[89ab])/i.test(ip);
  const [a = 0, b = 0] = ip.split('.').map(Number);
  if (a === 10 || a === 127 || a === 0) return true;
  return (
    (a === 172 && b >= 16 && b < 32) ||
    (a === 192 && b === 168) ||
    (a === 169 && b === 254) ||
    (a === 100 && b >= 64 && b < 128)
  );
}

function domainOf({ from }: AuthMail): string | null {
  const [author] = from;
  if (!author || from.length !== 1) return null;
  return (
    author.address
      .slice(author.address.lastIndexOf('@') + 1)
      .toLowerCase()
      .slice(0, 253) || null
  );
}

const isWithin = (domain: string | null, named: string): boolean =>
  domain !== null && (domain === named || domain.endsWith(`.${named}`));
