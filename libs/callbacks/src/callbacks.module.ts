/** Services of the callbacks room, its HTTP side and what makes it move. */
import { Global, Module } from '@nestjs/common';
import { ArrangedCallbacks } from './arranged-callbacks.js';
import { CallbackRecords } from './callback-records.js';
import { CallbackService } from './callback.service.js';
import { CallbacksController } from './callbacks.controller.js';
import { CallbacksWorker } from './callbacks.worker.js';
import { LostLines } from './lost-lines.js';

@Global()
@Module({ providers: [CallbackRecords, CallbackService], exports: [CallbackRecords, CallbackService] })
export class CallbacksModule {}

@Module({ controllers: [CallbacksController], providers: [ArrangedCallbacks] })
export class CallbacksApiModule {}

@Module({ providers: [CallbacksWorker, LostLines] })
export class CallbacksWorkerModule {}
