/** One fact of a ticket in a list. */
import type { Ticket, ViewColumn } from '@lib/contracts';
import { useSay } from '../../i18n.js';
import { ChannelIcon } from '../../ui/channel-icon.js';
import { serverNow } from '../../ui/now.js';
import { momentText } from '../../ui/time-text.js';
import { customerName } from '../customer/customer-name.js';

export function ViewCell({ column, ticket }: { column: ViewColumn; ticket: Ticket }) {
  const say = useSay();
  if (column === 'subject')
    return (
      <span className="c-subject">
        <ChannelIcon channel={ticket.lastMessage?.channel ?? ticket.channels[0] ?? 'email'} />
        <b className="clip">{ticket.subject}</b>
      </span>
    );
  return <span className={`c-${column} clip ${column.endsWith('At') ? 'num' : ''}`}>{text()}</span>;

  function text(): string {
    switch (column) {
      case 'number':
        return ticket.number;
      case 'customer':
        return customerName(ticket.customer, say);
      case 'status':
        return say(`status.${ticket.status}`);
      case 'priority':
        return say(`priority.${ticket.priority}`);
      case 'type':
        return say(`type.${ticket.type}`);
      case 'owner':
        return ticket.owner?.name ?? say('views.owner-nobody');
      case 'queue':
        return ticket.queue?.name ?? '–';
      case 'openedAt':
        return momentText(ticket.openedAt, serverNow());
      default:
        return momentText(ticket.updatedAt, serverNow());
    }
  }
}
