/** What is asked of a view besides what it is: a few choices and words of the subject, kept in the address. */
import { useEffect, useState } from 'react';
import { Priority, TicketStatus, TicketType } from '@lib/contracts';
import { useSay } from '../../i18n.js';
import { useLive } from '../../rt/live.js';
import { useDebounced } from '../search/use-debounced.js';
import type { ViewSearch } from './view-state.js';

interface Props {
  search: ViewSearch;
  onChange: (change: ViewSearch) => void;
}

export function ViewFilters({ search, onChange }: Props) {
  const say = useSay();
  const queues = useLive((state) => state.queues);
  const [text, setText] = useState(search.text ?? '');
  const settled = useDebounced(text, 300);
  useEffect(() => {
    if (settled !== (search.text ?? '')) onChange({ text: settled || undefined });
  }, [settled, search.text, onChange]);
  const owners = ['me', 'nobody'] as const;
  return (
    <div className="view-filters" role="group" aria-label={say('views.filters')}>
      <Choice
        label={say('views.column-status')}
        value={search.status}
        of={TicketStatus.options.map((one) => [one, say(`status.${one}`)])}
        onPick={(status) => onChange({ status: TicketStatus.safeParse(status).data })}
      />
      <Choice
        label={say('views.column-priority')}
        value={search.priority}
        of={Priority.options.map((one) => [one, say(`priority.${one}`)])}
        onPick={(priority) => onChange({ priority: Priority.safeParse(priority).data })}
      />
      <Choice
        label={say('views.column-type')}
        value={search.type}
        of={TicketType.options.map((one) => [one, say(`type.${one}`)])}
        onPick={(type) => onChange({ type: TicketType.safeParse(type).data })}
      />
      <Choice
        label={say('views.column-owner')}
        value={search.owner}
        of={owners.map((one) => [one, say(`views.owner-${one}`)])}
        onPick={(owner) => onChange({ owner: owners.find((one) => one === owner) })}
      />
      <Choice
        label={say('views.column-queue')}
        value={search.queue}
        of={[...queues.values()].map(({ id, name }) => [id, name])}
        onPick={(queue) => onChange({ queue })}
      />
      <label>
        <span>{say('views.text')}</span>
        <input
          value={text}
          onChange={(event) => setText(event.target.value)}
          placeholder={say('views.text-hint')}
          data-testid="view-text"
        />
      </label>
    </div>
  );
}

interface ChoiceProps {
  label: string;
  value: string | undefined;
  of: [value: string, text: string][];
  onPick: (value: string | undefined) => void;
}

function Choice({ label, value, of, onPick }: ChoiceProps) {
  const say = useSay();
  return (
    <label className={value ? 'on' : ''}>
      <span>{label}</span>
      <select value={value ?? ''} onChange={(event) => onPick(event.target.value || undefined)}>
        <option value="">{say('views.any')}</option>
        {of.map(([one, text]) => (
          <option key={one} value={one}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}
