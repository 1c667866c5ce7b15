/** Writing a mail in the console: formatted by keyboard, kept across windows, never past a colleague, taken back whole. */
import { jest } from '@jest/globals';
import type { Drafts, Ticket, TimelineItem } from '@lib/contracts';
import type { Browser, Page } from 'playwright-core';
import { ApiClient } from '../support/api-client.js';
import { DEMO_PASSWORD, startApp, type RunningApp } from '../support/app.js';
import { launchChromium } from '../support/chromium.js';
import { keys, scan, written } from '../support/console-page.js';
import { eventually } from '../support/main-path.js';
import { createDatabase, type TestDatabase } from '../support/postgres.js';

jest.setTimeout(90_000);

let database: TestDatabase;
let app: RunningApp;
let browser: Browser;
let api: ApiClient;
let ticket: Ticket;
let lea: Page;

beforeAll(async () => {
  database = await createDatabase();
  [app, browser] = await Promise.all([
    startApp({ databaseUrl: database.url, env: { GUICHET_DEMO: '1', VOICE_CARRIER: 'off' } }),
    launchChromium(),
  ]);
  api = await ApiClient.logIn(app.url, 'lea');
  ticket = (
    await api.post<Ticket>('/api/tickets', {
      subject: 'Charged twice',
      customer: { name: 'Sophie Marchand', email: 'sophie@example.org' },
    })
  ).body;
  lea = await open('lea', 'fr');
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await app?.dispose();
  await database?.drop();
}, 60_000);

async function open(person: string, locale: 'fr' | 'en'): Promise<Page> {
  const context = await browser.newContext({ locale: locale === 'fr' ? 'fr-FR' : 'en-GB' });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  await page.goto(`${app.url}/work/${ticket.number}`);
  await page.getByTestId('login-email').fill(`${person}@guichet.test`);
  await page.getByTestId('login-password').fill(DEMO_PASSWORD);
  await page.getByTestId('login-submit').click();
  await page.getByTestId('format-bold').waitFor();
  return page;
}

const messages = async (): Promise<TimelineItem[]> =>
  (await api.get<{ items: TimelineItem[] }>(`/api/tickets/${ticket.id}/timeline`)).body.items.filter(
    ({ kind, direction }) => kind === 'message' && direction === 'out',
  );
const drafts = async (): Promise<Drafts['items']> =>
  (await api.get<Drafts>(`/api/tickets/${ticket.id}/drafts`)).body.items;

test('a mail is formatted by keyboard alone, and the draft is found again after a reload and on another device', async () => {
  await lea.getByTestId('composer-text').focus();
  await lea.keyboard.type('Bonjour Sophie,');
  await keys(lea, 'Enter');
  await lea.keyboard.type('1. Ouvrez le ');
  await keys(lea, 'Control+b');
  await lea.keyboard.type('capot');
  await keys(lea, 'Control+b', 'Enter');
  await lea.keyboard.type('Fermez-le');
  await lea.locator('[data-testid=draft-kept][data-where=server]').waitFor();
  await scan(lea);
  const [kept] = await drafts();
  expect(kept?.text).toBe('Bonjour Sophie,\n1. Ouvrez le capot\n2. Fermez-le');
  await lea.reload();
  await lea.locator('[data-testid=composer-text] strong').getByText('capot').waitFor();
  const phone = await open('lea', 'fr');
  await phone.locator('[data-testid=composer-text] li').nth(1).getByText('Fermez-le').waitFor();
  await phone.close();
});

test('who is copied is said before it leaves, and is in nobody’s copy unseen', async () => {
  await lea.getByTestId('line-to').getByText('sophie@example.org').waitFor();
  await lea.getByTestId('cc-open').click();
  await lea.getByTestId('add-cc').fill('pas une adresse');
  await keys(lea, 'Enter');
  await lea.getByText('Ce n’est pas une adresse e-mail.').waitFor();
  await lea.getByTestId('add-cc').fill('chef@example.org');
  await keys(lea, 'Enter');
  await lea.getByTestId('line-cc').getByText('chef@example.org').waitFor();
  await scan(lea);
});

test('a colleague at the same answer is named while both write, and their answer is shown before mine leaves', async () => {
  const max = await open('max', 'en');
  await max.getByTestId('composer-text').focus();
  await max.keyboard.type('Hello Sophie, it is paid back.');
  await lea.getByTestId('collision').getByText('Max', { exact: false }).waitFor();
  await max.getByTestId('collision').getByText('Léa', { exact: false }).waitFor();
  await keys(max, 'Control+Enter');
  await lea.getByTestId('answered-meanwhile').getByText('Max', { exact: false }).waitFor();
  await lea.getByTestId('composer-text').focus();
  await keys(lea, 'Control+End', 'Enter', 'Enter');
  await lea.keyboard.type('La facture est en pièce jointe.');
  await keys(lea, 'Control+Enter');
  await lea.getByTestId('guard-answered').waitFor();
  await lea.getByTestId('guard-no-file').waitFor();
  await scan(lea);
  await keys(lea, 'Enter');
  await lea.getByTestId('guard').waitFor({ state: 'detached' });
  expect(await messages()).toHaveLength(1);
  await max.context().close();
});

test('a file is joined, the mail leaves in both parts, and one press takes everything back', async () => {
  await lea.getByTestId('composer-file').setInputFiles({
    name: 'facture.txt',
    mimeType: 'text/plain',
    buffer: Buffer.from('facture'),
  });
  await lea.locator('[data-testid=joined-files] [data-uploaded=true]').waitFor();
  const before = await written(lea);
  await lea.getByTestId('send').click();
  await lea.getByTestId('guard-send').click();
  await eventually('the mail is held', async () => (await messages()).length === 2);
  const [, mine] = await messages();
  expect(mine).toMatchObject({ delivery: { state: 'held' }, data: { cc: ['chef@example.org'] } });
  expect(mine?.html).toContain('<ol><li><p>Ouvrez le <strong>capot</strong></p></li>');
  expect(await drafts()).toEqual([]);
  await lea.getByRole('button', { name: 'Annuler' }).last().click();
  await eventually('the words are back', async () => (await written(lea)) === before);
  await lea.locator('[data-testid=joined-files] [data-uploaded=true]').waitFor();
  await lea.getByTestId('line-cc').getByText('chef@example.org').waitFor();
  expect((await messages())[1]?.delivery?.state).toBe('cancelled');
  await scan(lea);
});
