/** What a supervisor does on a colleague's call, and an agent who asks for help: asked of the server; what became of it arrives as a push. */
import {
  LISTENING_PURPOSES,
  type ListeningMode,
  type ListeningPurpose,
  type WatchedCall,
} from '@lib/contracts';
import { api } from '../../api/calls.js';
import { asRefusal } from '../../api/refusal.js';
import type { Say } from '../../i18n.js';
import { showRefusal } from '../../ui/failure.js';
import { showToast } from '../../ui/toast.js';
import type { Act } from '../live/reason-dialog.js';
import { expectCall, startPhone } from '../voice/phone.js';

/** As the contract bounds them. */
const LONGEST_WORDS = 200;

export function listenAct(call: WatchedCall, say: Say): Act {
  const asked: ListeningPurpose = call.hand && !call.hand.answer ? 'help-asked' : 'training';
  const purposes = [asked, ...LISTENING_PURPOSES.filter((one) => one !== asked)];
  return {
    id: 'listen',
    title: say('supervision.listen-title', { name: call.agent.name }),
    lead: say('supervision.listen-lead', { name: firstName(call.agent.name) }),
    choice: {
      label: say('supervision.purpose'),
      of: purposes.map((one) => ({ value: one, label: say(`supervision.purpose-${one}`) })),
    },
    longestReason: LONGEST_WORDS,
    reason: { label: say('supervision.words'), hint: say('supervision.words-hint'), missing: null },
    submit: say('supervision.listen'),
    run: async (chosen, words) => {
      const purpose = purposes.find((one) => one === chosen) ?? asked;
      // The line that is rung for this is answered without a press: it was asked for here.
      await startPhone();
      expectCall(call.interactionId);
      await api.listen(call.interactionId, { purpose, ...(words && { words }) });
    },
  };
}

export function answerAct(call: WatchedCall, say: Say): Act {
  return {
    id: 'answer-help',
    title: say('supervision.answer-title', { name: call.agent.name }),
    lead: call.hand?.words ?? say('supervision.help-no-words'),
    choice: null,
    longestReason: LONGEST_WORDS,
    reason: {
      label: say('supervision.answer-text'),
      hint: say('supervision.answer-hint', { name: firstName(call.agent.name) }),
      missing: say('supervision.answer-missing'),
    },
    submit: say('supervision.answer-send'),
    run: async (_, text) => {
      await api.answerHelp(call.interactionId, text);
      showToast({ text: say('supervision.answer-sent', { name: call.agent.name }) });
    },
  };
}

export const setListening = (interactionId: string, mode: ListeningMode): Promise<void> =>
  attempt(() => api.setListening(interactionId, mode));
export const stopListening = (interactionId: string): Promise<void> =>
  attempt(() => api.stopListening(interactionId));
export const askForHelp = (interactionId: string, words: string): Promise<void> =>
  attempt(() => api.askForHelp(interactionId, words ? { words } : {}));
export const lowerHand = (interactionId: string): Promise<void> =>
  attempt(() => api.lowerHand(interactionId));

export function firstName(name: string): string {
  return name.split(' ')[0] ?? name;
}

async function attempt(act: () => Promise<unknown>): Promise<void> {
  try {
    await act();
  } catch (error) {
    showRefusal(asRefusal(error));
  }
}
