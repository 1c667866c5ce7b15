/** Beside a ticket: who looks at it together now, and how to call more; offered first when it changed hands too often. */
import { useState, type FormEvent } from 'react';
import { TriangleAlert, Users } from 'lucide-react';
import type { MeView, Ticket } from '@lib/contracts';
import { swarmApi } from '../../api/swarm-calls.js';
import { useSay } from '../../i18n.js';
import { useLive } from '../../rt/live.js';
import { Avatar } from '../../ui/avatar.js';
import { showToast } from '../../ui/toast.js';
import { presenceOf } from '../agent-state/shown-state.js';
import { attempt } from '../record/attempt.js';
import { proposedHelpers, rankHelpers, skillsOf } from './helpers-ranked.js';

/** The second change of hands: what comes next should be help and not another move. */
const MOVES_UNTIL_HELP = 2;
const SHOWN = 8;

export function SwarmCard({ ticket, me }: { ticket: Ticket; me: MeView }) {
  const say = useSay();
  const [calling, setCalling] = useState(false);
  const { swarm, status, handOverCount, owner, standIn } = ticket;
  const helps = swarm.some(({ agent, state }) => agent.id === me.id && state === 'accepted');
  const may = owner?.id === me.id || standIn?.id === me.id || helps || me.role !== 'agent';
  const settled = status === 'resolved' || status === 'closed';
  const bounced = handOverCount >= MOVES_UNTIL_HELP && !settled;
  if (swarm.length === 0 && (!may || settled)) return null;
  return (
    <section className="card record swarm" aria-labelledby="swarm-title" data-testid="swarm-card">
      <h3 id="swarm-title">
        {say('swarm.title')}
        {swarm.length > 0 && <span className="num">{swarm.length}</span>}
      </h3>
      {bounced && (
        <p className="warn" data-testid="swarm-bounced">
          <TriangleAlert className="ic" aria-hidden="true" />
          {say('swarm.bounced', { count: handOverCount })}
        </p>
      )}
      {swarm.length > 0 && (
        <ul>
          {swarm.map(({ agent, state, by, question }) => (
            <li key={agent.id} data-testid="swarm-seat" data-state={state}>
              <Avatar id={agent.id} name={agent.name} photo={agent.photo} />
              <span>
                {agent.name}
                <small>
                  {say(`swarm.state-${state}`)} · {say('swarm.asked', { name: by.name, question })}
                </small>
              </span>
            </li>
          ))}
        </ul>
      )}
      {may && !settled && !calling && (
        <button
          type="button"
          className={`btn sm ${bounced ? 'primary' : 'ghost'}`}
          onClick={() => setCalling(true)}
          data-testid="swarm-call"
        >
          <Users className="ic" aria-hidden="true" />
          {say('swarm.call')}
        </button>
      )}
      {calling && <Call ticket={ticket} me={me} onDone={() => setCalling(false)} />}
    </section>
  );
}

function Call({ ticket, me, onDone }: { ticket: Ticket; me: MeView; onDone: () => void }) {
  const say = useSay();
  const agents = useLive((state) => state.agents);
  const [question, setQuestion] = useState('');
  const [skill, setSkill] = useState('');
  const ranked = rankHelpers(agents.values(), ticket, me.id, skill).slice(0, SHOWN);
  const [picked, setPicked] = useState<readonly string[] | null>(null);
  const [tried, setTried] = useState(false);
  const chosen = picked ?? proposedHelpers(ranked);
  const missing = tried && (question.trim() === '' || chosen.length === 0);
  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    setTried(true);
    if (question.trim() === '' || chosen.length === 0) return;
    const wish = { question: question.trim(), who: { agentIds: [...chosen] } };
    if (!(await attempt(() => swarmApi.call(ticket.id, wish)))) return;
    showToast({ text: say('swarm.called', { count: chosen.length }) });
    onDone();
  }
  const toggle = (id: string): void =>
    setPicked(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id]);
  return (
    <form
      className="record-form"
      noValidate
      onSubmit={(event) => void submit(event)}
      onKeyDown={(event) => event.key === 'Escape' && onDone()}
    >
      <label className="pick inner">
        <span>{say('swarm.question')}</span>
        <textarea
          rows={2}
          value={question}
          maxLength={1_000}
          autoFocus
          aria-invalid={missing && question.trim() === ''}
          aria-describedby={missing ? 'swarm-missing' : undefined}
          onChange={(event) => setQuestion(event.target.value)}
          data-testid="swarm-question"
        />
      </label>
      <label className="pick">
        <span>{say('swarm.skill')}</span>
        <select
          value={skill}
          onChange={(event) => {
            setSkill(event.target.value);
            setPicked(null);
          }}
          data-testid="swarm-skill"
        >
          <option value="">{say('swarm.any-skill')}</option>
          {skillsOf(agents.values()).map((one) => (
            <option key={one} value={one}>
              {one}
            </option>
          ))}
        </select>
      </label>
      <fieldset>
        <legend>{say('swarm.who')}</legend>
        {ranked.length === 0 && <p className="muted">{say('swarm.nobody')}</p>}
        {ranked.map((agent) => (
          <label key={agent.id} className="tick">
            <input
              type="checkbox"
              checked={chosen.includes(agent.id)}
              onChange={() => toggle(agent.id)}
              data-testid={`swarm-agent-${agent.email}`}
            />
            <Avatar id={agent.id} name={agent.name} photo={agent.photo} presence={presenceOf(agent)} />
            {agent.name}
          </label>
        ))}
      </fieldset>
      {missing && (
        <p className="fault" role="alert" id="swarm-missing">
          {say('swarm.missing')}
        </p>
      )}
      <div className="row2">
        <button type="button" className="btn sm" onClick={onDone}>
          {say('common.cancel')}
        </button>
        <button type="submit" className="btn sm primary" data-testid="swarm-send">
          {say('swarm.call')}
        </button>
      </div>
    </form>
  );
}
