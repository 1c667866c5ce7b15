/** A ticket opened by an agent, for somebody who is with them now: who, what, and the fields its type needs. */
import { useState, type FormEvent } from 'react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { TicketType, type FieldValue } from '@lib/contracts';
import { recordApi } from '../../api/record-calls.js';
import { asRefusal, type Refusal } from '../../api/refusal.js';
import { useSay } from '../../i18n.js';
import { Dialog } from '../../ui/dialog.js';
import { Failure, problemText } from '../../ui/failure.js';
import { showToast } from '../../ui/toast.js';
import { Pick } from '../record/facts-card.js';
import { fieldsFor, lackingIn, requestOf, type Opening } from './opening.js';
import { OpeningField } from './opening-field.js';

export function NewTicketButton() {
  const say = useSay();
  const [open, setOpen] = useState(false);
  return (
    <>
      <button
        type="button"
        className="btn ghost icon sm"
        aria-label={say('new-ticket.title')}
        title={say('new-ticket.title')}
        onClick={() => setOpen(true)}
        data-testid="new-ticket"
      >
        <Plus className="ic" aria-hidden="true" />
      </button>
      {open && <NewTicketDialog onClose={() => setOpen(false)} />}
    </>
  );
}

const EMPTY: Opening = { subject: '', type: 'question', name: '', email: '', phone: '', fields: {} };

function NewTicketDialog({ onClose }: { onClose: () => void }) {
  const say = useSay();
  const navigate = useNavigate();
  const { data, error, refetch } = useQuery({ queryKey: ['fields'], queryFn: () => recordApi.fields() });
  const [opening, setOpening] = useState(EMPTY);
  const [note, setNote] = useState('');
  const [tried, setTried] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [busy, setBusy] = useState(false);
  // A press after an answer that was lost on its way finds the ticket it opened.
  const [keys] = useState(() => new Map<string, string>());
  const fields = data?.items ?? [];
  const lacking = tried ? lackingIn(opening, fields) : [];

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    setTried(true);
    if (busy || !data || lackingIn(opening, fields).length > 0) return;
    setBusy(true);
    setRefusal(null);
    try {
      const request = requestOf(opening, note, fields);
      const wish = JSON.stringify(request);
      const key = keys.get(wish) ?? crypto.randomUUID();
      keys.set(wish, key);
      const { number } = await recordApi.open(request, key);
      showToast({ text: say('new-ticket.opened', { number }) });
      onClose();
      await navigate({ to: '/work/$ticket', params: { ticket: number } });
    } catch (failed) {
      setRefusal(asRefusal(failed));
      setBusy(false);
    }
  }
  const line = (name: 'subject' | 'name' | 'email' | 'phone', type = 'text') => (
    <label className="pick">
      <span>{say(`new-ticket.${name}`)}</span>
      <input
        type={type}
        value={opening[name]}
        maxLength={name === 'subject' ? 998 : 200}
        aria-invalid={lacking.includes(name === 'subject' ? 'subject' : 'customer')}
        autoFocus={name === 'subject'}
        onChange={(event) => setOpening({ ...opening, [name]: event.target.value })}
        data-testid={`new-ticket-${name}`}
      />
    </label>
  );
  const setField = (id: string, value: FieldValue | undefined): void => {
    const { [id]: _, ...others } = opening.fields;
    setOpening({ ...opening, fields: value === undefined ? others : { ...others, [id]: value } });
  };
  return (
    <Dialog labelledBy="new-ticket-title" className="dlg small" testId="new-ticket-dialog" onClose={onClose}>
      <form className="record record-form resolve" noValidate onSubmit={(event) => void submit(event)}>
        <h2 id="new-ticket-title">{say('new-ticket.title')}</h2>
        <p className="muted">{say('new-ticket.lead')}</p>
        {error && <Failure refusal={asRefusal(error)} onRetry={() => void refetch()} />}
        {line('subject')}
        <Pick
          label="facts.type"
          of={TicketType.options}
          text={(one) => say(`type.${one}`)}
          value={opening.type}
          onPick={(type) => setOpening({ ...opening, type })}
          testId="new-ticket-type"
        />
        {line('name')}
        <div className="facts-grid">
          {line('email', 'email')}
          {line('phone', 'tel')}
        </div>
        {fieldsFor(fields, opening.type).map((field) => (
          <OpeningField
            key={field.id}
            field={field}
            value={opening.fields[field.id]}
            missing={lacking.includes(field.id)}
            onChange={(value) => setField(field.id, value)}
          />
        ))}
        <label className="pick inner">
          <span>{say('new-ticket.note')}</span>
          <textarea
            rows={2}
            value={note}
            maxLength={50_000}
            onChange={(event) => setNote(event.target.value)}
            data-testid="new-ticket-note"
          />
        </label>
        {(lacking.length > 0 || refusal) && (
          <p className="fault" role="alert" data-testid="new-ticket-fault">
            {refusal ? problemText(refusal) : say('new-ticket.missing')}
          </p>
        )}
        <div className="row2">
          <button type="button" className="btn" onClick={onClose}>
            {say('common.cancel')}
          </button>
          <button type="submit" className="btn primary" disabled={busy} data-testid="new-ticket-open">
            {say('new-ticket.open')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
