/** The supervisors' live page by keyboard in a real browser: who waits comes by itself, is steered with a reason, and colleagues see why. */
import { jest } from '@jest/globals';
import type { Browser, Locator, Page } from 'playwright-core';
import { ApiClient } from '../support/api-client.js';
import { startApp, type RunningApp } from '../support/app.js';
import { launchChromium } from '../support/chromium.js';
import { focused, keys, openConsole, scan } from '../support/console-page.js';
import { createDatabase, type TestDatabase } from '../support/postgres.js';

jest.setTimeout(90_000);

let database: TestDatabase;
let app: RunningApp;
let browser: Browser;
let max: Page;
let lea: Page;
let sam: Page;

beforeAll(async () => {
  database = await createDatabase();
  [app, browser] = await Promise.all([
    startApp({
      databaseUrl: database.url,
      env: { GUICHET_DEMO: '1', VOICE_CARRIER: 'off', OFFER_TIMEOUT_MS: '300000' },
    }),
    launchChromium(),
  ]);
  [max, lea, sam] = await Promise.all([logIn('max', 'en'), logIn('lea', 'fr'), logIn('sam', 'en')]);
  await max.goto(`${app.url}/live`);
  await max.getByTestId('live-page').waitFor();
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await app?.dispose();
  await database?.drop();
});

test('who waits appears by itself, with since when and what happens next', async () => {
  await max.getByText('Nobody waits.').waitFor();
  await mail('invoice', 'Where is my invoice?');
  await mail('brakes', 'The brakes squeal');
  await row('The brakes squeal').waitFor();
  await row('Where is my invoice?').getByText('Nobody is at work in this queue').waitFor();
  await scan(max);
});

test('a priority is changed with a reason, and without one nothing happens', async () => {
  await choose('The brakes squeal', 'waiting-priority');
  await focused(max.getByTestId('steer-choice'));
  await keys(max, 'Tab', 'Enter');
  await max.getByRole('alert').getByText('Give a reason').waitFor();
  await scan(max);
  await max.keyboard.type('It is about safety');
  await keys(max, 'Enter');
  await row('The brakes squeal').getByText('Urgent', { exact: true }).waitFor();
});

test('moved to another queue, and back again with one press', async () => {
  await choose('Where is my invoice?', 'waiting-move');
  await focused(max.getByTestId('steer-choice'));
  await keys(max, 'Tab');
  await max.keyboard.type('A matter of billing');
  await keys(max, 'Enter');
  await row('Where is my invoice?').getByText('Facturation').waitFor();
  const moved = max.locator('.toast').filter({ hasText: 'now waits in Facturation' });
  await moved.getByTestId('toast-action').focus();
  await keys(max, 'Enter');
  await row('Where is my invoice?').getByText('Support').waitFor();
});

test('a colleague’s state is set with a reason that stands on their own screen', async () => {
  await setState('lea', 'lunch is over, we need you');
  await lea
    .locator(
      '[data-testid=state-picker][data-state-shown="state.available"], [data-state-shown="state.offered"]',
    )
    .waitFor();
  await row('The brakes squeal').getByText('Rings at Léa Martin').waitFor();
});

test('somebody is asked by name past the one who rings, and the ticket says who asked and why', async () => {
  await setState('sam', 'please help out');
  await row('Where is my invoice?').getByText('Rings at Sam Taylor').waitFor();
  await sam.getByTestId('offer-decline').focus();
  await keys(sam, 'Enter');
  await card('sam').getByText('Available').waitFor();
  await choose('The brakes squeal', 'waiting-ask');
  await focused(max.getByTestId('steer-choice'));
  await keys(max, 'Tab');
  await max.keyboard.type('Sam built this bike');
  await keys(max, 'Enter');
  await sam.getByText('A supervisor asks for you by name').waitFor();
  await sam.getByTestId('offer-accept').focus();
  await keys(sam, 'Enter');
  await row('The brakes squeal').waitFor({ state: 'detached' });
  const why = sam.getByTestId('routing-card');
  await why.getByText('Max Weber asked for them by name: Sam built this bike').waitFor();
  await sam
    .getByTestId('timeline')
    .getByText('Max Weber asked for Sam Taylor: Sam built this bike')
    .waitFor();
  await why.getByText('1 earlier step').focus();
  await keys(sam, 'Enter');
  await why.getByText('It was taken back.').waitFor();
  await scan(sam);
});

test('a lapsed promise stands among the alarms by itself, and who was told says that they have seen it', async () => {
  const promise = '01a20427-0000-7000-8000-0000000000a1';
  await database.query(
    `WITH matter AS (SELECT id FROM tickets.ticket WHERE subject = 'The brakes squeal'),
       max AS (SELECT id FROM agents.agent WHERE email = 'max@guichet.test'),
       promise AS (INSERT INTO clocks.promise (id, ticket_id, text, made_by, made_at, due_at, lapsed_at)
         SELECT $1, matter.id, 'A call about the brakes', max.id, now() - interval '2 hours', now() - interval '1 hour', now()
         FROM matter, max RETURNING id, ticket_id)
     INSERT INTO clocks.alarm (id, promise_id, ticket_id, step, agent_id, raised_at)
     SELECT gen_random_uuid(), promise.id, promise.ticket_id, 'supervisors', max.id, now() FROM promise, max`,
    [promise],
  );
  const alarm = max.getByTestId('alarm-row').filter({ hasText: 'A call about the brakes' });
  await alarm.getByText('Max Weber: told at').waitFor();
  await max
    .locator('[data-testid=deadline-row][data-kind=promise]')
    .filter({ hasText: 'A call about the brakes' })
    .getByText('late by')
    .waitFor();
  await scan(max);
  await alarm.getByTestId('alarm-see').focus();
  await keys(max, 'Enter');
  await alarm.getByText('Max Weber: seen at').waitFor();
});

test('a colleague’s absence is entered for them, with who answers meanwhile, and taken back', async () => {
  await card('lea').getByTestId('set-absence').focus();
  await keys(max, 'Enter');
  await max.getByRole('heading', { name: 'Absences of Léa Martin' }).waitFor();
  await max.getByTestId('absence-stand-in').selectOption({ index: 1 });
  await scan(max);
  await max.getByTestId('absence-submit').focus();
  await keys(max, 'Enter');
  await max.getByTestId('absence').getByText('answers meanwhile').waitFor();
  await max.getByTestId('absence-remove').focus();
  await keys(max, 'Enter');
  await max.getByTestId('absence').waitFor({ state: 'detached' });
  await keys(max, 'Escape');
});

test('the wallboard shows the house in large figures that move by themselves, without a name of anybody', async () => {
  await max.goto(`${app.url}/wall`);
  const waiting = max.getByTestId('wall-waiting');
  await waiting.waitFor();
  const before = Number(await waiting.innerText());
  await setOffline('lea');
  await mail('wall', 'One more for the wall');
  await waiting.getByText(String(before + 1), { exact: true }).waitFor();
  const text = await max.getByTestId('wall').innerText();
  for (const name of ['Léa', 'Sam', 'Max', 'Noor', 'wall@example.org', 'One more'])
    expect(text).not.toContain(name);
  await scan(max);
  await lea.goto(`${app.url}/wall`);
  await lea.getByRole('heading', { name: 'Cette page est réservée aux superviseurs' }).waitFor();
});

test('an agent who comes by is told that the page is for supervisors', async () => {
  await lea.goto(`${app.url}/live`);
  await lea.getByRole('heading', { name: 'Cette page est réservée aux superviseurs' }).waitFor();
  expect(await lea.getByTestId('waiting-table').count()).toBe(0);
});

const row = (subject: string): Locator => max.getByTestId('waiting-row').filter({ hasText: subject });

const card = (person: string): Locator =>
  max.locator(`[data-testid=team-card][data-agent="${person}@guichet.test"]`);

async function setOffline(person: string): Promise<void> {
  const client = await ApiClient.logIn(app.url, person);
  expect((await client.call('PUT', '/api/agents/me/state', { state: 'offline' })).status).toBe(200);
}

/** Opens a row's menu and picks an entry, by keyboard. */
async function choose(subject: string, entry: string): Promise<void> {
  await row(subject).getByTestId('waiting-menu').focus();
  await keys(max, 'Enter');
  const item = max.getByTestId(entry);
  await item.waitFor();
  await item.focus();
  await keys(max, 'Enter');
}

async function setState(person: string, reason: string): Promise<void> {
  await card(person).getByTestId('set-state').focus();
  await keys(max, 'Enter');
  await max.getByTestId('steer-choice').selectOption('available');
  await max.getByTestId('steer-reason').fill(reason);
  await keys(max, 'Enter');
  await max.getByTestId('steer-state').waitFor({ state: 'detached' });
}

async function mail(from: string, subject: string): Promise<void> {
  const ada = await ApiClient.logIn(app.url, 'ada');
  const raw = [
    `From: ${from}@example.org`,
    'To: support@guichet.test',
    `Subject: ${subject}`,
    `Message-ID: <${from}@example.org>`,
    '',
    subject,
    '',
  ].join('\r\n');
  const { status } = await ada.call('POST', '/api/admin/mail', raw, { 'content-type': 'message/rfc822' });
  expect(status).toBe(202);
}

function logIn(person: string, language: 'fr' | 'en'): Promise<Page> {
  return openConsole(browser, app.url, person, language);
}
