/** How far up a ticket has been taken, who was asked and why, and who could help at once when it has changed hands too often. */
import { useQuery } from '@tanstack/react-query';
import type { Ticket, TicketEscalation } from '@lib/contracts';
import { queueApi } from '../../api/queue-calls.js';
import { useSay } from '../../i18n.js';
import { serverNow } from '../../ui/now.js';
import { momentText } from '../../ui/time-text.js';
import './escalation.css';

export function EscalationCard({ ticket }: { ticket: Ticket }) {
  const say = useSay();
  // Asked again with each change of the ticket, which is pushed: an expert who said no leaves it as it was before.
  const asOf = ticket.version;
  const { data } = useQuery({
    queryKey: ['escalation', ticket.id, asOf],
    queryFn: ({ signal }) => queueApi.escalation(ticket.id, signal),
    placeholderData: (before, asked) => (asked?.queryKey[1] === ticket.id ? before : undefined),
  });
  if (!data || (data.items.length === 0 && !data.alarm && data.level === 1)) return null;
  return (
    <section className="card escalation" aria-labelledby="escalation-title" data-testid="escalation-card">
      <h3 id="escalation-title">
        {say('escalate.card')} <span>{say('escalate.card-level', { level: data.level })}</span>
      </h3>
      {data.alarm && <Swarm of={data} />}
      {data.items.length > 0 && (
        <ol>
          {data.items.map((item) => (
            <li key={item.id}>
              <b>{say('escalate.item', { by: item.by.name, expert: item.expert.name, level: item.to })}</b>{' '}
              <span className="muted num">{momentText(item.at, serverNow())}</span>
              <small>
                {say(`escalate.state-${item.state}`)} {item.reason}
              </small>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

/** Instead of a third move: people at work, the most skilled first. */
function Swarm({ of: { handOvers, swarm } }: { of: TicketEscalation }) {
  const say = useSay();
  return (
    <div data-testid="swarm">
      <p>{say('escalate.swarm', { count: handOvers })}</p>
      {swarm.length === 0 ? (
        <p className="muted">{say('escalate.swarm-nobody')}</p>
      ) : (
        <ul>
          {swarm.map(({ agent, level }) => (
            <li key={agent.id}>{say('escalate.swarm-one', { name: agent.name, level })}</li>
          ))}
        </ul>
      )}
    </div>
  );
}
