/** The one telephone of this console: loaded when voice is wanted, shared by the call bar, the device check and the offers. */
import { api } from '../../api/calls.js';
import { createCell, useCell } from '../../rt/cell.js';
import { deviceChoice, microphone } from '../devices/device-choice.js';
import type { AgentPhone } from './agent-phone-port.js';

/** What is shown of the telephone, taken anew at each of its changes. */
export type PhoneView = Pick<
  AgentPhone,
  'status' | 'muted' | 'callSince' | 'interactionId' | 'error' | 'trouble'
>;

let phone: AgentPhone | null = null;
let opening: Promise<AgentPhone> | null = null;
const view = createCell<PhoneView | null>(null);

export const usePhone = (): PhoneView | null => useCell(view);
export const currentPhone = (): AgentPhone | null => phone;

/** Connects the line; while it stands this does nothing. */
export async function startPhone(): Promise<void> {
  // Asked again while it stands, a second telephone would take the place of the one that talks.
  const opened = phone ?? (await (opening ??= openPhone().finally(() => (opening = null))));
  if (opened.status === 'off' || opened.status === 'error') await opened.start();
}

export function stopPhone(): void {
  phone?.stop();
  phone = null;
  view.set(null);
}

/** An offer I accepted becomes a call to this telephone: that one is answered without a second press. */
export function expectCall(interactionId: string): void {
  phone?.expect(interactionId);
}

async function openPhone(): Promise<AgentPhone> {
  const [{ createAgentPhone }, { edge }] = await Promise.all([import('./agent-phone.js'), api.voiceToken()]);
  const opened = createAgentPhone({
    fetchToken: api.voiceToken,
    edge,
    microphone: () => microphone(deviceChoice.get()),
    speaker: () => deviceChoice.get().output,
    // Seconds whose figures are lost are not asked for again: the next ones come.
    tellQuality: (told) => void api.tellCallQuality(told).catch(() => undefined),
  });
  phone = opened;
  opened.onChange(() => show(opened));
  show(opened);
  return opened;
}

function show(from: AgentPhone): void {
  if (phone !== from) return;
  const { status, muted, callSince, interactionId, error, trouble } = from;
  view.set({ status, muted, callSince, interactionId, error, trouble });
}
