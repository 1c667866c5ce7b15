/** What the gateway reads for every push: by key, on connections of its own, so that no burst of mail stands in its way. */
import { Module } from '@nestjs/common';
import { AgentReader } from '@lib/agents';
import { CustomerReader } from '@lib/customers';
import { liveLane } from '@lib/database';
import { OfferReader, QueueReader } from '@lib/routing';
import { TicketAccess, TicketReader, TimelineReader } from '@lib/tickets';
import type { Truth } from './truth.js';

export const LIVE_READERS = Symbol('live-readers');
export type LiveReaders = Omit<Truth, 'overview'>;

const readers = [TicketReader, TimelineReader, AgentReader, QueueReader, OfferReader] as const;

@Module({
  providers: [
    ...liveLane(),
    ...readers,
    CustomerReader,
    TicketAccess,
    {
      provide: LIVE_READERS,
      inject: [...readers],
      useFactory: (
        tickets: TicketReader,
        timelines: TimelineReader,
        agents: AgentReader,
        queues: QueueReader,
        offers: OfferReader,
      ): LiveReaders => ({ tickets, timelines, agents, queues, offers }),
    },
  ],
  exports: [LIVE_READERS],
})
export class LiveReadersModule {}
