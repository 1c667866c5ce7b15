/** What stands beside a ticket about the matter itself, in the order an agent looks for it. */
import type { ReactNode } from 'react';
import type { MeView, Ticket } from '@lib/contracts';
import { CallbackCard } from '../callback/callback-card.js';
import { BriefCard } from '../brief/brief-card.js';
import { RoutingCard } from '../routing/routing-card.js';
import { ClocksCard } from '../clocks/clocks-card.js';
import { EscalationCard } from '../escalation/escalation-card.js';
import { DisruptionCard } from '../disruption/disruption-card.js';
import { ChecklistCard } from '../record/checklist-card.js';
import { FactsCard } from '../record/facts-card.js';
import { MatterCard } from '../record/matter-card.js';
import { DraftCard } from '../knowledge/draft-card.js';
import { PlanCard } from '../record/plan-card.js';
import { FollowersCard } from '../relations/followers-card.js';
import { RelatedCard } from '../relations/related-card.js';
import { SwarmCard } from '../swarm/swarm-card.js';
import { TasksCard } from '../tasks/tasks-card.js';
import { SupplierCard } from '../supplier/supplier-card.js';

export interface TicketCardProps {
  ticket: Ticket;
  me: MeView;
}

const CARDS: readonly ((props: TicketCardProps) => ReactNode)[] = [
  BriefCard,
  CallbackCard,
  ClocksCard,
  DisruptionCard,
  MatterCard,
  RelatedCard,
  PlanCard,
  DraftCard,
  TasksCard,
  SwarmCard,
  ChecklistCard,
  SupplierCard,
  FactsCard,
  EscalationCard,
  FollowersCard,
  RoutingCard,
];

export function TicketCards(props: TicketCardProps) {
  return CARDS.map((Card) => <Card key={Card.name} {...props} />);
}
