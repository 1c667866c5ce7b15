/** The one way in, and what agents make of what was held at the door. */
import { Module } from '@nestjs/common';
import { ForwardedMailService } from './forwarded-mail.service.js';
import { ForwardedMailsController } from './forwarded-mails.controller.js';
import { IntakeService } from './intake.service.js';
import { IntakeWorker } from './intake.worker.js';
import { PassedOnFiling } from './passed-on-filing.js';
import { PassedOnMails } from './passed-on-mails.js';
import { StrangerMailService } from './stranger-mail.service.js';
import { StrangerMailsController } from './stranger-mails.controller.js';

@Module({ providers: [IntakeService, PassedOnMails, PassedOnFiling, IntakeWorker], exports: [IntakeService] })
export class IntakeWorkerModule {}

@Module({
  providers: [IntakeService, PassedOnMails, PassedOnFiling, StrangerMailService, ForwardedMailService],
  controllers: [StrangerMailsController, ForwardedMailsController],
})
export class IntakeApiModule {}
