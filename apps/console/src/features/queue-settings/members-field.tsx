/** Who is asked for a queue's work: its members with their states, and a search that adds one more. */
import { useId, useState } from 'react';
import { Plus, X } from 'lucide-react';
import type { AgentView } from '@lib/contracts';
import { useSay } from '../../i18n.js';
import { useLive } from '../../rt/live.js';
import { Avatar } from '../../ui/avatar.js';
import { presenceOf, shownState } from '../agent-state/shown-state.js';

const FOUND_SHOWN = 6;

interface Props {
  memberIds: readonly string[];
  onChange: (memberIds: string[]) => void;
}

export function MembersField({ memberIds, onChange }: Props) {
  const say = useSay();
  const resultsId = useId();
  const [text, setText] = useState('');
  const agents = useLive((state) => state.agents);
  const members = memberIds.flatMap((id) => agents.get(id) ?? []).sort(byName);
  const found = text.trim() === '' ? [] : matching([...agents.values()], text, memberIds);
  const add = (agent: AgentView): void => {
    onChange([...memberIds, agent.id]);
    setText('');
  };
  return (
    <div className="members-field">
      <input
        type="search"
        className="member-search"
        value={text}
        placeholder={say('queues.find-member')}
        aria-label={say('queues.find-member')}
        aria-controls={resultsId}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return;
          event.preventDefault();
          if (found[0]) add(found[0]);
        }}
        data-testid="member-search"
      />
      <ul id={resultsId} className="member-found" aria-label={say('queues.found-members')}>
        {found.slice(0, FOUND_SHOWN).map((agent) => (
          <li key={agent.id}>
            <button
              type="button"
              className="btn sm ghost"
              onClick={() => add(agent)}
              data-testid="member-add"
            >
              <Plus className="ic" aria-hidden="true" />
              <span className="sr">{say('queues.add-member')}</span> {agent.name}
            </button>
          </li>
        ))}
      </ul>
      {text.trim() !== '' && found.length === 0 && <p className="muted">{say('queues.nobody-found')}</p>}
      {members.length === 0 ? (
        <p className="muted">{say('queues.no-members')}</p>
      ) : (
        <ul className="member-list" aria-label={say('queues.members')}>
          {members.map((agent) => (
            <li key={agent.id} data-testid="member" data-member={agent.email}>
              <Avatar
                id={agent.id}
                name={agent.name}
                photo={agent.photo}
                size="s"
                presence={presenceOf(agent)}
              />
              <span>
                {agent.name}
                <small>{say(agent.present ? shownState(agent).text : 'state.offline')}</small>
              </span>
              <button
                type="button"
                className="btn ghost icon sm"
                aria-label={say('queues.remove-member', { name: agent.name })}
                onClick={() => onChange(memberIds.filter((id) => id !== agent.id))}
              >
                <X className="ic" aria-hidden="true" />
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function matching(agents: AgentView[], text: string, memberIds: readonly string[]): AgentView[] {
  const wanted = plain(text.trim());
  return agents
    .filter(({ id, name, email }) => !memberIds.includes(id) && plain(`${name} ${email}`).includes(wanted))
    .sort(byName);
}

/** Without accents and capitals: é is found by e. */
const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
const byName = (a: AgentView, b: AgentView): number => a.name.localeCompare(b.name);
