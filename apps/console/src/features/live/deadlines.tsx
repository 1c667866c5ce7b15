/** What to chase, the most pressing first: promises and clocks that are late or due within the hour. */
import { Link } from '@tanstack/react-router';
import type { Deadline, Overview } from '@lib/contracts';
import { useSay } from '../../i18n.js';
import { useNow } from '../../ui/now.js';
import { waitText } from '../../ui/time-text.js';
import { LiveTable } from './live-table.js';

export function Deadlines({ overview }: { overview: Overview }) {
  const say = useSay();
  const { deadlines, moreDeadlines } = overview;
  return (
    <section className="card flush" data-testid="deadlines">
      <h2>{say('live.deadlines')}</h2>
      <p className="muted pad">
        {say(deadlines.length === 0 ? 'live.deadlines-none' : 'live.deadlines-lead')}
      </p>
      {deadlines.length > 0 && (
        <LiveTable
          label="live.deadlines"
          heads={['live.ticket', 'live.what', 'live.due', 'live.owner', 'live.queue']}
          acts={false}
        >
          {deadlines.map((deadline) => (
            <DeadlineRow key={`${deadline.ticket.id}-${deadline.kind}-${deadline.dueAt}`} of={deadline} />
          ))}
        </LiveTable>
      )}
      {moreDeadlines > 0 && <p className="muted pad">{say('live.more-rows', { count: moreDeadlines })}</p>}
    </section>
  );
}

function DeadlineRow({ of: { kind, ticket, queue, owner, text, dueAt } }: { of: Deadline }) {
  const say = useSay();
  const left = Date.parse(dueAt) - useNow();
  const time = waitText(Math.abs(left));
  return (
    <tr data-testid="deadline-row" data-number={ticket.number} data-kind={kind}>
      <th scope="row">
        <Link to="/work/$ticket" params={{ ticket: ticket.number }}>
          {ticket.number}
        </Link>
        <small className="clip">{ticket.subject}</small>
      </th>
      <td className="wrap">
        {kind === 'promise' ? say('live.what-promise', { text: text ?? '' }) : say(`live.what-${kind}`)}
      </td>
      <td className={left < 0 ? 'num late' : 'num'}>
        {say(left < 0 ? 'live.late-by' : 'live.due-in', { time })}
      </td>
      <td>{owner?.name ?? '–'}</td>
      <td>{queue?.name ?? '–'}</td>
    </tr>
  );
}
