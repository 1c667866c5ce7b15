/** What is done to a callback with one press, and the way back. */
import type { ArrangeCallback } from '@lib/contracts';
import { api } from '../../api/calls.js';
import { say } from '../../i18n.js';
import { attempt } from '../../ui/attempt.js';
import { serverNow } from '../../ui/now.js';
import { momentText } from '../../ui/time-text.js';
import { showToast } from '../../ui/toast.js';

export const arrangeCallback = (ticketId: string, callback: ArrangeCallback): Promise<boolean> =>
  attempt(async () => {
    await api.arrangeCallback(ticketId, callback);
    showToast({
      text: say('callback.arranged', { time: momentText(callback.at, serverNow()) }),
      action: { label: say('common.undo'), run: () => void cancelCallback(ticketId) },
    });
  });

export const cancelCallback = (ticketId: string): Promise<boolean> =>
  attempt(async () => {
    await api.cancelCallback(ticketId);
    showToast({
      text: say('callback.cancelled'),
      action: { label: say('common.undo'), run: () => void attempt(() => api.restoreCallback(ticketId)) },
    });
  });
