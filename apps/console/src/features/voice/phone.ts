/** The one telephone of this console: loaded when voice is wanted, shared by the call bar, the device check and the offers. */
import { api } from '../../api/calls.js';
import { createCell, useCell } from '../../rt/cell.js';
import type { AgentPhone } from './agent-phone-port.js';

/** What is shown of the telephone, taken anew at each of its changes. */
export type PhoneView = Pick<AgentPhone, 'status' | 'muted' | 'callSince' | 'interactionId' | 'error'>;

interface PhoneModule {
  createAgentPhone(options: {
    fetchToken: () => Promise<{ token: string; edge: string }>;
    edge?: string;
  }): AgentPhone;
}

const modules = import.meta.glob<PhoneModule>('./agent-phone.ts');
let phone: AgentPhone | null = null;
let expected: string | null = null;
const view = createCell<PhoneView | null>(null);

export const usePhone = (): PhoneView | null => useCell(view);
export const currentPhone = (): AgentPhone | null => phone;

/** Connects the line; a second call while it stands does nothing. */
export async function startPhone(): Promise<void> {
  const load = modules['./agent-phone.ts'];
  if (!load) return;
  if (!phone) {
    const { createAgentPhone } = await load();
    const { edge } = await api.voiceToken();
    phone = createAgentPhone({ fetchToken: api.voiceToken, edge });
    phone.onChange(show);
    show();
  }
  if (phone.status === 'off' || phone.status === 'error') await phone.start();
}

/** An offer I accepted becomes a call to this telephone: that one is answered without a second press. */
export function expectCall(interactionId: string): void {
  expected = interactionId;
}

function show(): void {
  if (!phone) return;
  if (phone.status === 'ringing' && expected !== null && phone.interactionId === expected) {
    expected = null;
    phone.answer();
  }
  const { status, muted, callSince, interactionId, error } = phone;
  view.set({ status, muted, callSince, interactionId, error });
}
