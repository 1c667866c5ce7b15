/** Services of the supervision room, its HTTP side and what keeps it as calls stand. */
import { Module } from '@nestjs/common';
import { HandRecords } from './hand.records.js';
import { HandService } from './hand.service.js';
import { ListenedToReader } from './listened-to.reader.js';
import { ListeningFollower } from './listening.follower.js';
import { ListeningRecords } from './listening.records.js';
import { ListeningService } from './listening.service.js';
import { SupervisedCalls } from './supervised-call.js';
import { ListenedToController, SupervisionController } from './supervision.controller.js';

const services = [
  SupervisedCalls,
  ListeningRecords,
  ListeningService,
  HandRecords,
  HandService,
  ListenedToReader,
];

@Module({ providers: services, exports: services })
export class SupervisionModule {}

@Module({ imports: [SupervisionModule], controllers: [SupervisionController, ListenedToController] })
export class SupervisionApiModule {}

@Module({ imports: [SupervisionModule], providers: [ListeningFollower] })
export class SupervisionWorkerModule {}
