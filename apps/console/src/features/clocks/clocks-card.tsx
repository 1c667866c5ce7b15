/** The clocks of a ticket, calm: how long the customer has waited since first contact, and what we owe them when. */
import { useState } from 'react';
import { Plus } from 'lucide-react';
import type { Ticket, TicketClock } from '@lib/contracts';
import { useSay } from '../../i18n.js';
import { useNow } from '../../ui/now.js';
import { momentText, waitText } from '../../ui/time-text.js';
import { makePromise } from '../promise/promise-acts.js';
import { PromiseDialog } from '../promise/promise-dialog.js';
import { ClockLine } from './clock-line.js';
import { stateOf } from './clock-state.js';

export function ClocksCard({ ticket }: { ticket: Ticket }) {
  const say = useSay();
  const [promising, setPromising] = useState(false);
  const settled = ticket.status === 'resolved' || ticket.status === 'closed';
  const { promise } = ticket;
  return (
    <section className="card" aria-labelledby="clocks-title" data-testid="clocks-card">
      <h3 id="clocks-title">
        {say('clocks.title')}
        {!settled && (
          <button
            type="button"
            className="btn ghost sm"
            onClick={() => setPromising(true)}
            data-testid="promise-open"
          >
            <Plus className="ic" aria-hidden="true" />
            {say(promise ? 'promise.renew' : 'promise.new')}
          </button>
        )}
      </h3>
      <ul className="clocks">
        {ticket.clocks.map((clock) => (
          <Row key={clock.kind} clock={clock} />
        ))}
        {promise && (
          <ClockLine
            kind="promise"
            label={say('clocks.promise')}
            state={promise.state === 'lapsed' ? 'breached' : undefined}
            span={{ from: promise.madeAt, due: promise.dueAt, warn: null }}
          />
        )}
        {ticket.supplierWaits.map((wait) => (
          <ClockLine
            key={wait.id}
            kind="supplier"
            label={say('clocks.supplier', { name: wait.supplier })}
            span={{ from: wait.askedAt, due: wait.dueAt, warn: null }}
          />
        ))}
      </ul>
      {ticket.clocks.length === 0 && <p className="muted">{say('clocks.none')}</p>}
      {promising && (
        <PromiseDialog
          ticket={ticket}
          instead={promise}
          submit="promise.make"
          onPick={(next) => {
            setPromising(false);
            void makePromise(ticket, next);
          }}
          onClose={() => setPromising(false)}
        />
      )}
    </section>
  );
}

function Row({ clock }: { clock: TicketClock }) {
  const say = useSay();
  const now = useNow();
  if (clock.kind === 'customer') {
    const until = clock.metAt === null ? now : Date.parse(clock.metAt);
    return (
      <li data-testid="clock" data-kind="customer" data-state={clock.metAt ? 'met' : 'on-time'}>
        <span>{say('clocks.customer')}</span>
        <b className="num">{waitText(until - Date.parse(clock.startedAt))}</b>
        <small>
          {say(clock.metAt ? 'clocks.customer-over' : 'clocks.customer-since', {
            time: momentText(clock.startedAt, now),
          })}
        </small>
      </li>
    );
  }
  const state = stateOf(clock, now);
  if (clock.dueAt === null && state !== 'paused' && state !== 'breached') return null;
  return (
    <ClockLine
      kind={clock.kind}
      label={say(`clocks.${clock.kind}`)}
      state={state}
      span={{ from: clock.startedAt, due: clock.dueAt ?? clock.startedAt, warn: clock.warnAt }}
      used={clock.dueAt === null && clock.targetMs ? Math.min(1, clock.spentMs / clock.targetMs) : undefined}
    />
  );
}
