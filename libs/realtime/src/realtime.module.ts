/** The gateway of the consoles, and the doors it reads through. */
import { Module } from '@nestjs/common';
import { AgentStateService, Presence } from '@lib/agents';
import { EventTail, Wakeups } from '@lib/bus';
import { DeadlineReader } from '@lib/clocks';
import { Database } from '@lib/database';
import { AUTHENTICATOR, Clock, CONFIG, type Authenticator, type Config } from '@lib/platform';
import { MailboxHealthReader, OfferService, ServiceLevelReader } from '@lib/routing';
import { ACTS, type Acts } from './acts.js';
import { LIVE_READERS, LiveReadersModule, type LiveReaders } from './live-readers.module.js';
import { REALTIME_SURROUNDINGS, type RealtimeSurroundings } from './realtime.core.js';
import { RealtimeGateway } from './realtime.gateway.js';
import { TRUTH, type Truth } from './truth.js';

const truth = {
  provide: TRUTH,
  inject: [LIVE_READERS, DeadlineReader, ServiceLevelReader, MailboxHealthReader],
  useFactory: (
    readers: LiveReaders,
    deadlines: DeadlineReader,
    levels: ServiceLevelReader,
    doors: MailboxHealthReader,
  ): Truth => ({
    ...readers,
    overview: async () => {
      const [due, serviceLevels, mailboxes] = await Promise.all([
        deadlines.read(),
        levels.today(),
        doors.read(),
      ]);
      return { ...due, serviceLevels, mailboxes };
    },
  }),
};

const acts = {
  provide: ACTS,
  inject: [OfferService, AgentStateService, Presence],
  useFactory: (offers: OfferService, states: AgentStateService, presence: Presence): Acts => ({
    acceptOffer: (principal, offerId) => offers.accept(principal, offerId),
    declineOffer: (principal, offerId, reason) => offers.decline(principal, offerId, reason),
    setState: (principal, change) => states.set(principal, change),
    beat: (agentId, consoleId) => presence.beat(agentId, consoleId),
    leave: (consoleId) => presence.leave(consoleId),
  }),
};

const surroundings = {
  provide: REALTIME_SURROUNDINGS,
  inject: [TRUTH, ACTS, AUTHENTICATOR, EventTail, Wakeups, Database, Clock, CONFIG],
  useFactory: (
    ...[read, act, authenticator, tail, wakeups, database, clock, config]: [
      Truth,
      Acts,
      Authenticator,
      EventTail,
      Wakeups,
      Database,
      Clock,
      Config,
    ]
  ): RealtimeSurroundings => ({
    truth: read,
    acts: act,
    authenticator,
    tail,
    wakeups,
    database,
    clock,
    config,
  }),
};

@Module({
  imports: [LiveReadersModule],
  providers: [
    DeadlineReader,
    ServiceLevelReader,
    MailboxHealthReader,
    truth,
    acts,
    surroundings,
    RealtimeGateway,
  ],
})
export class RealtimeModule {}
