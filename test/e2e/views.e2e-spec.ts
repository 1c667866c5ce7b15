/** Finding things in a real browser by keyboard: views with their whole state in the address, and search from letter to ticket; axe on each screen. */
import { jest } from '@jest/globals';
import type { Ticket } from '@lib/contracts';
import { Client } from 'pg';
import type { Browser, Page } from 'playwright-core';
import { ApiClient } from '../support/api-client.js';
import { startApp, type RunningApp } from '../support/app.js';
import { launchChromium } from '../support/chromium.js';
import { focused, openConsole, scan } from '../support/console-page.js';
import { eventually } from '../support/main-path.js';
import { createDatabase, type TestDatabase } from '../support/postgres.js';

jest.setTimeout(90_000);

const SUBJECTS = ['Échéance de mars', 'Facture erronée', 'Adresse de livraison', 'Parcel not delivered'];
let database: TestDatabase;
let app: RunningApp;
let browser: Browser;
let max: Page;
const jobsEnded: (() => void)[] = [];
const numbers = new Map<string, string>();

beforeAll(async () => {
  database = await createDatabase();
  [app, browser] = await Promise.all([
    startApp({ databaseUrl: database.url, env: { GUICHET_DEMO: '1', VOICE_CARRIER: 'off' } }),
    launchChromium(),
  ]);
  const supervisor = await ApiClient.logIn(app.url, 'max');
  for (const [index, subject] of SUBJECTS.entries()) {
    const { body } = await supervisor.post<Ticket>('/api/tickets', {
      subject,
      customer: { name: `Sophie Marchand ${index}`, email: `sophie${index}@example.org` },
      ...(index === 1 && { impact: 'high', urgency: 'high' }),
    });
    numbers.set(subject, body.number);
  }
  max = await logIn('max');
  max.on('websocket', (socket) =>
    socket.on('framereceived', ({ payload }) => {
      if (/"bulk-job\.progressed",.*"state":"ended"/.test(String(payload)))
        for (const tell of jobsEnded.splice(0)) tell();
    }),
  );
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await app?.dispose();
  await database?.drop();
});

test('from my work to all tickets; J walks, Enter opens, and back is where one was', async () => {
  await max.getByTestId('all-tickets').focus();
  await max.keyboard.press('Enter');
  await max.getByTestId('view-list').waitFor();
  await scan(max);
  await max.getByTestId('sort-priority').focus();
  await max.keyboard.press('Enter');
  await rowsAre(SUBJECTS[1] as string);
  await max.keyboard.press('j');
  await focused(max.getByTestId('view-row').first());
  await max.keyboard.press('Enter');
  await max.waitForURL(`**/work/${numbers.get(SUBJECTS[1] as string)}`);
  await max.goBack();
  await max.getByTestId('view-list').waitFor();
  expect(new URL(max.url()).searchParams.get('sort')).toBe('-priority');
});

test('filters are in the address: who gets the link sees the same list', async () => {
  await max.getByTestId('view-text').fill('echeance');
  await eventually('one row is left', async () => (await max.getByTestId('view-row').count()) === 1);
  const other = await logIn('ada');
  await other.goto(max.url());
  await other
    .getByTestId('view-row')
    .getByText(SUBJECTS[0] as string)
    .waitFor();
  expect(await other.getByTestId('view-text').inputValue()).toBe('echeance');
  await other.context().close();
});

test('saved with a name and shared, a view is there for others; deleted, it comes back with one press', async () => {
  await max.getByTestId('save-view').focus();
  await max.keyboard.press('Enter');
  await focused(max.getByTestId('view-name'));
  await scan(max);
  await max.keyboard.type('Échéances');
  await max.getByTestId('view-share').selectOption('agent');
  await max.getByTestId('view-save').click();
  await max.getByRole('heading', { level: 1, name: 'Échéances' }).waitFor();
  await max.getByTestId('view-row').waitFor();
  const lea = await logIn('lea');
  await lea.goto(max.url());
  await lea.getByRole('heading', { level: 1, name: 'Échéances' }).waitFor();
  expect(await lea.getByTestId('remove-view').count()).toBe(0);
  await lea.getByTestId('view-empty').waitFor();
  await scan(lea);
  await lea.context().close();
  await max.getByTestId('remove-view').click();
  await max.getByRole('heading', { level: 1, name: 'Not settled' }).waitFor();
  await max.getByRole('button', { name: 'Undo' }).click();
  await max.getByRole('heading', { level: 1, name: 'Échéances' }).waitFor();
});

test('rows chosen by keyboard are changed together, each says what became of it, and it is taken back', async () => {
  await max.goto(`${app.url}/views?sort=openedAt`);
  await max.getByTestId('view-row').first().waitFor();
  await max.keyboard.press('j');
  await focused(max.getByTestId('view-row').first());
  await max.keyboard.press('x');
  await max.keyboard.press('Shift+ArrowDown');
  await max.keyboard.press('Shift+ArrowDown');
  await max.getByTestId('bulk-bar').getByText('3 tickets selected', { exact: true }).waitFor();
  expect(await max.locator('[data-testid=view-row][aria-selected=true]').count()).toBe(3);
  await scan(max);
  await max.getByTestId('bulk-tags').focus();
  await max.keyboard.press('Enter');
  await max.getByTestId('bulk-tags-add').fill('mars, à revoir');
  await scan(max);
  await max.keyboard.press('Enter');
  const outcome = max.getByTestId('bulk-job-state');
  await eventually('the job has ended', async () => (await outcome.innerText()) === '3 done');
  expect(await max.getByTestId('bulk-bar').count()).toBe(0);
  await scan(max);
  await max.getByTestId('bulk-undo').click();
  await max.getByLabel('Taking it back').first().waitFor();
  await eventually('it is taken back', async () => (await outcome.innerText()) === '3 done');
  // A second page shows the same job, and its end lets it be put away.
  await max.getByTestId('bulk-close').click();
  await eventually('it is put away', async () => (await max.getByTestId('bulk-job').count()) === 0);
});

test('what may not be done is listed with its reason, and Escape lets go of all rows', async () => {
  await max.getByTestId('view-pick-all').check();
  await max.getByTestId('bulk-bar').waitFor();
  await max.getByTestId('view-row').first().focus();
  await max.keyboard.press('Escape');
  await eventually('nothing is chosen', async () => (await max.getByTestId('bulk-bar').count()) === 0);
  await max.getByTestId('view-row').filter({ hasText: SUBJECTS[0] }).getByTestId('view-pick').click();
  await max.getByTestId('bulk-merge').click();
  await max.getByTestId('bulk-merge-into').fill(numbers.get(SUBJECTS[2] as string) ?? '');
  await firstReadingOvertaken(max);
  await max.getByTestId('bulk-submit').click();
  const refused = max.getByTestId('bulk-refused');
  await refused.waitFor();
  expect(await refused.innerText()).toContain('The two tickets belong to different customers.');
  await scan(max);
  await max.getByTestId('bulk-close').click();
  await max.unrouteAll({ behavior: 'ignoreErrors' });
});

test('an address of no view says so, and an empty list says what to do', async () => {
  await max.goto(`${app.url}/views?view=01a20427-0000-7000-8000-000000000000`);
  await max.getByTestId('view-gone').waitFor();
  await max.goto(`${app.url}/views?text=zygomatique`);
  await max.getByTestId('view-empty').waitFor();
  await scan(max);
});

test('search: from a slip of the finger to the ticket without a mouse', async () => {
  await max.keyboard.press('Control+k');
  await max.getByTestId('palette-input').fill('facutre');
  const hit = max.getByTestId('palette-ticket').first();
  await hit.waitFor();
  expect(await hit.locator('mark').innerText()).toBe('Facture');
  await scan(max);
  await max.keyboard.press('Enter');
  await max.waitForURL(`**/work/${numbers.get(SUBJECTS[1] as string)}`);
});

test('the page of results: all kinds, then one alone, in the address', async () => {
  await max.goto(`${app.url}/search?q=sophie`);
  await max.getByTestId('found-customer').waitFor();
  await scan(max);
  await max.getByTestId('search-kind-customer').focus();
  await max.keyboard.press('Space');
  await eventually('the address holds the kind', async () => max.url().includes('kind=customer'));
  await max.getByTestId('hit-customer').first().waitFor();
  await max.getByTestId('search-input').fill('zygomatique');
  await max.getByTestId('search-nothing').waitFor();
});

/** As on a slow line: the next job runs when it is read first, and has ended by the time that reading is there. */
async function firstReadingOvertaken(page: Page): Promise<void> {
  const ended = new Promise<void>((heard) => jobsEnded.push(heard));
  const holder = new Client({ connectionString: database.url });
  await holder.connect();
  await holder.query('BEGIN; LOCK TABLE tickets.ticket IN EXCLUSIVE MODE');
  let released: Promise<void> | undefined;
  await page.route('**/api/tickets/bulk/*', async (route) => {
    const response = await route.fetch();
    await (released ??= holder.end());
    await ended;
    await route.fulfill({ response });
  });
}

async function rowsAre(first: string): Promise<void> {
  await eventually('the list is in its new order', async () =>
    (await max.getByTestId('view-row').first().innerText()).includes(first),
  );
}

function logIn(person: string): Promise<Page> {
  return openConsole(browser, app.url, person, 'en');
}
