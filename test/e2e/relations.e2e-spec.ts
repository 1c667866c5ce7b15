/** Merging, splitting and naming a colleague at the console by keyboard alone, each taken back or read; axe on each screen. */
import { jest } from '@jest/globals';
import type { Ticket } from '@lib/contracts';
import type { Browser, Page } from 'playwright-core';
import { ApiClient } from '../support/api-client.js';
import { startApp, type RunningApp } from '../support/app.js';
import { launchChromium } from '../support/chromium.js';
import { openConsole, scan } from '../support/console-page.js';
import { eventually } from '../support/main-path.js';
import { createDatabase, type TestDatabase } from '../support/postgres.js';

jest.setTimeout(90_000);

let database: TestDatabase;
let app: RunningApp;
let browser: Browser;
let writer: ApiClient;
let first: Ticket;
let second: Ticket;
let lea: Page;
let sam: Page;

beforeAll(async () => {
  database = await createDatabase();
  [app, browser] = await Promise.all([
    startApp({ databaseUrl: database.url, env: { GUICHET_DEMO: '1', VOICE_CARRIER: 'off' } }),
    launchChromium(),
  ]);
  writer = await ApiClient.logIn(app.url, 'lea');
  first = await open('Facture 4711 prélevée deux fois');
  second = await open('Facture 4711, deux prélèvements');
  await writer.post(`/api/tickets/${first.id}/notes`, { text: 'Doublon confirmé par la banque.' });
  await writer.post(`/api/tickets/${second.id}/notes`, { text: 'Elle rappelle pour la même facture.' });
  await writer.post(`/api/tickets/${second.id}/notes`, { text: 'Et son adresse a changé.' });
  [lea, sam] = await Promise.all([logIn('lea', 'fr'), logIn('sam', 'en')]);
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await app?.dispose();
  await database?.drop();
});

test('a ticket that reads like another is shown as such, and merged after a look at what will happen', async () => {
  await lea.goto(`${app.url}/work/${second.number}`);
  await lea.getByTestId('similar').getByText(first.subject).waitFor();
  await scan(lea);
  await press(lea, 'similar-merge', 'Enter');
  const preview = lea.getByTestId('merge-preview');
  await preview.getByText(`2 éléments rejoignent ${first.number}`).waitFor();
  await preview.getByText('Léa Martin en répond').waitFor();
  await scan(lea);
  await press(lea, 'merge-submit', 'Enter');
  await lea.getByTestId('merge-dialog').waitFor({ state: 'detached' });
  await lea.locator(`[data-testid=ticket][data-number="${first.number}"]`).waitFor();
  for (const text of ['Doublon confirmé par la banque.', 'Elle rappelle pour la même facture.'])
    await lea.getByTestId('timeline').getByText(text).waitFor();
  await lea.getByTestId('merged-here').getByText(second.subject).waitFor();
  await scan(lea);
});

test('the old number says where it went, and undoing there stands both as they were', async () => {
  await lea.goto(`${app.url}/work/${second.number}`);
  await lea.getByTestId('merged-banner').getByText(first.number).first().waitFor();
  await scan(lea);
  await press(lea, 'merged-undo', 'Enter');
  await lea.getByTestId('merged-banner').waitFor({ state: 'detached' });
  await lea.getByTestId('timeline').getByText('Elle rappelle pour la même facture.').waitFor();
  const { body } = await writer.get<Ticket>(`/api/tickets/${second.id}`);
  expect([body.status, body.mergedInto, body.owner?.id]).toEqual(['open', null, writer.agentId]);
});

test('a part is chosen with the space bar, has a ticket of its own, and goes back', async () => {
  await press(lea, 'ticket-more', 'Enter');
  await press(lea, 'split-open', 'Enter');
  await lea.getByTestId('split-bar').waitFor();
  await lea.getByRole('checkbox', { name: /adresse a changé/ }).focus();
  await lea.keyboard.press('Space');
  await lea.getByTestId('split-bar').getByText('1 élément choisi').waitFor();
  await scan(lea);
  await lea.getByTestId('split-subject').focus();
  await lea.keyboard.type('Changement d’adresse');
  await lea.keyboard.press('Enter');
  await lea.getByTestId('ticket-subject').getByText('Changement d’adresse').waitFor();
  await lea.getByTestId('timeline').getByText('Et son adresse a changé.').waitFor();
  await lea.getByTestId('links').getByText(second.subject).waitFor();
  await press(lea, 'undo-split', 'Enter');
  await lea.getByTestId('merged-open').waitFor();
  await press(lea, 'merged-open', 'Enter');
  await lea.locator(`[data-testid=ticket][data-number="${second.number}"]`).waitFor();
  await lea.getByTestId('timeline').getByText('Et son adresse a changé.').waitFor();
});

test('a colleague named in a note finds the ticket under Following, and reading it ends the news', async () => {
  expect(await sam.getByTestId('work-row').filter({ hasText: second.subject }).count()).toBe(0);
  await press(lea, 'composer-tab-note', 'Enter');
  await lea.getByTestId('composer-text').focus();
  await lea.keyboard.type('Tu connais cette banque, @sa');
  await lea.getByTestId('mentions').getByRole('option').first().waitFor();
  await scan(lea);
  await lea.keyboard.press('Enter');
  const written = await lea.getByTestId('composer-text').inputValue();
  expect(written).toMatch(/^Tu connais cette banque, @Sam \S+ $/);
  await lea.keyboard.press('Control+Enter');

  const row = sam.getByTestId('work-row').filter({ hasText: second.subject });
  await row.getByTestId('work-news').getByText('Names you').waitFor();
  await sam.locator('[data-group=following]').waitFor();
  await scan(sam);
  await row.focus();
  await sam.keyboard.press('Enter');
  await sam.getByTestId('timeline').getByText('Tu connais cette banque').waitFor();
  await row.getByTestId('work-news').waitFor({ state: 'detached' });
  await scan(sam);
  await press(sam, 'follow', 'Enter');
  await row.waitFor({ state: 'detached' });
});

async function open(subject: string): Promise<Ticket> {
  const { body } = await writer.post<Ticket>('/api/tickets', {
    subject,
    customer: { name: 'Sophie Marchand', email: 'sophie@example.org' },
  });
  return body;
}

async function press(page: Page, testId: string, key: string): Promise<void> {
  const place = page.getByTestId(testId).first();
  await place.focus();
  await eventually('the focus is there', () => place.evaluate((element) => element.matches(':focus')));
  await page.keyboard.press(key);
}

function logIn(person: string, language: 'fr' | 'en'): Promise<Page> {
  return openConsole(browser, app.url, person, language);
}
