/** After a conversation: what came of it, a note for colleagues, when the customer hears from us; more time, or done. */
import { useEffect, useId, useRef, useState, type FormEvent } from 'react';
import { useQuery } from '@tanstack/react-query';
import { CalendarClock, NotebookPen } from 'lucide-react';
import type { Ticket, WrapUpView } from '@lib/contracts';
import { wrapUpApi } from '../../api/wrap-up-calls.js';
import { asRefusal, type Refusal } from '../../api/refusal.js';
import { useSay } from '../../i18n.js';
import { attempt } from '../../ui/attempt.js';
import { problemText, Failure } from '../../ui/failure.js';
import { useNow } from '../../ui/now.js';
import { timerText } from '../../ui/time-text.js';
import { makePromise } from '../promise/promise-acts.js';
import { PromiseDialog } from '../promise/promise-dialog.js';
import { DispositionPicker } from './disposition-picker.js';
import './wrap-up.css';

/** Whoever is still writing then gets more time without asking. */
const NEARLY_OVER_MS = 10_000;

export function WrapUpPanel({ wrapUp, ticket }: { wrapUp: WrapUpView; ticket: Ticket }) {
  const say = useSay();
  const ids = useId();
  const { interactionId } = wrapUp;
  const { data, error, refetch } = useQuery({
    queryKey: ['wrap-up', wrapUp.id],
    queryFn: ({ signal }) => wrapUpApi.choice(interactionId, signal),
  });
  const [picked, setPicked] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  const [note, setNote] = useState('');
  const [tried, setTried] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [busy, setBusy] = useState(false);
  const [promising, setPromising] = useState(false);
  const disposition = data?.dispositions.find(({ id }) => id === picked) ?? null;
  const lacksPick = data?.required === true && !disposition;
  const lacksReason = disposition?.reasonRequired === true && reason.trim() === '';
  useTimeWhileWriting(wrapUp, note !== '' || reason !== '' || promising);

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    setTried(true);
    setRefusal(null);
    if (lacksPick || lacksReason || busy) return;
    setBusy(true);
    try {
      await wrapUpApi.done(interactionId, {
        ...(disposition && { dispositionId: disposition.id }),
        ...(disposition && reason.trim() && { reason: reason.trim() }),
        ...(note.trim() && { note: note.trim() }),
      });
    } catch (failed) {
      setRefusal(asRefusal(failed));
      setBusy(false);
    }
  }

  return (
    <section className="wrapup" aria-labelledby={`${ids}-title`} data-testid="wrap-up">
      <form noValidate onSubmit={(event) => void submit(event)}>
        <header>
          <NotebookPen className="ic" aria-hidden="true" />
          <h2 id={`${ids}-title`}>{say('wrapup.title')}</h2>
          <TimeLeft until={wrapUp.until} />
          <small>{say('wrapup.text')}</small>
        </header>
        {error && <Failure refusal={asRefusal(error)} onRetry={() => void refetch()} />}
        {data && data.dispositions.length > 0 && (
          <DispositionPicker
            choice={data}
            picked={picked}
            reason={reason}
            lacksPick={tried && lacksPick}
            lacksReason={tried && lacksReason}
            onPick={setPicked}
            onReason={setReason}
          />
        )}
        <label className="wrapup-note">
          <span>{say('wrapup.note')}</span>
          <textarea
            rows={2}
            value={note}
            maxLength={5_000}
            onChange={(event) => setNote(event.target.value)}
            data-testid="wrap-up-note"
          />
        </label>
        {refusal && (
          <p className="fault" role="alert" data-testid="wrap-up-fault">
            {problemText(refusal)}
          </p>
        )}
        <footer>
          <button
            type="button"
            className="btn sm ghost"
            onClick={() => setPromising(true)}
            data-testid="wrap-up-promise"
          >
            <CalendarClock className="ic" aria-hidden="true" />
            {say('wrapup.promise')}
          </button>
          <button
            type="button"
            className="btn sm"
            onClick={() => void attempt(() => wrapUpApi.more(interactionId))}
            data-testid="wrap-up-more"
          >
            {say('wrapup.more')}
          </button>
          <button type="submit" className="btn sm primary" disabled={busy} data-testid="wrap-up-done">
            {say('wrapup.done')}
          </button>
        </footer>
      </form>
      {promising && (
        <PromiseDialog
          ticket={ticket}
          instead={ticket.promise}
          submit="promise.make"
          onPick={(promise) => {
            setPromising(false);
            void makePromise(ticket, promise);
          }}
          onClose={() => setPromising(false)}
        />
      )}
    </section>
  );
}

function TimeLeft({ until }: { until: string }) {
  const say = useSay();
  const left = Date.parse(until) - useNow();
  return (
    <span className="num two" role="timer" aria-live="off" data-testid="wrap-up-left">
      {left > 0 ? say('wrapup.left', { time: timerText(left) }) : say('wrapup.over')}
    </span>
  );
}

/** Asked once for each end; at the longest a wrap-up may be, the house says no and what was typed is done with in time or not at all. */
function useTimeWhileWriting({ interactionId, until }: WrapUpView, writing: boolean): void {
  const nearlyOver = Date.parse(until) - useNow() < NEARLY_OVER_MS;
  const asked = useRef<string | null>(null);
  useEffect(() => {
    if (!writing || !nearlyOver || asked.current === until) return;
    asked.current = until;
    wrapUpApi.more(interactionId).catch(() => undefined);
  }, [writing, nearlyOver, until, interactionId]);
}
