/** A calm meter of what the matter takes from people's work: how many it stops, by how much, since when, at what cost. */
import { useId, useState, type FormEvent } from 'react';
import { Pencil } from 'lucide-react';
import { costOf, lostMinutes, type Ticket, type TicketDisruptionFacts } from '@lib/contracts';
import { api } from '../../api/calls.js';
import { useSay } from '../../i18n.js';
import { attempt } from '../../ui/attempt.js';
import { useNow } from '../../ui/now.js';
import { moneyText, waitText } from '../../ui/time-text.js';

export function DisruptionCard({ ticket }: { ticket: Ticket }) {
  const say = useSay();
  const [editing, setEditing] = useState(false);
  const { disruption } = ticket;
  if (ticket.status === 'closed' && !disruption) return null;
  return (
    <section className="card" aria-labelledby="disruption-title" data-testid="disruption-card">
      <h3 id="disruption-title">
        {say('disruption.title')}
        <button
          type="button"
          className="btn ghost sm"
          aria-expanded={editing}
          onClick={() => setEditing((open) => !open)}
          data-testid="disruption-edit"
        >
          <Pencil className="ic" aria-hidden="true" />
          {say(disruption ? 'disruption.change' : 'disruption.set')}
        </button>
      </h3>
      {disruption && <Meter facts={disruption} />}
      {!disruption && !editing && <p className="muted">{say('disruption.none')}</p>}
      {editing && <Edit ticketId={ticket.id} facts={disruption} onDone={() => setEditing(false)} />}
      {disruption && disruption.workingAt === null && !editing && (
        <div className="promise-acts">
          <button
            type="button"
            className="btn sm"
            onClick={() =>
              void attempt(() =>
                api.disrupt(ticket.id, {
                  people: disruption.people,
                  blockedPercent: disruption.blockedPercent,
                  working: true,
                }),
              )
            }
            data-testid="disruption-working"
          >
            {say('disruption.working')}
          </button>
        </div>
      )}
    </section>
  );
}

function Meter({ facts }: { facts: TicketDisruptionFacts }) {
  const say = useSay();
  const now = useNow();
  const minutes = lostMinutes(facts, now);
  const { people, blockedPercent, workingAt } = facts;
  return (
    <dl className="facts" data-testid="disruption-meter" data-running={workingAt === null}>
      <div>
        <dt>{say('disruption.lost')}</dt>
        <dd className="num">{waitText(minutes * 60_000)}</dd>
      </div>
      <div>
        <dt>{say('disruption.cost')}</dt>
        <dd className="num">{moneyText(costOf(minutes, facts.hourlyCostCents), facts.currency)}</dd>
      </div>
      <div className="wide">
        <dt>{say(workingAt === null ? 'disruption.running' : 'disruption.over')}</dt>
        <dd>{say('disruption.people', { count: people, percent: blockedPercent })}</dd>
      </div>
    </dl>
  );
}

interface EditProps {
  ticketId: string;
  facts: TicketDisruptionFacts | null;
  onDone: () => void;
}

function Edit({ ticketId, facts, onDone }: EditProps) {
  const say = useSay();
  const ids = useId();
  const [people, setPeople] = useState(String(facts?.people ?? 1));
  const [percent, setPercent] = useState(String(facts?.blockedPercent ?? 100));
  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    const body = { people: Number(people), blockedPercent: Number(percent), working: false };
    if (await attempt(() => api.disrupt(ticketId, body))) onDone();
  }
  return (
    <form className="stack-form" onSubmit={(event) => void submit(event)}>
      <label htmlFor={`${ids}-people`}>{say('disruption.how-many')}</label>
      <input
        id={`${ids}-people`}
        type="number"
        min={0}
        max={1_000_000}
        required
        autoFocus
        value={people}
        onChange={(event) => setPeople(event.target.value)}
        data-testid="disruption-people"
      />
      <label htmlFor={`${ids}-percent`}>{say('disruption.how-much')}</label>
      <input
        id={`${ids}-percent`}
        type="number"
        min={0}
        max={100}
        required
        value={percent}
        onChange={(event) => setPercent(event.target.value)}
        data-testid="disruption-percent"
      />
      <div className="promise-acts">
        <button type="submit" className="btn sm primary" data-testid="disruption-save">
          {say('common.save')}
        </button>
        <button type="button" className="btn sm ghost" onClick={onDone}>
          {say('common.cancel')}
        </button>
      </div>
    </form>
  );
}
