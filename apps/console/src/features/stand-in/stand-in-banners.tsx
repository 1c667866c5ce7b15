/** Above a thread: for who stands in, for whom and what is owed; for the owner who is back, what happened; for supervisors, that nobody is there. */
import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { History, UserRoundSearch, UserRoundCheck } from 'lucide-react';
import type { HandBackView, MeView, StandInView, Ticket } from '@lib/contracts';
import type { MessageId } from '@lib/design';
import { api } from '../../api/calls.js';
import { asRefusal } from '../../api/refusal.js';
import { useSay } from '../../i18n.js';
import { showRefusal } from '../../ui/failure.js';
import { serverNow } from '../../ui/now.js';
import { awaitedText, momentText } from '../../ui/time-text.js';
import { NameStandInDialog } from './name-stand-in-dialog.js';

interface Props {
  ticket: Ticket;
  me: MeView;
}

export function StandInBanners({ ticket, me }: Props) {
  const { standIn, standInSought, handBack, owner } = ticket;
  const mayName = owner?.id === me.id || me.role !== 'agent';
  return (
    <>
      {standIn?.id === me.id && <Standing ticket={ticket} standIn={standIn} />}
      {standInSought && <Sought ticket={ticket} mayName={mayName} />}
      {handBack && owner?.id === me.id && <HandedBack ticketId={ticket.id} handBack={handBack} />}
    </>
  );
}

/** The last open promise, and what goes on right now: what a stand-in must not break. */
function Standing({ ticket, standIn }: { ticket: Ticket; standIn: StandInView }) {
  const say = useSay();
  const { data } = useQuery({
    queryKey: ['promises', ticket.id, ticket.version],
    queryFn: () => api.clocks(ticket.id),
    placeholderData: (before) => before,
  });
  const promise = data?.promises.findLast(({ state }) => state === 'open');
  const open = ticket.live.map(({ channel }) => say(`channel.${channel}`)).join(', ');
  const name = ticket.owner?.name ?? '';
  return (
    <section className="wrapbar" aria-labelledby={`standing-${ticket.id}`} data-testid="stand-in-banner">
      <UserRoundCheck className="ic" aria-hidden="true" />
      <span>
        <h2 id={`standing-${ticket.id}`}>
          {standIn.until
            ? say('standin.you-until', { name, time: awaitedText(standIn.until, serverNow()) })
            : say('standin.you', { name })}
        </h2>
        <small>
          {promise
            ? say('standin.promise', { text: promise.text, time: awaitedText(promise.dueAt, serverNow()) })
            : say('standin.no-promise')}
          {open && ` · ${say('standin.open', { channels: open })}`}
        </small>
      </span>
    </section>
  );
}

function Sought({ ticket, mayName }: { ticket: Ticket; mayName: boolean }) {
  const say = useSay();
  const [naming, setNaming] = useState(false);
  return (
    <div className="notice warn" role="note" data-testid="stand-in-sought">
      <UserRoundSearch className="ic" aria-hidden="true" />
      <span>
        <b>{say('standin.sought', { name: ticket.owner?.name ?? '' })}</b> {say('standin.sought-text')}
      </span>
      {mayName && (
        <button type="button" className="btn sm" onClick={() => setNaming(true)} data-testid="stand-in-name">
          {say('standin.name')}
        </button>
      )}
      {naming && <NameStandInDialog ticket={ticket} onClose={() => setNaming(false)} />}
    </div>
  );
}

function HandedBack({ ticketId, handBack }: { ticketId: string; handBack: HandBackView }) {
  const say = useSay();
  const [busy, setBusy] = useState(false);
  const { agent, since, received, answered, stillOpen } = handBack;
  async function read(): Promise<void> {
    setBusy(true);
    try {
      await api.handBackSeen(ticketId);
    } catch (error) {
      showRefusal(asRefusal(error));
      setBusy(false);
    }
  }
  const counts: [MessageId, number][] = [
    ['standin.received', received],
    ['standin.answered', answered],
  ];
  return (
    <section className="wrapbar" aria-labelledby={`back-${handBack.id}`} data-testid="hand-back">
      <History className="ic" aria-hidden="true" />
      <span>
        <h2 id={`back-${handBack.id}`}>{say('standin.back')}</h2>
        <small>
          {say('standin.back-text', { name: agent.name, time: momentText(since, serverNow()) })}{' '}
          {counts.map(([id, count]) => say(id, { count })).join(', ')}
          {stillOpen.length > 0 &&
            ` · ${say('standin.still', {
              name: agent.name,
              channels: stillOpen.map((channel) => say(`channel.${channel}`)).join(', '),
            })}`}
        </small>
      </span>
      <button
        type="button"
        className="btn sm"
        disabled={busy}
        onClick={() => void read()}
        data-testid="hand-back-seen"
      >
        {say('standin.seen')}
      </button>
    </section>
  );
}
