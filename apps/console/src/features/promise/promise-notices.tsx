/** Promises that ask for me, said over any page but the ticket's own: soon due with words drafted, or lapsed. */
import { useNavigate, useRouterState } from '@tanstack/react-router';
import { Clock, ClockAlert } from 'lucide-react';
import type { Ticket } from '@lib/contracts';
import { useSay } from '../../i18n.js';
import { useLive } from '../../rt/live.js';
import { momentText } from '../../ui/time-text.js';
import { serverNow } from '../../ui/now.js';
import { createCell, useCell } from '../../rt/cell.js';
import { seenAlarm } from './promise-acts.js';

/** Reminders put aside in this tab: the words stay on the ticket. */
const putAside = createCell<readonly string[]>([]);

/** Lapsed ones first, then the soonest; three at most, the others wait. */
export function usePromiseNotices(): Ticket[] {
  const meId = useLive((state) => state.me?.id);
  const tickets = useLive((state) => state.tickets);
  const work = useLive((state) => state.work);
  const aside = useCell(putAside);
  const open = useRouterState({ select: (state) => state.location.pathname.split('/').at(-1) });
  return [...work]
    .flatMap((id) => tickets.get(id) ?? [])
    .filter(({ number, id, promise, alarms, owner }) => {
      if (!promise || number === open || id === open) return false;
      if (promise.state === 'lapsed') return alarms.some(({ agentId }) => agentId === meId);
      return promise.draft !== null && owner?.id === meId && !aside.includes(promise.id);
    })
    .sort((a, b) => (a.promise?.dueAt ?? '').localeCompare(b.promise?.dueAt ?? ''))
    .slice(0, 3);
}

export function PromiseNotice({ ticket }: { ticket: Ticket }) {
  const say = useSay();
  const navigate = useNavigate();
  const meId = useLive((state) => state.me?.id);
  const { promise } = ticket;
  if (!promise) return null;
  const alarm = ticket.alarms.find(({ agentId }) => agentId === meId);
  const lapsed = promise.state === 'lapsed';
  const time = momentText(promise.dueAt, serverNow());
  const later = (): void => {
    if (alarm) void seenAlarm(alarm.id);
    else putAside.set((before) => [...before, promise.id]);
  };
  return (
    <div
      role="alertdialog"
      aria-labelledby={`due-${promise.id}`}
      aria-describedby={`due-text-${promise.id}`}
      className="offer"
      data-testid="promise-notice"
      data-number={ticket.number}
      data-state={promise.state}
    >
      <span className={`promise-mark ${lapsed ? 'late' : 'warn'}`}>
        {lapsed ? (
          <ClockAlert className="ic" aria-hidden="true" />
        ) : (
          <Clock className="ic" aria-hidden="true" />
        )}
      </span>
      <span>
        <b id={`due-${promise.id}`}>
          {say(lapsed ? noticeTitles[alarm?.step ?? 'owner'] : 'promise.soon-title', { time })}
        </b>
        <small id={`due-text-${promise.id}`}>
          {ticket.subject} <span className="num">{ticket.number}</span>
        </small>
      </span>
      <div className="row2 apart">
        <button type="button" className="btn" onClick={later} data-testid="promise-later">
          {say('promise.seen')}
        </button>
        <button
          type="button"
          className="btn primary"
          onClick={() => void navigate({ to: '/work/$ticket', params: { ticket: ticket.number } })}
          data-testid="promise-look"
        >
          {say('handover.look')}
        </button>
      </div>
    </div>
  );
}

const noticeTitles = {
  owner: 'promise.lapsed-title',
  'stand-in': 'promise.alarm-stand-in',
  supervisors: 'promise.alarm-supervisors',
} as const;
