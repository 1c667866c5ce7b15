/** An invitation as its reader needs it: what, who, where, when on their own clock; and their answer, one press. */
import { useState } from 'react';
import {
  CalendarCheck2,
  CalendarDays,
  CalendarX2,
  Check,
  CircleHelp,
  MapPin,
  Repeat,
  UserRound,
  X,
} from 'lucide-react';
import type { Invitation, InvitationAnswer, InvitationView, TimelineItem } from '@lib/contracts';
import { api } from '../../api/calls.js';
import { asRefusal } from '../../api/refusal.js';
import { say as sayNow, useSay, type Say } from '../../i18n.js';
import { showRefusal } from '../../ui/failure.js';
import { momentText, region } from '../../ui/time-text.js';
import { serverNow } from '../../ui/now.js';
import { showToast } from '../../ui/toast.js';
import { meetingWhen, weekdaysText } from './meeting-text.js';
import './invitation-card.css';

const ANSWERS = [
  ['accepted', Check],
  ['tentative', CircleHelp],
  ['declined', X],
] as const;

export function InvitationCard({ ticketId, item }: { ticketId: string; item: TimelineItem }) {
  const say = useSay();
  const view = item.data['invitation'] as InvitationView | undefined;
  if (!view) return null;
  const { details, state } = view;
  const over = state !== 'standing' || details.method === 'cancel';
  const Icon = over ? CalendarX2 : view.answer ? CalendarCheck2 : CalendarDays;
  return (
    <div
      role="group"
      className={`invitation ${over ? 'over' : ''}`}
      aria-label={say('meeting.label', { title: details.title })}
      data-testid="invitation"
      data-state={state}
      data-answer={view.answer?.as}
    >
      <p className="what">
        <Icon className="ic" aria-hidden="true" />
        <b>{details.title || say('timeline.no-subject')}</b>
      </p>
      <Status view={view} />
      <When details={details} />
      {details.place && (
        <p>
          <MapPin className="ic" aria-hidden="true" />
          <span className="sr">{say('meeting.place')} </span>
          {details.place}
        </p>
      )}
      {details.organiser && (
        <p>
          <UserRound className="ic" aria-hidden="true" />
          {say('meeting.organiser', { name: details.organiser.name ?? details.organiser.address })}
        </p>
      )}
      {details.method === 'reply' && <Replies details={details} />}
      {details.method === 'request' && state === 'standing' && view.byOrganiser && (
        <Answers ticketId={ticketId} messageId={item.id} view={view} />
      )}
    </div>
  );
}

/** What the meeting has become, and why nothing can be answered. */
function Status({ view: { details, state, byOrganiser } }: { view: InvitationView }) {
  const say = useSay();
  const text =
    details.method === 'cancel' || state === 'cancelled'
      ? 'meeting.cancelled'
      : state === 'replaced'
        ? 'meeting.replaced'
        : !byOrganiser && details.method === 'request'
          ? 'meeting.not-by-organiser'
          : null;
  if (!text) return null;
  return (
    <p className="status" data-testid="meeting-status">
      {say(text)}
    </p>
  );
}

function When({ details }: { details: Invitation }) {
  const say = useSay();
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const when = meetingWhen(details, region(), zone);
  return (
    <>
      <p data-testid="meeting-when">
        <CalendarDays className="ic" aria-hidden="true" />
        <span className="sr">{say('meeting.when')} </span>
        <span className="num">{when.own}</span>
      </p>
      {when.original && (
        <p className="muted" data-testid="meeting-original">
          {say('meeting.original', { clock: when.original.clock, zone: when.original.zone })}
        </p>
      )}
      {when.anywhere && <p className="muted">{say('meeting.anywhere')}</p>}
      {details.recurrence && (
        <p data-testid="meeting-repeats">
          <Repeat className="ic" aria-hidden="true" />
          {repeatsText(details, say)}
        </p>
      )}
    </>
  );
}

function repeatsText({ recurrence }: Invitation, say: Say): string {
  if (!recurrence || recurrence.every === 'other') return say('meeting.repeats-other');
  const { every, interval, count, until } = recurrence;
  const days = weekdaysText(recurrence, region());
  const text =
    every === 'week' && days
      ? say('meeting.every-week-on', { interval, days })
      : every === 'month' && days && recurrence.nth !== null
        ? say('meeting.every-month-on', { interval, nth: recurrence.nth, days })
        : say(`meeting.every-${every}`, { interval });
  const day =
    until &&
    new Intl.DateTimeFormat(region(), { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(until));
  if (day) return say('meeting.until', { text, day });
  return count ? say('meeting.count', { text, count }) : text;
}

/** Whose answer this is to a meeting of ours. */
function Replies({ details }: { details: Invitation }) {
  const say = useSay();
  return details.attendees.slice(0, 3).map((one) => (
    <p key={one.address} data-testid="meeting-reply">
      {say(`meeting.reply-${one.attending}`, { name: one.name ?? one.address })}
    </p>
  ));
}

function Answers({
  ticketId,
  messageId,
  view,
}: {
  ticketId: string;
  messageId: string;
  view: InvitationView;
}) {
  const say = useSay();
  const [busy, setBusy] = useState(false);
  const answer = async (as: InvitationAnswer): Promise<void> => {
    setBusy(true);
    try {
      await api.answerInvitation(ticketId, messageId, as);
      showToast({ text: sayNow('meeting.sent', { name: nameOf(view) }) });
    } catch (error) {
      showRefusal(asRefusal(error));
    } finally {
      setBusy(false);
    }
  };
  const given = view.answer;
  return (
    <>
      <div className="row2" role="group" aria-label={say('meeting.answer')}>
        {ANSWERS.map(([as, Icon]) => (
          <button
            key={as}
            type="button"
            className="btn sm"
            aria-pressed={given?.as === as}
            aria-disabled={busy}
            onClick={() => {
              if (!busy && given?.as !== as) void answer(as);
            }}
            data-testid={`meeting-${as}`}
          >
            <Icon className="ic" aria-hidden="true" />
            {say(`meeting.${as}`)}
          </button>
        ))}
      </div>
      <p className="muted" role="status" data-testid="meeting-answer">
        {given &&
          say(`meeting.was-${given.as}`, { name: given.by ?? '', time: momentText(given.at, serverNow()) })}
      </p>
    </>
  );
}

function nameOf({ details }: InvitationView): string {
  return details.organiser?.name ?? details.organiser?.address ?? '';
}
