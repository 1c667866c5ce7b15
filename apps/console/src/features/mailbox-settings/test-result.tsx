/** What a test of the servers found: each step by itself, and for the one that failed what happened and what to do. */
import { Check, Minus, X } from 'lucide-react';
import type { MailTestResult } from '@lib/contracts';
import { useSay } from '../../i18n.js';

const ICONS = { ok: Check, failed: X, skipped: Minus } as const;

export function TestResult({ result }: { result: MailTestResult }) {
  const say = useSay();
  return (
    <div className="mailbox-test" role="status" data-testid="mailbox-test-result" data-ok={result.ok}>
      <p>
        <b>{say(result.ok ? 'mailboxes.test-ok' : 'mailboxes.test-failed')}</b>
      </p>
      <ul>
        {result.steps.map(({ step, result: end, fault, detail }) => {
          const Icon = ICONS[end];
          return (
            <li key={step} className={end} data-testid={`test-${step}`} data-result={end}>
              <Icon className="ic" aria-hidden="true" />
              <div>
                {say(`mailboxes.step-${step}`)}
                <span className="muted"> {say(`mailboxes.result-${end}`)}</span>
                {fault && (
                  <p>
                    <b>{say(`mailboxes.fault-${fault}`)}</b> {say(`mailboxes.todo-${fault}`)}
                  </p>
                )}
                {fault && detail && (
                  <p className="muted mailbox-detail">{say('mailboxes.said', { words: detail })}</p>
                )}
              </div>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
