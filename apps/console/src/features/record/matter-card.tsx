/** For colleagues: what is behind the matter, why it happened, and whether the customer said that it works again. */
import { useState, type FormEvent } from 'react';
import { Lock } from 'lucide-react';
import type { MatterView, Ticket } from '@lib/contracts';
import { recordApi } from '../../api/record-calls.js';
import { currentLocale, useSay } from '../../i18n.js';
import { serverNow } from '../../ui/now.js';
import { momentText } from '../../ui/time-text.js';
import { attempt } from './attempt.js';
import { useRecord } from './use-record.js';

export function MatterCard({ ticket }: { ticket: Ticket }) {
  const say = useSay();
  const matter = useRecord(ticket).data?.matter;
  const [editing, setEditing] = useState(false);
  if (!matter) return null;
  const { behind, cause, causeNote } = matter;
  return (
    <section className="card record" aria-labelledby="matter-title" data-testid="matter-card">
      <h3 id="matter-title">
        {say('matter.title')}
        <span>
          <Lock className="ic" aria-hidden="true" /> {say('plan.inner-only')}
        </span>
      </h3>
      {editing ? (
        <Behind ticket={ticket} before={behind ?? ''} onDone={() => setEditing(false)} />
      ) : (
        <>
          {behind && (
            <p className="line-of-record" data-testid="behind">
              {behind}
            </p>
          )}
          {ticket.status !== 'closed' && (
            <button
              type="button"
              className="btn sm ghost"
              onClick={() => setEditing(true)}
              data-testid="behind-edit"
            >
              {say(behind ? 'record.edit' : 'matter.behind-write')}
            </button>
          )}
        </>
      )}
      {cause && (
        <p className="line-of-record" data-testid="cause">
          <b>{say('matter.cause')}</b> {cause[currentLocale()]}
          {causeNote && ` · ${causeNote}`}
        </p>
      )}
      <Confirmation ticket={ticket} matter={matter} />
    </section>
  );
}

function Behind({ ticket, before, onDone }: { ticket: Ticket; before: string; onDone: () => void }) {
  const say = useSay();
  const [text, setText] = useState(before);
  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (await attempt(() => recordApi.writeBehind(ticket.id, text.trim() || null))) onDone();
  }
  return (
    <form
      className="record-form"
      onSubmit={(event) => void submit(event)}
      onKeyDown={(event) => event.key === 'Escape' && onDone()}
    >
      <label className="pick inner">
        <span>{say('matter.behind')}</span>
        <textarea
          rows={3}
          value={text}
          maxLength={1_000}
          autoFocus
          onChange={(event) => setText(event.target.value)}
          data-testid="behind-text"
        />
      </label>
      <div className="row2">
        <button type="button" className="btn sm" onClick={onDone}>
          {say('common.cancel')}
        </button>
        <button type="submit" className="btn sm primary" data-testid="behind-save">
          {say('record.save')}
        </button>
      </div>
    </form>
  );
}

function Confirmation({ ticket, matter }: { ticket: Ticket; matter: MatterView }) {
  const say = useSay();
  const { confirmation } = matter;
  const time = (at: string): string => momentText(at, serverNow());
  const answered = confirmation?.answeredAt;
  const text = answered
    ? say(confirmation.works ? 'matter.works-since' : 'matter.works-not', { time: time(answered) })
    : confirmation?.askedAt
      ? say('matter.asked', { time: time(confirmation.askedAt) })
      : null;
  const asks = ticket.status === 'resolved' && !answered;
  const answer = (works: boolean): void => void attempt(() => recordApi.confirm(ticket.id, works));
  if (!text && !asks) return null;
  return (
    <div className="line-of-record" data-testid="confirmation">
      {text && <p>{text}</p>}
      {asks && (
        <>
          <p>{say('matter.ask')}</p>
          <div className="row2">
            <button type="button" className="btn sm" onClick={() => answer(true)} data-testid="works-yes">
              {say('matter.yes')}
            </button>
            <button type="button" className="btn sm" onClick={() => answer(false)} data-testid="works-no">
              {say('matter.no')}
            </button>
          </div>
        </>
      )}
    </div>
  );
}
