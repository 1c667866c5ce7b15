/** A hand-over that waits for its answer, on its ticket: who is asked answers, the others see until when, who gave it takes it back. */
import { useState } from 'react';
import { ArrowLeftRight } from 'lucide-react';
import type { HandOverView, MeView, Ticket } from '@lib/contracts';
import { api } from '../../api/calls.js';
import { asRefusal } from '../../api/refusal.js';
import { useSay } from '../../i18n.js';
import { showRefusal } from '../../ui/failure.js';
import { clockText } from '../../ui/time-text.js';
import { showToast } from '../../ui/toast.js';
import { HandOverCard } from './hand-over-card.js';

interface Props {
  ticket: Ticket;
  handOver: HandOverView;
  me: MeView;
}

export function PendingHandOver({ ticket, handOver, me }: Props) {
  const say = useSay();
  const [busy, setBusy] = useState(false);
  const { number } = ticket;

  async function decide(act: () => Promise<unknown>, done: string): Promise<void> {
    setBusy(true);
    try {
      await act();
      showToast({ text: done });
    } catch (error) {
      showRefusal(asRefusal(error));
    } finally {
      setBusy(false);
    }
  }

  if (handOver.to.id === me.id)
    return (
      <HandOverCard
        key={handOver.id}
        handOver={handOver}
        customer={ticket.customer.name?.split(' ')[0] ?? null}
        busy={busy}
        onAccept={() =>
          void decide(
            () => api.acceptHandOver(handOver.id),
            say(handOver.kind === 'consult' ? 'handover.consulted' : 'handover.accepted', { number }),
          )
        }
        onDecline={(reason) =>
          void decide(
            () => api.declineHandOver(handOver.id, reason),
            say('handover.declined', { name: handOver.from.name }),
          )
        }
      />
    );
  return (
    <WaitingHandOver
      handOver={handOver}
      busy={busy}
      onWithdraw={
        handOver.from.id === me.id || me.role !== 'agent'
          ? () => void decide(() => api.withdrawHandOver(handOver.id), say('handover.withdrawn', { number }))
          : null
      }
    />
  );
}

interface WaitingProps {
  handOver: HandOverView;
  busy: boolean;
  onWithdraw: (() => void) | null;
}

export function WaitingHandOver({ handOver, busy, onWithdraw }: WaitingProps) {
  const say = useSay();
  const values = { name: handOver.to.name, time: clockText(handOver.expiresAt) };
  return (
    <section className="wrapbar" aria-labelledby={`waiting-${handOver.id}`} data-testid="hand-over-waiting">
      <ArrowLeftRight className="ic" aria-hidden="true" />
      <span>
        <h2 id={`waiting-${handOver.id}`}>{say('handover.waiting', values)}</h2>
        <small>{say('handover.waiting-text')}</small>
      </span>
      {onWithdraw && (
        <button
          type="button"
          className="btn sm"
          onClick={onWithdraw}
          disabled={busy}
          data-testid="hand-over-withdraw"
        >
          {say('handover.withdraw')}
        </button>
      )}
    </section>
  );
}
