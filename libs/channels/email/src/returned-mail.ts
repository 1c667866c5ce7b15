/** What a returned mail means for each recipient, from the mail system's code and words. Pure. */
import type { ReturnedMail, ReturnKind } from '@lib/contracts';
import type { DeliveryReport, ReceivedMail } from './reading/received-mail.js';

const MOST = 10;
const arrived = new Set(['delivered', 'relayed', 'expanded']);
/** RFC 3463: 5.7 is security and policy; the words are those of filters, not of mailboxes. */
const policy =
  /\b[45]\.7\.\d|spam|junk|block(?:ed|list| list)|black ?list|reputation|\bpolicy\b|dmarc|\bspf\b|dkim|reverse dns|rejected for|virus|content rejected/i;

/** Empty for a mail that reports nothing. */
export function returnsOf({ reports, verdict }: Pick<ReceivedMail, 'reports' | 'verdict'>): ReturnedMail[] {
  const said = reports.slice(0, MOST).map((report) => ({
    kind: verdict.complaint ? ('complaint' as const) : kindOf(report),
    address: report.recipient?.toLowerCase().slice(0, 320) ?? null,
    status: report.status?.slice(0, 20) ?? null,
    words: wordsOf(report),
  }));
  if (said.length > 0) return said;
  if (verdict.complaint)
    return [{ kind: 'complaint', address: null, status: null, words: 'feedback report' }];
  return [];
}

export function kindOf(report: DeliveryReport): ReturnKind {
  if (report.action === 'displayed') return 'read';
  if (report.action !== null && arrived.has(report.action)) return 'delivered';
  if (report.action === 'delayed') return 'delayed';
  if (report.hard) return 'hard';
  return policy.test(`${report.status ?? ''} ${report.reason ?? ''}`) ? 'policy' : 'soft';
}

function wordsOf({ recipient, status, reason }: DeliveryReport): string {
  const words = [recipient, status, reason].filter(Boolean).join(' ');
  return (words || 'returned by the mail system').slice(0, 1_000);
}
