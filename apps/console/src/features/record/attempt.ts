/** Does what was pressed and says in a toast when it was refused. */
import { asRefusal } from '../../api/refusal.js';
import { say } from '../../i18n.js';
import { liveState } from '../../rt/live.js';
import type { Ticket } from '@lib/contracts';
import { showRefusal } from '../../ui/failure.js';
import { showToast } from '../../ui/toast.js';

/** True when it was done. */
export async function attempt(act: () => Promise<unknown>): Promise<boolean> {
  try {
    await act();
    return true;
  } catch (error) {
    const refusal = asRefusal(error);
    if (refusal.code === 'version-stale') showToast({ text: say('ticket.stale'), kind: 'failed' });
    else showRefusal(refusal);
    return false;
  }
}

/** The ticket as the server last told us, which a press made earlier may not have seen. */
export const latest = (ticket: Ticket): Ticket => liveState().tickets.get(ticket.id) ?? ticket;
