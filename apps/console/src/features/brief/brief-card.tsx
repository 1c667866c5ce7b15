/** Beside every ticket, on top: the matter in one minute, and what nobody should ask the customer again. */
import { MessagesSquare } from 'lucide-react';
import type { Brief, MeView, Ticket } from '@lib/contracts';
import { asRefusal } from '../../api/refusal.js';
import { useSay } from '../../i18n.js';
import { Failure } from '../../ui/failure.js';
import { serverNow } from '../../ui/now.js';
import { Skeleton } from '../../ui/skeleton.js';
import { awaitedText, momentText } from '../../ui/time-text.js';
import { cardParts } from '../hand-over/hand-over-card.js';
import { Facts } from './facts.js';
import { proposedCard } from './proposed-card.js';
import { useBrief } from './use-brief.js';

export function BriefCard({ ticket, me }: { ticket: Ticket; me: MeView }) {
  const say = useSay();
  const { data, error, refetch } = useBrief(ticket);
  return (
    <section className="card record brief" aria-labelledby="brief-title" data-testid="brief-card">
      <h3 id="brief-title">{say('brief.title')}</h3>
      <Contacts ticket={ticket} />
      {error && !data && <Failure refusal={asRefusal(error)} onRetry={() => void refetch()} />}
      {!error && !data && <Skeleton rows={3} />}
      {data && (
        <>
          {/* Who has had it from the beginning knows it; whoever joins or takes over reads it first. */}
          <details
            open={ticket.owner?.id !== me.id || data.handedOver?.to.id === me.id}
            data-testid="brief-lines"
          >
            <summary>{say('brief.lines')}</summary>
            <Lines brief={data} />
            {data.handedOver && <HandedOver given={data.handedOver} />}
          </details>
          <Facts ticket={ticket} brief={data} />
        </>
      )}
    </section>
  );
}

/** How many people the customer had to meet, how often the ticket changed hands, how often they had to say it again. */
function Contacts({ ticket }: { ticket: Ticket }) {
  const say = useSay();
  const { met, handOverCount, repeats } = ticket;
  const names = met.map(({ name }) => name).join(', ');
  return (
    <p className="contacts num" data-testid="contacts">
      <MessagesSquare className="ic" aria-hidden="true" />
      <span>
        {[
          say('brief.met', { count: met.length, names }),
          handOverCount > 0 && say('brief.hand-overs', { count: handOverCount }),
          repeats > 0 && say('brief.repeats', { count: repeats }),
        ]
          .filter(Boolean)
          .join(' · ')}
      </span>
    </p>
  );
}

function Lines({ brief }: { brief: Brief }) {
  const say = useSay();
  const card = proposedCard(brief, say, (iso) => awaitedText(iso, serverNow()));
  return (
    <dl className="bt">
      {cardParts.map(({ part, label }) => (
        <div key={part}>
          <dt>{say(label)}</dt>
          <dd data-testid={`brief-${part}`}>{card[part] ?? say('brief.nothing')}</dd>
        </div>
      ))}
      {brief.last.customer && (
        <div>
          <dt>{say('brief.last-customer')}</dt>
          <dd>{brief.last.customer}</dd>
        </div>
      )}
      {brief.last.us && (
        <div>
          <dt>{say('brief.last-us')}</dt>
          <dd>{brief.last.us}</dd>
        </div>
      )}
    </dl>
  );
}

function HandedOver({ given }: { given: NonNullable<Brief['handedOver']> }) {
  const say = useSay();
  const { from, to, at, card, innerNote } = given;
  return (
    <div className="handed-over" data-testid="brief-handed-over">
      <h4>{say('brief.handed-over', { from: from.name, to: to.name, time: momentText(at, serverNow()) })}</h4>
      <dl className="bt">
        {cardParts
          .filter(({ part }) => card[part])
          .map(({ part, label }) => (
            <div key={part}>
              <dt>{say(label)}</dt>
              <dd>{card[part]}</dd>
            </div>
          ))}
      </dl>
      <p className="inner-line">{innerNote}</p>
    </div>
  );
}
