/** Checks SPF, DKIM, DMARC and ARC of one raw mail; runs in a thread of its own, and asks names of whoever hands it a resolver. */
import type { Readable } from 'node:stream';
import {
  arc,
  dkimVerify,
  dmarc,
  spf,
  type ARCData,
  type DKIMVerifyResult,
  type DMARCResult,
  type DNSResolver,
} from 'mailauth';
import type { AskName } from './mail-dns.js';

export interface CheckOrder {
  /** Who delivered it, when that was a stranger's computer and we heard it ourselves; else SPF says nothing. */
  ip: string | null;
  helo: string | null;
  /** MAIL FROM; '' is the null sender. */
  envelopeFrom: string | null;
}

/** What was found; every result in the words of RFC 8601. */
export interface SenderCheck {
  state: 'checked' | 'no-dns' | 'too-slow' | 'unreadable';
  /** The one address this check took for the author's; null when there was none or several. */
  author: string | null;
  spf: { result: string; domain: string } | null;
  dkim: { result: string; domain: string; aligned: boolean; partial: boolean }[];
  dmarc: { result: string; policy: string | null } | null;
  /** The chain as a whole, who closed it, and what that one says it found when it received the mail. */
  arc: { result: string; sealer: string | null; dmarc: string | null; from: string | null } | null;
}

export const NOT_CHECKED: Omit<SenderCheck, 'state'> = {
  author: null,
  spf: null,
  dkim: [],
  dmarc: null,
  arc: null,
};

export async function checkSender(
  source: Readable | Buffer,
  { ip, helo, envelopeFrom }: CheckOrder,
  ask: AskName,
): Promise<SenderCheck> {
  // The package declares texts alone and takes exchangers as well.
  const resolver = ask as DNSResolver;
  const signed = await dkimVerify(source, { resolver, sender: envelopeFrom ?? undefined });
  const results = signed.results.filter(({ signingDomain }) => Boolean(signingDomain));
  const sent = ip
    ? await spf({
        resolver,
        ip,
        helo: helo ?? ip,
        // An empty one is asked about by the name of the computer (RFC 7208 2.4).
        sender: envelopeFrom ? envelopeFrom : `postmaster@${helo ?? ip}`,
      })
    : null;
  const author = signed.headerFrom?.length === 1 ? (signed.headerFrom[0] ?? null) : null;
  const spfDomains = sent?.status.result === 'pass' ? [sent.domain] : [];
  // A signature over a part of the body vouches for that part alone.
  const dkimDomains = results
    .filter(({ status }) => status.result === 'pass' && !status.underSized)
    .map((one) => ({ id: one.id, domain: one.signingDomain, aligned: one.status.aligned ?? false }));
  const judged = author ? await dmarc({ headerFrom: [author], spfDomains, dkimDomains, resolver }) : false;
  return {
    state: 'checked',
    author,
    spf: sent ? { result: sent.status.result, domain: sent.domain } : null,
    dkim: results.map(({ signingDomain, status }) => ({
      result: status.result,
      domain: signingDomain,
      aligned: Boolean(status.aligned),
      partial: Boolean(status.underSized),
    })),
    dmarc: judged
      ? { result: strictly(judged, author, { spfDomains, dkimDomains }), policy: judged.policy ?? null }
      : null,
    arc: await chainOf(signed, resolver),
  };
}

/** RFC 7489 3.1: a domain may ask that the very name matches; the package lets a relative count all the same. */
function strictly(
  { status, alignment }: DMARCResult,
  author: string | null,
  passed: { spfDomains: string[]; dkimDomains: { domain: string }[] },
): string {
  if (status.result !== 'pass') return status.result;
  const named = author?.slice(author.lastIndexOf('@') + 1).toLowerCase();
  const counts = (domains: string[], aligned?: { result: unknown; strict: boolean }): boolean =>
    aligned?.strict ? domains.some((domain) => domain.toLowerCase() === named) : Boolean(aligned?.result);
  const bySignature = counts(
    passed.dkimDomains.map(({ domain }) => domain),
    alignment?.dkim,
  );
  return bySignature || counts(passed.spfDomains, alignment?.spf) ? 'pass' : 'fail';
}

async function chainOf(signed: DKIMVerifyResult, resolver: DNSResolver): Promise<SenderCheck['arc']> {
  if (!signed.arc?.lastEntry && !signed.arc?.error) return null;
  // The package takes the chain as its own reader left it: false when it made no sense.
  const chain = await arc(signed.arc as ARCData, { resolver });
  const said = chain.authenticationResults as
    { dmarc?: { result?: unknown; header?: { from?: unknown } } } | undefined;
  const sealer: unknown = signed.arc.lastEntry?.['arc-seal']?.parsed?.d?.value;
  return {
    result: chain.status.result,
    sealer: text(sealer),
    dmarc: text(said?.dmarc?.result),
    from: text(said?.dmarc?.header?.from),
  };
}

const text = (value: unknown): string | null => (typeof value === 'string' ? value.toLowerCase() : null);
