/** Every way by which words leave the house for its customers, walked once; what was read there is kept for the search. */
import { simpleParser } from 'mailparser';
import { openConsole, openVisitor } from '../rights/sockets.js';
import type { Heard } from './canaries.js';
import { done, found, headersOf, newSid, ring, until, type Day, type Stage } from './day.js';

export class WaysOut {
  /** The public routes that were walked, as `get /confirm/:token`. */
  readonly asked = new Set<string>();
  private readonly visitors: Awaited<ReturnType<typeof openVisitor>>[] = [];

  constructor(
    private readonly stage: Stage,
    private readonly day: Day,
  ) {}

  close(): void {
    for (const visitor of this.visitors) visitor.close();
  }

  async mail(heard: Heard): Promise<void> {
    const { lea, sink } = this.stage;
    const { mailed, billing, things } = this.day;
    const below = `/api/tickets/${mailed}`;
    const before = sink.mails.length;
    await done(lea, 'POST', `${below}/messages`, {
      channel: 'email',
      text: 'We order new pads.',
      attachmentIds: [things.attachment],
    });
    await done(lea, 'PUT', `${below}/understood`, { text: 'Your brakes squeal when it rains' });
    await done(lea, 'POST', `${below}/understood/read-back`);
    await done(lea, 'POST', `${below}/hand-over`, {
      to: { queueId: billing },
      innerNote: 'theirs',
      customerLine: 'My colleagues of the other team will go on.',
    });
    await done(lea, 'POST', `${below}/resolve`, { causeId: null });
    await this.sent(mailed, '/confirm/');
    await this.hearMails(heard, before);
  }

  /** Until a mail with these words has left, and with it all before it. */
  async sent(ticketId: string, words: string): Promise<void> {
    await found(
      this.stage.database,
      `SELECT id FROM tickets.message WHERE ticket_id = $1 AND direction = 'out' AND delivery_state = 'sent' AND position($2 IN text) > 0`,
      [ticketId, words],
    );
  }

  /** As it went over the wire, and as a mail program shows it. */
  async hearMails(heard: Heard, from: number): Promise<void> {
    for (const { raw, to } of this.stage.sink.mails.slice(from)) {
      const { headerLines, subject, text, html, attachments } = await simpleParser(raw);
      const names = attachments.map(({ filename }) => filename);
      const lines = headerLines.map(({ line }) => line);
      heard.add('mail', [raw.toString(), ...to, ...lines, subject, text, html || '', ...names].join('\n'));
    }
  }

  async chat(heard: Heard): Promise<void> {
    const { app, database, lea } = this.stage;
    const visitor = await this.openAsVisitor();
    const desk = await openConsole(app.url, { token: lea.token });
    await desk.emitWithAck('ticket.watch', { ticketId: this.day.chatted });
    const below = `/api/tickets/${this.day.chatted}`;
    const acks: unknown[] = [];
    const attachmentIds = [await this.upload(heard)];
    const line = await visitor.emitWithAck('chat.send', {
      clientId: 'one',
      text: 'Like this',
      attachmentIds,
    });
    acks.push(line);
    const file = line.ok ? line.line.attachments[0] : undefined;
    if (!file) throw new Error('the file was not sent along');
    const bytes = await fetch(new URL(new URL(file.url).pathname + new URL(file.url).search, app.url));
    heard.add('files', `${bytes.status} ${headersOf(bytes)}\n${await bytes.text()}`);
    await desk.emitWithAck('typing', { ticketId: this.day.chatted });
    await done(lea, 'POST', `${below}/notes`, { text: 'kanarie' });
    await done(lea, 'POST', `${below}/messages`, { channel: 'chat', text: 'Is the plug in?' });
    await until(() => visitor.heard.some((said) => said.includes('Is the plug in?')));
    await until(() => visitor.heard.some((said) => said.startsWith('chat.agent')));
    const interaction = await found(
      database,
      `SELECT id FROM tickets.interaction WHERE ticket_id = $1 AND channel = 'chat'`,
      [this.day.chatted],
    );
    await done(lea, 'POST', `/api/interactions/${interaction}/end`);
    await until(() => visitor.heard.some((said) => said.startsWith('chat.ended')));
    acks.push(await visitor.emitWithAck('chat.send', { clientId: 'two', text: 'Still there?' }));
    acks.push(await visitor.emitWithAck('chat.request-person', {}));
    acks.push(await visitor.emitWithAck('chat.typing', {}));
    acks.push(await visitor.emitWithAck('chat.end', {}));
    heard.add('chat', [...visitor.heard, ...acks.map((ack) => JSON.stringify(ack))].join('\n'));
    heard.add('chat', (await this.openAsVisitor()).heard.join('\n'));
    desk.close();
  }

  async openAsVisitor(): ReturnType<typeof openVisitor> {
    const visitor = await openVisitor(this.stage.app.url, { visitorToken: this.day.visitorToken });
    this.visitors.push(visitor);
    return visitor;
  }

  private async upload(heard: Heard): Promise<string> {
    const body = new FormData();
    body.append('file', new Blob(['photo of a lamp']), 'lamp.txt');
    const headers = { authorization: `Bearer ${this.day.visitorToken}` };
    const kept = await this.say('post /api/visitor/attachments', '', { body, headers });
    heard.add('files', kept);
    return (JSON.parse(kept.slice(kept.indexOf('{'))) as { id: string }).id;
  }

  /** Every door of the carrier, with calls that are known and calls that are not. */
  async calls(heard: Heard): Promise<void> {
    const sid = newSid();
    for (const [path, more] of [
      ['/voice/inbound', {}],
      ['/voice/client', { From: 'client:visitor-1' }],
      ['/voice/wait/:callSid', { QueuePosition: '1' }],
      ['/voice/join/:callSid', {}],
      ['/voice/queue-exit/:callSid', { QueueResult: 'leave' }],
      ['/voice/after/:callSid', { DialCallStatus: 'completed' }],
      ['/voice/leg', { CallStatus: 'completed' }],
      ['/voice/conf', { ConferenceSid: `CF${sid.slice(2)}`, StatusCallbackEvent: 'conference-end' }],
      ['/voice/hold/:callSid', {}],
      ['/voice/survey/:callSid', { Digits: '5' }],
      ['/voice/menu/:callSid/:stepId', { Digits: '1' }],
      ['/voice/choice/:callSid', { Digits: '2' }],
      ['/voice/message/:callSid', {}],
      ['/voice/announced/:callSid', { Digits: '9' }],
      ['/voice/recording-notice/:callSid', {}],
      ['/voice/message-end/:callSid', { RecordingSid: `RE${sid.slice(2)}` }],
      ['/voice/recording?of=:callSid', { RecordingSid: `RE${sid.slice(2)}`, RecordingStatus: 'completed' }],
    ] as const)
      for (const callSid of [sid, newSid()]) {
        const { status, text } = await this.ring(path, more, callSid);
        // A call nobody knows is told so; a wrong signature would be 403, and a fault of ours 500.
        if (![200, 404].includes(status)) throw new Error(`${path}: ${status} ${text}`);
        heard.add('calls', text);
      }
    heard.add('calls', await this.say('get /voice/hold-music.wav'));
  }

  private async ring(
    path: string,
    more: Record<string, string>,
    callSid: string,
  ): Promise<{ status: number; text: string }> {
    this.asked.add(`post ${path.split('?')[0]}`);
    return ring(this.stage, path.replace(':stepId', 'start'), more, callSid);
  }

  /** What anybody may ask, rightly and wrongly. */
  async everybody(heard: Heard): Promise<void> {
    const add = async (...request: Parameters<WaysOut['say']>): Promise<void> =>
      heard.add('public', await this.say(...request));
    const link = /\/confirm\/([0-9a-f-]{36}\.\d+\.[\w-]{43})/.exec(heard.all('mail'))?.[1] ?? '';
    await add('get /confirm/:token', link);
    await add('post /confirm/:token/no', link);
    await add('post /confirm/:token/yes', link);
    await add('get /confirm/:token', `${link}x`);
    const headers = { authorization: `Bearer ${this.day.visitorToken}` };
    await add('post /api/visitor/attachments', '', { body: new FormData(), headers });
    await add('options /api/visitor/attachments');
    await add('get /api/visitor/attachments/:id', `${this.day.things.attachment}?expires=1&mac=x`);
    for (const body of [
      {},
      { email: 'lea@guichet.test', password: 'not this' },
      { email: 'x', password: 'x' },
    ])
      await add('post /api/auth/login', '', json(body));
    await add('post /api/demo/mail', '', json({}));
    for (const path of [
      'get /api/config',
      'get /api/widget/config',
      'get /api/demo/outbox',
      'get /api/openapi.json',
    ])
      await add(path);
    for (const path of ['get /healthz', 'get /readyz', 'get /metrics']) await add(path);
    for (const path of [
      '/',
      '/demo',
      '/demo/phone',
      '/demo/mail',
      '/w.js',
      '/no-such-page',
      `/api/tickets/${this.day.things.ticket}`,
    ]) {
      const answer = await fetch(this.stage.app.url + path);
      heard.add('public', `${headersOf(answer)}\n${await answer.text()}`);
    }
  }

  /** Every page of the help centre, asked for with each article's number, the internal ones too. */
  async help(heard: Heard): Promise<void> {
    const numbers = await this.stage.database.query<{ number: string }>(
      `SELECT number FROM knowledge.article`,
    );
    const walk = async (route: string, paths: string[]): Promise<void> => {
      this.asked.add(route);
      const method = route.startsWith('post') ? 'POST' : 'GET';
      for (const path of paths) {
        const answer = await fetch(this.stage.app.url + path, { method });
        heard.add('help', `${headersOf(answer)}\n${await answer.text()}`);
      }
    };
    const each = (below: string): string[] =>
      ['fr', 'en'].flatMap((locale) =>
        numbers.map(({ number }) => `/help/${locale}/articles/${number}${below}`),
      );
    await walk('get /help', ['/help', '/help/style.css', '/help/no/such/page']);
    await walk('get /help/:locale', ['/help/fr', '/help/en?q=article', '/help/en?q=inner', '/help/xx']);
    await walk('get /help/:locale/articles/:article', each(''));
    await walk('post /help/:locale/articles/:article/answers/:answer', each('/answers/no'));
    await walk('get /help/:locale/contact', [
      '/help/fr/contact',
      ...numbers.map(({ number }) => `/help/en/contact?about=${number}`),
    ]);
  }

  /** Read by an agent's session for now, but made to be shown to the customer as it is. */
  async portal(heard: Heard): Promise<void> {
    for (const path of ['customer-fields', 'plan?audience=customer'])
      heard.add(
        'portal',
        JSON.stringify(await done(this.stage.lea, 'GET', `/api/tickets/${this.day.things.ticket}/${path}`)),
      );
  }

  /** Headers and all; `rest` stands in the place of the route's parameter. */
  private async say(route: string, rest = '', init: RequestInit = {}): Promise<string> {
    this.asked.add(route);
    const [method = '', path = ''] = route.split(' ');
    const answer = await fetch(this.stage.app.url + path.replace(/:\w+/, rest), {
      ...init,
      method: method.toUpperCase(),
    });
    return `${headersOf(answer)}\n${await answer.text()}`;
  }
}

function json(body: object): RequestInit {
  return { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
}
