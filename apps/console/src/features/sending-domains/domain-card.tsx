/** One domain our mails leave from: its keys, and in plain words what its other records say. */
import { useState } from 'react';
import { KeyRound, SearchCheck } from 'lucide-react';
import type { SendingDomain } from '@lib/contracts';
import { domainApi } from '../../api/domain-calls.js';
import { useSay } from '../../i18n.js';
import { serverNow } from '../../ui/now.js';
import { momentText } from '../../ui/time-text.js';
import type { Act } from './act.js';
import { DomainKey } from './domain-key.js';
import { KeyChanges } from './key-changes.js';

interface Props {
  domain: SendingDomain;
  readOnly: boolean;
  act: Act;
}

export function DomainCard({
  domain: { domain, keys, changes, checkedAt, spf, dmarc },
  readOnly,
  act,
}: Props) {
  const say = useSay();
  const [busy, setBusy] = useState<'making' | 'checking' | null>(null);
  const signing = keys.find(({ state }) => state === 'signing');
  const sure = signing?.usable && signing.finding === 'right';
  const run = async (what: 'making' | 'checking', call: () => Promise<SendingDomain>): Promise<void> => {
    setBusy(what);
    await act(call);
    setBusy(null);
  };
  return (
    <section
      className="card sending-domain"
      aria-labelledby={`domain-${domain}`}
      data-testid="sending-domain"
    >
      <header>
        <h2 id={`domain-${domain}`}>{domain}</h2>
        <span className={`chip ${sure ? 'ok' : 'warn'}`} data-testid="domain-state">
          {say(sure ? 'domains.signed' : signing ? 'domains.signed-unsure' : 'domains.unsigned')}
        </span>
        {!readOnly && (
          <div className="acts">
            <button
              type="button"
              className="btn sm"
              disabled={busy !== null}
              onClick={() => void run('checking', () => domainApi.check(domain))}
              data-testid="domain-check"
            >
              <SearchCheck className="ic" aria-hidden="true" />
              {say(busy === 'checking' ? 'domains.checking' : 'domains.check')}
            </button>
            <button
              type="button"
              className={`btn sm ${keys.length === 0 ? 'primary' : ''}`}
              disabled={busy !== null}
              onClick={() => void run('making', () => domainApi.makeKey(domain))}
              data-testid="domain-make-key"
            >
              <KeyRound className="ic" aria-hidden="true" />
              {say(keys.length === 0 ? 'domains.make-key' : 'domains.make-next')}
            </button>
          </div>
        )}
      </header>
      {keys.length === 0 && <p className="muted">{say('domains.no-key')}</p>}
      <ul className="sending-keys">
        {keys.map((key) => (
          <DomainKey key={key.id} sendingKey={key} readOnly={readOnly} act={act} />
        ))}
      </ul>
      <KeyChanges changes={changes} />
      {checkedAt && spf && dmarc && (
        <div className="other-records" role="status">
          <p className="muted num">{say('domains.checked', { time: momentText(checkedAt, serverNow()) })}</p>
          <p data-testid="domain-spf" data-finding={spf.finding}>
            <b>SPF</b> {say(`domains.spf-${spf.finding}`)}
            {spf.record && <code>{spf.record}</code>}
          </p>
          <p data-testid="domain-dmarc" data-finding={dmarc.finding}>
            <b>DMARC</b> {say(`domains.dmarc-${dmarc.finding}`)}
            {dmarc.record && <code>{dmarc.record}</code>}
          </p>
        </div>
      )}
    </section>
  );
}
