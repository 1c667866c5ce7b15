/** My state: what colleagues and routing see, with a timer; the menu declares another one. */
import { useState } from 'react';
import { DropdownMenu } from 'radix-ui';
import { Check, ChevronDown } from 'lucide-react';
import type { AgentState, MeView } from '@lib/contracts';
import { api } from '../../api/calls.js';
import { asRefusal } from '../../api/refusal.js';
import { useSay } from '../../i18n.js';
import { useLive } from '../../rt/live.js';
import { showRefusal } from '../../ui/failure.js';
import { useNow } from '../../ui/now.js';
import { timerText } from '../../ui/time-text.js';
import { useCommand } from '../keyboard/commands.js';
import { awayReasons, awayReasonText } from './away-reason.js';
import { shownState } from './shown-state.js';

export function StatePicker({ me }: { me: MeView }) {
  const say = useSay();
  const [open, setOpen] = useState(false);
  const tickets = useLive((state) => state.tickets);
  const status = useLive((state) => state.status.kind);
  const shown = shownState(me, [...tickets.values()]);
  useCommand('state', () => setOpen(true));

  const declare = (state: AgentState, reason?: string): void => {
    api.setState(state, reason).catch((error: unknown) => showRefusal(asRefusal(error)));
  };
  const word = status === 'live' ? say(shown.text) : say('state.not-connected');
  const isAway = me.state === 'away' && shown.text === 'state.away' && status === 'live';
  const text = isAway && me.stateReason ? awayReasonText(me.stateReason, say) : word;
  const item = (state: AgentState, label: string, reason?: string) => (
    <DropdownMenu.Item
      className="menu-item"
      onSelect={() => declare(state, reason)}
      data-testid={reason ? 'state-away-reason' : `state-${state}`}
    >
      <i
        className={`shape ${state === 'available' ? 'free' : state === 'away' ? 'away' : 'off'}`}
        aria-hidden="true"
      />
      {label}
      {me.state === state && (me.stateReason ?? undefined) === reason && (
        <Check className="ic end-mark" aria-hidden="true" />
      )}
    </DropdownMenu.Item>
  );

  return (
    <DropdownMenu.Root open={open} onOpenChange={setOpen} modal={false}>
      <DropdownMenu.Trigger className="state" data-testid="state-picker" data-state-shown={shown.text}>
        <i className={`shape ${status === 'live' ? shown.shape : 'off'}`} aria-hidden="true" />
        <span className="sr">{say('state.picker')} </span>
        <span className="state-text">{text}</span>
        {shown.since && status === 'live' && <Since iso={shown.since} />}
        {shown.then && <span className="then">{say('state.then', { state: say(shown.then) })}</span>}
        <ChevronDown className="ic" aria-hidden="true" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Content className="menu" align="end" sideOffset={6}>
        {item('available', say('state.available'))}
        <DropdownMenu.Separator className="menu-line" />
        <DropdownMenu.Label className="menu-label">{say('state.away')}</DropdownMenu.Label>
        {awayReasons.map((reason) => (
          <span key={reason}>{item('away', awayReasonText(reason, say), reason)}</span>
        ))}
        <DropdownMenu.Separator className="menu-line" />
        {item('offline', say('state.offline'))}
      </DropdownMenu.Content>
    </DropdownMenu.Root>
  );
}

function Since({ iso }: { iso: string }) {
  return <span className="num">{timerText(useNow() - Date.parse(iso))}</span>;
}
