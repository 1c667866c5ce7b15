/** Above the thread: a promise that is soon due, with honest words ready, or one that lapsed and is not made good. */
import { useState } from 'react';
import { Clock, ClockAlert } from 'lucide-react';
import type { MeView, Ticket } from '@lib/contracts';
import { useSay } from '../../i18n.js';
import { useNow } from '../../ui/now.js';
import { momentText } from '../../ui/time-text.js';
import { answerWithDraft, keepPromise, makePromise, seenAlarm } from './promise-acts.js';
import { PromiseDialog } from './promise-dialog.js';

export function PromiseBanner({ ticket, me }: { ticket: Ticket; me: MeView }) {
  const say = useSay();
  const now = useNow();
  const [renewing, setRenewing] = useState(false);
  const { promise } = ticket;
  const alarm = ticket.alarms.find(({ agentId }) => agentId === me.id);
  if (!promise || (promise.state === 'open' && !promise.draft)) return null;
  const lapsed = promise.state === 'lapsed' || now >= Date.parse(promise.dueAt);
  const time = momentText(promise.dueAt, now);
  return (
    <section
      className="promise-note"
      aria-labelledby={`promise-${promise.id}`}
      data-testid="promise-banner"
      data-state={lapsed ? 'lapsed' : 'soon'}
    >
      {lapsed ? (
        <ClockAlert className="ic" aria-hidden="true" />
      ) : (
        <Clock className="ic" aria-hidden="true" />
      )}
      <div>
        <h2 id={`promise-${promise.id}`}>
          {say(lapsed ? 'promise.lapsed-title' : 'promise.soon-title', { time })}
        </h2>
        <p>{say(lapsed ? 'promise.lapsed-text' : 'promise.soon-text')}</p>
        {promise.draft && !lapsed && (
          <blockquote data-testid="promise-draft">{promise.draft.text}</blockquote>
        )}
        <div className="promise-acts">
          {promise.draft && !lapsed && (
            <button
              type="button"
              className="btn sm primary"
              onClick={() => answerWithDraft(ticket, promise)}
              data-testid="promise-use-draft"
            >
              {say('promise.use-draft')}
            </button>
          )}
          {!lapsed && (
            <button
              type="button"
              className="btn sm"
              onClick={() => void keepPromise(promise)}
              data-testid="promise-kept"
            >
              {say('promise.kept')}
            </button>
          )}
          <button
            type="button"
            className="btn sm"
            onClick={() => setRenewing(true)}
            data-testid="promise-renew"
          >
            {say('promise.renew')}
          </button>
          {alarm && (
            <button
              type="button"
              className="btn sm ghost"
              onClick={() => void seenAlarm(alarm.id)}
              data-testid="alarm-seen"
            >
              {say('promise.seen')}
            </button>
          )}
        </div>
      </div>
      {renewing && (
        <PromiseDialog
          ticket={ticket}
          instead={promise}
          submit="promise.make"
          onPick={(next) => {
            setRenewing(false);
            void makePromise(ticket, next);
          }}
          onClose={() => setRenewing(false)}
        />
      )}
    </section>
  );
}
