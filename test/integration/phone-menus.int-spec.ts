/** Phone menus over the real carrier: telephones dial, press keys and speak; intake and routing do what follows. */
import { CallbacksWorkerModule } from '@lib/callbacks';
import { carrierAccount, VoiceApiModule, VoiceWorkerModule } from '@lib/channels/voice';
import type { MenuFlow, MenuStep } from '@lib/contracts';
import { FileStore, loadConfig, newId, Secrets } from '@lib/platform';
import { Announcements } from '../../libs/channels/voice/src/announcements/announcements.js';
import { MenuSettings } from '../../libs/channels/voice/src/menus/menu-settings.service.js';
import { useDatabase } from '../support/postgres.js';
import { RoutingStage } from '../support/routing-stage.js';
import { OUR_BASE, OUR_NUMBER, TestCarrier } from '../support/telephone.js';
import { sign, until } from '../support/voice-edge.js';

const database = useDatabase();
let stage: RoutingStage;
let carrier: TestCarrier;
let menus: MenuSettings;
let billing: string;
let account: ReturnType<typeof carrierAccount>;

beforeAll(async () => {
  const env = { GUICHET_SECRET: 'a-secret-for-tests-only-0123456789', VOICE_WEBHOOK_BASE: OUR_BASE };
  const config = loadConfig({ DATABASE_URL: database.url, ...env });
  account = carrierAccount(config, new Secrets(config));
  carrier = new TestCarrier(account);
  await carrier.listen();
  stage = await RoutingStage.open(database.url, [VoiceApiModule, VoiceWorkerModule, CallbacksWorkerModule], {
    ...env,
    VOICE_API_BASE: carrier.url,
  });
  carrier.settings.internalBase = stage.edge.url;
  menus = stage.edge.app.get(MenuSettings);
  billing = await stage.queue('Billing');
  await stage.rows.query(
    `INSERT INTO clocks.calendar (id, name, time_zone, week, holidays) VALUES
       ('always', 'Always', 'UTC', $1, '[]'), ('never', 'Never', 'UTC', $2, '[]')`,
    [JSON.stringify(week([{ from: '00:00', to: '24:00' }])), JSON.stringify(week([]))],
  );
  await publish(menu('always'));
});

afterAll(async () => {
  await carrier?.close();
  await stage?.close();
});

const week = (hours: unknown[]) =>
  Object.fromEntries(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map((day) => [day, hours]));
const text = (en: string) => ({ fr: `${en} (fr)`, en });
const place = null;
const queue = (id: string, queueId: string | null): MenuStep => ({
  ...{ id, name: id, place, kind: 'queue', text: null, queueId },
});
const menu = (calendarId: string, more: MenuStep[] = []): MenuFlow => ({
  start: 'hours',
  person: 'people',
  steps: [
    { id: 'hours', name: 'Hours', place, kind: 'hours', calendarId, open: 'main', closed: 'closed' },
    {
      ...{ id: 'main', name: 'What about', place, kind: 'choose', text: text('One for bills.'), repeats: 1 },
      choices: [
        { key: '1', to: 'number' },
        { key: '2', to: 'people' },
      ],
    },
    {
      ...{ id: 'number', name: 'Invoice', place, kind: 'ask', text: text('Your invoice number?') },
      ...{ what: 'other', digits: 8, next: 'bills' },
    },
    queue('bills', billing),
    queue('people', null),
    {
      id: 'closed',
      name: 'Closed',
      place,
      kind: 'voicemail',
      text: text('We are closed.'),
      queueId: billing,
    },
    ...more,
  ],
});

let published: { id: string; version: number } | null = null;
async function publish(flow: MenuFlow): Promise<void> {
  const settings = { name: 'Main', numbers: [OUR_NUMBER], flow };
  const written = published
    ? await menus.change(stage.admin, published.id, settings, published.version)
    : await menus.make(stage.admin, settings);
  published = await menus.publish(stage.admin, written.id, written.version, 'a test');
}

let dialled = 0;
const number = () => `+1500555${String(2_000 + ++dialled)}`;
interface Waits {
  queue: string;
  state: string;
  keyed: { step: string; keys: string }[] | null;
}
const waiting = (from: string) =>
  until(async () => {
    const { rows } = await stage.rows.query<Waits>(
      `SELECT queue.name AS queue, item.state, interaction.data->'keyed' AS keyed
       FROM routing.work_item AS item JOIN routing.queue ON queue.id = item.queue_id
       JOIN tickets.interaction ON interaction.id = item.interaction_id AND interaction.channel = 'voice'
       WHERE interaction.data->>'from' = $1`,
      [from],
    );
    return rows[0];
  });
const received = (from: string) =>
  stage.value<number>(`SELECT count(*)::integer FROM bus.inbox WHERE body->'from'->>'value' = $1`, [from]);

test('a key chooses, a number is keyed in, and the call waits in that queue with both shown to who answers', async () => {
  const from = number();
  const phone = carrier.dial(from);
  await phone.hears(/One for bills/);
  expect(phone.heard).toContain('To speak to someone, press 0.');
  phone.press('1');
  await phone.hears(/invoice number/);
  phone.press('4711#');
  expect(await waiting(from)).toEqual({
    ...{ queue: 'Billing', state: 'waiting' },
    keyed: [
      { step: 'What about', what: 'choice', keys: '1', to: 'Invoice' },
      { step: 'Invoice', what: 'other', keys: '4711', to: 'bills' },
    ],
  });
  await phone.hears(/Someone will take your call/);
  phone.hangUp();
  await until(async () => (await waiting(from)).state === 'abandoned');
});

test.each([
  ['0 is pressed', (press: (keys: string) => void) => press('0')],
  ['nothing is pressed', () => undefined],
  ['keys are pressed that are not offered', (press: (keys: string) => void) => press('7')],
])('a person answers when %s', async (_, act) => {
  const from = number();
  const phone = carrier.dial(from);
  await phone.hears(/One for bills/);
  act(phone.press);
  expect((await waiting(from)).queue).toBe('Support');
  phone.hangUp();
});

test('who hangs up in the menu was no contact: nobody is told, nothing waits', async () => {
  const from = number();
  const phone = carrier.dial(from);
  await phone.hears(/One for bills/);
  phone.hangUp();
  await until(async () =>
    stage.value<boolean>(`SELECT ended_at IS NOT NULL FROM voice.call WHERE from_value = $1`, [from]),
  );
  expect(await received(from)).toBe(0);
});

test('a repeated answer hears the same and moves nobody twice; a visit that never was is not found', async () => {
  const callSid = `CA${newId().replaceAll('-', '')}`;
  const from = number();
  const about = {
    CallSid: callSid,
    CallStatus: 'in-progress',
    Direction: 'inbound',
    From: from,
    To: OUR_NUMBER,
  };
  const post = async (
    path: string,
    body: Record<string, string>,
  ): Promise<{ status: number; text: string }> => {
    const response = await fetch(stage.edge.url + path, {
      method: 'POST',
      headers: { 'x-twilio-signature': sign(account.authToken, OUR_BASE + path, body) },
      body: new URLSearchParams(body),
    });
    const answer = { status: response.status, text: await response.text() };
    // A machine that is too busy to answer in time asks to be asked again, as a carrier would.
    return answer.text.includes('again=') ? post(path, body) : answer;
  };
  const first = await post('/voice/inbound', about);
  expect((await post('/voice/inbound', about)).text).toBe(first.text);
  const answers = await Promise.all(
    Array.from({ length: 4 }, () => post(`/voice/menu/${callSid}/main?n=1`, { ...about, Digits: '2' })),
  );
  expect(new Set(answers.map(({ text: xml }) => xml)).size).toBe(1);
  expect(answers[0]?.text).toContain('<Enqueue');
  // Once more with another key, as a carrier that repeats late never would: the first answer stands.
  expect((await post(`/voice/menu/${callSid}/main?n=1`, { ...about, Digits: '1' })).text).toBe(
    answers[0]?.text,
  );
  expect((await waiting(from)).queue).toBe('Support');
  expect(await received(from)).toBe(1);
  expect((await post(`/voice/menu/${callSid}/main?n=7`, { ...about, Digits: '1' })).status).toBe(404);
});

test('closed: the caller leaves a message, and it waits as work in writing, with its sound', async () => {
  await publish(menu('never'));
  const from = number();
  const phone = carrier.dial(from, 440);
  await phone.hears(/We are closed/);
  await phone.hears(/after the tone/);
  await phone.speaks(3);
  phone.press('#');
  await phone.hears(/Your message is recorded/);
  const work = await until(async () => {
    const { rows } = await stage.rows.query<Record<string, unknown>>(
      `SELECT queue.name AS queue, item.state, item.channel, attachment.sha256, attachment.type, message.text
       FROM routing.work_item AS item JOIN routing.queue ON queue.id = item.queue_id
       JOIN tickets.message ON message.ticket_id = item.ticket_id
       JOIN tickets.attachment ON attachment.message_id = message.id
       WHERE message.data->>'from' = $1`,
      [from],
    );
    return rows[0];
  });
  expect(work).toMatchObject({ queue: 'Billing', state: 'waiting', channel: 'email', type: 'audio/wav' });
  expect(work.text).toMatch(/^Voice message \(\d:\d\d\)$/);
  const sound = await stage.edge.app.get(FileStore).read(String(work.sha256));
  expect(sound.subarray(0, 4).toString()).toBe('RIFF');
  expect(await waitingCalls(from)).toBe(0);
});

test('a menu asks for a number at once: the caller stands in line without having waited, and 0 stays on the line', async () => {
  const wants: MenuStep = {
    ...{ id: 'back', name: 'Call back', place, kind: 'callback' },
    ...{ text: text('We can call you.'), queueId: billing },
  };
  await publish({ start: 'back', person: 'people', steps: [wants, queue('people', null)] });
  const from = `+33612${String(Math.floor(Math.random() * 1e6)).padStart(6, '0')}`;
  const phone = carrier.dial(from);
  await phone.hears(/We can call you/);
  await phone.hears(/Nous pouvons vous rappeler au 0, 6, 1, 2|We can call you back on/);
  phone.press('1');
  await phone.hears(/Nous vous rappellerons|We will call you on/);
  const asked = await until(async () => {
    const { rows } = await stage.rows.query<Record<string, unknown>>(
      `SELECT callback.number, callback.state, queue.name AS queue, item.state AS item FROM callbacks.callback
       JOIN routing.work_item AS item ON item.interaction_id = callback.interaction_id
       JOIN routing.queue ON queue.id = item.queue_id WHERE callback.number = $1`,
      [from],
    );
    return rows[0];
  });
  expect(asked).toEqual({ number: from, state: 'waiting', queue: 'Billing', item: 'waiting' });
  const stays = number();
  const other = carrier.dial(stays);
  await other.hears(/We can call you back on|Nous pouvons/);
  other.press('0');
  expect((await waiting(stays)).queue).toBe('Billing');
  other.hangUp();
  await publish(menu('always'));
});

const waitingCalls = (from: string) =>
  stage.value<number>(
    `SELECT count(*)::integer FROM routing.work_item AS item JOIN tickets.interaction ON interaction.id = item.interaction_id
     WHERE interaction.channel = 'voice' AND interaction.data->>'from' = $1`,
    [from],
  );

test('who waits and rather leaves a message keeps the place they had', async () => {
  await publish(menu('always'));
  const from = number();
  const phone = carrier.dial(from, 440);
  await phone.hears(/One for bills/);
  phone.press('0');
  await phone.hears(/press 2/);
  const since = await stage.value<Date>(
    `SELECT enqueued_at FROM routing.work_item AS item JOIN tickets.interaction ON interaction.id = item.interaction_id
     WHERE interaction.data->>'from' = $1`,
    [from],
  );
  phone.press('2');
  await phone.hears(/after the tone/);
  await phone.speaks(3);
  // Hanging up while speaking is the usual way to end a message.
  phone.hangUp();
  const places = await until(async () => {
    const { rows } = await stage.rows.query<{ channel: string; state: string; enqueued_at: Date }>(
      `SELECT item.channel, item.state, item.enqueued_at FROM routing.work_item AS item
       WHERE item.ticket_id IN (SELECT ticket_id FROM tickets.interaction WHERE data->>'from' = $1) ORDER BY item.channel`,
      [from],
    );
    return rows.length === 2 ? rows : null;
  });
  expect(places).toEqual([
    { channel: 'email', state: 'waiting', enqueued_at: since },
    { channel: 'voice', state: 'done', enqueued_at: since },
  ]);
});

test('an announcement is heard first by who calls, next by who waits, once, and by nobody after its time', async () => {
  const waits = carrier.dial(number());
  await waits.hears(/One for bills/);
  waits.press('0');
  await waits.hears(/Someone will take your call/);
  const announcements = stage.edge.app.get(Announcements);
  const until = new Date(Date.now() + 60_000).toISOString();
  await announcements.set(stage.admin, { text: text('The network is down.'), until });
  const calls = carrier.dial(number());
  await calls.hears(/One for bills/);
  expect(calls.heard[0]).toBe('The network is down.');
  await waits.hears(/The network is down/);
  calls.press('0');
  await calls.hears(/press 2/);
  await calls.speaks(4);
  await announcements.takeBack({ ...stage.admin, role: 'supervisor' });
  const later = carrier.dial(number());
  await later.hears(/One for bills/);
  for (const phone of [waits, calls])
    expect(phone.heard.filter((words) => /network/.test(words))).toHaveLength(1);
  expect(later.heard.join()).not.toContain('network');
  for (const phone of [waits, calls, later]) phone.hangUp();
  const agent = { ...stage.admin, role: 'agent' as const };
  await expect(announcements.takeBack(agent)).rejects.toMatchObject({ code: 'forbidden' });
});

test('where the queue overflows to nobody, the caller is asked for a message instead of waiting on', async () => {
  await stage.rows.query(
    `UPDATE routing.queue SET overflow = '[{"when":{"kind":"unstaffed"},"to":{"diversion":"voicemail"}}]' WHERE id = $1`,
    [billing],
  );
  const phone = carrier.dial(number(), 440);
  await phone.hears(/One for bills/);
  phone.press('1');
  await phone.hears(/invoice number/);
  phone.press('1#');
  await phone.hears(/Nobody can answer right now/);
  await phone.hears(/after the tone/);
  phone.hangUp();
  await stage.rows.query(`UPDATE routing.queue SET overflow = '[]' WHERE id = $1`, [billing]);
});

test('a draft is heard by the number that tries it, once, and by nobody else', async () => {
  const draft = menu('always');
  const main = draft.steps[1];
  if (main?.kind !== 'choose' || !published) throw new Error('no menu');
  main.text = text('The new words.');
  const changed = await menus.change(
    stage.admin,
    published.id,
    { name: 'Main', numbers: [OUR_NUMBER], flow: draft },
    published.version,
  );
  published = changed;
  const tester = number();
  expect(await menus.tryOut(stage.admin, changed.id, tester)).toMatchObject({
    from: tester,
    call: OUR_NUMBER,
  });
  const other = carrier.dial(number());
  await other.hears(/One for bills/);
  const trying = carrier.dial(tester);
  await trying.hears(/The new words/);
  const again = carrier.dial(tester);
  await again.hears(/One for bills/);
  for (const phone of [other, trying, again]) phone.hangUp();
});

test('publishing, rolling back and removing: who and why stay, and an earlier version is heard again', async () => {
  if (!published) throw new Error('no menu');
  const before = await menus.versions(stage.admin, published.id);
  const live = await menus.publish(stage.admin, published.id, published.version, 'New words');
  const phone = carrier.dial(number());
  await phone.hears(/The new words/);
  phone.hangUp();
  const back = await menus.rollBack(stage.admin, live.id, live.version, {
    ...{ to: before.items[0]?.number ?? 0, reason: 'People were confused' },
  });
  expect(back.live).toMatchObject({ number: (live.live?.number ?? 0) + 1, reason: 'People were confused' });
  expect(back.changed).toBe(false);
  const after = carrier.dial(number());
  await after.hears(/One for bills/);
  after.hangUp();
  await expect(menus.publish(stage.admin, live.id, live.version, 'too late')).rejects.toMatchObject({
    code: 'version-stale',
  });
});

test('a menu that strands callers is refused and says where; a number has one menu; only administrators write', async () => {
  const circle = menu('always', [{ id: 'a', name: 'A', place, kind: 'say', text: text('a'), next: 'a' }]);
  const settings = { name: 'Other', numbers: [], flow: circle };
  await expect(menus.make(stage.admin, settings)).rejects.toMatchObject({
    code: 'menu-strands-callers',
    errors: expect.arrayContaining([{ path: 'steps.a', message: 'circle' }]) as unknown,
  });
  const lost = menu('gone');
  await expect(menus.make(stage.admin, { ...settings, flow: lost })).rejects.toMatchObject({
    errors: [{ path: 'steps.hours.calendarId', message: 'no-calendar' }],
  });
  await expect(
    menus.make(stage.admin, { ...settings, numbers: [OUR_NUMBER], flow: menu('always') }),
  ).rejects.toMatchObject({ code: 'phone-number-taken' });
  const supervisor = { ...stage.admin, role: 'supervisor' as const };
  await expect(menus.make(supervisor, settings)).rejects.toMatchObject({ code: 'forbidden' });
});
