/** What a supervisor may do to what waits and to a colleague, each as a dialog's question, with a way back where there is one. */
import type { AgentState, AgentView, Priority, QueueLive, WaitingItem } from '@lib/contracts';
import { api } from '../../api/calls.js';
import { asRefusal } from '../../api/refusal.js';
import type { Say } from '../../i18n.js';
import { showRefusal } from '../../ui/failure.js';
import { showToast } from '../../ui/toast.js';
import type { Act } from './reason-dialog.js';

const PRIORITIES: readonly Priority[] = ['urgent', 'high', 'normal', 'low'];
const STATES: readonly AgentState[] = ['away', 'available', 'offline'];
/** As the contract bounds them. */
const LONGEST = { steering: 200, priority: 500, state: 80 } as const;
const UNDO_MS = 8_000;

/** Who could be asked at once, least busy first. */
export function askable(agents: Iterable<AgentView>, item: WaitingItem): AgentView[] {
  return [...agents]
    .filter((agent) => agent.present && agent.state === 'available' && agent.activity !== 'offered')
    .filter(
      (agent) => agent.load.voice.used === 0 && agent.load[item.channel].used < agent.load[item.channel].max,
    )
    .sort((a, b) => loadOf(a) - loadOf(b) || a.name.localeCompare(b.name));
}

export function askAct(item: WaitingItem, able: AgentView[], say: Say): Act {
  return {
    id: 'ask',
    title: say('live.ask-title'),
    lead: say('live.ask-lead'),
    choice: {
      label: say('live.ask-whom'),
      of: able.map(({ id, name }) => ({ value: id, label: name })),
    },
    longestReason: LONGEST.steering,
    submit: say('live.ask-submit'),
    run: async (agentId, reason) => {
      await api.askColleague(item.interactionId, agentId, reason);
      const name = able.find(({ id }) => id === agentId)?.name ?? '';
      showToast({ text: say('live.ask-done', { name, number: item.ticketNumber }) });
    },
  };
}

export function moveAct(item: WaitingItem, from: QueueLive, queues: Iterable<QueueLive>, say: Say): Act {
  const others = [...queues].filter(({ id }) => id !== from.id);
  return {
    id: 'move',
    title: say('live.move-title'),
    lead: say('live.move-lead'),
    choice: { label: say('live.move-where'), of: others.map(({ id, name }) => ({ value: id, label: name })) },
    longestReason: LONGEST.steering,
    submit: say('live.move-submit'),
    run: async (queueId, reason) => {
      await api.moveWaiting(item.interactionId, queueId, reason);
      const queue = others.find(({ id }) => id === queueId)?.name ?? '';
      const back = (): Promise<unknown> =>
        api.moveWaiting(item.interactionId, from.id, say('live.undo-reason'));
      showUndoable(say('live.move-done', { number: item.ticketNumber, queue }), back, say);
    },
  };
}

export function takeOverAct(item: WaitingItem, say: Say): Act {
  return {
    id: 'take-over',
    title: say('live.take-over-title'),
    lead: say(item.channel === 'voice' ? 'live.take-over-lead-voice' : 'live.take-over-lead'),
    choice: null,
    longestReason: LONGEST.steering,
    submit: say('live.take-over-submit'),
    run: async (_, reason) => {
      await api.takeOver(item.interactionId, reason);
      showToast({ text: say('live.take-over-done', { number: item.ticketNumber }) });
    },
  };
}

export function priorityAct(item: WaitingItem, say: Say): Act {
  const set = async (priority: Priority, reason: string): Promise<void> => {
    const ticket = await api.ticket(item.ticketId);
    await api.change(ticket, { priority, reason });
  };
  return {
    id: 'priority',
    title: say('live.priority-title'),
    lead: say('live.priority-lead'),
    choice: {
      label: say('live.priority'),
      of: PRIORITIES.filter((one) => one !== item.priority).map((one) => ({
        value: one,
        label: say(`priority.${one}`),
      })),
    },
    longestReason: LONGEST.priority,
    submit: say('live.priority-submit'),
    run: async (chosen, reason) => {
      const priority = PRIORITIES.find((one) => one === chosen) ?? item.priority;
      await set(priority, reason);
      const text = say('live.priority-done', {
        number: item.ticketNumber,
        priority: say(`priority.${priority}`),
      });
      showUndoable(text, () => set(item.priority, say('live.undo-reason')), say);
    },
  };
}

export function stateAct(agent: AgentView, say: Say): Act {
  return {
    id: 'state',
    title: say('live.state-title', { name: agent.name }),
    lead: say('live.state-lead'),
    choice: {
      label: say('live.state-which'),
      of: STATES.filter((one) => one !== agent.state).map((one) => ({
        value: one,
        label: say(`state.${one}`),
      })),
    },
    longestReason: LONGEST.state,
    submit: say('live.state-submit'),
    run: async (chosen, reason) => {
      const state = STATES.find((one) => one === chosen) ?? agent.state;
      await api.setStateOf(agent.id, state, reason);
      const text = say('live.state-done', { name: agent.name, state: say(`state.${state}`) });
      const before = agent.stateReason ?? say('live.undo-reason');
      showUndoable(text, () => api.setStateOf(agent.id, agent.state, before), say);
    },
  };
}

function showUndoable(text: string, back: () => Promise<unknown>, say: Say): void {
  const run = (): void => void back().catch((error: unknown) => showRefusal(asRefusal(error)));
  showToast({ text, action: { label: say('common.undo'), run } }, UNDO_MS);
}

const loadOf = ({ load }: AgentView): number => load.voice.used + load.chat.used + load.email.used;
