/** The matter as it was understood, on top of the ticket: written for the customer, read back to them, right or corrected. */
import { useRef, useState, type FormEvent } from 'react';
import { CircleCheck, MessageSquareQuote } from 'lucide-react';
import type { Ticket, UnderstoodState } from '@lib/contracts';
import type { MessageId } from '@lib/design';
import { recordApi } from '../../api/record-calls.js';
import { useSay } from '../../i18n.js';
import { showToast } from '../../ui/toast.js';
import { KitchenDoorCheck } from '../ticket/kitchen-door-check.js';
import { attempt } from './attempt.js';
import { useRecord } from './use-record.js';

const states: Record<UnderstoodState, MessageId> = {
  written: 'understood.state-written',
  'read-back': 'understood.state-read-back',
  confirmed: 'understood.state-confirmed',
  corrected: 'understood.state-corrected',
};

export function UnderstoodBanner({ ticket }: { ticket: Ticket }) {
  const say = useSay();
  const [form, setForm] = useState<'write' | 'correct' | null>(null);
  const understood = useRecord(ticket).data?.matter.understood;
  const closed = ticket.status === 'closed';
  if (understood === undefined || (closed && !understood)) return null;
  if (form)
    return (
      <Words
        ticket={ticket}
        before={understood?.text ?? ''}
        correcting={form === 'correct'}
        onDone={() => setForm(null)}
      />
    );
  if (!understood)
    return (
      <p className="understood none">
        <button
          type="button"
          className="btn sm ghost"
          onClick={() => setForm('write')}
          data-testid="understood-write"
        >
          <MessageSquareQuote className="ic" aria-hidden="true" />
          {say('understood.write')}
        </button>
      </p>
    );
  const { text, state } = understood;
  const act = (done: MessageId, run: () => Promise<unknown>): void =>
    void attempt(run).then((went) => went && showToast({ text: say(done) }));
  return (
    <section
      className="understood"
      aria-labelledby="understood-title"
      data-testid="understood"
      data-state={state}
    >
      <MessageSquareQuote className="ic" aria-hidden="true" />
      <div>
        <h2 id="understood-title">
          {say('understood.title')}
          <span className={`chip ${state === 'confirmed' ? 'ok' : ''}`}>
            {state === 'confirmed' && <CircleCheck className="ic" aria-hidden="true" />}
            {say(states[state])}
          </span>
        </h2>
        <p>{text}</p>
        {!closed && (
          <span className="acts">
            <button
              type="button"
              className="btn sm ghost"
              onClick={() => setForm('write')}
              data-testid="understood-edit"
            >
              {say('record.edit')}
            </button>
            {state !== 'confirmed' && (
              <>
                <button
                  type="button"
                  className="btn sm"
                  onClick={() => act('understood.sent', () => recordApi.readBack(ticket.id))}
                  data-testid="understood-read-back"
                >
                  {say('understood.read-back')}
                </button>
                <button
                  type="button"
                  className="btn sm"
                  onClick={() =>
                    act('understood.confirmed', () => recordApi.answerUnderstood(ticket.id, { right: true }))
                  }
                  data-testid="understood-right"
                >
                  {say('understood.right')}
                </button>
                <button
                  type="button"
                  className="btn sm ghost"
                  onClick={() => setForm('correct')}
                  data-testid="understood-wrong"
                >
                  {say('understood.wrong')}
                </button>
              </>
            )}
          </span>
        )}
      </div>
    </section>
  );
}

interface WordsProps {
  ticket: Ticket;
  before: string;
  correcting: boolean;
  onDone: () => void;
}

function Words({ ticket, before, correcting, onDone }: WordsProps) {
  const say = useSay();
  const [text, setText] = useState(before);
  const area = useRef<HTMLTextAreaElement>(null);
  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    const written = text.trim();
    if (written === '') return;
    const save = () =>
      correcting
        ? recordApi.answerUnderstood(ticket.id, { right: false, text: written })
        : recordApi.writeUnderstood(ticket.id, written);
    if (await attempt(save)) onDone();
  }
  return (
    <form
      className="understood record record-form"
      onSubmit={(event) => void submit(event)}
      onKeyDown={(event) => event.key === 'Escape' && onDone()}
    >
      <label className="pick">
        <span>{say(correcting ? 'understood.how-really' : 'understood.in-their-words')}</span>
        <textarea
          ref={area}
          rows={2}
          value={text}
          maxLength={1_000}
          autoFocus
          required
          onChange={(event) => setText(event.target.value)}
          data-testid="understood-text"
        />
      </label>
      <KitchenDoorCheck field={area} text={text} customer={ticket.customer} onText={setText} />
      <div className="row2">
        <button type="button" className="btn sm" onClick={onDone}>
          {say('common.cancel')}
        </button>
        <button
          type="submit"
          className="btn sm primary"
          disabled={text.trim() === ''}
          data-testid="understood-save"
        >
          {say('record.save')}
        </button>
      </div>
    </form>
  );
}
