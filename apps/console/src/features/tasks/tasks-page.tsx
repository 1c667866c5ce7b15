/** Tasks that colleagues gave me, and those that wait for somebody of my teams: taken once, brought back with a result. */
import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { TaskItem } from '@lib/contracts';
import { taskApi } from '../../api/task-calls.js';
import { asRefusal } from '../../api/refusal.js';
import { useSay } from '../../i18n.js';
import { EmptyState } from '../../ui/empty-state.js';
import { Failure } from '../../ui/failure.js';
import { Skeleton } from '../../ui/skeleton.js';
import { attempt } from '../record/attempt.js';
import { TaskActs, type TaskAct } from './task-act.js';
import { TaskLine } from './task-line.js';
import { useTasks } from './use-tasks.js';

export function TasksPage() {
  const say = useSay();
  const { data, error, refetch } = useTasks();
  const nothing = data?.mine.length === 0 && data.team.length === 0;
  return (
    <main className="page" id="content" data-testid="tasks-page">
      <header className="page-head">
        <h1>{say('task.page')}</h1>
        <p>{say('task.page-lead')}</p>
      </header>
      {error && !data && <Failure refusal={asRefusal(error)} onRetry={() => void refetch()} />}
      {!error && !data && <Skeleton rows={4} />}
      {nothing && <EmptyState title={say('task.none')} text={say('task.none-text')} />}
      {data && !nothing && (
        <div className="columns">
          <Part title={say('task.mine')} none={say('task.none-mine')} items={data.mine} />
          <Part title={say('task.team')} none={say('task.none-team')} items={data.team} />
        </div>
      )}
    </main>
  );
}

function Part({ title, none, items }: { title: string; none: string; items: TaskItem[] }) {
  return (
    <section className="card record tasks" aria-label={title}>
      <h2>{title}</h2>
      {items.length === 0 && <p className="muted">{none}</p>}
      {items.length > 0 && (
        <ul>
          {items.map((task) => (
            <Item key={task.id} task={task} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Item({ task }: { task: TaskItem }) {
  const say = useSay();
  const queries = useQueryClient();
  const again = (): void => void queries.invalidateQueries({ queryKey: ['tasks'] });
  const acts: TaskAct[] = [
    { id: 'finish', run: (words) => taskApi.finish(task.id, words) },
    ...(task.team
      ? [{ id: 'give-back' as const, run: (words: string) => taskApi.giveBack(task.id, words) }]
      : []),
  ];
  return (
    <TaskLine task={task}>
      {task.state === 'open' ? (
        <span className="task-acts">
          <span className="num muted">{task.ticket.number}</span>
          <button
            type="button"
            className="btn sm"
            onClick={() => void attempt(() => taskApi.take(task.id)).then(again)}
            data-testid="task-take"
          >
            {say('task.take')}
          </button>
        </span>
      ) : (
        <>
          <Link className="num" to="/work/$ticket" params={{ ticket: task.ticket.number }}>
            {task.ticket.number}
          </Link>
          <TaskActs acts={acts} onDone={again} />
        </>
      )}
    </TaskLine>
  );
}
