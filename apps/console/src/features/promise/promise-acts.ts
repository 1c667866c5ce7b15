/** What is done to a promise with one press, and the way back while there is one. */
import type { AttachedPromise, Ticket, TicketPromise } from '@lib/contracts';
import { api } from '../../api/calls.js';
import { say } from '../../i18n.js';
import { attempt } from '../../ui/attempt.js';
import { serverNow } from '../../ui/now.js';
import { momentText } from '../../ui/time-text.js';
import { showToast } from '../../ui/toast.js';
import { makeAttached, putText } from './attached.js';

export const keepPromise = (promise: TicketPromise): Promise<boolean> =>
  attempt(async () => {
    await api.keepPromise(promise.id);
    showToast({ text: say('promise.kept-done') });
  });

export const seenAlarm = (alarmId: string): Promise<boolean> => attempt(() => api.seenAlarm(alarmId));

/** Made at once, without a message: said on the phone, for one. */
export const makePromise = (ticket: Ticket, promise: AttachedPromise): Promise<boolean> =>
  attempt(async () => {
    const made = (await makeAttached(ticket.id, promise)) as { id: string };
    const undo = (): void =>
      void attempt(async () => {
        await api.takeBackPromise(made.id, say('promise.undone-reason'));
        showToast({ text: say('promise.undone') });
      });
    showToast({
      text: say('promise.made', { time: momentText(promise.dueAt, serverNow()) }),
      action: { label: say('common.undo'), run: undo },
    });
  });

/** The drafted words go into the answer; sent, they carry the promise they speak of. */
export function answerWithDraft(ticket: Ticket, { id, draft }: TicketPromise): void {
  if (!draft) return;
  putText.set({
    ticketId: ticket.id,
    text: draft.text,
    promise: { text: draft.text, dueAt: draft.nextAt, renews: id },
  });
}
