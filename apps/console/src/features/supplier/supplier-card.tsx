/** Who this ticket waits for outside the house, for colleagues only: asked what, until when, chased how often, answered what. */
import { useId, useState, type FormEvent } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Lock, Plus } from 'lucide-react';
import type { SupplierWaitView, Ticket } from '@lib/contracts';
import { api } from '../../api/calls.js';
import { asRefusal } from '../../api/refusal.js';
import { useSay } from '../../i18n.js';
import { Failure } from '../../ui/failure.js';
import { useNow } from '../../ui/now.js';
import { momentText } from '../../ui/time-text.js';
import { attempt } from '../../ui/attempt.js';
import { fieldValue, quickChoices } from '../promise/promise-time.js';
import { SupplierThread } from './supplier-thread.js';

export function SupplierCard({ ticket }: { ticket: Ticket }) {
  const say = useSay();
  const [asking, setAsking] = useState(false);
  const waiting = ticket.supplierWaits.length > 0;
  const settled = ticket.status === 'resolved' || ticket.status === 'closed';
  if (settled && !waiting) return null;
  return (
    <section className="card" aria-labelledby="suppliers-title" data-testid="supplier-card">
      <h3 id="suppliers-title">
        <span className="inner-only" title={say('composer.note-see')}>
          <Lock className="ic" aria-hidden="true" />
          {say('supplier.title')}
        </span>
        <button
          type="button"
          className="btn ghost sm"
          aria-expanded={asking}
          onClick={() => setAsking((open) => !open)}
          data-testid="supplier-ask"
        >
          <Plus className="ic" aria-hidden="true" />
          {say('supplier.ask')}
        </button>
      </h3>
      {asking && <Ask ticketId={ticket.id} onDone={() => setAsking(false)} />}
      {waiting ? <Waits ticket={ticket} /> : !asking && <p className="muted">{say('supplier.none')}</p>}
    </section>
  );
}

function Waits({ ticket }: { ticket: Ticket }) {
  const say = useSay();
  const now = useNow();
  const { data, error, refetch } = useQuery({
    // Pushed: another time or another wait asks for the threads again.
    queryKey: ['supplier-waits', ticket.id, ticket.supplierWaits.map(({ id, dueAt }) => id + dueAt).join()],
    queryFn: ({ signal }) => api.supplierWaits(ticket.id, signal),
    placeholderData: (before) => before,
  });
  if (error) return <Failure refusal={asRefusal(error)} onRetry={() => void refetch()} />;
  const threads = new Map((data?.items ?? []).map((wait): [string, SupplierWaitView] => [wait.id, wait]));
  return (
    <ul className="clocks">
      {ticket.supplierWaits.map((wait) => {
        const late = now >= Date.parse(wait.dueAt);
        return (
          <li key={wait.id} data-testid="supplier-wait" data-state={late ? 'breached' : 'on-time'}>
            <b>{wait.supplier}</b>
            <span className="num">{momentText(wait.dueAt, now)}</span>
            <small>{say(late ? 'clocks.state-breached' : 'clocks.state-on-time')}</small>
            <p className="supplier-asked">{wait.asked}</p>
            <SupplierThread
              waitId={wait.id}
              messages={threads.get(wait.id)?.messages ?? []}
              onChanged={() => void refetch()}
            />
          </li>
        );
      })}
    </ul>
  );
}

function Ask({ ticketId, onDone }: { ticketId: string; onDone: () => void }) {
  const say = useSay();
  const ids = useId();
  const [supplier, setSupplier] = useState('');
  const [asked, setAsked] = useState('');
  const [due, setDue] = useState(() => fieldValue(quickChoices(Date.now()).at(-1)?.at ?? new Date()));
  const [missing, setMissing] = useState(false);

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    const at = new Date(due);
    const lacking = supplier.trim() === '' || asked.trim() === '' || !(at.getTime() > Date.now());
    setMissing(lacking);
    if (lacking) return;
    const body = { supplier: supplier.trim(), asked: asked.trim(), dueAt: at.toISOString() };
    if (await attempt(() => api.beginSupplierWait(ticketId, body))) onDone();
  }
  return (
    <form className="stack-form" onSubmit={(event) => void submit(event)} noValidate>
      <label htmlFor={`${ids}-name`}>{say('supplier.name')}</label>
      <input
        id={`${ids}-name`}
        value={supplier}
        maxLength={120}
        autoFocus
        onChange={(event) => setSupplier(event.target.value)}
        data-testid="supplier-name"
      />
      <label htmlFor={`${ids}-asked`}>{say('supplier.asked')}</label>
      <textarea
        id={`${ids}-asked`}
        rows={2}
        value={asked}
        maxLength={10_000}
        onChange={(event) => setAsked(event.target.value)}
        data-testid="supplier-asked"
      />
      <label htmlFor={`${ids}-due`}>{say('supplier.due')}</label>
      <input
        id={`${ids}-due`}
        type="datetime-local"
        value={due}
        onChange={(event) => setDue(event.target.value)}
      />
      {missing && (
        <p className="fault" role="alert">
          {say('supplier.missing')}
        </p>
      )}
      <div className="promise-acts">
        <button type="submit" className="btn sm primary" data-testid="supplier-begin">
          {say('supplier.begin')}
        </button>
        <button type="button" className="btn sm ghost" onClick={onDone}>
          {say('common.cancel')}
        </button>
      </div>
    </form>
  );
}
