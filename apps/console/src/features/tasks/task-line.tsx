/** One task: what is to be done, by whom, until when, and what came of it. */
import type { ReactNode } from 'react';
import type { Task } from '@lib/contracts';
import { useSay } from '../../i18n.js';
import { serverNow } from '../../ui/now.js';
import { awaitedText, momentText } from '../../ui/time-text.js';

export function TaskLine({ task, children }: { task: Task; children?: ReactNode }) {
  const say = useSay();
  const { text, state, team, agent, dueAt, madeBy, madeAt, endedAt, result } = task;
  const waits = state === 'open' || state === 'taken';
  const late = waits && dueAt !== null && Date.parse(dueAt) < serverNow();
  const facts = [
    agent?.name ?? team?.name,
    !waits && say(`task.state-${state}`),
    waits && dueAt && say(late ? 'task.was-due' : 'plan.until', { time: awaitedText(dueAt, serverNow()) }),
    say('task.asked-by', { name: madeBy?.name ?? '', time: momentText(endedAt ?? madeAt, serverNow()) }),
  ];
  return (
    <li className={`task ${state}`} data-testid="task" data-state={state}>
      <span>{text}</span>
      <small className={`num ${late ? 'late' : ''}`}>{facts.filter(Boolean).join(' · ')}</small>
      {result && <p className="inner-line">{result}</p>}
      {children}
    </li>
  );
}
