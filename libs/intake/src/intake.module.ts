/** The one way in. */
import { Module } from '@nestjs/common';
import { IntakeService } from './intake.service.js';
import { IntakeWorker } from './intake.worker.js';

@Module({ providers: [IntakeService, IntakeWorker], exports: [IntakeService] })
export class IntakeWorkerModule {}
