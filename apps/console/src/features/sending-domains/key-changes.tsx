/** Who made, switched or removed the keys of a domain, and when: the newest first. */
import type { SendingKeyChange } from '@lib/contracts';
import { useSay } from '../../i18n.js';
import { serverNow } from '../../ui/now.js';
import { momentText } from '../../ui/time-text.js';

export function KeyChanges({ changes }: { changes: SendingKeyChange[] }) {
  const say = useSay();
  if (changes.length === 0) return null;
  return (
    <details className="key-changes" data-testid="key-changes">
      <summary>{say('domains.changes')}</summary>
      <ol>
        {changes.map(({ id, at, by, what, selector }) => (
          <li key={id} data-what={what}>
            {say(`domains.change-${what}`, { name: by.name || say('domains.somebody'), key: selector })}{' '}
            <span className="muted num">{momentText(at, serverNow())}</span>
          </li>
        ))}
      </ol>
    </details>
  );
}
