/** A call through the whole product: test phone, embedded carrier, webhooks, offer, console softphone, both voices heard. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { browserWithTone } from '../fixtures/audio/browsers.js';
import { LISTENING_PAGE } from '../fixtures/audio/listening-page.js';
import { DEMO_PASSWORD, startApp, type RunningApp } from '../support/app.js';
import { focused, keys, scan } from '../support/console-page.js';
import { useDatabase } from '../support/postgres.js';

/** Long on a busy machine: two browsers carry sound, and every page is looked at in both themes. */
jest.setTimeout(240_000);

const account = {
  TWILIO_ACCOUNT_SID: `AC${'1'.repeat(32)}`,
  TWILIO_AUTH_TOKEN: 'token-of-the-tests',
  TWILIO_API_KEY: `SK${'2'.repeat(32)}`,
  TWILIO_API_SECRET: 'secret-of-the-tests',
  TWILIO_APP_SID: `AP${'3'.repeat(32)}`,
};
const asAccount = `Basic ${Buffer.from(`${account.TWILIO_ACCOUNT_SID}:${account.TWILIO_AUTH_TOKEN}`).toString('base64')}`;
const customerTone = 440;
const agentTone = 1_000;
const directory = mkdtempSync(join(tmpdir(), 'voice-call-'));
const database = useDatabase();
let app: RunningApp;
let voicePort: number;
let customers: Browser;
let agents: Browser;
let console_: Page;
let token: string;

beforeAll(async () => {
  app = await startApp({
    databaseUrl: database.url,
    env: { ...account, GUICHET_DEMO: '1', WRAP_UP_MS: '300000' },
  });
  const [customer, agent] = await Promise.all([
    browserWithTone(customerTone, directory),
    browserWithTone(agentTone, directory),
  ]);
  customers = customer;
  agents = agent;
  token = await tokenOf('lea@guichet.test');
  console_ = await logIn(await agents.newContext({ locale: 'fr-FR', permissions: ['microphone'] }));
}, 180_000);

afterAll(async () => {
  await Promise.all([customers?.close(), agents?.close()]);
  await app?.dispose();
  rmSync(directory, { recursive: true, force: true });
});

test('a caller waits, the agent accepts, each hears the other, the agent hangs up, the caller is let go', async () => {
  const phone = await dial('+33612345678');
  await console_.getByTestId('offer').waitFor({ timeout: 30_000 });
  // The offer and the phone's own screen travel by two ways; either may be first, and both must come before the answer.
  await until('the caller is connected while nobody has answered yet', async () =>
    (await status(phone)).includes('Connected'),
  );
  await console_.getByTestId('offer-accept').click();
  await console_.getByTestId('call-mute').waitFor({ timeout: 30_000 });
  await until('the agent hears the caller', () => hears(console_, customerTone, agentTone));
  await until('the caller hears the agent', () => hears(phone, agentTone, customerTone));

  await console_.getByTestId('call-mute').click();
  await until('the caller no longer hears the agent', async () => (await tone(phone, agentTone)) < -75);
  await console_.getByTestId('call-mute').click();
  await until('the caller hears the agent again', () => hears(phone, agentTone, customerTone));

  const [ticket] = (await tickets()).filter(({ channels }) => channels.includes('voice'));
  expect(ticket?.live.map(({ state, channel }) => [channel, state])).toEqual([['voice', 'connected']]);
  await console_.getByTestId('call-end').click();
  await until('the phone is free again', async () => (await status(phone)).includes('Ready'));
  await until('the interaction is over', async () => {
    const now = await get<Ticket>(`/api/tickets/${ticket?.id}`);
    return now.live.every(({ state }) => state === 'wrapping-up' || state === 'ended');
  });
  await wrapUp(console_);
  await phone.context().close();
});

test('before the shift, by keyboard: microphone, loudspeaker and line are tried, said in words, remembered, and nobody’s call', async () => {
  await until('the line stands', async () => (await health()).registeredClients === 1);
  const before = (await tickets()).length;
  await console_.locator('body').press('d');
  const dialog = console_.getByTestId('devices');
  await dialog.getByTestId('mic-test').press('Enter');
  await dialog.locator('[data-testid=mic-state][data-state=ok]').waitFor({ timeout: 15_000 });
  await dialog.getByTestId('mic-test').press('Enter');
  await dialog.getByTestId('speaker-test').press('Enter');
  await dialog.getByTestId('speaker-no').press('Enter', { timeout: 15_000 });
  await dialog.locator('[data-testid=speaker-state][data-state=no]').waitFor();
  await dialog.locator('[data-testid=line-test]:enabled').press('Enter');
  const judged = '[data-testid=line-state]:is([data-state=good], [data-state=fair], [data-state=poor])';
  await dialog.locator(judged).waitFor({ timeout: 40_000 });
  await scan(console_);
  await keys(console_, 'Escape');
  await console_.reload();
  await console_.getByTestId('device-check').press('Enter');
  await dialog.locator('[data-testid=last-mic][data-ok=true]').waitFor();
  await dialog.locator('[data-testid=last-speaker][data-ok=false]').waitFor();
  await dialog.getByTestId('last-line').waitFor();
  await scan(console_);
  await keys(console_, 'Escape');
  await until('the line stands again', async () => (await health()).registeredClients === 1);
  expect(await tickets()).toHaveLength(before);
});

test('a caller who leaves the queue ends the offer, and the agent phone never rings', async () => {
  await ready();
  const phone = await dial('+33698765432');
  await console_.getByTestId('offer').waitFor({ timeout: 30_000 });
  await phone.getByRole('button', { name: 'Hang up' }).click();
  await console_.getByTestId('offer').waitFor({ state: 'detached' });
  await phone.context().close();
});

test('a softphone whose socket was cut takes up its line and is called again', async () => {
  await until('the line stands', async () => (await health()).registeredClients === 1);
  const cut = await fetch(`http://127.0.0.1:${voicePort}/chaos/${account.TWILIO_ACCOUNT_SID}/cut`, {
    method: 'POST',
    headers: { authorization: asAccount },
  });
  expect(cut.status).toBe(200);
  await until('the line stands again', async () => (await health()).registeredClients === 1);
  await ready();
  const phone = await dial('+33611111111');
  await console_.getByTestId('offer').waitFor({ timeout: 30_000 });
  await console_.getByTestId('offer-accept').click();
  await console_.getByTestId('call-mute').waitFor({ timeout: 30_000 });
  await until('the caller hears the agent', () => hears(phone, agentTone, customerTone));
  await phone.getByRole('button', { name: 'Hang up' }).click();
  await console_.getByTestId('call-mute').waitFor({ state: 'detached' });
  await wrapUp(console_);
  await phone.context().close();
});

test('a line that breaks is called back by the same agent, who may say no and think again', async () => {
  await ready();
  const phone = await dial('+33655555555');
  await console_.getByTestId('offer-accept').click({ timeout: 30_000 });
  await console_.getByTestId('call-mute').waitFor({ timeout: 30_000 });
  await until('the agent hears the caller', () => hears(console_, customerTone, agentTone));
  await phone.context().close();
  await console_.getByText('La ligne a été coupée. Votre téléphone sonne').waitFor({ timeout: 30_000 });
  await console_.getByTestId('call-end').press('Enter');
  await console_.getByText('Le rappel est annulé').waitFor();
  await console_.getByTestId('call-bar').waitFor({ state: 'detached' });
  await scan(console_);
  await console_.getByRole('button', { name: 'Annuler', exact: true }).last().click();
  await console_.locator('[data-testid=callback-card][data-state=waiting]').waitFor();
  await console_.getByTestId('callback-cancel').click();
  await wrapUp(console_);
});

test('by the keyboard a call goes on in a queue, where nobody is at work only after a word, and is taken back', async () => {
  await ready();
  const phone = await dial('+33666666666');
  await console_.getByTestId('offer-accept').click({ timeout: 30_000 });
  await console_.getByTestId('call-mute').waitFor({ timeout: 30_000 });
  await until('the agent hears the caller', () => hears(console_, customerTone, agentTone));
  await console_.getByTestId('call-to-queue').press('Enter');
  await console_.getByTestId('to-queue-choice').last().press('Space');
  await console_.getByTestId('handover-wants').fill('Un avoir');
  await console_.getByTestId('to-queue-line').press('Control+Enter');
  await console_.getByTestId('to-queue-anyway').press('Space');
  await scan(console_);
  await console_.getByTestId('to-queue-line').press('Control+Enter');
  await console_.getByTestId('moved-call').waitFor();
  await console_.getByTestId('call-mute').waitFor({ state: 'detached', timeout: 15_000 });
  expect(await status(phone)).toContain('Connected');
  await console_.getByText(': Un avoir').first().waitFor();
  await scan(console_);
  await console_.getByTestId('call-take-back').press('Enter');
  await console_.getByTestId('call-mute').waitFor({ timeout: 30_000 });
  await until('the agent hears the caller again', () => hears(console_, customerTone, agentTone));
  await console_.getByTestId('call-end').click();
  await until('the phone is free again', async () => (await status(phone)).includes('Ready'));
  await wrapUp(console_);
  await phone.context().close();
});

test('hold by the keyboard; a colleague is asked in, heard alone, then by all, and goes on when the agent leaves; the customer says how it was, and both wrap up', async () => {
  await asksAfterCalls();
  const samsToken = await tokenOf('sam@guichet.test');
  const samIs = (state: string, reason?: string) =>
    call('PUT', '/api/agents/me/state', { state, reason }, samsToken);
  // A line stands from when the console opens; away, nothing is offered to it, and a colleague may still ask.
  const context = await agents.newContext({ locale: 'en-GB', permissions: ['microphone'] });
  const sam = await logIn(context, 'sam@guichet.test', 2);
  await samIs('away', 'break');
  const phone = await dial('+33622222222');
  await console_.getByTestId('offer-accept').click({ timeout: 30_000 });
  await console_.getByTestId('call-mute').waitFor({ timeout: 30_000 });
  await until('the agent hears the caller', () => hears(console_, customerTone, agentTone));

  await console_.keyboard.press('F4');
  await console_.locator('[data-testid=call-hold][aria-pressed=true]').waitFor();
  await until('the agent hears nobody', async () => (await tone(console_, customerTone)) < -75);
  await scan(console_);
  await console_.keyboard.press('F4');
  await until('the agent hears the caller again', () => hears(console_, customerTone, agentTone));

  await console_.getByTestId('call-colleague').click();
  await console_.getByTestId('call-colleague-sam@guichet.test').waitFor();
  await scan(console_);
  await console_.getByTestId('call-colleague-sam@guichet.test').press('Enter');
  await sam.getByTestId('call-answer').click({ timeout: 30_000 });
  await console_.locator('[data-testid=call-party][data-state=present]').waitFor({ timeout: 30_000 });
  await until('the colleague hears the agent alone', () => hears(sam, agentTone, customerTone));
  await scan(console_);
  await scan(sam);
  await console_.getByTestId('call-together').click();
  await until('the colleague hears the caller too', async () => (await tone(sam, customerTone)) > -70);
  await scan(console_);

  await console_.getByTestId('call-end').click();
  await sam.getByTestId('call-hold').waitFor();
  expect(await status(phone)).toContain('Connected');
  await until('the caller hears the colleague', () => hears(phone, agentTone, customerTone));
  // Whoever left is not done with it yet, though the customer is with the colleague.
  await console_.getByTestId('wrap-up').waitFor();
  await console_.getByTestId('wrap-up-note').fill('Sam connaît ce moteur.');
  await scan(console_);
  await console_.getByTestId('wrap-up-done').press('Enter');
  await console_.getByText('Choisissez d’abord ce qu’il en est ressorti.').waitFor();
  await console_.getByTestId('disposition').first().press('Space');
  await scan(console_);
  await console_.getByTestId('disposition-reason').fill('Moteur');
  await wrapUp(console_);

  await sam.getByTestId('call-bar').getByRole('link').press('Enter');
  await sam.getByTestId('timeline').waitFor();
  await sam.getByTestId('call-end').click();
  await sam.getByTestId('wrap-up').waitFor();
  expect(await status(phone)).toContain('Connected');
  await phone.getByRole('button', { name: 'Key 5' }).click();
  await sam.getByText('The customer gives this call 5 out of 5').waitFor();
  await until('the phone is free again', async () => (await status(phone)).includes('Ready'));
  await sam.getByTestId('disposition').last().press('Space');
  await scan(sam);
  await wrapUp(sam);
  await sam.getByText('Wrap-up: Settled').waitFor();
  await sam.getByText('Wrap-up: Passed on (Moteur)').waitFor();
  await sam.context().close();
  await phone.context().close();
});

test('help asked by key reaches the live page; a supervisor listens, whispers and speaks to both, seen by the agent and unknown to the caller; how it sounds is said to both and stays', async () => {
  await until('the wrap-up is over', async () => (await tickets()).every(({ live }) => live.length === 0));
  const context = await agents.newContext({ locale: 'en-GB', permissions: ['microphone'] });
  const max = await logIn(context, 'max@guichet.test', 2);
  await max.goto(`${app.url}/live`);
  const phone = await dial('+33644444444');
  await console_.getByTestId('offer-accept').click({ timeout: 30_000 });
  await console_.getByTestId('call-mute').waitFor({ timeout: 30_000 });
  await console_.keyboard.press('F2');
  await focused(console_.getByTestId('help-words'));
  await scan(console_);
  await console_.keyboard.type('remise de 30 %');
  await keys(console_, 'Enter');
  await console_.getByTestId('call-hand').waitFor();
  await max.getByTestId('live-hand').getByText('remise de 30 %').waitFor();
  await max.getByTestId('help-answer').click();
  await max.getByTestId('steer-reason').fill('Yes, up to 20 %');
  await keys(max, 'Enter');
  await console_.getByTestId('call-hand').getByText('up to 20 %').waitFor();

  await max.getByTestId('listen').press('Enter');
  await max.getByTestId('steer-choice').selectOption('training');
  await scan(max);
  await max.getByTestId('steer-reason').press('Enter');
  await console_.locator('[data-testid=call-listener][data-state=here]').waitFor({ timeout: 30_000 });
  await until('the supervisor hears the caller', async () => (await tone(max, customerTone)) > -70);
  await until('the supervisor hears the agent', async () => (await tone(max, agentTone)) > -70);
  await soundIsJudged(console_.getByTestId('call-bar'));
  await soundIsJudged(max.getByTestId('live-call'));
  await scan(console_);
  await scan(max);
  await max.getByTestId('live-call').getByTestId('call-sound').press('Enter');
  await max.getByTestId('call-figures').getByText('telephone of Léa').waitFor();
  await scan(max);
  await keys(max, 'Escape');
  await console_.getByTestId('call-mute').click();
  await until('the caller hears nobody', async () => (await tone(phone, agentTone)) < -75);
  await max.getByTestId('listening-whisper').click();
  await console_.locator('[data-testid=call-listener][data-mode=whisper]').waitFor();
  await until('the agent hears the supervisor', async () => (await tone(console_, agentTone)) > -70);
  expect(await tone(phone, agentTone)).toBeLessThan(-75);
  await max.getByTestId('listening-barge').click();
  await until('the caller hears the supervisor', () => hears(phone, agentTone, customerTone));
  expect(await status(phone)).toContain('Connected');
  await max.getByTestId('listening-leave').click();
  await max.getByTestId('listening-bar').waitFor({ state: 'detached' });
  await console_.getByTestId('call-listener').waitFor({ state: 'detached' });
  expect(await status(phone)).toContain('Connected');
  await console_.getByTestId('call-end').click();
  await console_.getByTestId('call-bar').waitFor({ state: 'detached', timeout: 15_000 });
  await soundIsJudged(console_.locator('[data-kind=call]').last());
  await console_.getByTestId('account').click();
  await console_.getByTestId('listened-to-open').click();
  await console_.getByTestId('listened-one').waitFor();
  await scan(console_);
  await keys(console_, 'Escape');
  await console_.getByTestId('disposition').last().press('Space');
  await wrapUp(console_);
  await max.context().close();
  await phone.context().close();
});

test('a customer is called from their ticket by keyboard, and both hear each other', async () => {
  await until('the wrap-up is over', async () => (await tickets()).every(({ live }) => live.length === 0));
  const context = await customers.newContext({ locale: 'en-GB', permissions: ['microphone'] });
  await context.addInitScript(LISTENING_PAGE);
  const phone = await context.newPage();
  await phone.goto(`${app.url}/demo/phone?number=${encodeURIComponent('+33622222222')}&auto=1`);
  await until('the test phone is ready', async () => (await status(phone)).includes('Ready'));
  const theirs = (await tickets()).find(({ customer }) =>
    customer.identities.some(({ value }) => value === '+33622222222'),
  );
  await console_.goto(`${app.url}/work/${theirs?.number}`);
  await console_.getByTestId('call-customer').waitFor();
  await scan(console_);
  await console_.getByTestId('call-customer').press('Enter');
  await until('the customer hears the agent', () => hears(phone, agentTone, customerTone), 40_000);
  await until('the agent hears the customer', () => hears(console_, customerTone, agentTone));
  await console_.getByTestId('call-hold').waitFor();
  await scan(console_);
  await phone.getByRole('button', { name: 'Hang up' }).click();
  await console_.getByTestId('call-hold').waitFor({ state: 'detached' });
  await context.close();
});

test('a number that leads elsewhere is seen, led here by keyboard, and put back', async () => {
  const page = await (await agents.newContext({ locale: 'en-GB' })).newPage();
  await page.goto(`${app.url}/settings/telephone`);
  await page.getByTestId('login-email').fill('ada@guichet.test');
  await page.getByTestId('login-password').fill(DEMO_PASSWORD);
  await keys(page, 'Enter');
  await page.getByTestId('telephone-well').waitFor();
  await scan(page);
  await lead('https://ailleurs.example/appel');
  await page.getByTestId('telephone-look').focus();
  await keys(page, 'Enter');
  const number = page.locator('[data-testid=telephone-place][data-connected=false]');
  await number.getByText('leads elsewhere').waitFor();
  await number.locator('summary').focus();
  await keys(page, 'Enter');
  await number.getByText('https://ailleurs.example/appel').waitFor();
  await scan(page);
  const connect = number.getByTestId('telephone-connect');
  await connect.focus();
  await focused(connect);
  await keys(page, 'Enter');
  await page.getByTestId('telephone-well').waitFor();
  await page.locator('[data-testid=telephone-change][data-state=done]').waitFor();
  await page.getByTestId('telephone-undo').focus();
  await keys(page, 'Enter');
  await number.getByText('leads elsewhere').waitFor();
  await page.locator('[data-testid=telephone-change][data-state=undone]').waitFor();
  await page.context().close();
});

/** As somebody would in the carrier's own console. */
async function lead(voiceUrl: string): Promise<void> {
  const place = `http://127.0.0.1:${voicePort}/2010-04-01/Accounts/${account.TWILIO_ACCOUNT_SID}`;
  const headers = { authorization: asAccount };
  const list = (await (await fetch(`${place}/IncomingPhoneNumbers.json`, { headers })).json()) as {
    incoming_phone_numbers: { sid: string }[];
  };
  const body = new URLSearchParams({ VoiceUrl: voiceUrl });
  const sid = list.incoming_phone_numbers[0]?.sid;
  const answer = await fetch(`${place}/IncomingPhoneNumbers/${sid}.json`, {
    method: 'POST',
    headers,
    body,
  });
  if (!answer.ok) throw new Error(await answer.text());
}

interface Ticket {
  id: string;
  number: string;
  customer: { identities: { value: string }[] };
  channels: string[];
  live: { state: string; channel: string }[];
}

async function logIn(context: BrowserContext, email = 'lea@guichet.test', lines = 1): Promise<Page> {
  await context.addInitScript(LISTENING_PAGE);
  const page = await context.newPage();
  await page.goto(app.url);
  await page.getByTestId('login-email').fill(email);
  await page.getByTestId('login-password').fill(DEMO_PASSWORD);
  await page.getByTestId('login-submit').click();
  await page.getByTestId('state-picker').waitFor();
  await ready();
  await until('the softphone registers', async () => (await health()).registeredClients === lines);
  return page;
}

/** By keyboard; over when the house says so. */
/** A word from what was measured; on a busy machine any of the three may be the true one. */
async function soundIsJudged(where: Locator): Promise<void> {
  const judged = '[data-testid=call-sound]:is([data-level=good], [data-level=fair], [data-level=poor])';
  await where.locator(judged).first().waitFor({ timeout: 30_000 });
}

async function wrapUp(page: Page): Promise<void> {
  await page.getByTestId('wrap-up-done').press('Enter');
  await page.getByTestId('wrap-up').waitFor({ state: 'detached' });
}

/** The default queue wants to know what came of a call, and how it was. */
async function asksAfterCalls(): Promise<void> {
  const ada = await tokenOf('ada@guichet.test');
  const { items } = await call<{ items: { id: string; isDefault: boolean }[] }>(
    'GET',
    '/api/admin/queues',
    undefined,
    ada,
  );
  const queue = items.find(({ isDefault }) => isDefault);
  const named = (fr: string, en: string, reasonRequired: boolean) => ({
    ...{ label: { fr, en }, active: true, resolves: false, reasonRequired },
  });
  const dispositions = [named('Passé à un collègue', 'Passed on', true), named('Réglé', 'Settled', false)];
  const wanted = { required: true, asksCustomer: true, dispositions };
  await call('PUT', `/api/admin/queues/${queue?.id}/wrap-up`, wanted, ada, { 'if-match': '0' });
}

const tokenOf = async (email: string) =>
  (await post<{ accessToken: string }>('/api/auth/login', { email, password: DEMO_PASSWORD })).accessToken;

const ready = () => call('PUT', '/api/agents/me/state', { state: 'available' });

async function dial(number: string): Promise<Page> {
  const context = await customers.newContext({ locale: 'en-GB', permissions: ['microphone'] });
  await context.addInitScript(LISTENING_PAGE);
  const page = await context.newPage();
  await page.goto(`${app.url}/demo/phone?number=${encodeURIComponent(number)}`);
  await until('the test phone is ready', async () => (await status(page)).includes('Ready'));
  await page.getByRole('button', { name: 'Call' }).click();
  return page;
}

const status = async (page: Page) => (await page.getByRole('status').innerText()).trim();
const tickets = async () => (await get<{ items: Ticket[] }>('/api/tickets?limit=50')).items;
const get = <T>(path: string) => call<T>('GET', path);
const post = <T>(path: string, body: unknown) => call<T>('POST', path, body);

async function call<T>(
  method: string,
  path: string,
  body?: unknown,
  as = token,
  headers: Record<string, string> = {},
): Promise<T> {
  const response = await fetch(app.url + path, {
    method,
    headers: {
      ...headers,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(as && { authorization: `Bearer ${as}` }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

async function health(): Promise<{ registeredClients: number }> {
  voicePort ??= Number((await app.logged(({ msg }) => msg === 'voice-node is listening')).port);
  return (await (await fetch(`http://127.0.0.1:${voicePort}/health`)).json()) as {
    registeredClients: number;
  };
}

/** Dominance, never a level: what a browser does to loudness is its own business. */
async function hears(page: Page, loud: number, quiet: number): Promise<boolean> {
  const [louder, quieter] = [await tone(page, loud), await tone(page, quiet)];
  return louder > -70 && louder - quieter > 20;
}

const tone = (page: Page, hertz: number) =>
  page.evaluate<number>(`globalThis.toneHeard ? toneHeard(${hertz}) : -200`);

/** Waits for a fact, not for a time: the limit only turns a hang into a failure with a name. */
async function until(what: string, isSo: () => Promise<boolean>, patienceMs = 25_000): Promise<void> {
  const end = Date.now() + patienceMs;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error(`never came true: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
