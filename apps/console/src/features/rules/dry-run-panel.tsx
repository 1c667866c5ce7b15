/** The rule as it is written now, tried on past tickets: how many it would have met, and why or why not. */
import { useState } from 'react';
import { Link } from '@tanstack/react-router';
import { Check, FlaskConical, X } from 'lucide-react';
import { DryRun, type DryRunResult } from '@lib/contracts';
import { rulesApi } from '../../api/rule-calls.js';
import { useSay } from '../../i18n.js';
import { attempt } from '../../ui/attempt.js';
import { Choice } from './inputs.js';
import type { House } from './house.js';
import { conditionWords, placesOf } from './rule-words.js';

type Tried = DryRun['rule'];
const COUNTS = ['50', '200', '1000'] as const;

export function DryRunPanel({ rule, house }: { rule: Tried; house: House }) {
  const say = useSay();
  const [count, setCount] = useState<(typeof COUNTS)[number]>('200');
  const [trying, setTrying] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const [tried, setTried] = useState<{ rule: Tried; result: DryRunResult } | null>(null);

  async function run(): Promise<void> {
    const wish = DryRun.safeParse({ rule, tickets: Number(count) });
    if (!wish.success) {
      const paths = wish.error.issues.map(({ path }) => path.slice(1));
      setFault(say('rules.incomplete', { places: placesOf(paths, say) }));
      return;
    }
    setFault(null);
    setTrying(true);
    await attempt(async () => setTried({ rule: wish.data.rule, result: await rulesApi.dryRun(wish.data) }));
    setTrying(false);
  }

  return (
    <section className="rule-part" aria-label={say('rules.try')} data-testid="rule-dry-run">
      <div className="rule-row">
        <Choice
          label={say('rules.try-how-many')}
          of={COUNTS.map((one) => [one, one] as const)}
          value={count}
          onChange={setCount}
        />
        <button
          type="button"
          className="btn"
          disabled={trying}
          onClick={() => void run()}
          data-testid="rule-try"
        >
          <FlaskConical className="ic" aria-hidden="true" />
          {say(trying ? 'rules.trying' : 'rules.try')}
        </button>
      </div>
      {fault && (
        <p className="fault" role="alert">
          {fault}
        </p>
      )}
      <div role="status">
        {tried && (
          <p data-testid="rule-tried">
            {say('rules.tried', { matched: tried.result.matched, looked: tried.result.looked })}
          </p>
        )}
      </div>
      {tried && tried.result.items.length > 0 && <Found {...tried} house={house} />}
    </section>
  );
}

function Found({ rule, result, house }: { rule: Tried; result: DryRunResult; house: House }) {
  const say = useSay();
  const columns = [
    { title: say('rules.tried-happened'), held: result.held.triggered },
    ...(['all', 'any'] as const).flatMap((side) =>
      rule.conditions[side].map((condition, place) => ({
        title: conditionWords(condition, house, say),
        held: result.held[side][place] ?? 0,
      })),
    ),
  ];
  return (
    <div className="rule-table" tabIndex={0} role="region" aria-label={say('rules.tried-matches')}>
      <table>
        <thead>
          <tr>
            <th scope="col">{say('rules.tried-ticket')}</th>
            <th scope="col">{say('rules.tried-matches')}</th>
            {columns.map(({ title, held }, place) => (
              <th key={place} scope="col">
                {title}
                <small>{say('rules.tried-held', { count: held, looked: result.looked })}</small>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {result.items.map(({ ticket, matches, triggered, all, any }) => (
            <tr key={ticket.id} data-matches={matches}>
              <th scope="row">
                <Link to="/work/$ticket" params={{ ticket: ticket.number }}>
                  {ticket.number}
                </Link>{' '}
                {ticket.subject}
              </th>
              <Held yes={matches} />
              {[triggered, ...all, ...any].map((held, place) => (
                <Held key={place} yes={held} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Held({ yes }: { yes: boolean }) {
  const say = useSay();
  const Icon = yes ? Check : X;
  return (
    <td className={yes ? 'held' : 'not-held'}>
      <Icon className="ic" aria-hidden="true" />
      {say(yes ? 'rules.yes' : 'rules.no')}
    </td>
  );
}
