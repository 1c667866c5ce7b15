/** A mail waits a few seconds on the server before it leaves; until then it, and what went with it, can be taken back. */
import { api } from '../../api/calls.js';
import { asRefusal } from '../../api/refusal.js';
import { say } from '../../i18n.js';
import { showRefusal } from '../../ui/failure.js';
import { showToast } from '../../ui/toast.js';
import { discardSend, mailUndoMs, type Send } from '../ticket/sends.js';

/** `restore` gets the words back into the field and takes back what was done along with the send. */
export function offerUndo(send: Send, restore: () => Promise<void>): void {
  const { itemId, ticketId } = send;
  if (itemId === null) return;
  const undo = async (): Promise<void> => {
    try {
      await api.cancel(ticketId, itemId);
      discardSend(send.key);
      await restore();
      showToast({ text: say('composer.undone') });
    } catch (error) {
      const refusal = asRefusal(error);
      if (refusal.status === 409 || refusal.status === 410)
        showToast({ text: say('composer.too-late'), kind: 'failed' });
      else showRefusal(refusal);
    }
  };
  const text = say('composer.undo-window', { seconds: mailUndoMs / 1_000 });
  showToast({ text, action: { label: say('common.undo'), run: () => void undo() } }, mailUndoMs - 300);
}
