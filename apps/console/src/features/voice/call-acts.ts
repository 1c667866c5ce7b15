/** What an agent does with their call: asked of the server; what became of it arrives as a push. */
import type { InteractionView } from '@lib/contracts';
import { api } from '../../api/calls.js';
import { recordingApi } from '../../api/recording-calls.js';
import { asRefusal } from '../../api/refusal.js';
import { showRefusal } from '../../ui/failure.js';
import { expectCall } from './phone.js';

export const toggleHold = (call: InteractionView): Promise<void> =>
  attempt(() => (call.state === 'held' ? api.resumeCall(call.id) : api.holdCall(call.id)));

export const backToAll = (call: InteractionView): Promise<void> => attempt(() => api.resumeCall(call.id));

export const invite = (call: InteractionView, agentId: string): Promise<void> =>
  attempt(() => api.inviteToCall(call.id, agentId));

export const dismiss = (call: InteractionView, agentId: string): Promise<void> =>
  attempt(() => api.dismissFromCall(call.id, agentId));

/** The customer I moved into a queue and who still waits there. */
export const takeBack = (interactionId: string): Promise<void> =>
  attempt(() => {
    // Asked for here, so that the telephone answers by itself when it rings.
    expectCall(interactionId);
    return api.takeBackCall(interactionId);
  });

/** What the agent wants of the recording of their call. */
export const recordingActs = {
  pause: (call: InteractionView): Promise<void> => attempt(() => recordingApi.pause(call.id)),
  resume: (call: InteractionView): Promise<void> => attempt(() => recordingApi.resume(call.id)),
  keepPrivate: (call: InteractionView): Promise<void> => attempt(() => recordingApi.keepPrivate(call.id)),
  object: (call: InteractionView): Promise<void> => attempt(() => recordingApi.object(call.id)),
};

async function attempt(act: () => Promise<unknown>): Promise<void> {
  try {
    await act();
  } catch (error) {
    showRefusal(asRefusal(error));
  }
}
