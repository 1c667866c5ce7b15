/** An absence from the account menu to the note on return, by keyboard alone; the stand-in, the supervisor and the owner each see theirs; axe on each screen. */
import { jest } from '@jest/globals';
import type { Ticket } from '@lib/contracts';
import type { Browser, Page } from 'playwright-core';
import { ApiClient } from '../support/api-client.js';
import { startApp, type RunningApp } from '../support/app.js';
import { launchChromium } from '../support/chromium.js';
import { focused, keys, openConsole, scan } from '../support/console-page.js';
import { createDatabase, type TestDatabase } from '../support/postgres.js';

jest.setTimeout(90_000);

let database: TestDatabase;
let app: RunningApp;
let browser: Browser;
let owner: ApiClient;
let ticket: Ticket;
let lea: Page;
let sam: Page;

beforeAll(async () => {
  database = await createDatabase();
  [app, browser] = await Promise.all([
    startApp({ databaseUrl: database.url, env: { GUICHET_DEMO: '1', VOICE_CARRIER: 'off' } }),
    launchChromium(),
  ]);
  owner = await ApiClient.logIn(app.url, 'lea');
  const { body } = await owner.post<Ticket>('/api/tickets', {
    subject: 'Charged twice',
    customer: { name: 'Sophie Marchand', email: 'sophie@example.org' },
  });
  ticket = body;
  await owner.post(`/api/tickets/${ticket.id}/promises`, {
    text: 'Nous vous rappelons',
    dueAt: new Date(Date.now() + 20 * 3_600_000).toISOString(),
  });
  [lea, sam] = await Promise.all([logIn('lea', 'fr'), logIn('sam', 'en')]);
  await Promise.all([lea, sam].map((page) => page.goto(app.url)));
  await lea.goto(`${app.url}/work/${ticket.number}`);
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await app?.dispose();
  await database?.drop();
});

test('the owner plans an absence from the account menu, and their ticket says who answers', async () => {
  await lea.getByTestId('account').focus();
  await keys(lea, 'Enter');
  await lea.getByTestId('absences').focus();
  await keys(lea, 'Enter');
  const dialog = lea.getByTestId('absence-dialog');
  await dialog.getByText('Aucune absence prévue.').waitFor();
  await lea.getByTestId('absence-to').fill('2001-01-01T09:00');
  await lea.getByTestId('absence-submit').focus();
  await keys(lea, 'Enter');
  await dialog.getByText('La fin doit venir après le début.').waitFor();
  await scan(lea);
  await lea.getByTestId('absence-to').fill('');
  await lea.getByTestId('absence-stand-in').focus();
  await lea.keyboard.type('Sam');
  await lea.getByTestId('absence-submit').focus();
  await keys(lea, 'Enter');
  await dialog.getByTestId('absence').getByText('Sam', { exact: false }).waitFor();
  await scan(lea);
  await keys(lea, 'Escape');
  await lea.getByTestId('ticket-stand-in').getByText('remplace').waitFor();
  await lea.locator(`[data-testid=ticket-owner][data-owner="${owner.agentId}"]`).waitFor();
});

test('the stand-in finds it in their work, sees what is promised, and the first answer says who they are', async () => {
  await sam.goto(`${app.url}/work/${ticket.number}`);
  const banner = sam.getByTestId('stand-in-banner');
  await banner.getByText('You stand in for Léa Martin').waitFor();
  await banner.getByText('Nous vous rappelons', { exact: false }).waitFor();
  await sam.getByTestId('composer-tab-email').focus();
  await keys(sam, 'Enter');
  const line = sam.getByTestId('composer-introduction');
  await line.waitFor();
  expect(await line.inputValue()).toContain('je connais votre dossier');
  await scan(sam);
  await line.fill('Bonjour, ici Sam, pour Léa.');
  await sam.getByTestId('composer-text').focus();
  await sam.keyboard.type('Le remboursement est parti.');
  await keys(sam, 'Control+Enter');
  await sam.getByTestId('timeline').getByText('Bonjour, ici Sam, pour Léa.').first().waitFor();
  await line.waitFor({ state: 'detached' });
});

test('back again: the owner reads what happened meanwhile, and the stand-in is over', async () => {
  await lea.getByTestId('account').focus();
  await keys(lea, 'Enter');
  await lea.getByTestId('absences').focus();
  await keys(lea, 'Enter');
  await lea.getByTestId('absence-remove').focus();
  await keys(lea, 'Enter');
  await lea.getByTestId('absence-dialog').getByText('Aucune absence prévue.').waitFor();
  await keys(lea, 'Escape');
  const back = lea.getByTestId('hand-back');
  await back.getByText('1 réponse', { exact: false }).waitFor();
  await scan(lea);
  await sam.getByTestId('stand-in-banner').waitFor({ state: 'detached' });
  await lea.getByTestId('hand-back-seen').focus();
  await keys(lea, 'Enter');
  await back.waitFor({ state: 'detached' });
});

test('nobody is there: the supervisor hears of it on any page, and names somebody', async () => {
  const max = await logIn('max', 'en');
  const absence = { kind: 'other', from: new Date(Date.now() - 1_000).toISOString(), to: null };
  for (const person of ['sam', 'lea']) {
    const colleague = await ApiClient.logIn(app.url, person);
    expect((await colleague.post('/api/agents/me/absences', absence)).status).toBe(201);
  }
  await max.getByTestId('sought-notice').waitFor();
  await scan(max);
  await max.getByTestId('sought-look').focus();
  await keys(max, 'Enter');
  await max.getByTestId('stand-in-sought').waitFor();
  const colleague = await ApiClient.logIn(app.url, 'sam');
  const { body } = await colleague.get<{ items: { id: string }[] }>('/api/agents/me/absences');
  await max.getByTestId('stand-in-name').focus();
  await keys(max, 'Enter');
  await max.getByTestId('stand-in-submit').focus();
  await keys(max, 'Enter');
  await max.getByTestId('stand-in-dialog').getByText('Choose who stands in.').waitFor();
  await scan(max);
  await keys(max, 'Escape');
  await focused(max.getByTestId('stand-in-name'));
  await colleague.call('DELETE', `/api/agents/me/absences/${body.items[0]?.id}`);
  await max.getByTestId('ticket-stand-in').waitFor();
  await max.getByTestId('stand-in-sought').waitFor({ state: 'detached' });
});

function logIn(person: string, language: 'fr' | 'en'): Promise<Page> {
  return openConsole(browser, app.url, person, language);
}
