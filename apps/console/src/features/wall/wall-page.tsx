/** For a screen on the wall: how many wait, how long, how well we answer today, who is at work; no names of people, nothing to press but the way out. */
import { useEffect } from 'react';
import { Link } from '@tanstack/react-router';
import { Minimize2 } from 'lucide-react';
import type { QueueLive, ServiceLevel } from '@lib/contracts';
import { useSay } from '../../i18n.js';
import { useLive } from '../../rt/live.js';
import { useNow } from '../../ui/now.js';
import { clockText, waitText } from '../../ui/time-text.js';
import { percentOf } from '../live/service-level.js';
import './wall.css';

export function WallPage() {
  const say = useSay();
  const now = useNow();
  const queues = useLive((state) => state.queues);
  const agents = useLive((state) => state.agents);
  const levels = useLive((state) => state.overview)?.serviceLevels ?? [];
  const status = useLive((state) => state.status);
  useFullScreen();
  const sorted = [...queues.values()].sort((a, b) => a.name.localeCompare(b.name));
  const waiting = sorted.reduce((sum, queue) => sum + queue.waiting, 0);
  const team = [...agents.values()].filter((agent) => agent.present && agent.state === 'available');
  const free = team.filter(({ activity }) => activity === 'idle').length;
  const percent = percentOf(levels);
  const came = levels.reduce((sum, { answered, abandoned }) => sum + answered + abandoned, 0);
  const inTime = levels.reduce((sum, level) => sum + level.inTime, 0);
  return (
    <main className="wall" id="content" data-testid="wall">
      <header>
        <h1>{say('wall.title')}</h1>
        <p data-testid="wall-status">
          {status.kind === 'live' ? say('wall.live') : say('wall.stale', { time: clockText(status.since) })}
        </p>
        <p className="wall-clock num">{clockText(new Date(now).toISOString())}</p>
        <Link className="btn ghost icon" to="/live" aria-label={say('wall.leave')} title={say('wall.leave')}>
          <Minimize2 className="ic" aria-hidden="true" />
        </Link>
      </header>
      <dl className={status.kind === 'live' ? 'figures' : 'figures stale'}>
        <Figure name={say('wall.waiting')} value={String(waiting)} testId="wall-waiting" />
        <Figure
          name={say('wall.longest')}
          value={longestText(sorted, now)}
          late={isLate(sorted, levels, now)}
          testId="wall-longest"
        />
        <Figure
          name={say('wall.in-time')}
          value={percent === null ? '–' : `${percent} %`}
          note={came === 0 ? say('wall.nobody-came') : say('wall.of-calls', { inTime, all: came })}
          testId="wall-in-time"
        />
        <Figure
          name={say('wall.staffed')}
          value={String(team.length)}
          note={say('wall.free', { count: free })}
          testId="wall-staffed"
        />
      </dl>
      {sorted.length === 0 ? (
        <p>{say('wall.no-queues')}</p>
      ) : (
        <ul className="wall-queues">
          {sorted.map((queue) => (
            <QueueLine
              key={queue.id}
              queue={queue}
              level={levels.find(({ queueId }) => queueId === queue.id)}
              now={now}
            />
          ))}
        </ul>
      )}
    </main>
  );
}

interface FigureProps {
  name: string;
  value: string;
  note?: string;
  late?: boolean;
  testId: string;
}

function Figure({ name, value, note, late = false, testId }: FigureProps) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className={late ? 'num late' : 'num'} data-testid={testId}>
        {value}
      </dd>
      {note && <dd className="note">{note}</dd>}
    </div>
  );
}

interface LineProps {
  queue: QueueLive;
  level: ServiceLevel | undefined;
  now: number;
}

function QueueLine({ queue, level, now }: LineProps) {
  const say = useSay();
  const percent = level ? percentOf([level]) : null;
  return (
    <li data-testid="wall-queue">
      <b>{queue.name}</b>
      <span className="num">
        <strong>{queue.waiting}</strong> {say('wall.waiting')}
      </span>
      <span className={isLate([queue], level ? [level] : [], now) ? 'num late' : 'num'}>
        <strong>{longestText([queue], now)}</strong> {say('wall.longest')}
      </span>
      <span className="num">
        <strong>{percent === null ? '–' : `${percent} %`}</strong> {say('wall.in-time')}
      </span>
      <span className={queue.waiting > 0 && queue.staffed === 0 ? 'num late' : 'num'}>
        <strong>{queue.staffed}</strong> {say('wall.staffed')}
      </span>
    </li>
  );
}

function longestText(queues: readonly QueueLive[], now: number): string {
  const since = queues.flatMap(({ longestWaitSince }) => longestWaitSince ?? []).sort()[0];
  return since ? waitText(now - Date.parse(since)) : '–';
}

/** Somebody on a live channel has waited longer than their queue means to let anybody wait. */
function isLate(queues: readonly QueueLive[], levels: readonly ServiceLevel[], now: number): boolean {
  return queues.some(({ id, items }) => {
    const within = levels.find(({ queueId }) => queueId === id)?.withinSeconds;
    return (
      within !== undefined &&
      items.some(
        ({ channel, waitingSince }) => channel !== 'email' && now - Date.parse(waitingSince) > within * 1_000,
      )
    );
  });
}

/** Where the browser allows it without a press; elsewhere the page fills its window all the same. */
function useFullScreen(): void {
  useEffect(() => {
    void document.documentElement.requestFullscreen?.().catch(() => undefined);
    return () => {
      if (document.fullscreenElement) void document.exitFullscreen().catch(() => undefined);
    };
  }, []);
}
