/** Beside a ticket: when its customer is called back, on which number, and how far it is; or the way to arrange it. */
import { useState } from 'react';
import { Plus, X } from 'lucide-react';
import type { Ticket, TicketCallback } from '@lib/contracts';
import { useSay } from '../../i18n.js';
import { serverNow, useNow } from '../../ui/now.js';
import { momentText, waitText } from '../../ui/time-text.js';
import { arrangeCallback, cancelCallback } from './callback-acts.js';
import { CallbackDialog } from './callback-dialog.js';

export function CallbackCard({ ticket }: { ticket: Ticket }) {
  const say = useSay();
  const [arranging, setArranging] = useState(false);
  const { callback, status, mergedInto, customer } = ticket;
  const reachable = customer.identities.some(({ kind }) => kind === 'phone');
  const settled = status === 'resolved' || status === 'closed' || mergedInto !== null;
  if (!callback && (!reachable || settled)) return null;
  return (
    <section
      className="card"
      aria-labelledby="callback-title"
      data-testid="callback-card"
      data-state={callback?.state}
    >
      <h3 id="callback-title">
        {say('callback.title')}
        {callback ? (
          <button
            type="button"
            className="btn ghost sm"
            onClick={() => void cancelCallback(ticket.id)}
            data-testid="callback-cancel"
          >
            <X className="ic" aria-hidden="true" />
            {say('callback.cancel')}
          </button>
        ) : (
          <button
            type="button"
            className="btn ghost sm"
            onClick={() => setArranging(true)}
            data-testid="callback-open"
          >
            <Plus className="ic" aria-hidden="true" />
            {say('callback.open')}
          </button>
        )}
      </h3>
      {callback ? <Standing callback={callback} /> : <p className="muted">{say('callback.none')}</p>}
      {arranging && (
        <CallbackDialog
          ticket={ticket}
          onClose={() => setArranging(false)}
          onPick={(picked) => {
            setArranging(false);
            void arrangeCallback(ticket.id, picked);
          }}
        />
      )}
    </section>
  );
}

function Standing({
  callback: { state, number, since, dueAt, tries, mostTries, resumes },
}: {
  callback: TicketCallback;
}) {
  const say = useSay();
  const now = useNow();
  const waited = now - Date.parse(since);
  if (resumes) return <p data-testid="callback-standing">{say('callback.resumes', { number })}</p>;
  return (
    <>
      <p data-testid="callback-standing">
        {state === 'scheduled' && dueAt
          ? say('callback.at', { number, time: momentText(dueAt, serverNow()) })
          : say('callback.in-line', { number })}
      </p>
      {waited > 0 && <p className="muted num">{say('callback.since', { time: waitText(waited) })}</p>}
      {tries > 0 && <p className="muted">{say('callback.tries', { tries, most: mostTries })}</p>}
    </>
  );
}
