/** A ticket that changed hands twice: said before somebody moves it a third time. */
import { Repeat2 } from 'lucide-react';
import type { Ticket } from '@lib/contracts';
import { useSay } from '../../i18n.js';

/** The server refuses the next move to everybody but a supervisor from so many on. */
const ALARM_FROM = 2;

export function BouncedBanner({ ticket }: { ticket: Ticket }) {
  const say = useSay();
  if (ticket.handOverCount < ALARM_FROM || ticket.status === 'closed') return null;
  return (
    <div className="notice warn" role="note" data-testid="bounced">
      <Repeat2 className="ic" aria-hidden="true" />
      <span>
        <b>{say('banner.bounced-title', { count: ticket.handOverCount })}</b> {say('banner.bounced-text')}
      </span>
    </div>
  );
}
