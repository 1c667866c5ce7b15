/** A customer in the widget: says line after line, each until it is acknowledged, and remembers what every connection has shown. */
import type {
  Ack,
  ChatConversation,
  ChatLine,
  ServerToVisitor,
  VisitorHello,
  VisitorToServer,
} from '@lib/contracts';
import { io, type Socket } from 'socket.io-client';
import type { VisitorConnection } from './evidence.js';
import { keyed, type Ledger, type Op, type Outcome } from './ledger.js';
import { until } from './until.js';

const ACK_MS = 3_000;

export class Visitor {
  readonly connections: VisitorConnection[] = [];
  private readonly acknowledged = new Set<string>();
  private readonly socket: Socket<ServerToVisitor, VisitorToServer>;
  private token: string | undefined;
  private greeted = false;
  private heardAgent = false;
  private ended = false;

  constructor(
    url: string,
    readonly name: string,
    private readonly ledger: Ledger,
  ) {
    this.socket = io(`${url}/visitors`, {
      transports: ['websocket'],
      forceNew: true,
      reconnectionDelay: 50,
      reconnectionDelayMax: 100,
      auth: (give) => give(this.token ? { visitorToken: this.token } : {}),
    });
    this.socket.on('hello', (hello) => this.hello(hello));
    this.socket.on('disconnect', () => (this.greeted = false));
    this.socket.on('chat.message', (line) => this.show(line));
    this.socket.on('chat.ended', () => (this.ended = true));
  }

  /** Starts the chat with the first key's line, says the others, waits for a person's answer, and ends it. */
  async talk(keys: string[]): Promise<void> {
    const [first = '', ...more] = keys;
    await this.insist('chat.start', first, () => this.start(first));
    for (const key of more) await this.insist('chat.send', key, () => this.say(key));
    await until(() => this.heardAgent, 60_000);
    await this.insist('chat.end', `${first}-end`, () => this.end());
    await until(() => this.ended, 30_000);
  }

  close(): void {
    this.socket.disconnect();
  }

  private async insist(op: Op, key: string, work: () => Promise<Outcome>): Promise<void> {
    await this.ledger.insist({ key, op, stream: this.name }, work, () =>
      until(() => this.greeted && this.socket.connected, 60_000).then(() => undefined),
    );
  }

  private async start(key: string): Promise<Outcome> {
    const answer = (await this.socket
      .timeout(ACK_MS)
      .emitWithAck('chat.start', { clientId: key, text: keyed('Hello', key), name: this.name })) as Ack<{
      conversation: ChatConversation;
    }>;
    if (answer.ok) this.place(answer.conversation.lines);
    return outcomeOf(answer);
  }

  private async say(key: string): Promise<Outcome> {
    const answer = (await this.socket
      .timeout(ACK_MS)
      .emitWithAck('chat.send', { clientId: key, text: keyed('and then', key) })) as Ack<{ line: ChatLine }>;
    if (answer.ok) this.place([answer.line]);
    return outcomeOf(answer);
  }

  private async end(): Promise<Outcome> {
    if (this.ended) return 'ok';
    return outcomeOf((await this.socket.timeout(ACK_MS).emitWithAck('chat.end', {})) as Ack);
  }

  private hello({ visitorToken, conversation }: VisitorHello): void {
    this.token = visitorToken;
    this.greeted = true;
    this.connections.push({ visitor: this.name, shown: [] });
    for (const line of conversation?.lines ?? []) this.show(line);
    if (conversation?.state === 'ended') this.ended = true;
  }

  private show(line: ChatLine): void {
    this.heardAgent ||= line.author.kind === 'agent';
    const shown = this.connections.at(-1)?.shown ?? [];
    let place = shown.length;
    // One's own line may be acknowledged before the push of what came before it; pushes among themselves keep their order.
    while (place > 0 && this.isOwnAndLater(shown[place - 1], line.seq)) place -= 1;
    shown.splice(place, 0, { id: line.id, seq: line.seq, text: line.text });
  }

  private isOwnAndLater(line: { id: string; seq: number } | undefined, seq: number): boolean {
    return line !== undefined && line.seq > seq && this.acknowledged.has(line.id);
  }

  /** Acknowledged lines go to their place by number: the ack may come after a push of what followed. */
  private place(lines: ChatLine[]): void {
    const shown = this.connections.at(-1)?.shown ?? [];
    for (const { id, seq, text } of lines) {
      this.acknowledged.add(id);
      if (shown.some((line) => line.id === id && line.seq === seq)) continue;
      const after = shown.findIndex((line) => line.seq > seq);
      shown.splice(after < 0 ? shown.length : after, 0, { id, seq, text });
    }
  }
}

function outcomeOf(answer: Ack): Outcome {
  if (answer.ok) return 'ok';
  return answer.problem.status >= 500 ? 'unknown' : 'fail';
}
