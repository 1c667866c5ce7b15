/** How rooms talk: provided once per process, to every room. */
import { Global, Module } from '@nestjs/common';
import { Dispatches } from './dispatches.js';
import { EventTail } from './event-tail.js';
import { Inbox } from './inbox.js';
import { AskedAfter } from './asked-after.js';
import { InteractionStatus } from './interaction-status.js';
import { Listeners } from './listeners.js';
import { Outbox } from './outbox.js';
import { MailRush } from './mail-rush.js';
import { ParkedController } from './parked/parked.controller.js';
import { ParkedSources } from './parked/parked-sources.js';
import { ParkedWorks } from './parked/parked-works.js';
import { BusRetention } from './retention.js';
import { Timers } from './timers.js';
import { Wakeups } from './wakeups.js';

const services = [
  Wakeups,
  Outbox,
  Inbox,
  Listeners,
  EventTail,
  Dispatches,
  Timers,
  AskedAfter,
  InteractionStatus,
  MailRush,
  ParkedSources,
];

@Global()
@Module({ providers: [...services, BusRetention], exports: services })
export class BusModule {}

/** For the process that serves administrators. */
@Module({ controllers: [ParkedController], providers: [ParkedWorks] })
export class BusApiModule {}
