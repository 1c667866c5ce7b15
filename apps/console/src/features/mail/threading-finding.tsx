/** Why a mail went where it went: each key it carried, what that was worth, and what the guard said. */
import type { ThreadingOutcome } from '@lib/contracts';
import type { MessageId } from '@lib/design';
import { useSay } from '../../i18n.js';

const matches: Readonly<Record<string, MessageId>> = {
  ticket: 'threading.matched-ticket',
  mid: 'threading.matched-mid',
  subject: 'threading.matched-subject',
  customer: 'threading.matched-customer',
  'follow-up': 'threading.matched-follow-up',
  new: 'threading.matched-new',
  agent: 'threading.matched-agent',
  'same-organisation': 'threading.matched-organisation',
  'possible-loop': 'threading.matched-loop',
};
const refusals: Readonly<Record<string, MessageId>> = {
  'foreign-thread-key': 'threading.refused-foreign',
  'not-on-ticket': 'threading.refused-not-on-ticket',
  'token-of-another': 'threading.refused-of-another',
  'agent-address': 'threading.refused-agent',
};

export function ThreadingFinding({ threading }: { threading: ThreadingOutcome }) {
  const say = useSay();
  const { keys, matchedBy, refused } = threading;
  const matched = matchedBy === null ? undefined : matches[matchedBy];
  const why = refused === null ? undefined : refusals[refused];
  if (keys.length === 0 && !matched && !why) return null;
  return (
    <details className="threading" data-testid="mail-threading">
      <summary>{say('threading.title')}</summary>
      {matched && <p>{say(matched)}</p>}
      {why && <p>{say(why)}</p>}
      {keys.length > 0 && (
        <ul className="muted mail-reasons">
          {keys.map(({ by, value, answer }) => (
            <li key={`${by} ${value}`}>
              {say(`threading.by-${by}`)} <span className="num">{value}</span>:{' '}
              {say(`threading.answer-${answer}`)}
            </li>
          ))}
        </ul>
      )}
    </details>
  );
}
