/** While a note is written: whom an `@` could mean, chosen with the arrows and Enter or with the pointer. */
import { useState, type KeyboardEvent, type RefObject } from 'react';
import type { AgentView } from '@lib/contracts';
import { useSay } from '../../i18n.js';
import { useLive } from '../../rt/live.js';
import { Avatar } from '../../ui/avatar.js';
import { mentionAt } from './mention-at.js';

const MOST = 6;

interface Mentions {
  /** True when the key was meant for the list. */
  onKey: (event: KeyboardEvent) => boolean;
  list: React.ReactNode;
}

export function useMentions(
  field: RefObject<HTMLTextAreaElement | null>,
  text: string | null,
  meId: string,
  onText: (text: string) => void,
): Mentions {
  const say = useSay();
  const agents = useLive((state) => state.agents);
  const [at, setAt] = useState(0);
  const [shut, setShut] = useState<string | null>(null);
  const caret = field.current?.selectionStart ?? text?.length ?? 0;
  const found = text === null || shut === text ? null : mentionAt(text, caret);
  const people = found
    ? [...agents.values()]
        .filter(({ id, name }) => id !== meId && plain(name).includes(plain(found.typed)))
        .sort((one, other) => one.name.localeCompare(other.name))
        .slice(0, MOST)
    : [];
  const active = people[Math.min(at, people.length - 1)];
  const pick = (agent: AgentView): void => {
    if (text === null || !found) return;
    const head = `${text.slice(0, found.from)}@${agent.name} `;
    onText(head + text.slice(caret));
    setAt(0);
    requestAnimationFrame(() => {
      field.current?.focus();
      field.current?.setSelectionRange(head.length, head.length);
    });
  };
  const onKey = (event: KeyboardEvent): boolean => {
    if (!active || event.ctrlKey || event.metaKey) return false;
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) setAt((people.indexOf(active) + step + people.length) % people.length);
    else if (event.key === 'Enter' || event.key === 'Tab') pick(active);
    else if (event.key === 'Escape') setShut(text);
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  };
  const list = active && (
    <div className="mentions-at">
      <ul className="mentions" role="listbox" aria-label={say('relations.mention')} data-testid="mentions">
        {people.map((agent) => (
          <li
            key={agent.id}
            role="option"
            aria-selected={agent === active}
            onPointerDown={(event) => {
              event.preventDefault();
              pick(agent);
            }}
          >
            <Avatar id={agent.id} name={agent.name} photo={agent.photo} size="s" />
            {agent.name}
          </li>
        ))}
      </ul>
      <p className="sr" role="status">
        {say('relations.mention-hint', { name: active.name })}
      </p>
    </div>
  );
  return { onKey, list };
}

const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
