/** Calls the customer of the ticket on screen: my telephone rings and is answered by itself, then theirs rings. */
import { useState } from 'react';
import { Phone } from 'lucide-react';
import type { MeView, Ticket } from '@lib/contracts';
import { api } from '../../api/calls.js';
import { asRefusal } from '../../api/refusal.js';
import { useSay } from '../../i18n.js';
import { showRefusal } from '../../ui/failure.js';
import { Tip } from '../../ui/tip.js';
import { useCommand } from '../keyboard/commands.js';
import { mayCall } from './may-call.js';
import { expectCall, startPhone } from './phone.js';

export function CallCustomer({ ticket, me }: { ticket: Ticket; me: MeView }) {
  const say = useSay();
  const [busy, setBusy] = useState(false);
  const possible = mayCall(ticket, me);
  const start = (): void => {
    if (busy) return;
    setBusy(true);
    void call(ticket.id).finally(() => setBusy(false));
  };
  useCommand('call', start, possible);
  if (!possible) return null;
  return (
    <Tip text={say('keys.call')} shortcut="call">
      <button type="button" className="btn sm" onClick={start} aria-busy={busy} data-testid="call-customer">
        <Phone className="ic" aria-hidden="true" />
        {say('call.customer')}
      </button>
    </Tip>
  );
}

/** The name of the call is ours, so that our telephone knows it when it rings and a second press calls nobody twice. */
async function call(ticketId: string): Promise<void> {
  const clientId = crypto.randomUUID();
  try {
    await startPhone();
    expectCall(clientId);
    await api.callCustomer(ticketId, clientId);
  } catch (error) {
    showRefusal(asRefusal(error));
  }
}
