/** Mail to an address of this ticket comes back: what that means, the server's words, other ways to reach them. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { MailX } from 'lucide-react';
import type { Ticket, TimelineItem } from '@lib/contracts';
import { mailApi } from '../../api/mail-calls.js';
import { asRefusal } from '../../api/refusal.js';
import { useSay } from '../../i18n.js';
import { showRefusal } from '../../ui/failure.js';
import { showToast } from '../../ui/toast.js';
import { isReturned } from './returned-text.js';

interface Props {
  ticket: Ticket;
  items: readonly TimelineItem[];
}

export function ReturnedBanner({ ticket, items }: Props) {
  const say = useSay();
  const client = useQueryClient();
  // Only what was said since can change the answer, so that alone asks again.
  const said = items.findLast(
    (item) => isReturned(item) || item.direction === 'in' || item.data.name === 'address.lifted',
  );
  const bounced = items.some((item) => isReturned(item));
  const key = ['undeliverable', ticket.id, said?.id];
  const { data } = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => mailApi.undeliverableOf(ticket.id, signal),
    enabled: bounced,
  });
  const lift = async (address: string): Promise<void> => {
    try {
      await mailApi.liftOnTicket(ticket.id, address);
      showToast({ text: say('returned.lifted', { address }) });
      await client.invalidateQueries({ queryKey: ['undeliverable', ticket.id] });
    } catch (error) {
      showRefusal(asRefusal(error));
    }
  };
  const addresses = bounced ? (data?.items ?? []) : [];
  return addresses.map(({ address, why, words }) => (
    <div className="notice warn" role="note" key={address} data-testid="returned-banner">
      <MailX className="ic" aria-hidden="true" />
      <span>
        <b>{say(why === 'soft' ? 'returned.title-soft' : 'returned.title', { address })}</b>{' '}
        {say('returned.other-ways')} <span className="muted">{words}</span>
      </span>
      <button type="button" className="btn sm" onClick={() => void lift(address)} data-testid="returned-lift">
        {say('returned.lift')}
      </button>
    </div>
  ));
}
