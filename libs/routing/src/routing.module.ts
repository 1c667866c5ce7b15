/** Services of the routing room, its HTTP side and the router itself. */
import { Global, Module } from '@nestjs/common';
import { Announcer } from './announcer.js';
import { AssignmentService } from './assignment.service.js';
import { OfferReader } from './offer-reader.js';
import { OfferService } from './offer.service.js';
import { OverflowService } from './overflow.service.js';
import { PlanReader } from './plan-reader.js';
import { QueueReader } from './queue-reader.js';
import { QueueRulesService } from './queue-rules.service.js';
import { Responsiveness } from './responsiveness.js';
import { RoutingExplainer } from './routing-explainer.js';
import { RouterWorker } from './router.worker.js';
import { RoutingController } from './routing.controller.js';
import { RoutingListeners } from './routing.listeners.js';

const services = [
  Announcer,
  AssignmentService,
  Responsiveness,
  OfferService,
  OfferReader,
  QueueReader,
  PlanReader,
  QueueRulesService,
  RoutingExplainer,
];

@Global()
@Module({ providers: services, exports: services })
export class RoutingModule {}

@Module({ controllers: [RoutingController] })
export class RoutingApiModule {}

@Module({ providers: [OverflowService, RouterWorker, RoutingListeners], exports: [RouterWorker] })
export class RoutingWorkerModule {}
