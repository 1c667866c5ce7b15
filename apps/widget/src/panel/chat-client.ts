/** The visitor's end of the socket: one connection, lines sent in order with their own keys, sent again until acknowledged. */
import { signal } from '@preact/signals';
import type { Ack, ChatLine, ServerToVisitor, VisitorHello, VisitorToServer } from '@lib/contracts';
import { io, type Socket } from 'socket.io-client';
import {
  nothingYet,
  withAgent,
  withAllSeen,
  withConversation,
  withEnd,
  withHello,
  withLine,
  withLoss,
  withQueue,
  withRefusal,
  withUnsent,
  withoutUnsent,
  type ChatState,
  type Person,
  type Unsent,
} from './chat-state.ts';
import { KeptChat } from './kept.ts';
import type { ServicePlace } from './service-place.ts';

const ACK_MS = 10_000;
const TYPING_EVERY_MS = 2_000;
const TYPING_LIFE_MS = 5_000;
const TOO_FAST_PAUSE_MS = 3_000;
/** Refusals that pass by themselves; every other one waits for the visitor. */
const passing = new Set(['rate-limited', 'not-ready', 'internal']);

export class ChatClient {
  readonly state = signal<ChatState>(nothingYet);
  readonly typing = signal<{ name: string | null } | null>(null);
  readonly kept: KeptChat;
  watching = false;
  private readonly socket: Socket<ServerToVisitor, VisitorToServer>;
  private sending = false;
  private typedAt = 0;
  private typingTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly service: ServicePlace,
    origin: string,
    private readonly locale: 'fr' | 'en',
  ) {
    this.kept = new KeptChat(origin);
    const { unsent, seen } = this.kept.value;
    this.state.value = { ...nothingYet, unsent, seen };
    this.socket = io(`${service.url}/visitors`, {
      path: service.socketPath,
      transports: ['websocket'],
      autoConnect: false,
      reconnectionDelay: 500,
      reconnectionDelayMax: 5_000,
      auth: (give) => give(this.kept.value.token ? { visitorToken: this.kept.value.token } : {}),
    });
    this.listen();
  }

  connect(): void {
    this.socket.connect();
  }

  /** The visitor looks at the panel now, or no longer. */
  watch(watching: boolean): void {
    this.watching = watching;
    this.set(this.state.value);
  }

  begin(person: Person, text: string): void {
    this.kept.change({ person });
    if (this.state.value.conversation?.state === 'ended') this.forgetEnded();
    this.say(text);
  }

  say(text: string, attachments: Unsent['attachments'] = []): void {
    const clientId = crypto.randomUUID?.() ?? randomKey();
    this.set(withUnsent(this.state.value, { clientId, text, at: new Date().toISOString(), attachments }));
    void this.flush();
  }

  retry(clientId: string): void {
    this.set(withRefusal(this.state.value, clientId, undefined));
    if (this.state.value.conversation?.state === 'ended') this.forgetEnded();
    if (this.socket.connected) void this.flush();
    else this.socket.connect();
  }

  discard(clientId: string): void {
    this.set(withoutUnsent(this.state.value, clientId));
  }

  async end(): Promise<void> {
    const answer = await this.ask('chat.end', {});
    if (answer?.ok) this.set(withEnd(this.state.value, 'visitor'));
  }

  /** From an ended conversation back to the form. */
  forgetEnded(): void {
    this.kept.change({ left: this.state.value.conversation?.id ?? null });
    this.set({ ...this.state.value, conversation: null, endedBy: null, queue: null });
  }

  tellTyping(): void {
    if (!this.socket.connected || Date.now() - this.typedAt < TYPING_EVERY_MS) return;
    this.typedAt = Date.now();
    this.socket.volatile.emit('chat.typing', {}, () => undefined);
  }

  async upload(file: File): Promise<{ id: string; name: string }> {
    const form = new FormData();
    form.append('file', file);
    const answer = await fetch(`${this.service.url}/api/visitor/attachments`, {
      method: 'POST',
      body: form,
      credentials: 'omit',
      headers: { authorization: `Bearer ${this.kept.value.token}` },
    });
    if (!answer.ok) throw new Error(String(answer.status));
    return (await answer.json()) as { id: string; name: string };
  }

  /** Links to files live ten minutes; a fresh hello brings fresh ones. */
  refresh(): Promise<void> {
    return new Promise((resolve) => {
      this.socket.once('hello', () => resolve());
      this.socket.disconnect().connect();
    });
  }

  private listen(): void {
    this.socket
      .on('hello', (hello) => this.greeted(hello))
      .on('chat.message', (line) => this.heard(line))
      .on('chat.queue', (queue) => this.set(withQueue(this.state.value, queue)))
      .on('chat.agent', (agent) => this.set(withAgent(this.state.value, agent)))
      .on('chat.typing', (who) => this.showTyping(who))
      .on('chat.ended', ({ by }) => this.set(withEnd(this.state.value, by)))
      .on('disconnect', (reason) => {
        this.set(withLoss(this.state.value, Date.now()));
        // The server closed on purpose (restart, overload): the library waits for us to come again.
        if (reason === 'io server disconnect') setTimeout(() => this.socket.connect(), 1_000);
      })
      .on('connect_error', () => {
        this.set(withLoss(this.state.value, Date.now()));
        if (!this.socket.active) setTimeout(() => this.socket.connect(), 5_000);
      });
    addEventListener('online', () => this.state.value.offlineSince !== null && this.socket.connect());
  }

  private greeted(hello: VisitorHello): void {
    this.kept.change({ token: hello.visitorToken });
    const { conversation } = hello;
    const left = conversation?.state === 'ended' && conversation.id === this.kept.value.left;
    this.set(withHello(this.state.value, left ? { ...hello, conversation: null } : hello));
    void this.flush();
  }

  private heard(line: ChatLine): void {
    if (line.author.kind === 'agent') this.typing.value = null;
    this.set(withLine(this.state.value, line));
  }

  private showTyping(who: { name: string | null }): void {
    this.typing.value = who;
    clearTimeout(this.typingTimer);
    this.typingTimer = setTimeout(() => (this.typing.value = null), TYPING_LIFE_MS);
  }

  /** One line at a time, so that they arrive in the order they were written. */
  private async flush(): Promise<void> {
    if (this.sending) return;
    this.sending = true;
    try {
      for (;;) {
        const next = this.state.value.unsent.find(({ refused }) => refused === undefined);
        if (!next || !this.state.value.connected || !(await this.deliver(next))) return;
      }
    } finally {
      this.sending = false;
    }
  }

  /** False: stop for now; a new hello or the visitor goes on. */
  private async deliver(line: Unsent): Promise<boolean> {
    const answer = this.state.value.conversation
      ? await this.deliverLine(line)
      : await this.deliverStart(line);
    if (!answer) return false;
    if (answer.ok) {
      this.set(withoutUnsent(this.state.value, line.clientId));
      return true;
    }
    if (passing.has(answer.problem.code)) {
      setTimeout(() => void this.flush(), TOO_FAST_PAUSE_MS);
      return false;
    }
    this.set(withRefusal(this.state.value, line.clientId, answer.problem.code));
    return true;
  }

  private async deliverStart({ clientId, text, attachments }: Unsent): Promise<Ack<object> | null> {
    const answer = await this.ask('chat.start', {
      ...this.kept.value.person,
      clientId,
      text,
      locale: this.locale,
      page: (location.origin + location.pathname).slice(0, 2_000),
    });
    if (!answer?.ok) return answer;
    this.set(withConversation(this.state.value, answer.conversation));
    // A start carries words only; files follow as a line of their own.
    if (attachments.length) this.say(attachments.map(({ name }) => name).join(', '), attachments);
    return answer;
  }

  private async deliverLine({ clientId, text, attachments }: Unsent): Promise<Ack<object> | null> {
    const attachmentIds = attachments.length ? attachments.map(({ id }) => id) : undefined;
    const answer = await this.ask('chat.send', { clientId, text, attachmentIds });
    if (answer?.ok) this.set(withLine(this.state.value, answer.line));
    return answer;
  }

  /** Null when the connection broke or nobody answered in time: it may or may not have arrived, the key settles it. */
  private async ask<E extends 'chat.start' | 'chat.send' | 'chat.end'>(
    event: E,
    input: Parameters<VisitorToServer[E]>[0],
  ): Promise<AnswerOf<E> | null> {
    const socket = this.socket.timeout(ACK_MS) as unknown as {
      emitWithAck(event: string, input: unknown): Promise<AnswerOf<E>>;
    };
    return socket.emitWithAck(event, input).catch(() => {
      if (this.socket.connected) this.socket.disconnect().connect();
      return null;
    });
  }

  private set(next: ChatState): void {
    const state = this.watching ? withAllSeen(next) : next;
    this.state.value = state;
    const { unsent, seen } = state;
    const open = state.conversation?.state === 'open' || unsent.length > 0;
    const { value: kept } = this.kept;
    if (unsent !== kept.unsent || seen !== kept.seen || open !== kept.open)
      this.kept.change({ unsent, seen, open });
  }
}

type AnswerOf<E extends 'chat.start' | 'chat.send' | 'chat.end'> = Parameters<
  Parameters<VisitorToServer[E]>[1]
>[0];

/** `randomUUID` is missing on pages without TLS. */
function randomKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
}
