/** Says how this ticket stands to another, which is named by its number. */
import { useState, type FormEvent } from 'react';
import type { LinkKind, Ticket } from '@lib/contracts';
import type { MessageId } from '@lib/design';
import { useSay } from '../../i18n.js';
import { makeLink } from './relation-commands.js';

const kinds: Record<LinkKind, MessageId> = {
  'child-of': 'relations.child-of',
  'duplicate-of': 'relations.duplicate-of',
  'incident-of': 'relations.incident-of',
  'follow-up-of': 'relations.follow-up-of',
};

export function LinkForm({ ticket, onDone }: { ticket: Ticket; onDone: () => void }) {
  const say = useSay();
  const [kind, setKind] = useState<LinkKind>('child-of');
  const [number, setNumber] = useState('');
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const typed = number.trim();
    if (typed !== '' && (await makeLink(ticket, kind, typed))) onDone();
  };
  return (
    <form
      className="rel-form"
      onSubmit={(event) => void submit(event)}
      onKeyDown={(event) => event.key === 'Escape' && onDone()}
    >
      <label className="field">
        <span>{say('relations.kind')}</span>
        <select value={kind} onChange={(event) => setKind(event.target.value as LinkKind)} autoFocus>
          {(Object.keys(kinds) as LinkKind[]).map((one) => (
            <option key={one} value={one}>
              {say(kinds[one])}
            </option>
          ))}
        </select>
      </label>
      <label className="field">
        <span>{say('relations.number')}</span>
        <input
          value={number}
          onChange={(event) => setNumber(event.target.value)}
          placeholder="G-000123"
          data-testid="link-number"
        />
      </label>
      <p className="rel-acts">
        <button
          type="submit"
          className="btn sm primary"
          disabled={number.trim() === ''}
          data-testid="link-submit"
        >
          {say('relations.link-do')}
        </button>
        <button type="button" className="btn sm ghost" onClick={onDone}>
          {say('common.cancel')}
        </button>
      </p>
    </form>
  );
}
