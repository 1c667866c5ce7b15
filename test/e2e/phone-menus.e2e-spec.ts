/** A phone menu made by keyboard in a real browser: what would strand a caller is said at its place, and what is published can be gone back from. */
import { jest } from '@jest/globals';
import type { PhoneMenuList } from '@lib/contracts';
import type { Browser, Locator, Page } from 'playwright-core';
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
let ada: Page;

beforeAll(async () => {
  database = await createDatabase();
  [app, browser] = await Promise.all([
    startApp({ databaseUrl: database.url, env: { GUICHET_DEMO: '1', VOICE_CARRIER: 'off' } }),
    launchChromium(),
  ]);
  ada = await logIn('ada', 'en');
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await app?.dispose();
  await database?.drop();
});

test('a menu is built by keyboard from the list; what would strand a caller is named and cannot be saved', async () => {
  await ada.goto(`${app.url}/settings/phone-menus`);
  await press(ada.getByTestId('menu-new'));
  await ada.getByTestId('menu-drawing').locator('.react-flow__node').first().waitFor();
  await ada.getByTestId('menu-name').fill('Main line');
  await press(ada.getByTestId('menu-number-+15005550100'), 'Space');
  await ada.getByTestId('menu-add-kind').selectOption('choose');
  await press(ada.getByTestId('menu-add'));
  await problems('Nobody ever comes to this step.').waitFor();
  await problems('The French words are missing.').waitFor();
  expect(await ada.getByTestId('menu-save').isDisabled()).toBe(true);
  await scan(ada);
  await ada.getByTestId('menu-words-fr').fill('Pour vos factures, faites le 1.');
  await ada.getByTestId('menu-words-en').fill('For your bills, press 1.');
  await press(ada.getByTestId('menu-step-welcome'));
  await focused(ada.locator('#menu-panel-title'));
  await ada.getByTestId('menu-way-next').selectOption({ label: 'Choice by key' });
  await problems('Everybody who calls can reach somebody.').waitFor();
  await press(ada.getByTestId('menu-save'));
  await ada.getByTestId('menu-title').getByText('Main line').waitFor();
  await ada.getByTestId('menu-live').getByText('Not published yet').waitFor();
});

test('it is published with a reason, changed, published again, and gone back from', async () => {
  await publish(ada.getByTestId('menu-publish'), 'First menu of the house');
  await ada.getByTestId('menu-live').getByText('Callers hear version 1').waitFor();
  await press(ada.getByTestId('menu-step-choose-1'));
  await ada.getByTestId('menu-words-en').fill('For bills, press 1.');
  await press(ada.getByTestId('menu-save'));
  await ada.getByTestId('menu-live').getByText('changed since').waitFor();
  await publish(ada.getByTestId('menu-publish'), 'Shorter');
  await ada.getByTestId('menu-versions').getByText('Shorter').waitFor();
  await scan(ada);
  await publish(ada.getByTestId('menu-back-to-1'), 'The long words were clearer');
  await ada.getByTestId('menu-live').getByText('Callers hear version 3').waitFor();
  await eventually(
    'the words of then stand there',
    async () => (await ada.getByTestId('menu-words-en').inputValue()) === 'For your bills, press 1.',
  );
});

test('a queue is recorded only once somebody said why and what customers are told; it is kept with who set it', async () => {
  await ada.goto(`${app.url}/settings/recordings`);
  const row = ada.getByTestId('recording-row').first();
  await row.getByText('Not recorded').waitFor();
  await press(row.getByTestId('recording-open'));
  await press(ada.getByTestId('recording-enabled'), 'Space');
  await ada.getByTestId('recording-missing').getByText('say why').waitFor();
  expect(await ada.getByTestId('recording-save').isDisabled()).toBe(true);
  await ada.getByTestId('recording-purpose').selectOption('quality');
  await ada.getByTestId('recording-basis').selectOption('legitimate-interest');
  await ada.getByTestId('recording-words-fr').fill('Cet appel est enregistré.');
  await ada.getByTestId('recording-words-en').fill('This call is recorded.');
  await scan(ada);
  await press(ada.getByTestId('recording-save'));
  await ada.getByTestId('recording-history').getByText('deleted after 180 days').waitFor();
  await press(ada.getByTestId('recording-back'));
  await row.getByText('Quality of service').waitFor();
  await scan(ada);
});

test('the draft is tried from one’s own telephone', async () => {
  await ada.goto(`${app.url}/settings/phone-menus`);
  await press(ada.getByTestId('menu-open').first());
  await ada.getByTestId('menu-try-from').fill('+33 6 12 34 56 78');
  await press(ada.getByTestId('menu-try'));
  await ada.getByTestId('menu-trial').getByText('Call +15005550100 from +33612345678 now.').waitFor();
});

test('leaving with changes asks first; a menu taken away comes back with one press', async () => {
  await ada.getByTestId('menu-name').fill('Other name');
  await press(ada.getByTestId('menu-back'));
  await ada.getByTestId('leave-dialog').waitFor();
  await press(ada.getByTestId('leave-anyway'));
  const row = ada.getByTestId('menu-row').filter({ hasText: 'Main line' });
  await row.waitFor();
  await scan(ada);
  await press(row.getByTestId('menu-remove'));
  await row.waitFor({ state: 'detached' });
  await press(ada.locator('.toast').filter({ hasText: 'is removed' }).getByTestId('toast-action'));
  await row.getByText('+15005550100').waitFor();
});

test('a supervisor reads it and cannot write on it, but tells every caller what is out of the ordinary', async () => {
  const max = await logIn('max', 'fr');
  await max.goto(`${app.url}/settings/phone-menus`);
  await press(max.getByTestId('announce-write'));
  await max.getByTestId('announce-fr').fill('Le réseau est en panne, nous y travaillons.');
  await max.getByTestId('announce-en').fill('The network is down, we are working on it.');
  await scan(max);
  await press(max.getByTestId('announce-set'));
  await max.getByTestId('announce-now').getByText('The network is down').waitFor();
  await press(max.getByTestId('announce-take-back'));
  await press(max.locator('.toast').getByTestId('toast-action'));
  await max.getByTestId('announce-now').getByText('The network is down').waitFor();
  await press(max.getByTestId('menu-open'));
  await max.getByTestId('menu-drawing').locator('.react-flow__node').first().waitFor();
  expect(await max.getByTestId('menu-save').count()).toBe(0);
  await press(max.getByTestId('menu-step-choose-1'));
  expect(await max.getByTestId('menu-words-fr').isDisabled()).toBe(true);
  await scan(max);
  const client = await ApiClient.logIn(app.url, 'max');
  const { body } = await client.get<PhoneMenuList>('/api/admin/phone-menus');
  expect(body.items.map(({ name }) => name)).toEqual(['Main line']);
});

const problems = (text: string): Locator => ada.getByTestId('menu-problems').getByText(text);

async function publish(button: Locator, reason: string): Promise<void> {
  await press(button);
  await focused(ada.getByTestId('menu-reason-text'));
  await ada.keyboard.type(reason);
  await keys(ada, 'Enter');
  await ada.getByTestId('menu-reason').waitFor({ state: 'detached' });
}

async function press(button: Locator, key = 'Enter'): Promise<void> {
  await button.focus();
  await button.page().keyboard.press(key);
}

function logIn(person: string, language: 'fr' | 'en'): Promise<Page> {
  return openConsole(browser, app.url, person, language);
}
