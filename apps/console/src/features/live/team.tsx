/** Everybody, as they are now: state with its reason and time, work in hand, and the ways to set a colleague's state and to enter their absence. */
import { useState } from 'react';
import { CalendarOff, UserCog } from 'lucide-react';
import type { AgentView, MeView } from '@lib/contracts';
import { useSay } from '../../i18n.js';
import { Avatar } from '../../ui/avatar.js';
import { ChannelIcon } from '../../ui/channel-icon.js';
import { useNow } from '../../ui/now.js';
import { timerText } from '../../ui/time-text.js';
import { awayReasonText } from '../agent-state/away-reason.js';
import { presenceOf, shownState } from '../agent-state/shown-state.js';
import { stateAct } from './acts.js';
import { AbsenceDialog } from '../stand-in/absence-dialog.js';
import { ReasonDialog, type Act } from './reason-dialog.js';

export function Team({ agents, me }: { agents: AgentView[]; me: MeView }) {
  const [act, setAct] = useState<Act | null>(null);
  const [absentee, setAbsentee] = useState<AgentView | null>(null);
  const team = [...agents].sort((a, b) => order(a) - order(b) || a.name.localeCompare(b.name));
  return (
    <>
      <ul className="team">
        {team.map((agent) => (
          <TeamCard
            key={agent.id}
            agent={agent}
            onAct={setAct}
            onAbsence={mayDecideFor(me, agent) ? () => setAbsentee(agent) : null}
          />
        ))}
      </ul>
      {act && <ReasonDialog act={act} onClose={() => setAct(null)} />}
      {absentee && <AbsenceDialog me={me} colleague={absentee} onClose={() => setAbsentee(null)} />}
    </>
  );
}

interface CardProps {
  agent: AgentView;
  onAct: (act: Act) => void;
  onAbsence: (() => void) | null;
}

function TeamCard({ agent, onAct, onAbsence }: CardProps) {
  const say = useSay();
  const now = useNow();
  const shown = shownState(agent);
  const here = agent.present && agent.state !== 'offline';
  const text = here ? say(shown.text) : say('state.offline');
  const away = here && agent.state === 'away' && agent.stateReason;
  const reason = away ? ` · ${awayReasonText(away, say)}` : '';
  return (
    <li className="card team-card" data-testid="team-card" data-agent={agent.email}>
      <Avatar id={agent.id} name={agent.name} photo={agent.photo} presence={presenceOf(agent)} />
      <div>
        <b>{agent.name}</b>
        <small className="num">
          {text}
          {reason}
          {here && ` · ${timerText(now - Date.parse(agent.stateSince))}`}
        </small>
      </div>
      <span className="team-acts">
        {onAbsence && (
          <button
            type="button"
            className="btn sm ghost icon"
            aria-label={say('live.absence', { name: agent.name })}
            title={say('live.absence', { name: agent.name })}
            onClick={onAbsence}
            data-testid="set-absence"
          >
            <CalendarOff className="ic" aria-hidden="true" />
          </button>
        )}
        <button
          type="button"
          className="btn sm ghost icon"
          aria-label={say('live.set-state', { name: agent.name })}
          title={say('live.set-state', { name: agent.name })}
          onClick={() => onAct(stateAct(agent, say))}
          data-testid="set-state"
        >
          <UserCog className="ic" aria-hidden="true" />
        </button>
      </span>
      {here && <Load agent={agent} />}
    </li>
  );
}

function Load({ agent }: { agent: AgentView }) {
  const say = useSay();
  return (
    <div className="cap num">
      {(['voice', 'chat', 'email'] as const)
        .filter((channel) => agent.load[channel].max > 0)
        .map((channel) => (
          <span className="cap-one" key={channel}>
            <ChannelIcon channel={channel} />
            <span>
              <b>{agent.load[channel].used}</b>/{agent.load[channel].max}
            </span>
            <span className="sr">{say(`channel.${channel}`)}</span>
          </span>
        ))}
    </div>
  );
}

/** As the server has it: nobody decides for whoever stands above them. */
function mayDecideFor(me: MeView, agent: AgentView): boolean {
  return me.role === 'admin' || agent.role !== 'admin';
}

function order(agent: AgentView): number {
  if (!agent.present || agent.state === 'offline') return 3;
  if (agent.state === 'away') return 2;
  return agent.activity === 'idle' ? 1 : 0;
}
