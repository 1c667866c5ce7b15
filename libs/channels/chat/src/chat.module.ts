/** The chat edge: `ChatModule` holds the visitors' sockets and sends, `ChatApiModule` serves their files. */
import { Module } from '@nestjs/common';
import { AttachmentLinks } from './attachment-links.js';
import { AttachmentController } from './attachment.controller.js';
import { Attachment } from './attachment.entity.js';
import { AttachmentService } from './attachment.service.js';
import { AwayWatch } from './away-watch.js';
import { ChatHours } from './chat-hours.js';
import { ChatRepository } from './chat.repository.js';
import { ChatSender } from './chat.sender.js';
import { Conversation } from './conversation.entity.js';
import { ConversationService } from './conversation.service.js';
import { Line } from './line.entity.js';
import { LinePusher } from './line-pusher.js';
import { QueueSummary } from './queue-summary.js';
import { StatusPusher } from './status-pusher.js';
import { VisitorCommands } from './visitor-commands.js';
import { VisitorEntrance } from './visitor-entrance.js';
import { Visitor } from './visitor.entity.js';
import { VisitorGreeting } from './visitor-greeting.js';
import { VisitorSessions } from './visitor-session.js';
import { VisitorTokens } from './visitor-token.js';
import { VisitorsGateway } from './visitors.gateway.js';

export const CHAT_ENTITIES = [Visitor, Conversation, Line, Attachment];

@Module({
  providers: [ChatRepository, VisitorTokens, AttachmentLinks],
  exports: [ChatRepository, VisitorTokens, AttachmentLinks],
})
class ChatRowsModule {}

@Module({
  imports: [ChatRowsModule],
  providers: [
    ConversationService,
    VisitorSessions,
    VisitorEntrance,
    VisitorGreeting,
    VisitorCommands,
    QueueSummary,
    ChatHours,
    LinePusher,
    StatusPusher,
    VisitorsGateway,
    AwayWatch,
    ChatSender,
  ],
})
export class ChatModule {}

@Module({ imports: [ChatRowsModule], controllers: [AttachmentController], providers: [AttachmentService] })
export class ChatApiModule {}
