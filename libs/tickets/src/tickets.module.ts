/** Services of the tickets room, its HTTP side and its background work. */
import { Global, Module } from '@nestjs/common';
import { CallFollower } from './call-follower.js';
import { AttachedMailController } from './attached-mail.controller.js';
import { AttachmentFiles } from './attachment-files.js';
import { AttachmentsController } from './attachments.controller.js';
import { CustomersController } from './customers.controller.js';
import { ForwardedMails } from './forwarded-mails.js';
import { FreshTickets } from './fresh-tickets.js';
import { HandOverExpiry } from './hand-over.worker.js';
import { HandOverEnding } from './hand-over-ending.js';
import { HandOverRecords } from './hand-over-records.js';
import { InteractionService } from './interaction.service.js';
import { InteractionsController } from './interactions.controller.js';
import { DeliveryStateListener, OutboundMessages } from './outbound-messages.js';
import { Introductions } from './introductions.js';
import { Invitations } from './invitations.js';
import { MailImagesController } from './mail-images.controller.js';
import { NoteWriter } from './note-writer.js';
import { OpeningRules } from './opening-rules.js';
import { OwnershipService } from './ownership.service.js';
import { Participants } from './participants.js';
import { PersonSplitter } from './person-splitter.js';
import { ConversationMover } from './relations/conversation-mover.js';
import { FollowersService } from './relations/followers.service.js';
import { LinksService } from './relations/links.service.js';
import { MergeService } from './relations/merge.service.js';
import { MergeSettlement } from './relations/merge-settlement.js';
import { MoveRecords } from './relations/move-records.js';
import { RelationsReader } from './relations/relations-reader.js';
import {
  FollowersController,
  RegroupingController,
  RelationsController,
} from './relations/relations.controller.js';
import { SplitInteractions } from './relations/split-interactions.js';
import { SplitTicketMaker } from './relations/split-ticket-maker.js';
import { SplitService } from './relations/split.service.js';
import { SwarmController } from './relations/swarm.controller.js';
import { SwarmService } from './relations/swarm.service.js';
import { TicketPairs } from './relations/ticket-pair.js';
import { Satisfaction } from './satisfaction.js';
import { StandInRecords } from './stand-in-records.js';
import { ProfileController } from './profile.controller.js';
import { PriorityTableController } from './priority-table.controller.js';
import { PriorityTableService } from './priority-table.js';
import { PriorityTableWorker } from './priority-table.worker.js';
import { ResolvingRules } from './resolving-rules.js';
import { ReturnedMails } from './returned-mails.js';
import { StrangerMails } from './stranger-mails.js';
import { ThreadFinder } from './thread-finder.js';
import { TicketAccess } from './ticket-access.js';
import { TicketCommands } from './ticket-commands.js';
import { TicketFinder } from './ticket-finder.js';
import { TicketOpener } from './ticket-opener.js';
import { TicketReader } from './ticket-reader.js';
import { TicketService } from './ticket.service.js';
import { TicketsController } from './tickets.controller.js';
import { TimelineReader } from './timeline-reader.js';
import { TimelineWriter } from './timeline-writer.js';
import { MailJudgementController } from './mail-judgement.controller.js';
import { MailJudgementService } from './mail-judgement.service.js';
import { UndeliverableController } from './undeliverable.controller.js';
import { UndeliverableService } from './undeliverable.service.js';
import { WelcomeSendersController } from './welcome-senders.controller.js';
import { WelcomeSendersService } from './welcome-senders.js';
import { Dispositions } from './wrap-up/dispositions.js';
import { TicketOutcome } from './wrap-up/ticket-outcome.js';
import { WrapUpDesk } from './wrap-up/wrap-up-desk.js';
import { WrapUpSettingsController } from './wrap-up/wrap-up-settings.controller.js';
import { WrapUpWorker } from './wrap-up/wrap-up.worker.js';
import { WrapUps } from './wrap-up/wrap-ups.js';

const services = [
  TicketAccess,
  TicketReader,
  TimelineReader,
  TimelineWriter,
  AttachmentFiles,
  ThreadFinder,
  TicketFinder,
  FreshTickets,
  TicketService,
  WrapUps,
  Dispositions,
  TicketOutcome,
  WrapUpDesk,
  InteractionService,
  OwnershipService,
  HandOverEnding,
  HandOverRecords,
  StandInRecords,
  Introductions,
  OutboundMessages,
  Participants,
  StrangerMails,
  ForwardedMails,
  Invitations,
  ReturnedMails,
  UndeliverableService,
  MailJudgementService,
  PriorityTableService,
  ResolvingRules,
  OpeningRules,
  TicketCommands,
  NoteWriter,
  TicketOpener,
  PersonSplitter,
  TicketPairs,
  MoveRecords,
  ConversationMover,
  LinksService,
  MergeSettlement,
  MergeService,
  SplitInteractions,
  SplitTicketMaker,
  SplitService,
  RelationsReader,
  FollowersService,
  SwarmService,
  WelcomeSendersService,
];

@Global()
@Module({ providers: services, exports: services })
export class TicketsModule {}

@Module({
  controllers: [
    TicketsController,
    RelationsController,
    RegroupingController,
    FollowersController,
    SwarmController,
    InteractionsController,
    WrapUpSettingsController,
    CustomersController,
    ProfileController,
    AttachmentsController,
    AttachedMailController,
    MailImagesController,
    WelcomeSendersController,
    PriorityTableController,
    UndeliverableController,
    MailJudgementController,
  ],
})
export class TicketsApiModule {}

@Module({
  providers: [
    DeliveryStateListener,
    CallFollower,
    Satisfaction,
    WrapUpWorker,
    HandOverExpiry,
    PriorityTableWorker,
  ],
})
export class TicketsWorkerModule {}
