/** An answer on its way: the message, the promise that goes with it, and one press that takes both back. */
import type { AttachedPromise } from '@lib/contracts';
import { api } from '../../api/calls.js';
import { asRefusal } from '../../api/refusal.js';
import { say } from '../../i18n.js';
import { showRefusal } from '../../ui/failure.js';
import { makeAttached } from '../promise/attached.js';
import { discardSend, submit, type Send } from '../ticket/sends.js';
import { offerUndo } from './offer-undo.js';

/** What resolving asks for first. */
const BEFORE_RESOLVING = new Set(['cause-needed', 'tasks-open', 'field-needed', 'move-not-allowed']);

interface Answer {
  send: Parameters<typeof submit>[0];
  promise: AttachedPromise | null;
}

/** `restore` puts everything back where it was written; the message has not left then. */
export async function sendAnswer({ send, promise }: Answer, restore: (taken: Send) => void): Promise<void> {
  const sent = await submit(send);
  if (sent.resolve && sent.refusal && BEFORE_RESOLVING.has(sent.refusal.code)) {
    // Nothing was sent: the words go back to be sent once that is done, or without resolving.
    discardSend(sent.key);
    restore(sent);
    return showRefusal(sent.refusal);
  }
  if (sent.state !== 'posted') return;
  const made = promise && (await madeWith(sent.ticketId, promise));
  if (sent.tab !== 'email') return;
  offerUndo(sent, async () => {
    restore(sent);
    if (made) await api.takeBackPromise(made.id, say('promise.undone-reason'));
  });
}

async function madeWith(ticketId: string, promise: AttachedPromise): Promise<{ id: string } | null> {
  try {
    return (await makeAttached(ticketId, promise)) as { id: string };
  } catch (error) {
    showRefusal(asRefusal(error));
    return null;
  }
}
