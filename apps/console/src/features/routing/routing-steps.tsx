/** One choice of the router, or one item still waiting, said in plain words with who was passed over and why. */
import type { RingInForce, TicketRouting } from '@lib/contracts';
import { useSay, type Say } from '../../i18n.js';
import { serverNow } from '../../ui/now.js';
import { momentText } from '../../ui/time-text.js';

type Decision = TicketRouting['decisions'][number];
type Waiting = TicketRouting['waiting'][number];

export function DecisionItem({ decision }: { decision: Decision }) {
  const say = useSay();
  const { agent, madeAt, others } = decision;
  return (
    <li data-testid="routing-decision" data-step={decision.step}>
      <p>
        <b>{say('routing.asked', { name: agent.name, time: momentText(madeAt, serverNow()) })}</b>{' '}
        {whyText(decision, say)} {stateText(decision.state, say)}
      </p>
      {decision.ring && <p className="muted">{ringText(decision.ring, say)}</p>}
      {others.length > 0 && (
        <details>
          <summary>{say('routing.others', { count: others.length })}</summary>
          <ul>
            {others.map(({ agent: other, why }) => (
              <li key={other.id}>
                {say('routing.other', { name: other.name, why: say(`routing.not-${why}`) })}
              </li>
            ))}
          </ul>
        </details>
      )}
    </li>
  );
}

export function WaitingExplained({ item }: { item: Waiting }) {
  const say = useSay();
  const able = item.members.filter(({ why }) => why === null);
  const since = momentText(item.waitingSince, serverNow());
  return (
    <div data-testid="routing-waiting">
      <p>
        <b>{say('routing.waits', { queue: item.queue.name, time: since })}</b>{' '}
        {say(`routing.order-${item.strategy}`)}
      </p>
      {item.ring && <p className="muted">{ringText(item.ring, say)}</p>}
      <p>
        {able.length > 0
          ? say('routing.able', { names: able.map(({ agent }) => agent.name).join(', ') })
          : say(item.members.length > 0 ? 'routing.nobody-free' : 'routing.nobody-here')}
      </p>
      {item.members.length > able.length && (
        <ul>
          {item.members.map(
            ({ agent, why }) =>
              why && (
                <li key={agent.id}>
                  {say('routing.other', { name: agent.name, why: say(`routing.not-${why}`) })}
                </li>
              ),
          )}
        </ul>
      )}
    </div>
  );
}

function whyText({ step, strategy, asked }: Decision, say: Say): string {
  if (step === 'supervisor')
    return asked ? say('routing.why-supervisor', { ...asked }) : say('routing.why-by-name');
  if (step === 'owner') return say('routing.why-owner');
  if (step === 'stand-in') return say('routing.why-stand-in');
  if (step === 'last-agent') return say('routing.why-last-agent');
  return strategy ? say(`routing.why-${strategy}`) : say('routing.why-next');
}

function stateText(state: string, say: Say): string {
  switch (state) {
    case 'made':
      return say('routing.state-made');
    case 'accepted':
      return say('routing.state-accepted');
    case 'declined':
      return say('routing.state-declined');
    case 'expired':
      return say('routing.state-expired');
    default:
      return say('routing.state-withdrawn');
  }
}

/** What the rules demanded at that moment; a ring that demands nothing lets any member answer. */
export function ringText({ number, skills, language }: RingInForce, say: Say): string {
  const demands = Object.entries(skills).map(([skill, level]) => say('routing.skill', { skill, level }));
  if (language) demands.push(say(language === 'fr' ? 'routing.speaks-fr' : 'routing.speaks-en'));
  return demands.length > 0
    ? say('routing.ring', { number, demands: demands.join(', ') })
    : say('routing.ring-any', { number });
}
