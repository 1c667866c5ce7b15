/** What routing says on the screen: set away after two unanswered rings with one press back, and the alarm of a ticket that bounced; by keyboard, axe in both themes. */
import { jest } from '@jest/globals';
import type { AgentView, Ticket } from '@lib/contracts';
import type { Browser, Page } from 'playwright-core';
import { mailOf, smtp } from '../faults/mail-sender.js';
import { ApiClient } from '../support/api-client.js';
import { DEMO_PASSWORD, startApp, type RunningApp } from '../support/app.js';
import { launchChromium } from '../support/chromium.js';
import { scan } from '../support/console-page.js';
import { eventually } from '../support/main-path.js';
import { createDatabase, type TestDatabase } from '../support/postgres.js';

jest.setTimeout(90_000);

let database: TestDatabase;
let app: RunningApp;
let browser: Browser;
let lea: ApiClient;
let page: Page;

beforeAll(async () => {
  database = await createDatabase();
  [app, browser] = await Promise.all([
    startApp({
      databaseUrl: database.url,
      env: { GUICHET_DEMO: '1', VOICE_CARRIER: 'off', OFFER_TIMEOUT_MS: '1000' },
    }),
    launchChromium(),
  ]);
  lea = await ApiClient.logIn(app.url, 'lea');
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    locale: 'fr-FR',
    reducedMotion: 'reduce',
  });
  page = await context.newPage();
  await page.goto(app.url);
  await page.getByTestId('login-email').fill('lea@guichet.test');
  await page.getByTestId('login-password').fill(DEMO_PASSWORD);
  await page.keyboard.press('Enter');
  await page.getByTestId('state-picker').waitFor();
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await app?.dispose();
  await database?.drop();
});

test('after two unanswered rings the agent is told that they are away and why, and one press brings them back', async () => {
  await lea.call('PUT', '/api/agents/me/state', { state: 'available' });
  for (const key of ['one', 'two'])
    expect(await smtp(app.smtpPort, mailOf(key, key), `${key}@example.net`)).toBe('ok');
  const notice = page.getByTestId('set-away');
  await notice.getByText('Vous n’êtes plus disponible.').waitFor();
  expect(await notice.innerText()).toContain('Deux propositions sont restées sans réponse');
  await scan(page);
  await page.getByTestId('come-back').focus();
  await page.keyboard.press('Enter');
  await notice.waitFor({ state: 'detached' });
  await eventually('she is available', async () => {
    const { body } = await lea.get<AgentView>('/api/auth/me');
    return body.state === 'available';
  });
  await lea.call('PUT', '/api/agents/me/state', { state: 'away', reason: 'lunch' });
  await page.locator('[data-state-shown="state.away"]').waitFor();
  expect(await notice.count()).toBe(0);
});

test('a ticket that changed hands twice says so above its thread', async () => {
  const sam = await ApiClient.logIn(app.url, 'sam');
  const { body: ticket } = await lea.post<Ticket>('/api/tickets', {
    subject: 'Two invoices',
    customer: { name: 'Sophie Marchand', email: 'sophie@example.org' },
  });
  await page.goto(`${app.url}/work/${ticket.number}`);
  await page.getByTestId('timeline').waitFor();
  expect(await page.getByTestId('bounced').count()).toBe(0);
  for (const [from, to] of [
    [lea, sam],
    [sam, lea],
  ] as const) {
    const { body } = await from.post<Ticket>(`/api/tickets/${ticket.id}/hand-over`, {
      to: { agentId: to.agentId },
      innerNote: 'Yours',
      customerLine: 'My colleague goes on with you.',
    });
    await to.post(`/api/hand-overs/${body.handOver?.id}/accept`);
  }
  await page.getByTestId('bounced').getByText('Ce ticket a changé de mains 2 fois.').waitFor();
  await scan(page);
});

/** In the dark only colours differ. */
