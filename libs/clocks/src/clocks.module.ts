/** Services of the clocks room, its HTTP side and what makes clocks move. */
import { Global, Module } from '@nestjs/common';
import { ClockService } from './clock.service.js';
import { ClocksAdminController, ClocksController } from './clocks.controller.js';
import { ClocksWorker } from './clocks.worker.js';
import { FactsReader } from './facts-reader.js';
import { PolicyBook } from './policy-book.js';
import { PromiseService } from './promise.service.js';

const services = [FactsReader, PolicyBook, ClockService, PromiseService];

@Global()
@Module({ providers: services, exports: services })
export class ClocksModule {}

@Module({ controllers: [ClocksController, ClocksAdminController] })
export class ClocksApiModule {}

@Module({ providers: [ClocksWorker] })
export class ClocksWorkerModule {}
