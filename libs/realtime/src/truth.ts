/** What the gateway reads: the doors of the rooms that know, never their tables. */
import type { AgentView, MeView, OfferView, Overview, QueueLive, Ticket, TimelineItem } from '@lib/contracts';
import type { Principal } from '@lib/platform';

export interface Truth {
  tickets: {
    views(ids: string[]): Promise<Ticket[]>;
    visibleTo(principal: Principal, ids: string[]): Promise<string[]>;
    workOf(agentId: string): Promise<string[]>;
  };
  timelines: {
    page(
      ticketId: string,
      query: { limit: number },
    ): Promise<{ items: TimelineItem[]; nextCursor: string | null }>;
    since(ticketId: string, seq: number): Promise<TimelineItem[]>;
    items(ticketId: string, ids: string[]): Promise<TimelineItem[]>;
  };
  agents: { views(ids?: string[]): Promise<AgentView[]>; me(agentId: string): Promise<MeView> };
  queues: { live(ids?: string[]): Promise<QueueLive[]> };
  overview(): Promise<Overview>;
  offers: { forAgent(agentId: string): Promise<OfferView[]>; views(ids: string[]): Promise<OfferView[]> };
}

export const TRUTH = Symbol('realtime-truth');
