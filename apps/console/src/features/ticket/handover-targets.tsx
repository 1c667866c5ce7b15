/** Who may take over: the best placed colleagues first, then teams; found by name. */
import { useState, type ReactNode } from 'react';
import { Search, Users } from 'lucide-react';
import type { AgentView, QueueLive } from '@lib/contracts';
import { useSay, type Say } from '../../i18n.js';
import { useLive } from '../../rt/live.js';
import { Avatar } from '../../ui/avatar.js';
import { waitText } from '../../ui/time-text.js';
import { presenceOf, shownState } from '../agent-state/shown-state.js';
import { rankForHandover } from './handover-rank.js';

export type Target = { kind: 'agent'; agent: AgentView } | { kind: 'queue'; queue: QueueLive };

interface TargetsProps {
  meId: string;
  target: Target | null;
  onPick: (target: Target) => void;
  missing: boolean;
}

export function Targets({ meId, target, onPick, missing }: TargetsProps) {
  const say = useSay();
  const agents = useLive((state) => state.agents);
  const queues = useLive((state) => state.queues);
  const [filter, setFilter] = useState('');
  const matches = (text: string): boolean => text.toLowerCase().includes(filter.trim().toLowerCase());
  const people = rankForHandover(agents.values(), meId)
    .filter((agent) => matches(agent.name))
    .slice(0, 8);
  const teams = [...queues.values()].filter((queue) => matches(queue.name)).slice(0, 6);
  return (
    <section className="who2" aria-describedby={missing ? 'handover-choose' : undefined}>
      <label className="search">
        <Search className="ic" aria-hidden="true" />
        <input
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
          placeholder={say('handover.search')}
          aria-label={say('handover.search')}
          autoFocus
        />
      </label>
      {missing && (
        <p className="fault" id="handover-choose" role="alert">
          {say('handover.choose')}
        </p>
      )}
      <div role="radiogroup" aria-label={say('handover.people')} className="who-scroll">
        {people.length > 0 && <h3>{say('handover.best')}</h3>}
        {people.map((agent) => (
          <Choice
            key={agent.id}
            picked={target?.kind === 'agent' && target.agent.id === agent.id}
            onPick={() => onPick({ kind: 'agent', agent })}
            testId={`handover-agent-${agent.email}`}
            picture={
              <Avatar id={agent.id} name={agent.name} photo={agent.photo} presence={presenceOf(agent)} />
            }
            name={agent.name}
            detail={agentDetail(agent, say)}
          />
        ))}
        {teams.length > 0 && <h3>{say('handover.teams')}</h3>}
        {teams.map((queue) => (
          <Choice
            key={queue.id}
            picked={target?.kind === 'queue' && target.queue.id === queue.id}
            onPick={() => onPick({ kind: 'queue', queue })}
            testId="handover-queue"
            picture={
              <span className="av" aria-hidden="true">
                <Users className="ic" />
              </span>
            }
            name={queue.name}
            detail={
              queue.estimatedWaitSeconds === null
                ? say('queue.summary', { waiting: queue.waiting, staffed: queue.staffed })
                : say('handover.wait', { time: waitText(queue.estimatedWaitSeconds * 1_000) })
            }
          />
        ))}
        {people.length + teams.length === 0 && <p className="muted pad">{say('handover.nobody')}</p>}
      </div>
    </section>
  );
}

interface ChoiceProps {
  picked: boolean;
  onPick: () => void;
  testId: string;
  picture: ReactNode;
  name: string;
  detail: string;
}

export function Choice({ picked, onPick, testId, picture, name, detail }: ChoiceProps) {
  return (
    <label className={`pp ${picked ? 'sel' : ''}`}>
      {picture}
      <span>
        <b>{name}</b>
        <small>{detail}</small>
      </span>
      <input
        type="radio"
        name="handover-target"
        className="sr"
        checked={picked}
        onChange={onPick}
        data-testid={testId}
      />
      <span className="rd" aria-hidden="true" />
    </label>
  );
}

function agentDetail(agent: AgentView, say: Say): string {
  const { voice, chat, email } = agent.load;
  const state = agent.present ? say(shownState(agent).text) : say('state.offline');
  return `${state} · ${say('handover.load', { calls: voice.used, chats: chat.used, mails: email.used })}`;
}
