/** My work: the column of what waits, and beside it the ticket that is open or a word on what to do. */
import type { MeView } from '@lib/contracts';
import { useSay } from '../../i18n.js';
import { preferences } from '../../preferences.js';
import { useCell } from '../../rt/cell.js';
import { EmptyState } from '../../ui/empty-state.js';
import { keysOf } from '../keyboard/shortcuts.js';
import { TicketPage } from '../ticket/ticket-page.js';
import { CallBar } from '../voice/call-bar.js';
import { WorkColumn } from './work-column.js';

export function WorkPage({ me, ticket }: { me: MeView; ticket: string | undefined }) {
  const say = useSay();
  const letters = useCell(preferences, (value) => value.letters);
  return (
    <>
      <WorkColumn me={me} open={ticket} />
      {ticket === undefined ? (
        <main className="conv nothing" id="content">
          <CallBar me={me} ticketId={null} />
          <EmptyState
            page
            title={say('ticket.none-title')}
            text={say(letters ? 'ticket.none-text' : 'ticket.none-text-plain', {
              key: keysOf('palette').join(''),
            })}
            testId="no-ticket"
          />
        </main>
      ) : (
        <TicketPage key={ticket} address={ticket} me={me} />
      )}
    </>
  );
}
