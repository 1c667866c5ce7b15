/** Who really sent a mail, on the mail itself: proven, not known, or disowned by the sender's own domain; what was found one click away. */
import { useId, type ReactNode } from 'react';
import { ShieldAlert, ShieldCheck, ShieldQuestion } from 'lucide-react';
import { MailTrust, type TimelineItem } from '@lib/contracts';
import type { MessageId } from '@lib/design';
import { useSay } from '../../i18n.js';
import { CallItSpam } from './spam-line.js';
import './trust-line.css';

const faces = {
  pass: { Icon: ShieldCheck, text: 'trust.pass', tone: 'ok' },
  none: { Icon: ShieldQuestion, text: 'trust.none', tone: '' },
  fail: { Icon: ShieldAlert, text: 'trust.fail', tone: 'late' },
} as const;

export function TrustLine({ ticketId, item }: { ticketId: string; item: TimelineItem }) {
  const { data: trust } = MailTrust.safeParse(item.data.trust);
  if (!trust) return null;
  return (
    <Trust trust={trust}>
      <CallItSpam ticketId={ticketId} item={item} />
    </Trust>
  );
}

export function Trust({ trust, children }: { trust: MailTrust; children?: ReactNode }) {
  const say = useSay();
  const id = useId();
  const { Icon, text, tone } = faces[trust.verdict];
  return (
    <details className={`trust ${tone}`} data-testid="trust" data-verdict={trust.verdict}>
      <summary aria-describedby={id}>
        <Icon className="ic" aria-hidden="true" />
        {say(text, { domain: trust.domain ?? '' })}
      </summary>
      <div id={id}>
        <p>{say(wordsOf(trust), { domain: trust.domain ?? '', server: trust.server ?? '' })}</p>
        {trust.evidence.length > 0 && (
          <ul className="num">
            {trust.evidence.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        )}
        {children}
      </div>
    </details>
  );
}

function wordsOf({ verdict, by, why }: MailTrust): MessageId {
  if (verdict === 'fail') return 'trust.fail-text';
  if (verdict === 'pass') {
    if (by === 'provider') return 'trust.by-provider';
    return by === 'sealer' ? 'trust.by-sealer' : 'trust.by-us';
  }
  return why ? `trust.why-${why}` : 'trust.why-undecided';
}
