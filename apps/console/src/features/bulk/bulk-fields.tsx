/** The one question each act on many tickets asks; the answer is the act, or null while something is missing. */
import { useId, useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { MacroChanges, Priority, TicketStatus, TicketType, type BulkAction } from '@lib/contracts';
import { recordApi } from '../../api/record-calls.js';
import { useSay } from '../../i18n.js';
import { changeTexts } from '../record/macro-picker.js';

export const asks = ['status', 'priority', 'type', 'tags', 'macro', 'merge'] as const;
export type Asked = (typeof asks)[number];

export interface FieldProps {
  onAnswer: (action: BulkAction | null) => void;
}

const statuses = TicketStatus.exclude(['new', 'closed']).options;

export function StatusField({ onAnswer }: FieldProps) {
  const say = useSay();
  return (
    <Choice
      label={say('views.column-status')}
      options={statuses.map((status) => ({ value: status, text: say(`status.${status}`) }))}
      onPick={(status) => onAnswer({ do: 'status', status })}
      testId="bulk-status-field"
    />
  );
}

export function TypeField({ onAnswer }: FieldProps) {
  const say = useSay();
  return (
    <Choice
      label={say('views.column-type')}
      options={TicketType.options.map((type) => ({ value: type, text: say(`type.${type}`) }))}
      onPick={(type) => onAnswer({ do: 'type', type })}
      testId="bulk-type-field"
    />
  );
}

export function PriorityField({ onAnswer }: FieldProps) {
  const say = useSay();
  const [priority, setPriority] = useState<Priority | null>(null);
  const [reason, setReason] = useState('');
  const answer = (next: Priority | null, why: string): void => {
    setPriority(next);
    setReason(why);
    onAnswer(next && why.trim() ? { do: 'priority', priority: next, reason: why.trim() } : null);
  };
  return (
    <>
      <Choice
        label={say('views.column-priority')}
        options={Priority.options.map((one) => ({ value: one, text: say(`priority.${one}`) }))}
        onPick={(one) => answer(one, reason)}
        testId="bulk-priority-field"
      />
      <label className="field">
        <span>{say('facts.reason')}</span>
        <input
          value={reason}
          maxLength={500}
          onChange={(event) => answer(priority, event.target.value)}
          data-testid="bulk-priority-reason"
        />
        <small>{say('bulk.priority-hint')}</small>
      </label>
    </>
  );
}

export function TagsField({ onAnswer }: FieldProps) {
  const say = useSay();
  const [texts, setTexts] = useState({ add: '', remove: '' });
  const change = (next: typeof texts): void => {
    setTexts(next);
    const [add, remove] = [tagsIn(next.add), tagsIn(next.remove)];
    onAnswer(add.length + remove.length > 0 ? { do: 'tags', add, remove } : null);
  };
  return (
    <>
      {(['add', 'remove'] as const).map((which) => (
        <TagInput
          key={which}
          label={say(`bulk.tags-${which}`)}
          value={texts[which]}
          autoFocus={which === 'add'}
          onChange={(text) => change({ ...texts, [which]: text })}
          testId={`bulk-tags-${which}`}
        />
      ))}
      <p className="muted">{say('bulk.tags-hint')}</p>
    </>
  );
}

function TagInput({
  label,
  value,
  autoFocus,
  onChange,
  testId,
}: {
  label: string;
  value: string;
  autoFocus: boolean;
  onChange: (text: string) => void;
  testId: string;
}) {
  const list = useId();
  const last = tagsIn(value).at(-1) ?? '';
  const { data } = useQuery({
    queryKey: ['tags', last],
    queryFn: ({ signal }) => recordApi.tags(last, signal),
    enabled: last !== '',
    staleTime: 30_000,
  });
  return (
    <label className="field">
      <span>{label}</span>
      <input
        value={value}
        maxLength={400}
        list={list}
        autoFocus={autoFocus}
        onChange={(event) => onChange(event.target.value)}
        data-testid={testId}
      />
      <datalist id={list}>
        {data?.items.map(({ tag }) => (
          <option key={tag} value={tag} />
        ))}
      </datalist>
    </label>
  );
}

export function MacroField({ onAnswer }: FieldProps) {
  const say = useSay();
  const { data, isPending } = useQuery({ queryKey: ['macros'], queryFn: () => recordApi.macros() });
  const macros = (data?.items ?? []).filter(({ set }) => Object.keys(set).length > 0);
  if (isPending) return <p className="muted">{say('common.loading')}</p>;
  if (macros.length === 0) return <p className="muted">{say('bulk.macro-empty')}</p>;
  return (
    <>
      <Choice
        label={say('bulk.macro-label')}
        options={macros.map(({ id, name, set }) => ({
          value: id,
          text: `${name} (${changeTexts(MacroChanges.parse(set), say).join(', ')})`,
        }))}
        onPick={(macroId) => onAnswer({ do: 'macro', macroId })}
        testId="bulk-macro-field"
      />
      <p className="muted">{say('bulk.macro-hint')}</p>
    </>
  );
}

export function MergeField({ onAnswer }: FieldProps) {
  const say = useSay();
  const [typed, setTyped] = useState('');
  const [otherCustomer, setOther] = useState(false);
  const answer = (text: string, other: boolean): void => {
    setTyped(text);
    setOther(other);
    const into = /^\s*(?:G-)?0*\d{1,9}\s*$/i.test(text) ? text.trim() : null;
    onAnswer(into ? { do: 'merge', into, otherCustomer: other } : null);
  };
  return (
    <>
      <label className="field">
        <span>{say('bulk.merge-into')}</span>
        <input
          value={typed}
          autoFocus
          placeholder="G-000123"
          onChange={(event) => answer(event.target.value, otherCustomer)}
          data-testid="bulk-merge-into"
        />
        <small>{say('bulk.merge-hint')}</small>
      </label>
      <label className="rel-check">
        <input
          type="checkbox"
          checked={otherCustomer}
          onChange={(event) => answer(typed, event.target.checked)}
          data-testid="bulk-merge-other"
        />
        <span>{say('bulk.merge-other')}</span>
      </label>
    </>
  );
}

interface ChoiceProps<T extends string> {
  label: string;
  options: readonly { value: T; text: string }[];
  onPick: (value: T) => void;
  testId: string;
}

function Choice<T extends string>({ label, options, onPick, testId }: ChoiceProps<T>) {
  const say = useSay();
  return (
    <label className="field">
      <span>{label}</span>
      <select
        autoFocus
        defaultValue=""
        onChange={(event) => {
          const picked = options.find(({ value }) => value === event.target.value);
          if (picked) onPick(picked.value);
        }}
        data-testid={testId}
      >
        <option value="" disabled>
          {say('bulk.choose')}
        </option>
        {options.map(({ value, text }) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

const tagsIn = (text: string): string[] =>
  text
    .split(',')
    .map((tag) => tag.trim())
    .filter(Boolean)
    .slice(0, 10);
