/** What an agent does to a ticket, each with its word of success, its refusal, and the stale case told plainly. */
import type { Ticket, TicketStatus } from '@lib/contracts';
import { api } from '../../api/calls.js';
import { asRefusal, type Refusal } from '../../api/refusal.js';
import { say } from '../../i18n.js';
import { liveState } from '../../rt/live.js';
import { showRefusal } from '../../ui/failure.js';
import { showToast } from '../../ui/toast.js';
import { isSameMatter } from './same-matter.js';

export async function takeTicket(ticket: Ticket): Promise<void> {
  await attempt(async () => {
    await api.take(ticket.id);
    showToast({ text: say('ticket.taken-done', { number: ticket.number }) });
  });
}

export async function setStatus(
  ticket: Ticket,
  status: TicketStatus,
  refused?: (refusal: Refusal) => boolean,
): Promise<void> {
  const before = ticket.status;
  await attempt(async () => {
    await changeStatus(latest(ticket), status);
    const text =
      status === 'resolved'
        ? say('ticket.resolved-done', { number: ticket.number })
        : say('ticket.status-done', { number: ticket.number, status: say(`status.${status}`) });
    const back: TicketStatus = before === 'new' ? 'open' : before;
    showToast(
      { text, action: { label: say('common.undo'), run: () => void undoStatus(ticket, back) } },
      8_000,
    );
  }, refused);
}

/** Where a cause or a word about tasks that are not done is wanted first, it is asked for instead of refused. */
export async function resolveTicket(ticket: Ticket, ask: () => void): Promise<void> {
  await setStatus(ticket, 'resolved', (refusal) => {
    if (refusal.code !== 'cause-needed' && refusal.code !== 'tasks-open') return false;
    ask();
    return true;
  });
}

export async function withdrawStandIn(ticket: Ticket): Promise<void> {
  await attempt(async () => {
    const { standIn } = await api.withdrawStandIn(ticket.id);
    showToast({
      text: standIn ? say('standin.named', { name: standIn.name }) : say('standin.withdrawn'),
    });
  });
}

export async function endInteraction(interactionId: string): Promise<void> {
  await attempt(() => api.endInteraction(interactionId));
}

/** Tried once more when only our own doings have moved the version on. */
async function changeStatus(seen: Ticket, status: TicketStatus): Promise<void> {
  try {
    await api.change(seen, { status });
  } catch (error) {
    if (asRefusal(error).code !== 'version-stale') throw error;
    const fresh = await api.ticket(seen.id);
    if (!isSameMatter(seen, fresh)) throw error;
    await api.change(fresh, { status });
  }
}

async function undoStatus(ticket: Ticket, status: TicketStatus): Promise<void> {
  await attempt(() => api.change(latest(ticket), { status }));
}

/** The version the server last told us, which a press made earlier may not have seen. */
const latest = (ticket: Ticket): Ticket => liveState().tickets.get(ticket.id) ?? ticket;

/** `refused` answers true for a refusal it took care of. */
async function attempt(act: () => Promise<unknown>, refused?: (refusal: Refusal) => boolean): Promise<void> {
  try {
    await act();
  } catch (error) {
    const refusal = asRefusal(error);
    if (refused?.(refusal)) return;
    if (refusal.code === 'version-stale') showToast({ text: say('ticket.stale'), kind: 'failed' });
    else showRefusal(refusal);
  }
}
