/** Why this ticket's work went where it went: the last choice in one sentence, all of them one press away. */
import { useQuery } from '@tanstack/react-query';
import type { Ticket } from '@lib/contracts';
import { api } from '../../api/calls.js';
import { useSay } from '../../i18n.js';
import { DecisionItem, WaitingExplained } from './routing-steps.js';
import './routing.css';

export function RoutingCard({ ticket }: { ticket: Ticket }) {
  const say = useSay();
  // Asked again whenever an interaction of the ticket changes hands or state, which is pushed.
  const asOf = ticket.live.map(({ id, version }) => `${id}:${version}`).join();
  const { data } = useQuery({
    queryKey: ['routing', ticket.id, asOf],
    queryFn: () => api.routing(ticket.id),
    placeholderData: (before, asked) => (asked?.queryKey[1] === ticket.id ? before : undefined),
  });
  if (!data || data.decisions.length + data.waiting.length === 0) return null;
  const [newest, ...older] = data.decisions;
  return (
    <section className="card routing-card" aria-labelledby="routing-title" data-testid="routing-card">
      <h3 id="routing-title">{say('routing.title')}</h3>
      {data.waiting.map((item) => (
        <WaitingExplained key={item.interactionId} item={item} />
      ))}
      {newest && (
        <ol>
          <DecisionItem decision={newest} />
        </ol>
      )}
      {older.length > 0 && (
        <details data-testid="routing-older">
          <summary>{say('routing.older', { count: older.length })}</summary>
          <ol>
            {older.map((decision) => (
              <DecisionItem key={decision.offerId} decision={decision} />
            ))}
          </ol>
        </details>
      )}
    </section>
  );
}
