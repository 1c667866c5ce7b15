/** Who else is on my call, and what can be done about them: all together, hand over, let go; and what the line did not do. */
import { useState } from 'react';
import { ArrowLeftRight, Phone, UserMinus, Users } from 'lucide-react';
import type { CallFault, CallParty, InteractionView, Ticket } from '@lib/contracts';
import type { MessageId } from '@lib/design';
import { useSay } from '../../i18n.js';
import { liveState } from '../../rt/live.js';
import { timerText } from '../../ui/time-text.js';
import { HandoverDialog } from '../ticket/handover-dialog.js';
import { backToAll, dismiss } from './call-acts.js';
import { colleaguesOf, heldFor } from './my-call.js';

/** From here on the one who waits should hear a word: a gentle line, no alarm. */
const remindAfterMs = 120_000;

interface Props {
  ticket: Ticket;
  call: InteractionView;
  meId: string;
  now: number;
}

export function CallParties({ ticket, call, meId, now }: Props) {
  const say = useSay();
  const held = heldFor(call, now);
  const fault = call.call?.fault;
  return (
    <>
      {colleaguesOf(call).map((party) => (
        <Colleague key={party.agent.id} ticket={ticket} call={call} party={party} meId={meId} />
      ))}
      {held !== null && held >= remindAfterMs && (
        <p className="said" role="status" data-testid="call-reminder">
          {say('call.held-long', { time: timerText(held - (held % 60_000)) })}
        </p>
      )}
      {fault && (
        <p className="said" role="alert" data-testid="call-fault">
          {say(faultTexts[fault])}
        </p>
      )}
    </>
  );
}

function Colleague({ ticket, call, party, meId }: Omit<Props, 'now'> & { party: CallParty }) {
  const say = useSay();
  const [handing, setHanding] = useState(false);
  const { id, name } = party.agent;
  const first = name.split(' ')[0] ?? name;
  const here = party.state === 'present';
  const colleague = liveState().agents.get(id);
  const held = call.state === 'held';
  return (
    <div className="said call-party" role="status" data-testid="call-party" data-state={party.state}>
      <Phone className="ic" aria-hidden="true" />
      <span>{say(here && !held ? 'call.party-together' : partyTexts[party.state], { name: first })}</span>
      {here && held && (
        <button type="button" onClick={() => void backToAll(call)} data-testid="call-together">
          <Users className="ic" aria-hidden="true" />
          {say('call.together')}
        </button>
      )}
      {here && !ticket.handOver && colleague && (
        <button type="button" onClick={() => setHanding(true)} data-testid="call-hand-over">
          <ArrowLeftRight className="ic" aria-hidden="true" />
          {say('call.hand-over', { name: first })}
        </button>
      )}
      {(here || party.state === 'ringing') && (
        <button type="button" onClick={() => void dismiss(call, id)} data-testid="call-dismiss">
          <UserMinus className="ic" aria-hidden="true" />
          {say(here ? 'call.dismiss' : 'call.dismiss-ringing', { name: first })}
        </button>
      )}
      {handing && colleague && (
        <HandoverDialog
          ticket={ticket}
          meId={meId}
          to={{ kind: 'agent', agent: colleague }}
          onClose={() => setHanding(false)}
        />
      )}
    </div>
  );
}

const partyTexts = {
  ringing: 'call.party-ringing',
  present: 'call.party-present',
  left: 'call.party-left',
  'no-answer': 'call.party-no-answer',
  busy: 'call.party-busy',
  failed: 'call.party-failed',
} as const satisfies Record<CallParty['state'], MessageId>;

const faultTexts = {
  hold: 'call.fault-hold',
  resume: 'call.fault-resume',
  invite: 'call.fault-invite',
  dismiss: 'call.fault-dismiss',
  'to-queue': 'call.fault-to-queue',
} as const satisfies Record<CallFault, MessageId>;
