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

jest.setTimeout(240_000);

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
});

async function open(person: string, locale: 'fr' | 'en'): Promise<Page> {
  const context = await browser.newContext({ locale: locale === 'fr' ? 'fr-FR' : 'en-GB' });
  const page = await context.newPage();
  page.setDefaultTimeout(45_000);
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
const status = async (): Promise<Ticket['status']> =>
  (await api.get<Ticket>(`/api/tickets/${ticket.id}`)).body.status;
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

test('how a mailbox writes is set beside what customers will see, and stands under the field before anything is sent', async () => {
  const ada = await open('ada', 'en');
  await ada.goto(`${app.url}/settings/mailboxes`);
  await ada.getByTestId('mailbox-open').first().click();
  await ada.getByTestId('writing-nameTemplate').fill('{{agent.first-name}} from {{queue}}');
  await ada.getByTestId('writing-fault').getByText('queue is none of these words.').waitFor();
  await ada.getByTestId('writing-nameTemplate').fill('{{agent.first-name}} de {{company}}');
  await ada.getByTestId('writing-team').fill('Service clients');
  await ada.getByTestId('writing-phone').fill('01 23 45 67 89');
  await ada.getByTestId('writing-signature-fr').fill('{{agent.name}}\n{{team}} · {{phone}}');
  await ada
    .getByTestId('writing-preview')
    .getByText('Camille Martin\nService clients · 01 23 45 67 89')
    .first()
    .waitFor();
  await scan(ada);
  await ada.getByTestId('writing-save').focus();
  await keys(ada, 'Enter');
  await ada.getByTestId('settings-changes').getByText('Signature', { exact: false }).waitFor();
  await ada.context().close();

  await lea.reload();
  const note = lea.getByTestId('signature-note');
  await note.locator('summary').focus();
  await keys(lea, 'Enter');
  await note.getByTestId('own-line-fr').fill('Joignable dès 9 h');
  await scan(lea);
  await keys(lea, 'Enter');
  await note.getByTestId('signature-text').getByText('Joignable dès 9 h').waitFor();
  await note.locator('summary').focus();
  await keys(lea, 'Enter');
});

test('a domain is given a signing key by keyboard; what to publish, what was found and what follows is said in plain words', async () => {
  const ada = await open('ada', 'en');
  await ada.goto(`${app.url}/settings/sending-domains`);
  const card = ada.getByTestId('sending-domain').filter({ hasText: 'guichet.test' });
  await card.getByText('not signed').waitFor();
  await card.getByTestId('domain-make-key').focus();
  await keys(ada, 'Enter');
  const key = card.getByTestId('sending-key');
  await key.getByText('v=DKIM1; k=rsa; p=', { exact: false }).waitFor();
  await card.getByTestId('domain-check').focus();
  await keys(ada, 'Enter');
  await key.getByText('Its record is not there yet.', { exact: false }).waitFor();
  await card.getByTestId('domain-dmarc').getByText('Begin by watching', { exact: false }).waitFor();
  await key.getByTestId('key-on').focus();
  await keys(ada, 'Enter');
  await card.getByText('signed, record not confirmed').waitFor();
  const changes = card.getByTestId('key-changes');
  await changes.getByText('Who changed the keys').focus();
  await keys(ada, 'Enter');
  await changes
    .getByText(/^Ada .* had mails signed with guichet\d+\w+ although its record was not found/)
    .waitFor();
  await scan(ada);
  await ada.getByRole('button', { name: 'Undo' }).last().click();
  await card.getByText('not signed').waitFor();
  await key.getByTestId('key-remove').focus();
  await keys(ada, 'Enter');
  await ada.getByTestId('key-remove-dialog').waitFor();
  await scan(ada);
  await ada.getByTestId('key-remove-sure').click();
  await changes.locator('[data-what=removed]').getByText(/^Ada /).waitFor();
  await key.waitFor({ state: 'detached' });
  await ada.context().close();
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

test('a file is joined, the mail leaves in both parts and resolves the ticket, and one press takes everything back', async () => {
  await lea.getByTestId('composer-file').setInputFiles({
    name: 'facture.txt',
    mimeType: 'text/plain',
    buffer: Buffer.from('facture'),
  });
  await lea.locator('[data-testid=joined-files] [data-uploaded=true]').waitFor();
  const before = await written(lea);
  await lea.getByTestId('send-resolve').click();
  await lea.getByTestId('guard-send').click();
  await lea.locator('[data-testid=ticket-status][data-status=resolved]').waitFor();
  await eventually('the mail is held', async () => (await messages()).length === 2);
  const [, mine] = await messages();
  expect(mine).toMatchObject({ delivery: { state: 'held' }, data: { cc: ['chef@example.org'] } });
  expect(mine?.html).toContain('<ol><li><p>Ouvrez le <strong>capot</strong></p></li>');
  expect(mine?.html).toContain('<div class="guichet-signature">-- <br>');
  expect(mine?.text).toMatch(/\n\n-- \nLéa [^\n]+\nService clients · 01 23 45 67 89\nJoignable dès 9 h$/);
  expect(await drafts()).toEqual([]);
  await lea.getByRole('button', { name: 'Annuler' }).last().click();
  await eventually('the words are back', async () => (await written(lea)) === before);
  await lea.locator('[data-testid=joined-files] [data-uploaded=true]').waitFor();
  await lea.getByTestId('line-cc').getByText('chef@example.org').waitFor();
  expect((await messages())[1]?.delivery?.state).toBe('cancelled');
  await eventually('the ticket is where it was', async () => (await status()) !== 'resolved');
  const shown = lea.locator(`[data-testid=timeline-item][data-seq="${mine?.seq}"]`);
  const inside = shown.frameLocator('iframe').locator('body');
  await inside.locator('strong').getByText('capot').waitFor();
  expect(await inside.getByText('Joignable').count()).toBe(0);
  await shown.getByTestId('quoted-toggle').click();
  await inside.getByText('Joignable dès 9 h').waitFor();
  await scan(lea);
});

test('the gentle look names the part that is missing, and puts its first words where they belong', async () => {
  await lea
    .getByTestId('composer-text')
    .fill(
      'Si je comprends bien, votre carte a été débitée deux fois le même jour, pour la même commande, et vous attendez le remboursement depuis plus d’une semaine. 1. Rien à faire. Bien à vous, Léa',
    );
  await lea.getByTestId('gentle-greeting').waitFor();
  await scan(lea);
  await lea.getByTestId('gentle-greeting').getByTestId('gentle-use').click();
  await lea.getByTestId('gentle-greeting').waitFor({ state: 'detached' });
  expect(await written(lea)).toMatch(/^(Bonjour|Bonsoir) Sophie,\n\nSi je comprends bien/);
});

test('a mail is sent later from the keyboard, stands over the field, and comes back to be edited', async () => {
  const before = await written(lea);
  await lea.getByTestId('send-later').focus();
  await keys(lea, 'Enter');
  await lea.getByTestId('later-dialog').waitFor();
  await scan(lea);
  await lea.getByTestId('later-at').focus();
  await keys(lea, 'Enter');
  const guard = lea.getByTestId('guard-send');
  const answer = lea.locator('[data-testid=scheduled-answer][data-state=waiting]');
  await guard.or(answer).first().waitFor();
  if (await guard.isVisible()) await guard.click();
  await answer.waitFor();
  await scan(lea);
  expect(await drafts()).toEqual([]);
  await lea.getByTestId('later-take').click();
  await answer.waitFor({ state: 'detached' });
  await eventually('the words are back', async () => (await written(lea)) === before);
});
