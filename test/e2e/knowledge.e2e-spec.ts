/** Knowledge in a real browser: an article drafted from a solved ticket, published, read by a customer without a script, and put into an answer by keyboard. */
import { jest } from '@jest/globals';
import type { Ticket } from '@lib/contracts';
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
let solved: Ticket, asked: Ticket;
let agent: Page, supervisor: Page;

beforeAll(async () => {
  database = await createDatabase();
  [app, browser] = await Promise.all([
    startApp({ databaseUrl: database.url, env: { GUICHET_DEMO: '1', VOICE_CARRIER: 'off' } }),
    launchChromium(),
  ]);
  lea = await ApiClient.logIn(app.url, 'lea');
  [solved, asked] = [await open('La selle descend toute seule'), await open('Ma selle bouge')];
  const below = `/api/tickets/${solved.id}`;
  await lea.call('PUT', `${below}/understood`, { text: 'Votre selle descend pendant que vous roulez.' });
  await lea.post(`${below}/plan`, {
    inner: 'collier 31,8 du rayon C',
    customer: 'Serrez le collier à 6 Nm.',
  });
  expect((await lea.post(`${below}/resolve`, { causeId: null, causeNote: 'lot 77 mal serré' })).status).toBe(
    200,
  );
  [agent, supervisor] = [await logIn('lea'), await logIn('max')];
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await app?.dispose();
  await database?.drop();
});

async function open(subject: string): Promise<Ticket> {
  const { body } = await lea.post<Ticket>('/api/tickets', {
    subject,
    customer: { name: 'Inès Roux', email: 'ines.roux@example.org' },
  });
  return body;
}

function logIn(person: string): Promise<Page> {
  return openConsole(browser, app.url, person, 'fr');
}

test('a solved ticket becomes a draft: what colleagues wrote is shown apart, and is not in it', async () => {
  await agent.goto(`${app.url}/work/${solved.number}`);
  await agent.getByTestId('article-draft').click();
  await agent.getByTestId('article-inner').getByText('collier 31,8 du rayon C').waitFor();
  const body = await agent.getByTestId('article-body-fr').inputValue();
  expect(body).toContain('Serrez le collier à 6 Nm.');
  expect(body).not.toMatch(/rayon C|lot 77/);
  await agent.getByTestId('article-visibility-public').check({ force: true });
  await scan(agent);
  await agent.getByTestId('article-title-en').fill('The saddle sinks');
  await agent.getByTestId('article-save').click();
  await agent.getByTestId('article-fault').waitFor();
  await agent.getByTestId('article-body-en').fill('## What helps\n- Tighten the **clamp** to 6 Nm.');
  await agent.getByTestId('article-preview').click();
  await agent.locator('.article-sides strong', { hasText: 'clamp' }).waitFor();
  await agent.getByTestId('article-save').click();
  await agent.getByTestId('article-page').waitFor();
  expect(await agent.getByTestId('article-publish').count()).toBe(0);
  await scan(agent);
});

test('a supervisor finds it by what waits, publishes it, and takes that back by one press', async () => {
  await supervisor.getByTestId('nav-knowledge').focus();
  await supervisor.keyboard.press('Enter');
  await supervisor.getByTestId('article-row').first().waitFor();
  // The name of the rail's button hangs over the page as long as the button has the focus.
  await supervisor.getByTestId('article-filter-drafts').focus();
  await supervisor.locator('.tip').waitFor({ state: 'detached' });
  await scan(supervisor);
  await supervisor.getByTestId('article-filter-drafts').click({ force: true });
  await eventually(
    'only what waits is shown',
    async () => (await supervisor.getByTestId('article-row').count()) === 1,
  );
  await supervisor.getByTestId('article-row').click();
  await supervisor.getByTestId('article-publish').click();
  await supervisor.getByTestId('article-public-page').waitFor();
  await supervisor.getByTestId('toast-action').click();
  await supervisor.getByTestId('article-state').waitFor();
  await supervisor.getByTestId('article-publish').click();
  await supervisor.getByTestId('article-public-page').waitFor();
  // Whoever looks at it hears of it.
  await agent.getByTestId('article-public-page').waitFor();
});

test('a customer finds and reads it without a script, says that it did not help, and a person is one step away', async () => {
  const context = await browser.newContext({
    viewport: { width: 390, height: 800 },
    locale: 'fr-FR',
    javaScriptEnabled: false,
  });
  const page = await context.newPage();
  await page.goto(`${app.url}/help`);
  expect(new URL(page.url()).pathname).toBe('/help/fr');
  await page.getByRole('searchbox').fill('selle descendue');
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: 'La selle descend toute seule' }).click();
  await page.getByText('Serrez le collier à 6 Nm.').waitFor();
  await page.getByRole('button', { name: 'Non, pas vraiment' }).click();
  await page.getByRole('status').waitFor();
  await page.locator('main').getByRole('link', { name: 'Parler à une personne' }).click();
  await page.getByRole('link', { name: 'support@guichet.test' }).waitFor();
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
  await context.close();
  // Looked at by a machine that needs scripts for itself.
  const looked = await (
    await browser.newContext({ bypassCSP: true, viewport: { width: 1000, height: 800 } })
  ).newPage();
  for (const path of ['/help/fr', '/help/en?q=brakes', '/help/en/articles/1', '/help/fr/nothing/here']) {
    await looked.goto(app.url + path);
    await scan(looked);
  }
  await looked.goto(`${app.url}/help/fr/contact`);
  await looked.locator('guichet-widget .launch').waitFor();
  await scan(looked);
});

test('an answer takes a public article by keyboard; one for colleagues cannot be taken', async () => {
  await agent.goto(`${app.url}/work/${asked.number}`);
  await agent.getByTestId('composer-tab-email').click();
  await agent.getByTestId('insert-article').focus();
  await agent.keyboard.press('Enter');
  await focused(agent.getByTestId('article-picker-input'));
  await agent.getByTestId('article-internal').waitFor();
  await scan(agent);
  await agent.getByTestId('article-internal').click({ force: true });
  await agent.getByTestId('article-picker-input').fill('selle');
  await eventually('one is found', async () => (await agent.getByTestId('article-public').count()) === 1);
  await keys(agent, 'Enter');
  await eventually('its text stands in the answer', async () => {
    const text = await agent.getByTestId('composer-text').innerText();
    return (
      text.includes('Serrez le collier à 6 Nm.') && /\/help\/fr\/articles\/\d+-la-selle-descend/.test(text)
    );
  });
  expect(await agent.getByTestId('composer-text').innerText()).not.toContain('série 2025');
});

test('the palette finds articles from anywhere', async () => {
  await agent.keyboard.press('Control+k');
  await agent.getByTestId('palette-input').fill('siège enfant');
  await agent.getByTestId('palette-article').first().click();
  await agent.getByTestId('article-page').getByText('vis de rappel').waitFor();
});
