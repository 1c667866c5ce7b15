/** The one way out: replies, hand-overs, and the dispatches that decisions cause. */
import { Module } from '@nestjs/common';
import { RecordingControlController } from './calls/recording-control.controller.js';
import { RecordingControlService } from './calls/recording-control.service.js';
import { Playbacks } from './calls/playbacks.js';
import { RecordingAccess } from './calls/recording-access.js';
import { PlaybacksController, RecordingsController } from './calls/recordings.controller.js';
import { RecordingsService } from './calls/recordings.service.js';
import { CallControlService } from './calls/call-control.service.js';
import { CallHandOver } from './calls/call-hand-over.js';
import { CallOutService } from './calls/call-out.service.js';
import { CallToQueueService } from './calls/call-to-queue.service.js';
import { CallsController, TicketCallsController } from './calls/calls.controller.js';
import { AutomaticMessages } from './automatic-messages.js';
import { ChatReply } from './chat-reply.js';
import { DeliveryController } from './delivery.controller.js';
import { DeliveryListeners } from './delivery.listeners.js';
import { DraftsController } from './drafts.controller.js';
import { DraftsService } from './drafts.service.js';
import { EmailReply } from './email-reply.js';
import { EscalationController } from './escalation.controller.js';
import { EscalationService } from './escalation.service.js';
import { HandOversController } from './hand-overs.controller.js';
import { HandOverService } from './hand-over.service.js';
import { IncidentsController } from './incidents.controller.js';
import { IncidentsService } from './incidents.service.js';
import { MailSignatures } from './mail-signatures.js';
import { MailSignaturesController } from './mail-signatures.controller.js';
import { ReplyTurns } from './reply-turns.js';
import { InvitationAnswers } from './invitation-answers.service.js';
import { InvitationsController } from './invitations.controller.js';
import { ReplyService } from './reply.service.js';
import { ScheduledAnswersController } from './scheduled-answers.controller.js';
import { ScheduledAnswersService } from './scheduled-answers.service.js';
import { ScheduledAnswersWorker } from './scheduled-answers.worker.js';

const services = [
  ReplyService,
  ReplyTurns,
  DraftsService,
  ScheduledAnswersService,
  HandOverService,
  EscalationService,
  IncidentsService,
  AutomaticMessages,
  InvitationAnswers,
  EmailReply,
  MailSignatures,
  ChatReply,
  RecordingControlService,
  RecordingAccess,
  RecordingsService,
  Playbacks,
  CallControlService,
  CallOutService,
  CallToQueueService,
];

/** For rooms above that say something to customers without showing a controller of ours. */
@Module({ providers: services, exports: services })
export class DeliveryModule {}

@Module({
  imports: [DeliveryModule],
  controllers: [
    DeliveryController,
    DraftsController,
    ScheduledAnswersController,
    MailSignaturesController,
    HandOversController,
    EscalationController,
    IncidentsController,
    InvitationsController,
    CallsController,
    RecordingControlController,
    RecordingsController,
    PlaybacksController,
    TicketCallsController,
  ],
  exports: [DeliveryModule],
})
export class DeliveryApiModule {}

@Module({ imports: [DeliveryModule], providers: [DeliveryListeners, CallHandOver, ScheduledAnswersWorker] })
export class DeliveryWorkerModule {}
