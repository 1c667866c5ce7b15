/** Rules from the settings, by keyboard: written, tried on past tickets, switched on, seen at work, taken back; axe on each screen. */
import { jest } from '@jest/globals';
import type { RuleRunList, Ticket } from '@lib/contracts';
import type { Browser, Page } from 'playwright-core';
import { ApiClient } from '../support/api-client.js';
import { startApp, type RunningApp } from '../support/app.js';
import { launchChromium } from '../support/chromium.js';
import { focused, keys, openConsole, scan } from '../support/console-page.js';
import { eventually } from '../support/main-path.js';
import { createDatabase, type TestDatabase } from '../support/postgres.js';

jest.setTimeout(90_000);

let database: TestDatabase;
let app: RunningApp;
let browser: Browser;
let lea: ApiClient;
let ada: Page;

beforeAll(async () => {
  database = await createDatabase();
  [app, browser] = await Promise.all([
    startApp({ databaseUrl: database.url, env: { GUICHET_DEMO: '1', VOICE_CARRIER: 'off' } }),
    launchChromium(),
  ]);
  lea = await ApiClient.logIn(app.url, 'lea');
  await opened('La paie du mois ne part pas');
  ada = await logIn('ada');
  await ada.goto(`${app.url}/settings/rules`);
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await app?.dispose();
  await database?.drop();
});

async function opened(subject: string): Promise<Ticket> {
  const customer = { name: 'Sophie Marchand', email: 'sophie@example.org' };
  return (await lea.post<Ticket>('/api/tickets', { subject, customer })).body;
}

function logIn(person: string): Promise<Page> {
  return openConsole(browser, app.url, person, 'en');
}

const row = (name: string) => ada.getByTestId('rule-row').filter({ hasText: name });

test('the house comes with its acknowledgements, switched on and in words', async () => {
  const mail = row('Accusé de réception');
  await mail.getByText('a ticket is opened').waitFor();
  await mail.getByText('Acknowledge, once').waitFor();
  expect(await mail.getByTestId('rule-switch').isChecked()).toBe(true);
  await scan(ada);
});

test('a rule is written by keyboard; what is missing is named; a try says what it would have met, and why not', async () => {
  await ada.getByTestId('rule-new').focus();
  await keys(ada, 'Enter');
  await focused(ada.getByTestId('rule-name'));
  await ada.keyboard.type('Paie bloquée');
  await ada.getByTestId('rule-add-all').focus();
  await keys(ada, 'Enter');
  await ada.getByTestId('rule-save').focus();
  await keys(ada, 'Enter');
  await ada.getByTestId('rule-fault').getByText('All of these must be so: condition 1, Action 1').waitFor();
  await ada.getByTestId('rule-values').focus();
  await ada.keyboard.type('paie*, salaire');
  await ada.getByTestId('rule-priority').selectOption('urgent');
  await ada.getByTestId('rule-reason').fill('La paie ne part pas');
  await ada.getByTestId('rule-try').focus();
  await keys(ada, 'Enter');
  await ada
    .getByTestId('rule-tried')
    .getByText(/^1 of \d+ tickets would have matched/)
    .waitFor();
  const found = ada.getByTestId('rule-dry-run').locator('tr[data-matches=true]');
  await found.getByText('La paie du mois ne part pas').waitFor();
  expect(await ada.getByTestId('rule-dry-run').locator('tr[data-matches=false]').count()).toBeGreaterThan(0);
  await scan(ada);
});

test('a text that tells of the inside is refused in words; the rule is saved without it, on, and acts', async () => {
  await ada.getByTestId('rule-add-action').focus();
  await keys(ada, 'Enter');
  const second = ada.getByTestId('rule-action').nth(1);
  await second.getByTestId('rule-do').selectOption('send-text');
  await second.getByTestId('rule-text-fr').fill('Je transmets à l’équipe Facturation.');
  await second.getByTestId('rule-text-en').fill('Hello.');
  await ada.getByTestId('rule-active').focus();
  await keys(ada, 'Space');
  await ada.getByTestId('rule-save').focus();
  await keys(ada, 'Enter');
  await ada.getByTestId('rule-fault').getByText('The customer must not read this in Action 2').waitFor();
  await scan(ada);
  await second.getByRole('button', { name: 'Remove action 2' }).click();
  await ada.getByTestId('rule-save').focus();
  await keys(ada, 'Enter');
  await row('Paie bloquée').waitFor();
  const ticket = await opened('Salaire en retard');
  await eventually('the rule has acted', async () => {
    const { body } = await lea.get<Ticket>(`/api/tickets/${ticket.id}`);
    return body.priority === 'urgent';
  });
  await ada.getByTestId('rules-log').focus();
  await keys(ada, 'Enter');
  const run = ada.getByTestId('rule-run').filter({ hasText: ticket.number });
  await run.getByText('Set the priority: done').waitFor();
  await run.getByText('because Words “paie*”, “salaire”').waitFor();
  await scan(ada);
});

test('order, switch and archive: each by one press, archiving taken back by another', async () => {
  await ada.getByTestId('rules-list').click();
  await row('Paie bloquée').getByRole('button', { name: 'Paie bloquée: act earlier' }).click();
  await eventually('it stands before the last', async () =>
    ((await ada.getByTestId('rule-row').nth(1).textContent()) ?? '').includes('Paie bloquée'),
  );
  await row('Paie bloquée').getByTestId('rule-switch').focus();
  await keys(ada, 'Space');
  await ada.locator('[data-testid=rule-row][data-active=false]').waitFor();
  await row('Paie bloquée').getByRole('button', { name: 'Archive Paie bloquée' }).click();
  await row('Paie bloquée').waitFor({ state: 'detached' });
  await ada.getByRole('button', { name: 'Undo' }).last().click();
  await row('Paie bloquée').waitFor();
  await row('Paie bloquée').getByRole('button', { name: 'Changes of Paie bloquée' }).click();
  await row('Paie bloquée')
    .getByText(/^archived · Ada/)
    .waitFor();
  await scan(ada);
});

test('what went round in a circle alarms until somebody has seen it', async () => {
  const admin = await ApiClient.logIn(app.url, 'ada');
  await admin.post('/api/admin/rules', {
    name: 'Rond',
    active: true,
    trigger: { on: 'tagged' },
    actions: [
      { do: 'remove-tags', tags: ['rond'] },
      { do: 'add-tags', tags: ['rond'] },
    ],
  });
  const ticket = await opened('En rond');
  await lea.call('PUT', `/api/tickets/${ticket.id}/tags`, { tags: ['rond'] });
  await eventually('it was stopped', async () => {
    const { body } = await admin.get<RuleRunList>('/api/admin/rules/runs?state=stopped');
    return body.unseenStops > 0;
  });
  await ada.reload();
  await ada.getByTestId('rule-alarm').getByRole('button', { name: 'Show what happened' }).click();
  await ada.getByTestId('rule-run').getByText('It had woken itself').waitFor();
  await scan(ada);
  await ada.getByTestId('rule-alarm-seen').focus();
  await keys(ada, 'Enter');
  await ada.getByTestId('rule-alarm').waitFor({ state: 'detached' });
});
