/** For supervisors: every queue, everybody who waits and everybody at work, as they are now, and a hand on each. */
import { Link } from '@tanstack/react-router';
import type { MeView } from '@lib/contracts';
import { useSay } from '../../i18n.js';
import { useLive } from '../../rt/live.js';
import { Alarms } from './alarms.js';
import { CallsCard } from '../supervision/calls-card.js';
import { Deadlines } from './deadlines.js';
import { QueueTable } from './queue-table.js';
import { Team } from './team.js';
import { WaitingTable } from './waiting-table.js';
import './live.css';

export function LivePage({ me }: { me: MeView }) {
  const say = useSay();
  const queues = useLive((state) => state.queues);
  const agents = useLive((state) => state.agents);
  const overview = useLive((state) => state.overview);
  const sorted = [...queues.values()].sort((a, b) => a.name.localeCompare(b.name));
  const team = [...agents.values()];
  const present = team.filter((agent) => agent.present && agent.state !== 'offline').length;
  return (
    <main className="page live" id="content" data-testid="live-page">
      <header className="page-head">
        <h1>{say('live.title')}</h1>
        <p>{say('live.lead')}</p>
        <Link className="btn sm" to="/wall" data-testid="open-wall">
          {say('wall.open')}
        </Link>
      </header>
      <section className="card flush">
        <h2>{say('live.queues')}</h2>
        {sorted.length === 0 ? (
          <p className="muted pad">{say('live.no-queues')}</p>
        ) : (
          <QueueTable queues={sorted} serviceLevels={overview?.serviceLevels ?? []} />
        )}
      </section>
      {overview && <CallsCard calls={overview.calls} me={me} />}
      <section className="card flush">
        <h2>{say('live.who-waits')}</h2>
        <WaitingTable queues={sorted} meId={me.id} />
      </section>
      {overview && <Alarms overview={overview} meId={me.id} />}
      {overview && <Deadlines overview={overview} />}
      <section aria-labelledby="live-team">
        <h2 id="live-team" className="section-title">
          {say('live.team')} <span className="muted num">{say('live.present', { count: present })}</span>
        </h2>
        <Team agents={team} me={me} />
      </section>
    </main>
  );
}
