/** What stands beside a ticket about the matter itself, in the order an agent looks for it. */
import type { ReactNode } from 'react';
import type { MeView, Ticket } from '@lib/contracts';
import { ClocksCard } from '../clocks/clocks-card.js';
import { ChecklistCard } from '../record/checklist-card.js';
import { FactsCard } from '../record/facts-card.js';
import { MatterCard } from '../record/matter-card.js';
import { PlanCard } from '../record/plan-card.js';

export interface TicketCardProps {
  ticket: Ticket;
  me: MeView;
}

const CARDS: readonly ((props: TicketCardProps) => ReactNode)[] = [
  ClocksCard,
  PlanCard,
  MatterCard,
  ChecklistCard,
  FactsCard,
];

export function TicketCards(props: TicketCardProps) {
  return CARDS.map((Card) => <Card key={Card.name} {...props} />);
}
