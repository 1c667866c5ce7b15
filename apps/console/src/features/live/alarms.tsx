/** Promises that lapsed and are not made good: who was told, who has looked, and the way to say that one has. */
import { Link } from '@tanstack/react-router';
import type { Overview, RaisedAlarm } from '@lib/contracts';
import { useSay } from '../../i18n.js';
import { serverNow } from '../../ui/now.js';
import { momentText } from '../../ui/time-text.js';
import { seenAlarm } from '../promise/promise-acts.js';
import { LiveTable } from './live-table.js';

export function Alarms({ overview, meId }: { overview: Overview; meId: string }) {
  const say = useSay();
  const { alarms, moreAlarms } = overview;
  return (
    <section className="card flush" data-testid="alarms">
      <h2>{say('live.alarms')}</h2>
      {alarms.length === 0 ? (
        <p className="muted pad">{say('live.alarms-none')}</p>
      ) : (
        <LiveTable
          label="live.alarms"
          heads={['live.ticket', 'live.promise', 'live.promised-for', 'live.who-knows']}
        >
          {alarms.map((alarm) => (
            <AlarmRow key={alarm.promiseId} alarm={alarm} meId={meId} />
          ))}
        </LiveTable>
      )}
      {moreAlarms > 0 && <p className="muted pad">{say('live.more-rows', { count: moreAlarms })}</p>}
    </section>
  );
}

function AlarmRow({ alarm, meId }: { alarm: RaisedAlarm; meId: string }) {
  const say = useSay();
  const { ticket, text, dueAt, told } = alarm;
  const now = serverNow();
  const mine = told.find(({ agent, seenAt }) => agent.id === meId && seenAt === null);
  return (
    <tr data-testid="alarm-row" data-number={ticket.number}>
      <th scope="row">
        <Link to="/work/$ticket" params={{ ticket: ticket.number }}>
          {ticket.number}
        </Link>
        <small className="clip">{ticket.subject}</small>
      </th>
      <td className="wrap">{text}</td>
      <td className="num late">{momentText(dueAt, now)}</td>
      <td className="wrap">
        {told.length === 0 && say('live.alarm-nobody')}
        {told.map(({ id, agent, raisedAt, seenAt }) => (
          <span key={id} className="told-one">
            {seenAt
              ? say('live.alarm-seen', { name: agent.name, time: momentText(seenAt, now) })
              : say('live.alarm-told', { name: agent.name, time: momentText(raisedAt, now) })}
          </span>
        ))}
      </td>
      <td>
        {mine && (
          <button
            type="button"
            className="btn sm"
            aria-label={say('live.alarm-see-of', { number: ticket.number })}
            onClick={() => void seenAlarm(mine.id)}
            data-testid="alarm-see"
          >
            {say('live.alarm-see')}
          </button>
        )}
      </td>
    </tr>
  );
}
