/** Services of the routing room, its HTTP side and the router itself. */
import { Global, Module } from '@nestjs/common';
import { Announcer } from './announcer.js';
import { AssignmentService } from './assignment.service.js';
import { DirectOffer } from './direct-offer.js';
import { OfferReader } from './offer-reader.js';
import { OfferService } from './offer.service.js';
import { OfferTaking } from './offer-taking.js';
import { OverflowService } from './overflow.service.js';
import { PeopleSettingsController } from './people-settings.controller.js';
import { PeopleSettingsService } from './people-settings.service.js';
import { PersonWriters } from './person-writers.js';
import { PlanReader } from './plan-reader.js';
import { QueuePreview } from './queue-preview.js';
import { QueueReader } from './queue-reader.js';
import { QueueSettingsController } from './queue-settings.controller.js';
import { QueueSettingsService } from './queue-settings.service.js';
import { StandInFollower } from './stand-in-follower.js';
import { TakenFollower } from './taken-follower.js';
import { QueueStepsReader } from './queue-steps.js';
import { QueueRulesService } from './queue-rules.service.js';
import { Leadership } from './leadership.js';
import { OfferMaker } from './offer-maker.js';
import { RouterSight } from './router-sight.js';
import { RouterUpkeep } from './router-upkeep.js';
import { Responsiveness } from './responsiveness.js';
import { RoutingExplainer } from './routing-explainer.js';
import { RouterWorker } from './router.worker.js';
import { RoutingController } from './routing.controller.js';
import { RoutingListeners } from './routing.listeners.js';
import { SteeringController } from './steering.controller.js';
import { SteeringService } from './steering.service.js';
import { WaitingWorkHold } from './waiting-work.js';

const services = [
  Announcer,
  AssignmentService,
  Responsiveness,
  OfferService,
  OfferTaking,
  OfferReader,
  QueueReader,
  PlanReader,
  QueueStepsReader,
  StandInFollower,
  TakenFollower,
  QueueRulesService,
  QueueSettingsService,
  PersonWriters,
  PeopleSettingsService,
  QueuePreview,
  RoutingExplainer,
  DirectOffer,
  WaitingWorkHold,
  SteeringService,
];

@Global()
@Module({ providers: services, exports: services })
export class RoutingModule {}

@Module({
  controllers: [RoutingController, QueueSettingsController, PeopleSettingsController, SteeringController],
})
export class RoutingApiModule {}

@Module({
  providers: [
    OverflowService,
    Leadership,
    RouterSight,
    OfferMaker,
    RouterUpkeep,
    RouterWorker,
    RoutingListeners,
  ],
  exports: [RouterWorker],
})
export class RoutingWorkerModule {}
