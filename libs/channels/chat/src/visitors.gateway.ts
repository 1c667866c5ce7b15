/** The visitors' socket: bounds what one visitor may ask, and answers every command with an ack. */
import {
  ConnectedSocket,
  MessageBody,
  SubscribeMessage,
  WebSocketGateway,
  type OnGatewayConnection,
  type OnGatewayDisconnect,
  type OnGatewayInit,
} from '@nestjs/websockets';
import {
  ChatSend,
  ChatStart,
  NoInput,
  Problem,
  type Ack,
  type ChatConversation,
  type ChatLine,
} from '@lib/contracts';
import { logger, parseInput, toProblemDetails } from '@lib/platform';
import { acknowledged } from './problem-ack.js';
import { VisitorCommands } from './visitor-commands.js';
import { VisitorEntrance } from './visitor-entrance.js';
import { VisitorGreeting } from './visitor-greeting.js';
import {
  VisitorSessions,
  type VisitorNamespace,
  type VisitorSession,
  type VisitorSocket,
} from './visitor-session.js';

const log = logger('chat');

@WebSocketGateway({ namespace: '/visitors' })
export class VisitorsGateway implements OnGatewayInit, OnGatewayConnection, OnGatewayDisconnect {
  constructor(
    private readonly entrance: VisitorEntrance,
    private readonly sessions: VisitorSessions,
    private readonly greeting: VisitorGreeting,
    private readonly commands: VisitorCommands,
  ) {}

  afterInit(namespace: VisitorNamespace): void {
    namespace.use((socket, next) => {
      try {
        socket.data.session = this.entrance.admit(socket);
        next();
      } catch (error) {
        const problem = toProblemDetails(error);
        log.info({ code: problem.code }, 'a visitor was not let in');
        next(Object.assign(new Error(problem.code), { data: problem }));
      }
    });
  }

  async handleConnection(socket: VisitorSocket): Promise<void> {
    this.sessions.add(socket.data.session);
    try {
      await this.greeting.greet(socket.data.session);
    } catch (error) {
      log.warn({ err: error }, 'no hello could be said; the visitor will come again');
      socket.disconnect(true);
    }
  }

  handleDisconnect(socket: VisitorSocket): void {
    this.sessions.remove(socket.id);
  }

  @SubscribeMessage('chat.start')
  start(
    @ConnectedSocket() socket: VisitorSocket,
    @MessageBody() body: unknown,
  ): Promise<Ack<{ conversation: ChatConversation }>> {
    return this.bounded(socket, (session) => this.commands.start(session, parseInput(ChatStart, body)));
  }

  @SubscribeMessage('chat.send')
  send(
    @ConnectedSocket() socket: VisitorSocket,
    @MessageBody() body: unknown,
  ): Promise<Ack<{ line: ChatLine }>> {
    return this.bounded(socket, (session) => this.commands.send(session, parseInput(ChatSend, body)));
  }

  @SubscribeMessage('chat.typing')
  typing(@ConnectedSocket() socket: VisitorSocket, @MessageBody() body: unknown): Promise<Ack> {
    return acknowledged(() => {
      parseInput(NoInput, body);
      return this.commands.typing(socket.data.session);
    });
  }

  @SubscribeMessage('chat.end')
  end(@ConnectedSocket() socket: VisitorSocket, @MessageBody() body: unknown): Promise<Ack> {
    return this.bounded(socket, (session) => {
      parseInput(NoInput, body);
      return this.commands.end(session);
    });
  }

  @SubscribeMessage('chat.request-person')
  requestPerson(@ConnectedSocket() socket: VisitorSocket, @MessageBody() body: unknown): Promise<Ack> {
    return this.bounded(socket, (session) => {
      parseInput(NoInput, body);
      return this.commands.requestPerson(session);
    });
  }

  private bounded<T extends object>(
    socket: VisitorSocket,
    command: (session: VisitorSession) => Promise<T>,
  ): Promise<Ack<T>> {
    return acknowledged(() => {
      const { session } = socket.data;
      if (!session.messages.take(Date.now())) throw new Problem('rate-limited');
      return command(session);
    });
  }
}
