/** What rules did: on which ticket, why, and how each action went; the stops of the loop guard among it. */
import { useState } from 'react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ActionOutcome, Rule, RuleRun } from '@lib/contracts';
import { asRefusal } from '../../api/refusal.js';
import { rulesApi } from '../../api/rule-calls.js';
import { useSay, type Say } from '../../i18n.js';
import { EmptyState } from '../../ui/empty-state.js';
import { Failure } from '../../ui/failure.js';
import { useNow } from '../../ui/now.js';
import { Skeleton } from '../../ui/skeleton.js';
import { fullText, momentText } from '../../ui/time-text.js';
import { useHouse, type House } from './house.js';
import { Choice } from './inputs.js';
import { conditionWords, triggerWords, whyWords } from './rule-words.js';

interface Props {
  rules: readonly Rule[];
  /** From the alarm: only what the loop guard stopped. */
  stopsOnly: boolean;
  onStopsOnly: (only: boolean) => void;
}

export function RunLog({ rules, stopsOnly, onStopsOnly }: Props) {
  const say = useSay();
  const house = useHouse();
  const [ruleId, setRuleId] = useState('every');
  const asked = {
    ruleId: ruleId === 'every' ? undefined : ruleId,
    state: stopsOnly ? 'stopped' : undefined,
  };
  const { data, error, isPending, refetch, hasNextPage, fetchNextPage } = useInfiniteQuery({
    queryKey: ['rule-runs', asked],
    queryFn: ({ pageParam, signal }) => rulesApi.runs({ ...asked, before: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
  });
  const items = data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section aria-label={say('rules.log')} data-testid="rule-log">
      <div className="rule-row rule-filter">
        <Choice
          label={say('rules.log-of')}
          of={[['every', say('rules.log-every')], ...rules.map(({ id, name }) => [id, name] as const)]}
          value={ruleId}
          onChange={setRuleId}
        />
        <label className="tick">
          <input
            type="checkbox"
            checked={stopsOnly}
            onChange={(event) => onStopsOnly(event.target.checked)}
          />
          {say('rules.log-stops')}
        </label>
      </div>
      {error && <Failure refusal={asRefusal(error)} onRetry={() => void refetch()} />}
      {isPending && <Skeleton rows={4} />}
      {!isPending && !error && items.length === 0 && <EmptyState title={say('rules.log-empty')} />}
      <ul className="rule-runs">
        {items.map((run) => (
          <Run key={run.id} run={run} house={house} />
        ))}
      </ul>
      {hasNextPage && (
        <button type="button" className="btn" onClick={() => void fetchNextPage()}>
          {say('rules.log-more')}
        </button>
      )}
    </section>
  );
}

function Run({ run, house }: { run: RuleRun; house: House }) {
  const say = useSay();
  const now = useNow();
  const conditions = run.because.map((condition) => conditionWords(condition, house, say)).join('; ');
  return (
    <li className="card" data-testid="rule-run" data-state={run.state}>
      <p className="rule-run-head">
        <b>{run.ruleName}</b>
        <span className={`chip ${run.state === 'stopped' ? 'late' : ''}`}>
          {say(`rules.state-${run.state}`)}
        </span>
        <Link to="/work/$ticket" params={{ ticket: run.ticket.number }}>
          {run.ticket.number}
        </Link>
        <span className="clip">{run.ticket.subject}</span>
        <time dateTime={run.at} title={fullText(run.at)}>
          {momentText(run.at, now)}
        </time>
      </p>
      <p className="muted">
        {triggerWords(run.trigger, say)}
        {conditions !== '' && ` · ${say('rules.log-because', { conditions })}`}
      </p>
      {run.stop && <p>{say(`rules.stop-${run.stop}`)}</p>}
      {run.outcomes.length > 0 && (
        <ol>
          {run.outcomes.map((outcome, place) => (
            <li key={place}>
              {say(`rules.do-${outcome.do as 'note'}`)}: {outcomeWords(outcome, say)}
            </li>
          ))}
        </ol>
      )}
    </li>
  );
}

function outcomeWords({ outcome, code }: ActionOutcome, say: Say): string {
  return say(`rules.outcome-${outcome}`, { why: whyWords(code, say) });
}
