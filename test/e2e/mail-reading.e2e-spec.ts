/** What the console makes of mails that are more than words: whose a passed-on mail is, by keyboard, in both languages and themes. */
import { jest } from '@jest/globals';
import type { MailRecord, Ticket } from '@lib/contracts';
import type { Browser, Page } from 'playwright-core';
import { ApiClient } from '../support/api-client.js';
import { DEMO_PASSWORD, startApp, type RunningApp } from '../support/app.js';
import { launchChromium } from '../support/chromium.js';
import { keys, scan } from '../support/console-page.js';
import { eventually } from '../support/main-path.js';
import { createDatabase, type TestDatabase } from '../support/postgres.js';

jest.setTimeout(90_000);

let database: TestDatabase;
let app: RunningApp;
let browser: Browser;
let ada: ApiClient;

beforeAll(async () => {
  database = await createDatabase();
  [app, browser] = await Promise.all([
    startApp({
      databaseUrl: database.url,
      env: { GUICHET_DEMO: '1', VOICE_CARRIER: 'off', MAIL_UNDO_MS: '0' },
    }),
    launchChromium(),
  ]);
  ada = await ApiClient.logIn(app.url, 'ada');
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await app?.dispose();
  await database?.drop();
}, 60_000);

/** Through the upload door; answers the ticket it became. */
async function arrive(lines: string[]): Promise<Ticket> {
  const answer = await fetch(`${app.url}/api/admin/mail`, {
    method: 'POST',
    headers: { authorization: `Bearer ${ada.token}`, 'content-type': 'message/rfc822' },
    body: lines.join('\r\n'),
  });
  const { id } = (await answer.json()) as { id: string };
  let ticketId: string | null | undefined;
  await eventually('the mail is on a ticket', async () => {
    ticketId = (await ada.get<MailRecord>(`/api/admin/mail/${id}`)).body.ticketId;
    return Boolean(ticketId);
  });
  return (await ada.get<Ticket>(`/api/tickets/${ticketId}`)).body;
}

async function open(person: string, locale: 'fr' | 'en', ticket: Ticket): Promise<Page> {
  const context = await browser.newContext({
    locale: locale === 'fr' ? 'fr-FR' : 'en-GB',
    timezoneId: locale === 'fr' ? 'Europe/Paris' : 'America/New_York',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  await page.goto(`${app.url}/work/${ticket.number}`);
  await page.getByTestId('login-email').fill(`${person}@guichet.test`);
  await page.getByTestId('login-password').fill(DEMO_PASSWORD);
  await page.getByTestId('login-submit').click();
  await page.getByTestId('timeline-item').or(page.getByTestId('forward-question')).first().waitFor();
  return page;
}

const passedOn = (from: string) => [
  'From: Léa <lea@guichet.test>',
  'To: support@guichet.test',
  `Subject: Fwd: Panne de chaudière`,
  `Message-ID: <${crypto.randomUUID()}@guichet.test>`,
  'Content-Type: text/plain; charset=utf-8',
  '',
  'Peux-tu voir ?',
  '',
  '---------- Forwarded message ---------',
  `De : ${from}`,
  'Date: jeu. 2 avr. 2026 à 09:00',
  'Subject: Panne de chaudière',
  'To: <lea@guichet.test>',
  '',
  'Bonjour, plus de chauffage depuis hier.',
  '',
];

test('a colleague who passed on a mail of two people is asked who wrote it, answers by keyboard, and the ticket is that customer’s', async () => {
  const ticket = await arrive(passedOn('Zoé Martin <zoe@example.net>, Max Petit <max.petit@example.net>'));
  const page = await open('lea', 'fr', ticket);
  await page.getByTestId('forward-question').waitFor();
  await scan(page);
  await page.getByTestId('forward-candidate').first().focus();
  await keys(page, 'Enter');
  await page.locator('[data-testid=forward-question][data-state=named]').waitFor();
  await page.getByTestId('passed-on').getByText('Léa', { exact: false }).waitFor();
  await scan(page);
  await eventually('the ticket is hers', async () =>
    (await ada.get<Ticket>(`/api/tickets/${ticket.id}`)).body.customer.identities.some(
      ({ value }) => value === 'zoe@example.net',
    ),
  );
  await page.context().close();
});
