/** Services of the clocks room, its HTTP side and what makes clocks move. */
import { Global, Module } from '@nestjs/common';
import { AlarmService } from './alarm.service.js';
import { ClockService } from './clock.service.js';
import { ClocksAdminController, ClocksController } from './clocks.controller.js';
import { ClocksWorker } from './clocks.worker.js';
import { DisruptionService } from './disruption.service.js';
import { DraftWriter } from './draft-writer.js';
import { FactsReader } from './facts-reader.js';
import { PolicyBook } from './policy-book.js';
import { PromiseRecords } from './promise-records.js';
import { PromisePlaces } from './promise-places.js';
import { PromiseWatch } from './promise-watch.js';
import { PromiseService } from './promise.service.js';
import { SupplierService } from './supplier.service.js';
import { SuppliersController } from './suppliers.controller.js';
import { TimeSettingsBook } from './time-settings.js';

const services = [
  FactsReader,
  PolicyBook,
  TimeSettingsBook,
  ClockService,
  PromiseRecords,
  PromiseService,
  AlarmService,
  DraftWriter,
  PromiseWatch,
  SupplierService,
  DisruptionService,
];

@Global()
@Module({ providers: services, exports: services })
export class ClocksModule {}

@Module({ controllers: [ClocksController, SuppliersController, ClocksAdminController] })
export class ClocksApiModule {}

@Module({ providers: [ClocksWorker, PromisePlaces] })
export class ClocksWorkerModule {}
