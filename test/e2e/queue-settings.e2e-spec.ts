/** Queues and people set up by keyboard in a real browser: what would happen is shown before it is kept, and what is regretted is undone. */
import { jest } from '@jest/globals';
import type { Ticket } from '@lib/contracts';
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
let ada: Page;
let max: Page;

beforeAll(async () => {
  database = await createDatabase();
  [app, browser] = await Promise.all([
    startApp({ databaseUrl: database.url, env: { GUICHET_DEMO: '1', VOICE_CARRIER: 'off' } }),
    launchChromium(),
  ]);
  [ada, max] = await Promise.all([logIn('ada'), logIn('max')]);
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await app?.dispose();
  await database?.drop();
});

test('a queue is made by keyboard, and what is missing is said before anything is kept', async () => {
  await ada.goto(`${app.url}/settings/queues`);
  await press(ada.getByTestId('queue-new'));
  await ada.getByTestId('member-search').focus();
  await ada.keyboard.type('lea');
  await keys(ada, 'Enter');
  await member('lea').waitFor();
  await ada.getByTestId('callback-on').press('Space');
  await ada.getByTestId('callback-tries').fill('2');
  await press(ada.getByTestId('queue-save'));
  await ada.getByText('Give the queue a name.').waitFor();
  await scan(ada);
  await ada.getByTestId('queue-name').fill('Repairs');
  await ada.getByTestId('queue-reopen-days').fill('0');
  await ada.getByText('Their answer always begins a follow-up').waitFor();
  await ada.getByTestId('queue-reopen-days').fill('30');
  await ada.getByText('For 30 days their answer reopens the ticket').waitFor();
  await press(ada.getByTestId('queue-save'));
  await ada.getByTestId('queue-title').getByText('Repairs').waitFor();
  await ada.getByTestId('settings-changes').getByText('Made by Ada Lind').waitFor();
  expect(await ada.getByTestId('callback-tries').inputValue()).toBe('2');
});

test('who would be asked follows what is written, and who comes to work, by itself', async () => {
  const answer = ada.getByTestId('who-answer');
  await answer.getByText('Léa Martin: not at work').waitFor();
  const lea = await logIn('lea');
  await lea.getByTestId('state-picker').focus();
  await keys(lea, 'Enter');
  await press(lea.getByTestId('state-available'));
  await answer.getByText('Would be asked: Léa Martin').waitFor();
  await press(ada.getByTestId('ring-add'));
  await ada.getByTestId('skill-name').focus();
  await ada.keyboard.type('scooters');
  await keys(ada, 'Enter');
  await answer.getByText('Léa Martin: lacks the skill asked for').waitFor();
  await press(ada.getByTestId('ring-add'));
  await ada.getByTestId('who-waited').fill('90');
  await answer.getByText('Would be asked: Léa Martin').waitFor();
  await lea.context().close();
});

test('leaving with unsaved changes asks first, and staying loses nothing', async () => {
  await press(ada.getByTestId('settings-calendars'));
  await ada.getByTestId('leave-dialog').waitFor();
  await focused(ada.getByTestId('leave-stay'));
  await scan(ada);
  await keys(ada, 'Enter');
  await ada.getByTestId('leave-dialog').waitFor({ state: 'detached' });
  expect(await ada.getByTestId('ring').count()).toBe(2);
  await press(ada.getByTestId('queue-save'));
  await ada.getByTestId('settings-changes').getByText('Changed by Ada Lind').waitFor();
  await press(ada.getByTestId('queue-back'));
  await row('Repairs').waitFor();
});

test('what is asked after a call is set by keyboard, in both languages and in its order, and taken back', async () => {
  await press(row('Repairs').getByTestId('queue-open'));
  const form = ada.getByTestId('wrap-up-settings');
  await press(form.getByTestId('disposition-add'));
  await form.getByTestId('disposition-required').press('Space');
  await press(form.getByTestId('wrap-up-save'));
  await form.getByText('Give each disposition a name in both languages.').waitFor();
  await form.getByTestId('disposition-fr').fill('Réglé');
  await form.getByTestId('disposition-en').fill('Settled');
  await press(form.getByTestId('disposition-add'));
  await form.getByTestId('disposition-fr').last().fill('Rappel demandé');
  await form.getByTestId('disposition-en').last().fill('Wants to be called back');
  await form.getByTestId('disposition-reasonRequired').last().press('Space');
  await press(form.getByRole('button', { name: 'Move disposition 2 up' }));
  await scan(ada);
  await press(form.getByTestId('wrap-up-save'));
  const saved = ada.locator('.toast').filter({ hasText: 'in force from the next wrap-up' });
  await saved.waitFor();
  await ada.getByTestId('settings-changes').getByText('After a call or a chat').waitFor();
  expect(await form.getByTestId('disposition-en').first().inputValue()).toBe('Wants to be called back');
  await press(saved.getByTestId('toast-action'));
  await form.getByTestId('disposition-row').first().waitFor({ state: 'detached' });
  await press(ada.getByTestId('queue-back'));
  await row('Repairs').waitFor();
});

test('an archived queue is gone from the live page by itself and comes back with one press', async () => {
  await max.goto(`${app.url}/live`);
  const live = max.getByTestId('queue-table');
  await live.getByText('Repairs').waitFor();
  await press(row('Repairs').getByTestId('queue-archive'));
  await live.getByText('Repairs').waitFor({ state: 'detached' });
  const archived = ada.locator('.toast').filter({ hasText: 'is archived' });
  await press(archived.getByTestId('toast-action'));
  await row('Repairs').waitFor();
  await live.getByText('Repairs').waitFor();
});

test('a supervisor reads the settings and tries them out, and cannot change them', async () => {
  await max.goto(`${app.url}/settings/queues`);
  const repairs = max.getByTestId('queue-row').filter({ hasText: 'Repairs' });
  await repairs.waitFor();
  expect(await max.getByTestId('queue-new').count()).toBe(0);
  await press(repairs.getByTestId('queue-open'));
  await max.getByText('Administrators change it').waitFor();
  expect(await max.getByTestId('queue-name').isDisabled()).toBe(true);
  expect(await max.getByTestId('queue-save').count()).toBe(0);
  await max.getByTestId('who-answer').waitFor();
  await scan(max);
});

test('a colleague is set up for work, and taken back with one press', async () => {
  await ada.goto(`${app.url}/settings/people`);
  const sam = ada.locator('[data-testid=person-row][data-person="sam@guichet.test"]');
  await press(sam.getByTestId('person-open'));
  await ada.getByTestId('skill-name').focus();
  await ada.keyboard.type('scooters');
  await keys(ada, 'Enter');
  await ada.getByTestId('speaks-fr').focus();
  await keys(ada, 'Space');
  await ada.getByTestId('capacity-own').focus();
  await keys(ada, 'Space');
  await ada.getByTestId('capacity-weighted').focus();
  await keys(ada, 'Space');
  await scan(ada);
  await press(ada.getByTestId('person-save'));
  await ada.getByTestId('settings-changes').getByText('Skills, Work at once, Languages').waitFor();
  await press(ada.locator('.toast').filter({ hasText: 'Sam Taylor is saved' }).getByTestId('toast-action'));
  await ada.locator('[data-skill=scooters]').waitFor({ state: 'detached' });
  await press(ada.getByTestId('person-back'));
  await ada.getByTestId('house-capacity').waitFor();
  await scan(ada);
});

test('an expert is asked by one key with a reason; the owner stays, and the ticket says who asked whom and why', async () => {
  const noor = await logIn('noor');
  await press(noor.getByTestId('state-picker'));
  await press(noor.getByTestId('state-available'));
  const lea = await ApiClient.logIn(app.url, 'lea');
  const { body: matter } = await lea.post<Ticket>('/api/tickets', {
    subject: 'Booked twice',
    customer: { name: 'Billing Twice', email: 'twice@example.org' },
  });
  await lea.call('POST', `/api/tickets/${matter.id}/take`);
  await max.goto(`${app.url}/work/${matter.number}`);
  await max.getByTestId('ticket-subject').waitFor();
  await keys(max, 'u');
  await focused(max.getByTestId('escalate-level'));
  await press(max.getByTestId('escalate-submit'));
  await max.locator('#escalate-reason-missing').waitFor();
  await max.getByTestId('escalate-reason').fill('The invoice was booked twice');
  await scan(max);
  await press(max.getByTestId('escalate-submit'));
  const card = max.getByTestId('escalation-card');
  await card.getByText('Max Weber asked Noor Haddad (level 2)').waitFor();
  await press(max.locator('.toast').filter({ hasText: 'Noor Haddad is asked' }).getByTestId('toast-action'));
  await card.getByText('It was taken back. The invoice was booked twice').waitFor();
  await max.getByTestId('ticket-owner').getByText('Léa Martin').waitFor();
  await scan(max);
});

const row = (name: string): Locator => ada.getByTestId('queue-row').filter({ hasText: name });

const member = (person: string): Locator =>
  ada.locator(`[data-testid=member][data-member="${person}@guichet.test"]`);

async function press(button: Locator): Promise<void> {
  await button.focus();
  await button.page().keyboard.press('Enter');
}

function logIn(person: string): Promise<Page> {
  return openConsole(browser, app.url, person, 'en');
}
