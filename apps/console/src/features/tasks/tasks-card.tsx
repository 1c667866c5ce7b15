/** Beside a ticket: work that colleagues and other teams do for it, while its owner stays. */
import { useState, type FormEvent } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import type { MeView, Task, Ticket } from '@lib/contracts';
import { taskApi } from '../../api/task-calls.js';
import { useSay } from '../../i18n.js';
import { useLive } from '../../rt/live.js';
import { showToast } from '../../ui/toast.js';
import { attempt } from '../record/attempt.js';
import { useRecord } from '../record/use-record.js';
import { TaskActs, type TaskAct } from './task-act.js';
import { TaskLine } from './task-line.js';

export function TasksCard({ ticket, me }: { ticket: Ticket; me: MeView }) {
  const say = useSay();
  const tasks = useRecord(ticket).data?.tasks;
  const [adding, setAdding] = useState(false);
  const closed = ticket.status === 'closed';
  if (!tasks || (closed && tasks.length === 0)) return null;
  const open = tasks.filter(({ state }) => state === 'open' || state === 'taken').length;
  return (
    <section className="card record tasks" aria-labelledby="tasks-title" data-testid="tasks-card">
      <h3 id="tasks-title">
        {say('task.title')}
        {tasks.length > 0 && <span className="num">{say('task.waiting', { count: open })}</span>}
      </h3>
      {tasks.length === 0 && !adding && <p className="muted">{say('task.empty')}</p>}
      {tasks.length > 0 && (
        <ul>
          {tasks.map((task) => (
            <TaskLine key={task.id} task={task}>
              <TaskActs acts={actsOf(task, ticket, me)} />
            </TaskLine>
          ))}
        </ul>
      )}
      {!closed && !adding && (
        <button type="button" className="btn sm ghost" onClick={() => setAdding(true)} data-testid="task-new">
          <Plus className="ic" aria-hidden="true" />
          {say('task.new')}
        </button>
      )}
      {adding && <Add ticket={ticket} onDone={() => setAdding(false)} />}
    </section>
  );
}

function actsOf(task: Task, ticket: Ticket, me: MeView): TaskAct[] {
  if (task.endedAt !== null) return [];
  const leads = me.role !== 'agent';
  const mine = task.agent?.id === me.id;
  const asked = task.madeBy?.id === me.id || ticket.owner?.id === me.id;
  return [
    ...(mine || (leads && task.agent)
      ? [{ id: 'finish' as const, run: (words: string) => taskApi.finish(task.id, words) }]
      : []),
    ...(asked || leads
      ? [{ id: 'drop' as const, run: (words: string) => taskApi.drop(task.id, words) }]
      : []),
  ];
}

function Add({ ticket, onDone }: { ticket: Ticket; onDone: () => void }) {
  const say = useSay();
  const agents = useLive((state) => state.agents);
  const { data } = useQuery({ queryKey: ['teams'], queryFn: () => taskApi.teams() });
  const [text, setText] = useState('');
  const [to, setTo] = useState('');
  const [due, setDue] = useState('');
  const [tried, setTried] = useState(false);
  const people = [...agents.values()].sort((one, other) => one.name.localeCompare(other.name));
  const missing = tried && (text.trim() === '' || to === '');
  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    setTried(true);
    const [kind, id] = to.split(':');
    if (text.trim() === '' || !id) return;
    const task = {
      text: text.trim(),
      to: kind === 'team' ? { queueId: id } : { agentId: id },
      dueAt: due ? new Date(due).toISOString() : null,
    };
    if (!(await attempt(() => taskApi.add(ticket.id, task)))) return;
    showToast({ text: say('task.given') });
    onDone();
  }
  return (
    <form
      className="record-form"
      noValidate
      onSubmit={(event) => void submit(event)}
      onKeyDown={(event) => event.key === 'Escape' && onDone()}
    >
      <label className="pick inner">
        <span>{say('task.text')}</span>
        <textarea
          rows={2}
          value={text}
          maxLength={1_000}
          autoFocus
          aria-invalid={missing && text.trim() === ''}
          aria-describedby={missing ? 'task-missing' : undefined}
          onChange={(event) => setText(event.target.value)}
          data-testid="task-text"
        />
      </label>
      <div className="facts-grid">
        <label className="pick">
          <span>{say('task.to')}</span>
          <select
            value={to}
            aria-invalid={missing && to === ''}
            onChange={(event) => setTo(event.target.value)}
            data-testid="task-to"
          >
            <option value="">{say('task.choose')}</option>
            <optgroup label={say('handover.teams')}>
              {(data?.items ?? []).map(({ id, name }) => (
                <option key={id} value={`team:${id}`}>
                  {name}
                </option>
              ))}
            </optgroup>
            <optgroup label={say('handover.people')}>
              {people.map(({ id, name }) => (
                <option key={id} value={`agent:${id}`}>
                  {name}
                </option>
              ))}
            </optgroup>
          </select>
        </label>
        <label className="pick">
          <span>{say('plan.due')}</span>
          <input
            type="datetime-local"
            value={due}
            onChange={(event) => setDue(event.target.value)}
            data-testid="task-due"
          />
        </label>
      </div>
      {missing && (
        <p className="fault" role="alert" id="task-missing">
          {say('task.missing')}
        </p>
      )}
      <div className="row2">
        <button type="button" className="btn sm" onClick={onDone}>
          {say('common.cancel')}
        </button>
        <button type="submit" className="btn sm primary" data-testid="task-give">
          {say('task.give')}
        </button>
      </div>
    </form>
  );
}
