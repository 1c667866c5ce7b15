/** Promises on two consoles by keyboard alone: made with an answer, drafted for, renewed, lapsed and told to the supervisor; suppliers, work lost and the settings; axe on each screen. */
import { jest } from '@jest/globals';
import type { PromiseView, Ticket, TicketClocks } from '@lib/contracts';
import type { Browser, Page } from 'playwright-core';
import { ApiClient } from '../support/api-client.js';
import { startApp, type RunningApp } from '../support/app.js';
import { launchChromium } from '../support/chromium.js';
import { focused, keys, openConsole, scan, written } from '../support/console-page.js';
import { eventually } from '../support/main-path.js';
import { createDatabase, type TestDatabase } from '../support/postgres.js';

jest.setTimeout(90_000);

let database: TestDatabase;
let app: RunningApp;
let browser: Browser;
let owner: ApiClient;
let ticket: Ticket;
let lea: Page;
let max: Page;

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
  [lea, max] = await Promise.all([logIn('lea', 'fr'), logIn('max', 'en')]);
  await lea.goto(`${app.url}/work/${ticket.number}`);
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await app?.dispose();
  await database?.drop();
});

test('a promise is added to an answer without a mouse, and stands in the head, the thread and beside the ticket', async () => {
  await lea.getByTestId('timeline').focus();
  await keys(lea, 'p');
  await lea.getByTestId('promise-dialog').waitFor();
  await lea.getByTestId('promise-in-an-hour').focus();
  await keys(lea, 'Space');
  await scan(lea);
  await lea.getByTestId('promise-at').focus();
  await keys(lea, 'Enter');
  await lea.getByTestId('promise-dialog').waitFor({ state: 'detached' });
  await lea.getByTestId('composer-promised').waitFor();
  expect(await written(lea)).toMatch(/^Vous aurez de mes nouvelles au plus tard .+ à \d{1,2}:\d{2}\.$/);
  expect(await promises()).toEqual([]);
  await lea.getByTestId('composer-text').focus();
  await keys(lea, 'Control+Enter');
  await lea.getByTestId('promise-chip').waitFor();
  await lea.locator('[data-event="promise.made"]').waitFor();
  await lea.locator('[data-testid=clock][data-kind=promise][data-state=on-time]').waitFor();
  await lea.locator('[data-testid=clock][data-kind=customer]').waitFor();
  expect(await promises()).toMatchObject([{ state: 'open' }]);
  await scan(lea);
});

test('soon due: honest words come by themselves, are put into the answer, and carry the next promise', async () => {
  const [first] = await promises();
  await lea.goto(`${app.url}/work`);
  await comes(first?.id, 'clocks-promise');
  const notice = lea.getByTestId('promise-notice');
  await notice.waitFor();
  await scan(lea);
  await notice.getByTestId('promise-look').focus();
  await keys(lea, 'Enter');
  await lea.locator('[data-testid=promise-banner][data-state=soon]').waitFor();
  const words = await lea.getByTestId('promise-draft').innerText();
  expect(words).toContain('Ce n’est pas encore prêt');
  await scan(lea);
  await lea.getByTestId('promise-use-draft').focus();
  await keys(lea, 'Enter');
  await focused(lea.getByTestId('composer-text'));
  expect(await written(lea)).toBe(words);
  await keys(lea, 'Control+Enter');
  await eventually('the promise is renewed', async () => (await promises())[0]?.state === 'renewed');
  await lea.getByTestId('promise-banner').waitFor({ state: 'detached' });
  expect((await promises()).map(({ state }) => state)).toEqual(['renewed', 'open']);
});

test('lapsed: the owner sees it at once, the supervisor when nobody answered, and a new promise ends it on both consoles', async () => {
  const open = (await promises()).find(({ state }) => state === 'open');
  await database.query(`UPDATE clocks.promise SET due_at = now() WHERE id = $1`, [open?.id]);
  await comes(open?.id, 'clocks-promise');
  await lea.locator('[data-testid=promise-banner][data-state=lapsed]').waitFor();
  await scan(lea);
  await comes(open?.id, 'clocks-alarm');
  await comes(open?.id, 'clocks-alarm');
  const notice = max.locator('[data-testid=promise-notice][data-state=lapsed]');
  await notice.waitFor();
  expect(await notice.innerText()).toContain('Nobody has answered');
  await scan(max);

  await lea.getByTestId('promise-renew').focus();
  await keys(lea, 'Enter');
  await lea.getByTestId('promise-submit').focus();
  await keys(lea, 'Enter');
  await lea.getByTestId('promise-banner').waitFor({ state: 'detached' });
  await notice.waitFor({ state: 'detached' });
  expect((await promises()).map(({ state }) => state)).toEqual(['renewed', 'lapsed', 'open']);
});

test('a wait for a supplier and work lost are noted beside the ticket, and the thread with the customer has none of it', async () => {
  await lea.getByTestId('supplier-ask').focus();
  await keys(lea, 'Enter');
  await focused(lea.getByTestId('supplier-name'));
  await lea.keyboard.type('Hexatel');
  await keys(lea, 'Tab');
  await lea.keyboard.type('La carte de ligne est-elle en panne ?');
  await lea.getByTestId('supplier-begin').focus();
  await keys(lea, 'Enter');
  await lea.getByTestId('supplier-wait').getByText('Hexatel').waitFor();
  await lea.getByTestId('supplier-line').focus();
  await lea.keyboard.type('Relancé par téléphone');
  await lea.getByTestId('supplier-chased').focus();
  await keys(lea, 'Enter');
  await lea.getByTestId('supplier-wait').getByText('Relancé par téléphone').waitFor();

  await lea.getByTestId('disruption-edit').focus();
  await keys(lea, 'Enter');
  await focused(lea.getByTestId('disruption-people'));
  await keys(lea, 'Control+A');
  await lea.keyboard.type('12');
  await lea.getByTestId('disruption-save').focus();
  await keys(lea, 'Enter');
  await lea.locator('[data-testid=disruption-meter][data-running=true]').getByText('12 personnes').waitFor();
  await scan(lea);
  await lea.getByTestId('disruption-working').focus();
  await keys(lea, 'Enter');
  await lea.locator('[data-testid=disruption-meter][data-running=false]').waitFor();
  expect(await lea.getByTestId('timeline').innerText()).not.toContain('Hexatel');
});

test('a call back is arranged by keyboard with an hour that is promised, done without, taken back, and seen waiting', async () => {
  const { body: phoned } = await owner.post<Ticket>('/api/tickets', {
    subject: 'Rappel souhaité',
    customer: { name: 'Paul Henry', phone: '+33612345678' },
  });
  await lea.goto(`${app.url}/work/${phoned.number}`);
  await lea.getByTestId('callback-open').focus();
  await keys(lea, 'Enter');
  await lea.getByTestId('callback-dialog').waitFor();
  await lea.getByTestId('callback-in-an-hour').focus();
  await keys(lea, 'Space');
  await scan(lea);
  await lea.getByTestId('callback-submit').focus();
  await keys(lea, 'Enter');
  const card = (state: string) => lea.locator(`[data-testid=callback-card][data-state=${state}]`);
  await card('scheduled').getByText('Rappel prévu au +33612345678').waitFor();
  await lea.locator('[data-event="callback.arranged"]').waitFor();
  await lea.locator('[data-testid=clock][data-kind=promise]').waitFor();
  await scan(lea);
  await lea.getByTestId('callback-cancel').focus();
  await keys(lea, 'Enter');
  await lea.getByTestId('callback-open').waitFor();
  const gone = lea.locator('.toast').filter({ hasText: 'Le rappel est annulé' });
  await gone.getByTestId('toast-action').focus();
  await keys(lea, 'Enter');
  await card('scheduled').waitFor();
  const [pending] = await database.query<{ id: string }>(
    `SELECT id FROM callbacks.callback WHERE ended_at IS NULL`,
  );
  await comes(pending?.id, 'callbacks-due');
  await card('waiting').getByText('Dans la file').waitFor();
  await max.goto(`${app.url}/live`);
  await max.getByTestId('waiting-callback').waitFor();
  await scan(max);
});

test('an administrator sets calendars, targets, leads and kitchen words, and sees what they mean', async () => {
  const ada = await logIn('ada', 'en');
  await ada.goto(`${app.url}/settings/calendars`);
  const openings = ada.getByTestId('calendar-preview').locator('ol li');
  await openings.nth(13).waitFor();
  const before = await openings.first().innerText();
  await ada.getByTestId('calendar-zone').fill('America/New_York');
  await ada.getByTestId('calendar-name').fill('New York office');
  await eventually('the preview is asked anew', async () =>
    (await ada.getByTestId('calendar-preview').innerText()).includes('14 March 2027'),
  );
  expect(before).toContain('9:00–18:00');
  await ada.getByTestId('holiday-add').focus();
  await keys(ada, 'Enter');
  await ada.getByTestId('holiday').waitFor();
  await scan(ada);
  await ada.getByTestId('calendar-save').focus();
  await keys(ada, 'Enter');
  await ada.getByRole('button', { name: 'New York office' }).waitFor();

  await ada.getByTestId('settings-policies').click();
  await ada.getByTestId('policy').first().waitFor();
  await ada.getByTestId('policy-add').focus();
  await keys(ada, 'Enter');
  await ada.getByTestId('policy-name').first().fill('Urgent matters');
  await scan(ada);
  await ada.getByTestId('policies-save').focus();
  await keys(ada, 'Enter');
  await ada.getByText('All open tickets are being reckoned again.').first().waitFor();

  await ada.getByTestId('settings-promises').click();
  await ada.getByTestId('promiseLeadMs').fill('30');
  await scan(ada);
  await keys(ada, 'Enter');
  await eventually('the lead is kept', async () => {
    const [row] = await database.query<{ lead: string }>(
      `SELECT promise_lead_ms AS lead FROM clocks.setting`,
    );
    return row?.lead === '1800000';
  });

  await ada.getByTestId('settings-inner-words').click();
  await ada.getByTestId('words-add').focus();
  await keys(ada, 'Enter');
  await ada.getByTestId('words-words').fill('flux capacitor(s)');
  await ada.getByTestId('words-replacement').fill('part');
  await ada.getByTestId('words-why').fill('Nobody knows what that is.');
  await ada.getByTestId('words-save').focus();
  await keys(ada, 'Enter');
  await ada.getByTestId('words-list').getByText('flux capacitor(s)').waitFor();
  await ada.getByTestId('words-try').fill('We ordered two flux capacitors.');
  await ada.getByTestId('words-found').getByText('flux capacitors').waitFor();
  await scan(ada);
});

async function promises(): Promise<PromiseView[]> {
  return (await owner.get<TicketClocks>(`/api/tickets/${ticket.id}/clocks`)).body.promises;
}

/** The time a timer waits for comes now. */
async function comes(key: string | undefined, kind: string): Promise<void> {
  await eventually(`the timer ${kind} is set`, async () => {
    const moved = await database.query(
      `UPDATE bus.timer SET due_at = now() WHERE kind = $1 AND key = $2 AND due_at > now() RETURNING id`,
      [kind, key],
    );
    return moved.length > 0;
  });
}

function logIn(person: string, language: 'fr' | 'en'): Promise<Page> {
  return openConsole(browser, app.url, person, language);
}
