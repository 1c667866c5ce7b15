/** What this customer came to us for before, newest first. */
import { Link } from '@tanstack/react-router';
import type { Ticket } from '@lib/contracts';
import { useSay } from '../../i18n.js';
import { ChannelIcon } from '../../ui/channel-icon.js';
import { dateText } from '../../ui/time-text.js';

export function TicketHistory({ tickets, currentId }: { tickets: Ticket[]; currentId?: string }) {
  const say = useSay();
  return (
    <ul className="hist">
      {tickets.map((ticket) => (
        <li key={ticket.id}>
          <ChannelIcon channel={ticket.channels[0] ?? 'email'} />
          {ticket.id === currentId ? (
            <span>
              {ticket.subject} <small className="muted">({say('customer.this-one')})</small>
            </span>
          ) : (
            <Link
              to="/work/$ticket"
              params={{ ticket: ticket.number }}
              title={`${ticket.number} · ${say(`status.${ticket.status}`)}`}
            >
              {ticket.subject}
            </Link>
          )}
          <time dateTime={ticket.openedAt}>{dateText(ticket.openedAt)}</time>
        </li>
      ))}
    </ul>
  );
}
