/** The house's own fields on a ticket: each with the input that its kind asks for, saved when it is left. */
import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Eye } from 'lucide-react';
import { misfit, type Field, type FieldValue, type Ticket } from '@lib/contracts';
import { recordApi } from '../../api/record-calls.js';
import { currentLocale, useSay } from '../../i18n.js';
import { attempt } from './attempt.js';
import { useRecord } from './use-record.js';

export function Fields({ ticket }: { ticket: Ticket }) {
  const values = useRecord(ticket).data?.fields;
  const { data } = useQuery({ queryKey: ['fields'], queryFn: () => recordApi.fields() });
  const shown = (data?.items ?? []).filter(
    ({ id, types }) => types.length === 0 || types.includes(ticket.type) || values?.[id] !== undefined,
  );
  if (!values || shown.length === 0) return null;
  return (
    <div className="record-form" data-testid="fields">
      {shown.map((field) => (
        <OneField
          key={`${field.id}-${JSON.stringify(values[field.id])}`}
          ticket={ticket}
          field={field}
          value={values[field.id] ?? null}
        />
      ))}
    </div>
  );
}

interface OneProps {
  ticket: Ticket;
  field: Field;
  value: FieldValue | null;
}

function OneField({ ticket, field, value }: OneProps) {
  const say = useSay();
  const [typed, setTyped] = useState(value === null ? '' : String(value));
  const [wrong, setWrong] = useState(false);
  const disabled = ticket.status === 'closed';
  const save = (next: FieldValue | null): void => {
    const fault = next !== null && misfit(field, next) !== null;
    setWrong(fault);
    if (!fault && JSON.stringify(next) !== JSON.stringify(value))
      void attempt(() => recordApi.setFields(ticket.id, { [field.id]: next }));
  };
  const label = (
    <span>
      {field[currentLocale()]}
      {field.requiredToResolve && ` ${say('fields.needed')}`}
      {field.audience === 'customer' && (
        <>
          {' '}
          <Eye className="ic" aria-hidden="true" />
          <span className="sr">{say('fields.customer-reads')}</span>
        </>
      )}
    </span>
  );
  if (field.kind === 'choices')
    return (
      <fieldset disabled={disabled} data-testid="field">
        <legend>{label}</legend>
        {field.choices.map((choice) => {
          const picked = Array.isArray(value) ? value : [];
          return (
            <label key={choice} className="tick">
              <input
                type="checkbox"
                checked={picked.includes(choice)}
                onChange={(event) => {
                  const next = event.target.checked
                    ? [...picked, choice]
                    : picked.filter((one) => one !== choice);
                  save(next.length > 0 ? next : null);
                }}
              />
              {choice}
            </label>
          );
        })}
      </fieldset>
    );
  if (field.kind === 'choice' || field.kind === 'yes-no') {
    const options =
      field.kind === 'choice'
        ? field.choices.map((choice) => ({ id: choice, text: choice }))
        : [
            { id: 'true', text: say('fields.yes') },
            { id: 'false', text: say('fields.no') },
          ];
    return (
      <label className="pick" data-testid="field">
        {label}
        <select
          value={typed}
          disabled={disabled}
          onChange={(event) => {
            const { value: picked } = event.target;
            setTyped(picked);
            if (picked === '') save(null);
            else save(field.kind === 'choice' ? picked : picked === 'true');
          }}
        >
          <option value="">–</option>
          {options.map(({ id, text }) => (
            <option key={id} value={id}>
              {text}
            </option>
          ))}
        </select>
      </label>
    );
  }
  const input = { text: 'text', number: 'number', date: 'date', link: 'url' } as const;
  const commit = (): void => {
    const text = typed.trim();
    save(text === '' ? null : field.kind === 'number' ? Number(text) : text);
  };
  return (
    <label className="pick" data-testid="field">
      {label}
      <input
        type={input[field.kind]}
        step="any"
        value={typed}
        maxLength={2_000}
        disabled={disabled}
        aria-invalid={wrong}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={commit}
        onKeyDown={(event) => event.key === 'Enter' && commit()}
      />
      {wrong && (
        <small className="fault" role="alert">
          {say('fields.misfit')}
        </small>
      )}
    </label>
  );
}
