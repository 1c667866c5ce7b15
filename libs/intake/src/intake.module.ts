/** The one way in, and what agents make of what was held at the door. */
import { Module } from '@nestjs/common';
import { IntakeService } from './intake.service.js';
import { IntakeWorker } from './intake.worker.js';
import { StrangerMailService } from './stranger-mail.service.js';
import { StrangerMailsController } from './stranger-mails.controller.js';

@Module({ providers: [IntakeService, IntakeWorker], exports: [IntakeService] })
export class IntakeWorkerModule {}

@Module({ providers: [IntakeService, StrangerMailService], controllers: [StrangerMailsController] })
export class IntakeApiModule {}
