/** Doubt about who writes, said before anything is told them: an unproven sender, or probably one person with two addresses. */
import { useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { ShieldAlert, UsersRound } from 'lucide-react';
import type { SamePersonView, Ticket, TimelineItem } from '@lib/contracts';
import { api } from '../../api/calls.js';
import { asRefusal } from '../../api/refusal.js';
import { useSay } from '../../i18n.js';
import { showRefusal } from '../../ui/failure.js';
import { showToast } from '../../ui/toast.js';
import { joinReason } from '../customer/join-reason.js';
import { useCustomer } from '../customer/use-customer.js';
import { claimedDomain, doubtAbout } from './sender-trust.js';
import '../mail/trust-line.css';

interface Props {
  ticket: Ticket;
  items: readonly TimelineItem[];
}

export function IdentityBanner({ ticket, items }: Props) {
  const say = useSay();
  const proposal = useCustomer(ticket.customer)?.samePerson.find((one) => one.state === 'proposed');
  const lastIn = items.findLast((item) => item.direction === 'in' && item.kind === 'message');
  const doubt = lastIn ? doubtAbout(lastIn) : null;
  return (
    <>
      {lastIn && doubt && !(proposal && doubt === 'identity-claimed') && (
        <div
          className={`notice ${doubt === 'identity-claimed' ? 'warn' : 'forged'}`}
          role="note"
          data-testid="unverified-sender"
        >
          <ShieldAlert className="ic" aria-hidden="true" />
          {doubt === 'identity-claimed' ? (
            <span>
              <b>{say('banner.unverified-title')}</b> {say('banner.claimed-text')}
            </span>
          ) : (
            <span>
              <b>{say('banner.forged-title')}</b>{' '}
              {say('banner.forged-text', { domain: claimedDomain(lastIn) })}
            </span>
          )}
        </div>
      )}
      {proposal && <SamePerson customerId={ticket.customer.id} proposal={proposal} />}
    </>
  );
}

export function SamePerson({ customerId, proposal }: { customerId: string; proposal: SamePersonView }) {
  const say = useSay();
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  async function decide(decision: 'confirm' | 'separate'): Promise<void> {
    setBusy(true);
    try {
      await api.decideSamePerson(customerId, proposal.id, decision);
      showToast({ text: say(decision === 'confirm' ? 'banner.same-confirmed' : 'banner.same-separated') });
      await client.invalidateQueries({ queryKey: ['customer'] });
    } catch (error) {
      showRefusal(asRefusal(error));
    } finally {
      setBusy(false);
    }
  }
  return (
    <div className="notice" role="note" data-testid="same-person">
      <UsersRound className="ic" aria-hidden="true" />
      <span>
        <b>{say('banner.same-title')}</b> {joinReason(proposal.identity, proposal.reason, say)}
      </span>
      <button
        type="button"
        className="btn sm"
        disabled={busy}
        onClick={() => void decide('separate')}
        data-testid="same-person-separate"
      >
        {say('banner.same-separate')}
      </button>
      <button
        type="button"
        className="btn sm"
        disabled={busy}
        onClick={() => void decide('confirm')}
        data-testid="same-person-confirm"
      >
        {say('banner.same-confirm')}
      </button>
    </div>
  );
}
