/** What to ask and to check on this ticket: ticked by whom and when, from the sets of the team or added by hand. */
import { useState, type FormEvent } from 'react';
import { useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import type { ChecklistItem, Ticket } from '@lib/contracts';
import { recordApi } from '../../api/record-calls.js';
import { useSay } from '../../i18n.js';
import { serverNow } from '../../ui/now.js';
import { momentText } from '../../ui/time-text.js';
import { showToast } from '../../ui/toast.js';
import { attempt } from './attempt.js';
import { useRecord } from './use-record.js';

export function ChecklistCard({ ticket }: { ticket: Ticket }) {
  const say = useSay();
  const items = useRecord(ticket).data?.checklist;
  const closed = ticket.status === 'closed';
  if (!items || (closed && items.length === 0)) return null;
  const ticked = items.filter((item) => item.tickedAt).length;
  return (
    <section className="card record plan" aria-labelledby="checklist-title" data-testid="checklist-card">
      <h3 id="checklist-title">
        {say('checklist.title')}
        {items.length > 0 && (
          <span className="num">{say('plan.count', { done: ticked, count: items.length })}</span>
        )}
      </h3>
      {items.length > 0 && (
        <ul>
          {items.map((item) => (
            <Item key={`${item.id} ${item.answer}`} ticket={ticket} item={item} readOnly={closed} />
          ))}
        </ul>
      )}
      {!closed && <Add ticket={ticket} />}
    </section>
  );
}

function Item({ ticket, item, readOnly }: { ticket: Ticket; item: ChecklistItem; readOnly: boolean }) {
  const say = useSay();
  const { id, text, answer, tickedAt, tickedBy } = item;
  const [typed, setTyped] = useState(answer ?? '');
  /** What was answered was asked. */
  function keep(): void {
    const written = typed.trim() || null;
    if (written !== answer)
      void attempt(() => recordApi.tickItem(ticket.id, id, written !== null || tickedAt !== null, written));
  }
  async function remove(): Promise<void> {
    if (!(await attempt(() => recordApi.removeItem(ticket.id, id)))) return;
    const undo = (): void => void attempt(() => recordApi.addItems(ticket.id, { items: [text] }));
    showToast({ text: say('checklist.removed'), action: { label: say('common.undo'), run: undo } });
  }
  return (
    <li className={`step ${tickedAt ? 'done' : ''}`} data-testid="checklist-item">
      <label>
        <input
          type="checkbox"
          checked={tickedAt !== null}
          disabled={readOnly}
          onChange={() => void attempt(() => recordApi.tickItem(ticket.id, id, tickedAt === null))}
          data-testid="checklist-tick"
        />
        <span>{text}</span>
      </label>
      {tickedAt && (
        <small className="num">
          {say('checklist.ticked', { name: tickedBy?.name ?? '', time: momentText(tickedAt, serverNow()) })}
        </small>
      )}
      {readOnly ? (
        answer && <small>{answer}</small>
      ) : (
        <input
          value={typed}
          maxLength={1_000}
          className="answer"
          aria-label={say('checklist.answer', { item: text })}
          placeholder={say('checklist.answer-hint')}
          onChange={(event) => setTyped(event.target.value)}
          onBlur={keep}
          onKeyDown={(event) => event.key === 'Enter' && keep()}
          data-testid="checklist-answer"
        />
      )}
      {!readOnly && (
        <button
          type="button"
          className="btn sm ghost icon"
          aria-label={say('checklist.remove', { item: text })}
          onClick={() => void remove()}
        >
          <X className="ic" aria-hidden="true" />
        </button>
      )}
    </li>
  );
}

function Add({ ticket }: { ticket: Ticket }) {
  const say = useSay();
  const [text, setText] = useState('');
  const { data } = useQuery({ queryKey: ['checklists'], queryFn: () => recordApi.checklists() });
  const fitting = (data?.items ?? []).filter(
    ({ types }) => types.length === 0 || types.includes(ticket.type),
  );
  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (text.trim() === '') return;
    if (await attempt(() => recordApi.addItems(ticket.id, { items: [text.trim()] }))) setText('');
  }
  return (
    <form className="record-form" onSubmit={(event) => void submit(event)}>
      {fitting.length > 0 && (
        <select
          value=""
          aria-label={say('checklist.use')}
          onChange={(event) =>
            void attempt(() => recordApi.addItems(ticket.id, { checklistId: event.target.value }))
          }
          data-testid="checklist-use"
        >
          <option value="">{say('checklist.use')}</option>
          {fitting.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      )}
      <input
        value={text}
        maxLength={300}
        placeholder={say('checklist.add')}
        aria-label={say('checklist.add')}
        onChange={(event) => setText(event.target.value)}
        data-testid="checklist-add"
      />
    </form>
  );
}
