/** Who will get this mail, always in sight: the lines To and Cc, changed by keyboard or pointer; there is no hidden copy. */
import { useId, useState } from 'react';
import { Plus, X } from 'lucide-react';
import { useSay } from '../../i18n.js';
import type { Words } from './draft-keeper.js';
import { addressesIn, withAddresses, type Recipients } from './recipients.js';

interface Props {
  people: Recipients;
  words: Words;
  onChange: (words: Words) => void;
}

type Line = 'to' | 'cc';

export function RecipientsField({ people, words, onChange }: Props) {
  const say = useSay();
  const [copying, setCopying] = useState(false);
  const set = (line: Line, addresses: string[]): void =>
    onChange({ ...words, to: people.to, cc: people.cc, [line]: addresses });
  const withCopies = copying || people.cc.length > 0;
  return (
    <div className="recipients" data-testid="recipients">
      <AddressLine
        name={say('writing.to')}
        addresses={people.to}
        onAdd={(more) => set('to', withAddresses(people.to, more, people.cc))}
        onRemove={
          people.to.length > 1
            ? (one) =>
                set(
                  'to',
                  people.to.filter((other) => other !== one),
                )
            : null
        }
        testId="to"
      >
        {!withCopies && (
          <button
            type="button"
            className="btn sm ghost"
            onClick={() => setCopying(true)}
            data-testid="cc-open"
          >
            {say('writing.cc')}
          </button>
        )}
      </AddressLine>
      {withCopies && (
        <AddressLine
          name={say('writing.cc')}
          addresses={people.cc}
          onAdd={(more) => set('cc', withAddresses(people.cc, more, people.to))}
          onRemove={(one) =>
            set(
              'cc',
              people.cc.filter((other) => other !== one),
            )
          }
          testId="cc"
        />
      )}
      {people.suggested.length > 0 && (
        <p className="suggested">
          <span>{say('writing.cc-before')}</span>
          {people.suggested.slice(0, 5).map((address) => (
            <button
              type="button"
              key={address}
              className="chip"
              aria-label={say('writing.cc-add', { address })}
              onClick={() => set('cc', withAddresses(people.cc, [address], people.to))}
              data-testid="cc-suggested"
            >
              <Plus className="ic" aria-hidden="true" />
              {address}
            </button>
          ))}
        </p>
      )}
    </div>
  );
}

interface LineProps {
  name: string;
  addresses: string[];
  onAdd: (addresses: string[]) => void;
  onRemove: ((address: string) => void) | null;
  testId: string;
  children?: React.ReactNode;
}

function AddressLine({ name, addresses, onAdd, onRemove, testId, children }: LineProps) {
  const say = useSay();
  const id = useId();
  const [typed, setTyped] = useState('');
  const [wrong, setWrong] = useState(false);
  const take = (): boolean => {
    if (typed.trim() === '') return true;
    const found = addressesIn(typed);
    setWrong(found === null);
    if (found === null) return false;
    onAdd(found);
    setTyped('');
    return true;
  };
  return (
    <div className="line" data-testid={`line-${testId}`}>
      <label htmlFor={id}>{name}</label>
      <ul>
        {addresses.map((address) => (
          <li key={address} className="chip">
            {address}
            {onRemove && (
              <button
                type="button"
                className="plain"
                aria-label={say('writing.remove-address', { address })}
                onClick={() => onRemove(address)}
              >
                <X className="ic" aria-hidden="true" />
              </button>
            )}
          </li>
        ))}
      </ul>
      <input
        id={id}
        type="text"
        inputMode="email"
        value={typed}
        maxLength={2_000}
        autoComplete="off"
        aria-invalid={wrong}
        aria-describedby={wrong ? `${id}-wrong` : undefined}
        onChange={(event) => {
          setWrong(false);
          setTyped(event.target.value);
        }}
        onBlur={() => take()}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' && event.key !== ',' && event.key !== ';') return;
          event.preventDefault();
          take();
        }}
        data-testid={`add-${testId}`}
      />
      {children}
      {wrong && (
        <p className="fault" role="alert" id={`${id}-wrong`}>
          {say('writing.address-wrong')}
        </p>
      )}
    </div>
  );
}
