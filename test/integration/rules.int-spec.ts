/** Rules on the real product: acknowledgements that cause no loop, each rule once per event, guarded, on time, tried before. */
import type {
  DryRunResult,
  Macro,
  MailRecord,
  Rule,
  RuleChangeList,
  RuleList,
  RuleRun,
  RuleRunList,
  SavedRule,
  Ticket,
  TicketEscalation,
  TicketRecord,
  TimelineItem,
} from '@lib/contracts';
import { newId } from '@lib/platform';
import { createTransport } from 'nodemailer';
import { ApiClient } from '../support/api-client.js';
import { startApp, type RunningApp } from '../support/app.js';
import { visit } from '../support/chat-edge.js';
import { eventually } from '../support/main-path.js';
import { useDatabase } from '../support/postgres.js';

const ACKNOWLEDGES = '01a20427-0000-7000-8000-000000000910';
const database = useDatabase();
let app: RunningApp;
let ada: ApiClient, lea: ApiClient, max: ApiClient;
let count = 0;

beforeAll(async () => {
  app = await startApp({
    databaseUrl: database.url,
    env: { GUICHET_DEMO: '1', VOICE_CARRIER: 'off', MAIL_UNDO_MS: '0' },
  });
  [ada, lea, max] = (await Promise.all(
    (['ada', 'lea', 'max'] as const).map((person) => ApiClient.logIn(app.url, person)),
  )) as [ApiClient, ApiClient, ApiClient];
}, 90_000);
afterAll(() => app?.dispose());

/** A mail through the SMTP door; answers its ticket. */
async function mail(
  from: string,
  { subject = 'Imprimante en panne', headers = {} as Record<string, string> } = {},
): Promise<Ticket> {
  count += 1;
  const messageId = `rules-${count}-${Date.now()}@example.net`;
  const door = createTransport({ host: '127.0.0.1', port: app.smtpPort, ignoreTLS: true });
  await door.sendMail({
    messageId: `<${messageId}>`,
    from,
    to: 'support@guichet.test',
    subject,
    text: `Bonjour, elle ne démarre plus. (${count})`,
    headers,
  });
  door.close();
  let ticketId: string | null | undefined;
  await eventually('the mail is on its ticket', async () => {
    const path = `/api/admin/mail?messageId=${encodeURIComponent(messageId)}`;
    const { body } = await ada.get<{ items: MailRecord[] }>(path);
    ticketId = body.items[0]?.ticketId;
    return Boolean(ticketId);
  });
  return (await ada.get<Ticket>(`/api/tickets/${ticketId}`)).body;
}

async function runs(query: string): Promise<RuleRun[]> {
  return (await ada.get<RuleRunList>(`/api/admin/rules/runs?${query}`)).body.items;
}

/** Waits until a rule has done what it does on a ticket. */
async function ran(ruleId: string, ticketId: string, times = 1): Promise<RuleRun[]> {
  let found: RuleRun[] = [];
  await eventually('the rule has run', async () => {
    found = await runs(`ruleId=${ruleId}&ticketId=${ticketId}`);
    return found.length >= times && found.every(({ state }) => state !== 'due');
  });
  return found;
}

async function rule(more: object): Promise<Rule> {
  const { status, body } = await ada.post<SavedRule>('/api/admin/rules', {
    name: 'A rule',
    active: true,
    trigger: { on: 'ticket-opened' },
    actions: [{ do: 'add-tags', tags: ['seen'] }],
    ...more,
  });
  expect({ status, body }).toMatchObject({ status: 201 });
  return body.rule;
}

/** A visitor who begins a chat; `lines` are those that no person wrote. */
async function chat(
  text: string,
  locale: 'fr' | 'en',
): Promise<{ lines: () => string[]; close: () => void }> {
  const visitor = visit(app.url);
  await visitor.hello;
  const started = await visitor.emitWithAck('chat.start', { text, name: 'Zoe', clientId: newId(), locale });
  expect(started.ok).toBe(true);
  return {
    lines: () =>
      visitor.heard['chat.message'].flatMap(({ author, text: said }) =>
        author.kind === 'system' ? said : [],
      ),
    close: () => visitor.disconnect(),
  };
}

const drained = (): Promise<void> =>
  eventually('rules have heard everything', async () => {
    const left = await database.query(
      `SELECT 1 FROM bus.delivery WHERE listener = 'rules.ticket' UNION ALL SELECT 1 FROM rules.run WHERE state = 'due'`,
    );
    return left.length === 0;
  });

const off = ({ id }: Rule) => ada.call('PUT', `/api/admin/rules/${id}/active`, { active: false });
const sentTo = (address: string) =>
  database.query<{ subject: string; text: string; headers: { automatic: boolean; fromName: string } }>(
    `SELECT subject, text, headers FROM email.sandbox_mail WHERE recipients ? $1 ORDER BY at`,
    [address],
  );
const tagsOf = async ({ id }: Ticket): Promise<string[]> =>
  (await ada.get<TicketRecord>(`/api/tickets/${id}/record`)).body.tags;
const now = async ({ id }: Ticket): Promise<Ticket> => (await ada.get<Ticket>(`/api/tickets/${id}`)).body;

async function opened(subject: string): Promise<Ticket> {
  count += 1;
  const { status, body } = await lea.post<Ticket>('/api/tickets', {
    subject,
    customer: { name: 'Sophie Marchand', email: `sophie${count}@example.org` },
  });
  expect(status).toBe(201);
  return body;
}

test('a mail is acknowledged at once: number, who answers, an honest time; it is no answer, takes nothing and names no queue', async () => {
  const ticket = await mail('Jo Journey <jo@example.net>');
  const [run] = await ran(ACKNOWLEDGES, ticket.id);
  expect(run).toMatchObject({ state: 'done', outcomes: [{ do: 'acknowledge', outcome: 'done' }] });
  await eventually('it has left', async () => (await sentTo('jo@example.net')).length === 1);
  const [sent] = await sentTo('jo@example.net');
  expect(sent?.headers).toMatchObject({ automatic: true, fromName: '' });
  expect(sent?.text).toContain(ticket.number);
  expect(sent?.text).toContain('C’est notre équipe qui s’en occupe.');
  expect(sent?.text).toMatch(/Vous recevrez une réponse au plus tard \S.* à \d\d:\d[05]\./);
  const queues = await database.query<{ name: string }>(`SELECT name FROM routing.queue`);
  for (const { name } of queues) expect(sent?.text).not.toContain(name);
  const after = await now(ticket);
  expect(after).toMatchObject({ status: 'new', owner: null });
  const [clock] = await database.query<{ met_at: Date | null }>(
    `SELECT met_at FROM clocks.clock WHERE ticket_id = $1 AND kind = 'first-answer'`,
    [ticket.id],
  );
  expect(clock).toEqual({ met_at: null });
  const { body } = await ada.get<{ items: TimelineItem[] }>(`/api/tickets/${ticket.id}/timeline`);
  expect(body.items.find(({ direction }) => direction === 'out')?.author).toMatchObject({
    kind: 'rule',
    name: null,
  });
  const [row] = await database.query<{ direction: string }>(
    `SELECT last_message->>'direction' AS direction FROM tickets.ticket WHERE id = $1`,
    [ticket.id],
  );
  expect(row?.direction).toBe('in');
});

test('machines, lists, forged and no-reply senders are not answered, and the log says why', async () => {
  const cases: [from: string, headers: Record<string, string>, code: string][] = [
    ['robot@example.net', { 'Auto-Submitted': 'auto-generated' }, 'automatic'],
    ['list@example.net', { 'List-Id': '<news.example.net>' }, 'bulk'],
    ['no-reply@shop.example', {}, 'no-reply-address'],
  ];
  for (const [from, headers, code] of cases) {
    const [run] = await ran(ACKNOWLEDGES, (await mail(from, { headers })).id);
    expect(run?.outcomes).toEqual([{ do: 'acknowledge', outcome: 'not-done', code }]);
    expect(await sentTo(from)).toEqual([]);
  }
});

test('one sender has three acknowledgements a day, and one for the same matter', async () => {
  const outcomes: (string | null | undefined)[] = [];
  for (const subject of ['Un', 'Re: un', 'Deux', 'Trois', 'Quatre']) {
    const ticket = await mail('often@example.net', { subject });
    outcomes.push((await ran(ACKNOWLEDGES, ticket.id))[0]?.outcomes[0]?.code);
    await database.query(`UPDATE tickets.ticket SET status = 'closed', closed_at = now() WHERE id = $1`, [
      ticket.id,
    ]);
  }
  expect(outcomes).toEqual([null, 'enough-today', null, null, 'enough-today']);
  await eventually('three have left', async () => (await sentTo('often@example.net')).length === 3);
});

test('mails that look like machines answering each other get nothing, and the admin is told', async () => {
  const first = await mail('echo@example.net', { subject: 'Echo' });
  await ran(ACKNOWLEDGES, first.id);
  await database.query(
    `INSERT INTO tickets.message (id, ticket_id, seq, interaction_id, channel, direction, author_kind, text, data)
     SELECT gen_random_uuid(), ticket_id, 1000 + n, interaction_id, channel, 'in', 'customer', 'again', data
     FROM tickets.message, generate_series(1, 21) AS n WHERE ticket_id = $1 AND direction = 'in'`,
    [first.id],
  );
  await database.query(`UPDATE tickets.ticket SET status = 'closed', closed_at = now() WHERE id = $1`, [
    first.id,
  ]);
  const [run] = await ran(ACKNOWLEDGES, (await mail('echo@example.net', { subject: 'Another' })).id);
  expect(run).toMatchObject({
    state: 'stopped',
    stop: 'mail-loop',
    outcomes: [{ outcome: 'not-done', code: 'possible-loop' }],
  });
  const { body } = await ada.get<RuleRunList>('/api/admin/rules/runs?state=stopped');
  expect(body.unseenStops).toBe(1);
  expect(await sentTo('echo@example.net')).toHaveLength(1);
});

test('who chats out of hours is told so and when an answer comes, in their language; in hours nothing is added', async () => {
  await database.query(
    `UPDATE clocks.calendar SET week = (SELECT jsonb_object_agg(day, '[{"from": "00:00", "to": "24:00"}]'::jsonb)
       FROM unnest(ARRAY['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']) AS day)`,
  );
  const inHours = await chat('I cannot log in', 'en');
  await eventually('the greeting is there', () => inHours.lines().some((line) => line.includes('G-')));
  await drained();
  expect(inHours.lines()).toHaveLength(1);
  const today = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Paris' });
  const days = [0, 1].map((n) => ({
    date: today.format(Date.now() + n * 86_400_000),
    name: 'Closed',
    hours: [],
  }));
  await database.query(`UPDATE clocks.calendar SET holidays = $1`, [JSON.stringify(days)]);
  const late = await chat('Is anybody there?', 'en');
  await eventually('the closed line is there', () => late.lines().length === 2);
  expect(late.lines()[1]).toMatch(
    /^We are not here at the moment, but your message has arrived\.\nYou will have an answer by \w+ \d+ \w+ at \d\d:\d[05] at the latest\.$/,
  );
  for (const { close } of [inHours, late]) close();
});

test('words make a ticket urgent: each action in the history under the rule’s name, whoever is named hears of it, replays do nothing', async () => {
  const urgent = await rule({
    name: 'Paie bloquée',
    conditions: {
      all: [{ field: 'words', in: 'both', is: ['paie*'] }],
      any: [
        { field: 'language', is: ['fr'] },
        { field: 'priority', is: ['low'] },
      ],
    },
    actions: [
      { do: 'set-priority', priority: 'urgent', reason: 'La paie ne part pas' },
      { do: 'set-type', type: 'incident' },
      { do: 'add-tags', tags: ['Paie'] },
      { do: 'note', text: 'Voir la procédure de paie' },
      { do: 'notify', who: 'supervisors', text: 'la paie est touchée' },
      { do: 'set-status', status: 'on-hold' },
      { do: 'set-priority', priority: 'urgent', reason: 'once more' },
    ],
  });
  const other = await opened('Une imprimante');
  const ticket = await opened('PAIEMENT impossible');
  const [run] = await ran(urgent.id, ticket.id);
  expect(run?.outcomes.map(({ outcome }) => outcome)).toEqual([
    ...Array<string>(6).fill('done'),
    'nothing-to-do',
  ]);
  expect(run?.because).toHaveLength(2);
  expect(await now(ticket)).toMatchObject({ priority: 'urgent', type: 'incident', status: 'on-hold' });
  expect(await tagsOf(ticket)).toEqual(['paie']);
  const { body } = await ada.get<{ items: TimelineItem[] }>(`/api/tickets/${ticket.id}/timeline`);
  const byRule = body.items.filter(({ author }) => author.kind === 'rule');
  expect(byRule.map(({ author }) => author.name)).toEqual(byRule.map(() => 'Paie bloquée'));
  expect(byRule.length).toBeGreaterThanOrEqual(3);
  const follows = await database.query(
    `SELECT 1 FROM tickets.follower WHERE ticket_id = $1 AND agent_id = $2 AND mention_seq > 0`,
    [ticket.id, max.agentId],
  );
  expect(follows).toHaveLength(1);
  const before = (await now(ticket)).version;
  await database.query(
    `INSERT INTO bus.delivery (event_id, listener) SELECT id, 'rules.ticket' FROM bus.event
     WHERE subject_id = $1 AND name IN ('ticket.opened', 'ticket.priority-changed')`,
    [ticket.id],
  );
  await drained();
  expect(await runs(`ruleId=${urgent.id}&ticketId=${ticket.id}`)).toHaveLength(1);
  expect((await now(ticket)).version).toBe(before);
  expect(await runs(`ruleId=${urgent.id}&ticketId=${other.id}`)).toEqual([]);
  await off(urgent);
});

test('two rules that wake each other stop, and the admin is told until they have seen it', async () => {
  const ping = await rule({
    name: 'Ping',
    trigger: { on: 'tagged' },
    conditions: { all: [{ field: 'tag', is: ['ping'] }] },
    actions: [
      { do: 'remove-tags', tags: ['ping'] },
      { do: 'add-tags', tags: ['pong'] },
    ],
  });
  const pong = await rule({
    name: 'Pong',
    trigger: { on: 'tagged' },
    conditions: { all: [{ field: 'tag', is: ['pong'] }] },
    actions: [
      { do: 'remove-tags', tags: ['pong'] },
      { do: 'add-tags', tags: ['ping'] },
    ],
  });
  const ticket = await opened('Aller et retour');
  await lea.call('PUT', `/api/tickets/${ticket.id}/tags`, { tags: ['ping'] });
  const pings = await ran(ping.id, ticket.id, 2);
  expect(pings.map(({ state, stop }) => [state, stop])).toEqual([
    ['stopped', 'own-effect'],
    ['done', null],
  ]);
  expect(await ran(pong.id, ticket.id)).toHaveLength(1);
  expect(await tagsOf(ticket)).toEqual(['ping']);
  const unseen = async () =>
    (await ada.get<RuleRunList>('/api/admin/rules/runs?state=stopped')).body.unseenStops;
  expect(await unseen()).toBeGreaterThan(0);
  expect((await ada.post('/api/admin/rules/stops/seen')).status).toBe(204);
  expect(await unseen()).toBe(0);
  await Promise.all([off(ping), off(pong)]);
});

test('a rule on time acts when the time has come, once, and lets go of what was answered or settled', async () => {
  const waits = await rule({
    name: 'Attend depuis une heure',
    trigger: { on: 'time', since: 'customer-waits', minutes: 60 },
    actions: [{ do: 'add-tags', tags: ['attend'] }],
  });
  const timersOf = ({ id }: Ticket) =>
    database.query<{ due_at: Date }>(`SELECT due_at FROM bus.timer WHERE kind = 'rules-time' AND key = $1`, [
      `${waits.id}:${id}`,
    ]);
  const [one, answered, settled] = [
    await mail('un@example.net'),
    await mail('deux@example.net'),
    await mail('trois@example.net'),
  ];
  for (const ticket of [one, answered, settled])
    await eventually('its timer is set', async () => (await timersOf(ticket)).length === 1);
  await ada.post(`/api/tickets/${answered.id}/messages`, { channel: 'email', text: 'Je regarde.' });
  await ada.call(
    'PATCH',
    `/api/tickets/${settled.id}`,
    { status: 'resolved' },
    { 'if-match': String((await now(settled)).version) },
  );
  for (const ticket of [answered, settled])
    await eventually('its timer is gone', async () => (await timersOf(ticket)).length === 0);
  const come = (ticketId: string) =>
    database.query(`UPDATE bus.timer SET due_at = now() WHERE kind = 'rules-time' AND key = $1`, [
      `${waits.id}:${ticketId}`,
    ]);
  await come(one.id);
  await eventually(
    'too early: it waits on',
    async () => Number((await timersOf(one))[0]?.due_at) > Date.now() + 60_000,
  );
  await database.query(`UPDATE tickets.message SET at = at - interval '2 hours' WHERE ticket_id = $1`, [
    one.id,
  ]);
  await come(one.id);
  await ran(waits.id, one.id);
  expect(await tagsOf(one)).toEqual(['attend']);
  await off(waits);
});

test('a ticket nobody owns moves to a queue; one with an owner stays, and its owner asks the next level', async () => {
  const [queue] = await database.query<{ id: string }>(
    `SELECT id FROM routing.queue WHERE NOT is_default LIMIT 1`,
  );
  const texts = { fr: 'Une spécialiste regarde avec moi.', en: 'A specialist is looking at it with me.' };
  const { body: macro } = await max.post<Macro>('/api/macros', {
    name: 'Trier',
    texts: {},
    shared: true,
    set: { urgency: 'high' },
  });
  const moves = await rule({
    name: 'Vers la facturation',
    conditions: { all: [{ field: 'words', in: 'subject', is: ['facture'] }] },
    actions: [
      { do: 'move-to-queue', queueId: queue?.id, reason: 'Une facture' },
      { do: 'escalate', level: 2, reason: 'Une facture', customerLine: texts },
      { do: 'apply-macro', macroId: macro.id },
      { do: 'send-text', texts: { fr: 'Merci pour votre facture. {{promise.next}}', en: 'Thank you.' } },
    ],
  });
  const free = await mail('facture@example.net', { subject: 'Ma facture' });
  const [run] = await ran(moves.id, free.id);
  expect(run?.outcomes.map(({ outcome, code }) => code ?? outcome)).toEqual([
    'done',
    'nobody-owns-it',
    'done',
    'nothing-to-say',
  ]);
  expect((await now(free)).queue?.id).toBe(queue?.id);
  await lea.call('PUT', '/api/agents/me/state', { state: 'available' });
  const owned = await opened('Facture en double');
  const [stays] = await ran(moves.id, owned.id);
  expect(stays?.outcomes[0]).toMatchObject({ outcome: 'not-done', code: 'not-waiting' });
  expect(stays?.outcomes[1]?.code).toBe('nobody-at-level');
  expect((await now(owned)).owner?.id).toBe(lea.agentId);
  await off(moves);
});

test('time, priority or words bring in the second line: an expert is asked, the owner stays, the customer reads the line and no reason', async () => {
  const noor = await ApiClient.logIn(app.url, 'noor');
  for (const person of [lea, noor]) await person.call('PUT', '/api/agents/me/state', { state: 'available' });
  const here = await database.query<{ id: string }>(
    `INSERT INTO agents.console (id, agent_id, expires_at) VALUES ('noor-at-work', $1, now() + interval '1 hour') RETURNING id`,
    [noor.agentId],
  );
  const line = { fr: 'Une spécialiste regarde avec moi.', en: 'A specialist is looking at it with me.' };
  const asks = { do: 'escalate', reason: 'La première ligne a fait le tour', customerLine: line };
  const [byTime, byPriority, byWords] = [
    await rule({
      name: 'Ouvert depuis une heure',
      trigger: { on: 'time', since: 'opened', minutes: 60 },
      conditions: { all: [{ field: 'words', in: 'subject', is: ['lenteur'] }] },
      actions: [asks],
    }),
    await rule({
      name: 'Devenu urgent',
      trigger: { on: 'priority-changed' },
      conditions: { all: [{ field: 'priority', is: ['urgent'] }] },
      actions: [asks],
    }),
    await rule({
      name: 'Serveur',
      conditions: { all: [{ field: 'words', in: 'subject', is: ['serveur*'] }] },
      actions: [asks],
    }),
  ];
  const [slow, urgent, server] = [
    await opened('Grande lenteur'),
    await opened('Une imprimante'),
    await opened('Le serveur est muet'),
  ];
  await database.query(`UPDATE tickets.ticket SET opened_at = now() - interval '2 hours' WHERE id = $1`, [
    slow.id,
  ]);
  await database.query(`UPDATE bus.timer SET due_at = now() WHERE kind = 'rules-time' AND key = $1`, [
    `${byTime.id}:${slow.id}`,
  ]);
  await ada.call(
    'PATCH',
    `/api/tickets/${urgent.id}`,
    { impact: 'high', urgency: 'high' },
    { 'if-match': String((await now(urgent)).version) },
  );
  for (const [because, ticket] of [
    [byTime, slow],
    [byPriority, urgent],
    [byWords, server],
  ] as const) {
    const [run] = await ran(because.id, ticket.id);
    expect([because.name, run?.outcomes]).toEqual([
      because.name,
      [{ do: 'escalate', outcome: 'done', code: null }],
    ]);
    const { body } = await lea.get<TicketEscalation>(`/api/tickets/${ticket.id}/escalation`);
    expect(body).toMatchObject({
      level: 2,
      items: [{ from: 1, to: 2, state: 'proposed', expert: { id: noor.agentId }, by: { id: lea.agentId } }],
    });
    expect((await now(ticket)).owner?.id).toBe(lea.agentId);
    const said = await database.query<{ text: string }>(
      `SELECT text FROM tickets.message WHERE ticket_id = $1 AND direction = 'out'`,
      [ticket.id],
    );
    expect(said.map(({ text }) => text).join('\n')).not.toContain(asks.reason);
    await off(because);
  }
  await database.query(`DELETE FROM agents.console WHERE id = $1`, [here[0]?.id]);
});

test('a dry run says what would have matched and why, and changes nothing', async () => {
  const ticket = await opened('Le scanner clignote');
  const before = await database.query(`SELECT count(*) FROM rules.run`);
  const { status, body } = await ada.post<DryRunResult>('/api/admin/rules/dry-run', {
    rule: {
      trigger: { on: 'ticket-opened' },
      conditions: { all: [{ field: 'words', in: 'subject', is: ['scanner'] }, { field: 'owned' }] },
    },
  });
  expect(status).toBe(200);
  expect(body.items[0]).toEqual({
    ticket: { id: ticket.id, number: ticket.number, subject: 'Le scanner clignote' },
    matches: true,
    triggered: true,
    all: [true, true],
    any: [],
  });
  expect([body.matched, body.held.all[0]]).toEqual([1, 1]);
  expect(body.looked).toBeGreaterThan(5);
  expect(body.items.some(({ matches, all }) => !matches && all[0] === false)).toBe(true);
  expect(await database.query(`SELECT count(*) FROM rules.run`)).toEqual(before);
  for (const trigger of [
    ...['customer-wrote', 'agent-answered', 'status-changed', 'priority-changed', 'owner-changed'].map(
      (on) => ({ on }),
    ),
    ...['tagged', 'handed-over', 'clock-warned', 'clock-breached'].map((on) => ({ on })),
    ...['opened', 'customer-waits', 'last-change'].map((since) => ({ on: 'time', since, minutes: 5 })),
  ])
    expect((await ada.post('/api/admin/rules/dry-run', { rule: { trigger, conditions: {} } })).status).toBe(
      200,
    );
});

test('a text that tells of the inside is refused where it stands, and so is what does not exist', async () => {
  const { body: refused, status } = await ada.post<{ code: string; errors: { path: string }[] }>(
    '/api/admin/rules',
    {
      name: 'x',
      trigger: { on: 'ticket-opened' },
      actions: [{ do: 'send-text', texts: { fr: 'Je transmets à l’équipe Facturation.', en: 'Hello' } }],
    },
  );
  expect([status, refused.code, refused.errors[0]?.path]).toEqual([422, 'inner-words', 'actions.0.texts.fr']);
  const nobody = '01a20427-0000-7000-8000-00000000dead';
  const unknown = await ada.post<{ errors: { path: string }[] }>('/api/admin/rules', {
    name: 'x',
    trigger: { on: 'ticket-opened' },
    conditions: {
      all: [
        { field: 'queue', is: [nobody] },
        { field: 'value', fieldId: nobody, is: ['x'] },
      ],
    },
    actions: [
      { do: 'apply-macro', macroId: nobody },
      { do: 'notify', who: nobody, text: 'x' },
      { do: 'set-field', fieldId: nobody, value: 'x' },
    ],
  });
  expect(unknown.status).toBe(400);
  expect(unknown.body.errors.map(({ path }) => path).sort()).toEqual([
    'actions.0.macroId',
    'actions.1.who',
    'actions.2.value',
    'conditions.all.0',
    'conditions.all.1.fieldId',
  ]);
});

test('admins alone write rules; every change stands in the audit, and what was seen is not overwritten', async () => {
  const write = { name: 'x', trigger: { on: 'tagged' }, actions: [{ do: 'note', text: 'x' }] };
  for (const who of [lea, max]) {
    expect((await who.get('/api/admin/rules')).status).toBe(403);
    expect((await who.post('/api/admin/rules', write)).status).toBe(403);
    expect((await who.post('/api/admin/rules/dry-run', { rule: { trigger: { on: 'tagged' } } })).status).toBe(
      403,
    );
    expect((await who.get('/api/admin/rules/runs')).status).toBe(403);
  }
  const made = await rule({ ...write, active: false });
  const put = (version: number) =>
    ada.call<SavedRule>(
      'PUT',
      `/api/admin/rules/${made.id}`,
      { ...write, name: 'y' },
      { 'if-match': String(version) },
    );
  expect((await put(made.version)).body.rule).toMatchObject({ name: 'y', version: made.version + 1 });
  expect((await put(made.version)).status).toBe(412);
  await ada.call('PUT', `/api/admin/rules/${made.id}/active`, { active: true });
  const { body: list } = await ada.get<RuleList>('/api/admin/rules');
  const ids = list.items.map(({ id }) => id);
  expect((await ada.call('PUT', '/api/admin/rules/order', { ids: ids.slice(1) })).status).toBe(400);
  const turned = [...ids].reverse();
  const { body: ordered } = await ada.call<RuleList>('PUT', '/api/admin/rules/order', { ids: turned });
  expect(ordered.items.map(({ id }) => id)).toEqual(turned);
  expect((await ada.call('DELETE', `/api/admin/rules/${made.id}`)).status).toBe(204);
  expect((await ada.get<RuleList>('/api/admin/rules')).body.items.map(({ id }) => id)).not.toContain(made.id);
  expect((await ada.post<Rule>(`/api/admin/rules/${made.id}/restore`)).body.active).toBe(false);
  const { body: audit } = await ada.get<RuleChangeList>(`/api/admin/rules/${made.id}/changes`);
  expect(audit.items.map(({ what }) => what)).toEqual([
    'restored',
    'archived',
    'moved',
    'switched-on',
    'changed',
    'added',
  ]);
  expect(audit.items[0]?.by?.id).toBe(ada.agentId);
});

test('without a policy no time is promised', async () => {
  await database.query(`DELETE FROM clocks.policy`);
  const ticket = await mail('sans@example.net');
  await ran(ACKNOWLEDGES, ticket.id);
  await eventually('it has left', async () => (await sentTo('sans@example.net')).length === 1);
  const [sent] = await sentTo('sans@example.net');
  expect(sent?.text).toContain(ticket.number);
  expect(sent?.text).not.toMatch(/au plus tard|…|\{\{/);
});
