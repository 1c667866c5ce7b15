/** One rule in the list: what it does in words, whether it is on, its place, and who changed it. */
import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { ArrowDown, ArrowUp } from 'lucide-react';
import type { Rule } from '@lib/contracts';
import { rulesApi } from '../../api/rule-calls.js';
import { useSay } from '../../i18n.js';
import { useNow } from '../../ui/now.js';
import { Skeleton } from '../../ui/skeleton.js';
import { fullText, momentText } from '../../ui/time-text.js';
import type { House } from './house.js';
import { actionWords, conditionWords, triggerWords } from './rule-words.js';

interface Props {
  rule: Rule;
  house: House;
  onSwitch: (active: boolean) => void;
  onEdit: () => void;
  onArchive: () => void;
  /** Null at the end of the list. */
  onUp: (() => void) | null;
  onDown: (() => void) | null;
}

export function RuleRow({ rule, house, onSwitch, onEdit, onArchive, onUp, onDown }: Props) {
  const say = useSay();
  const now = useNow();
  const [history, setHistory] = useState(false);
  const { name } = rule;
  const all = rule.conditions.all.map((one) => conditionWords(one, house, say));
  const any = rule.conditions.any.map((one) => conditionWords(one, house, say));
  return (
    <li className={`card rule ${rule.active ? '' : 'off'}`} data-testid="rule-row" data-active={rule.active}>
      <div className="rule-head">
        <label className="tick">
          <input
            type="checkbox"
            checked={rule.active}
            aria-label={say('rules.switch', { name })}
            onChange={(event) => onSwitch(event.target.checked)}
            data-testid="rule-switch"
          />
          <b>{name}</b>
        </label>
        {rule.builtIn && <span className="chip">{say('rules.built-in')}</span>}
        {rule.stops > 0 && <span className="chip late">{say('rules.stopped', { count: rule.stops })}</span>}
      </div>
      <p>
        <b>{say('rules.when')}</b> {triggerWords(rule.trigger, say)}
        {all.length + any.length > 0 &&
          ` · ${[...all, ...(any.length > 0 ? [any.join(' / ')] : [])].join('; ')}`}
      </p>
      <p>
        <b>{say('rules.then')}</b> {rule.actions.map((action) => actionWords(action, house, say)).join(' · ')}
      </p>
      <p className="muted">
        {say('rules.ran', { count: rule.runs })}
        {rule.editedBy &&
          ` · ${say('rules.changed-by', { name: rule.editedBy.name, time: momentText(rule.editedAt, now) })}`}
      </p>
      <div className="row2">
        <button
          type="button"
          className="btn ghost icon sm"
          aria-label={say('rules.up', { name })}
          disabled={!onUp}
          onClick={() => onUp?.()}
        >
          <ArrowUp className="ic" aria-hidden="true" />
        </button>
        <button
          type="button"
          className="btn ghost icon sm"
          aria-label={say('rules.down', { name })}
          disabled={!onDown}
          onClick={() => onDown?.()}
        >
          <ArrowDown className="ic" aria-hidden="true" />
        </button>
        <button
          type="button"
          className="btn sm ghost"
          aria-expanded={history}
          aria-label={say('rules.history-of', { name })}
          onClick={() => setHistory(!history)}
        >
          {say('rules.history')}
        </button>
        <button type="button" className="btn sm" aria-label={say('rules.edit', { name })} onClick={onEdit}>
          {say('record.edit')}
        </button>
        <button
          type="button"
          className="btn sm ghost"
          aria-label={say('rules.archive', { name })}
          onClick={onArchive}
        >
          {say('record.archive')}
        </button>
      </div>
      {history && <Changes ruleId={rule.id} now={now} />}
    </li>
  );
}

function Changes({ ruleId, now }: { ruleId: string; now: number }) {
  const say = useSay();
  const { data } = useQuery({
    queryKey: ['rule-changes', ruleId],
    queryFn: ({ signal }) => rulesApi.changes(ruleId, signal),
  });
  if (!data) return <Skeleton rows={2} />;
  if (data.items.length === 0) return <p className="muted">{say('rules.built-in')}</p>;
  return (
    <ul className="rule-changes">
      {data.items.map(({ id, at, by, what }) => (
        <li key={id}>
          {say(`rules.what-${what}`)} · {by?.name ?? '?'} ·{' '}
          <time dateTime={at} title={fullText(at)}>
            {momentText(at, now)}
          </time>
        </li>
      ))}
    </ul>
  );
}
