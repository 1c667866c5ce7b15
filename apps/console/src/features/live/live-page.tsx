/** For supervisors: every queue and everybody, as they are now. */
import type { AgentView, QueueLive } from '@lib/contracts';
import { useSay } from '../../i18n.js';
import { useLive } from '../../rt/live.js';
import { Avatar } from '../../ui/avatar.js';
import { ChannelIcon } from '../../ui/channel-icon.js';
import { useNow } from '../../ui/now.js';
import { timerText, waitText } from '../../ui/time-text.js';
import { awayReasonText } from '../agent-state/away-reason.js';
import { presenceOf, shownState } from '../agent-state/shown-state.js';

export function LivePage() {
  const say = useSay();
  const queues = useLive((state) => state.queues);
  const agents = useLive((state) => state.agents);
  const team = [...agents.values()].sort((a, b) => order(a) - order(b) || a.name.localeCompare(b.name));
  const present = team.filter((agent) => agent.present && agent.state !== 'offline').length;
  return (
    <main className="page" id="content" data-testid="live-page">
      <header className="page-head">
        <h1>{say('live.title')}</h1>
        <p>{say('live.lead')}</p>
      </header>
      <section className="card flush">
        <h2>{say('live.queues')}</h2>
        {queues.size === 0 ? (
          <p className="muted pad">{say('live.no-queues')}</p>
        ) : (
          <QueueTable queues={[...queues.values()]} />
        )}
      </section>
      <section aria-labelledby="live-team">
        <h2 id="live-team" className="section-title">
          {say('live.team')} <span className="muted num">{say('live.present', { count: present })}</span>
        </h2>
        <ul className="team">
          {team.map((agent) => (
            <TeamCard key={agent.id} agent={agent} />
          ))}
        </ul>
      </section>
    </main>
  );
}

function QueueTable({ queues }: { queues: QueueLive[] }) {
  const say = useSay();
  const now = useNow();
  const since = (iso: string | null): string => (iso ? waitText(now - Date.parse(iso)) : '–');
  return (
    <div className="table-wrap" tabIndex={0} role="region" aria-label={say('live.queues')}>
      <table className="table num" data-testid="queue-table">
        <thead>
          <tr>
            <th scope="col">{say('live.queue')}</th>
            <th scope="col">{say('live.waiting')}</th>
            <th scope="col">{say('live.longest')}</th>
            <th scope="col">{say('live.estimate')}</th>
            <th scope="col">{say('live.staffed')}</th>
            <th scope="col">{say('live.available')}</th>
          </tr>
        </thead>
        <tbody>
          {queues
            .sort((a, b) => a.name.localeCompare(b.name))
            .map((queue) => (
              <tr key={queue.id} data-queue={queue.id}>
                <th scope="row">{queue.name}</th>
                <td>
                  <b>{queue.waiting}</b>
                </td>
                <td>{since(queue.longestWaitSince)}</td>
                <td>
                  {queue.estimatedWaitSeconds === null ? '–' : waitText(queue.estimatedWaitSeconds * 1_000)}
                </td>
                <td>{queue.staffed}</td>
                <td>{queue.available}</td>
              </tr>
            ))}
        </tbody>
      </table>
    </div>
  );
}

function TeamCard({ agent }: { agent: AgentView }) {
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
      {here && (
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
      )}
    </li>
  );
}

function order(agent: AgentView): number {
  if (!agent.present || agent.state === 'offline') return 3;
  if (agent.state === 'away') return 2;
  return agent.activity === 'idle' ? 1 : 0;
}
