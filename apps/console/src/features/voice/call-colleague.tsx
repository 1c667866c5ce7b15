/** Picks the colleague who is asked into the call: who is free first, with what they have in hand. */
import { useState } from 'react';
import { Popover } from 'radix-ui';
import { Search, UserPlus } from 'lucide-react';
import type { AgentView, InteractionView } from '@lib/contracts';
import { useSay } from '../../i18n.js';
import { useLive } from '../../rt/live.js';
import { Avatar } from '../../ui/avatar.js';
import { presenceOf, shownState } from '../agent-state/shown-state.js';
import { rankForHandover } from '../ticket/handover-rank.js';
import { invite } from './call-acts.js';

const shown = 8;

export function AskColleague({ call, meId }: { call: InteractionView; meId: string }) {
  const say = useSay();
  const [open, setOpen] = useState(false);
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger data-testid="call-colleague">
        <UserPlus className="ic" aria-hidden="true" />
        {say('call.colleague')}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          className="pop call-colleagues"
          sideOffset={8}
          aria-label={say('call.colleague-title')}
        >
          <Colleagues
            meId={meId}
            onPick={(agent) => {
              setOpen(false);
              void invite(call, agent.id);
            }}
          />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function Colleagues({ meId, onPick }: { meId: string; onPick: (agent: AgentView) => void }) {
  const say = useSay();
  const agents = useLive((state) => state.agents);
  const [filter, setFilter] = useState('');
  const found = rankForHandover(agents.values(), meId)
    .filter((agent) => agent.name.toLowerCase().includes(filter.trim().toLowerCase()))
    .slice(0, shown);
  return (
    <>
      <h2>{say('call.colleague-title')}</h2>
      <p className="muted">{say('call.colleague-text')}</p>
      <label className="search">
        <Search className="ic" aria-hidden="true" />
        <input
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
          placeholder={say('call.colleague-search')}
          aria-label={say('call.colleague-search')}
        />
      </label>
      <ul>
        {found.map((agent) => {
          const callable = agent.present && agent.state !== 'offline' && agent.load.voice.used === 0;
          return (
            <li key={agent.id}>
              <button
                type="button"
                className="btn ghost"
                disabled={!callable}
                onClick={() => onPick(agent)}
                data-testid={`call-colleague-${agent.email}`}
              >
                <Avatar
                  id={agent.id}
                  name={agent.name}
                  photo={agent.photo}
                  presence={presenceOf(agent)}
                  size="s"
                />
                <span>
                  <b>{agent.name}</b>
                  <small>{agent.present ? say(shownState(agent).text) : say('state.offline')}</small>
                </span>
              </button>
            </li>
          );
        })}
      </ul>
      {found.length === 0 && <p className="muted">{say('handover.nobody')}</p>}
    </>
  );
}
