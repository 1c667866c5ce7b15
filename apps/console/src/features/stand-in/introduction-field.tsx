/** How a stand-in introduces themselves in their first answer: filled in, theirs to change, gone once it was said. */
import { useRef } from 'react';
import { useQuery } from '@tanstack/react-query';
import type { Ticket } from '@lib/contracts';
import { api } from '../../api/calls.js';
import { useSay } from '../../i18n.js';
import { KitchenDoorCheck } from '../ticket/kitchen-door-check.js';

/** The usual words while they are due for me; null otherwise. */
export function useIntroduction(ticket: Ticket, meId: string): string | null {
  const due = ticket.standIn?.id === meId && !ticket.standIn.introduced;
  const { data } = useQuery({
    queryKey: ['introduction', ticket.id, ticket.standIn?.since],
    queryFn: () => api.introduction(ticket.id),
    enabled: due,
  });
  return due && data?.due ? data.text : null;
}

interface Props {
  customer: Ticket['customer'];
  value: string;
  onChange: (text: string) => void;
}

export function IntroductionField({ customer, value, onChange }: Props) {
  const say = useSay();
  const field = useRef<HTMLTextAreaElement>(null);
  return (
    <div className="intro">
      <label htmlFor="composer-introduction">{say('standin.introduction')}</label>
      <textarea
        ref={field}
        id="composer-introduction"
        rows={2}
        maxLength={2_000}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        data-testid="composer-introduction"
      />
      <KitchenDoorCheck field={field} text={value} customer={customer} onText={onChange} />
    </div>
  );
}
