/** The product as it is started, readable and usable by everyone: axe on every screen in both themes, and a day's work by keyboard alone. */
import type { Ticket, TimelineItem } from '@lib/contracts';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { ApiClient } from '../support/api-client.js';
import { DEMO_PASSWORD, startApp, type RunningApp } from '../support/app.js';
import { faultsInBothThemes } from '../support/axe.js';
import { launchChromium } from '../support/chromium.js';
import { eventually } from '../support/main-path.js';

const CALLER = '+15005550133';

let app: RunningApp;
let browser: Browser;
let admin: ApiClient;
let lea: Page;
let visitor: Page;
const scanned: string[] = [];

beforeAll(async () => {
  [app, browser] = await Promise.all([
    startApp({ env: { MAIL_UNDO_MS: '0' } }),
    launchChromium({ microphone: true, args: ['--allow-loopback-in-peer-connection'] }),
  ]);
  admin = await ApiClient.logIn(app.url, 'ada');
}, 90_000);

afterAll(async () => {
  process.stdout.write(`axe: ${scanned.length} screens in two themes: ${scanned.join(', ')}\n`);
  await browser?.close();
  await app?.dispose();
});

test('log-in and a console with nothing chosen', async () => {
  const page = await open('/', 'fr');
  await page.getByTestId('login').waitFor();
  await scan(page, 'log-in (fr)');
  lea = await logIn(page, 'lea');
  await scan(lea, 'console empty (fr)');
});

test('a mail is taken, answered, noted and resolved by keyboard alone', async () => {
  await press('s');
  await focused(lea.getByTestId('state-available'));
  await press('Enter');
  await lea.locator('[data-state-shown="state.available"]').waitFor();
  await sendMail('Panne de moteur', 'Bonjour, le moteur ne démarre plus.', 'marie@example.org');
  await lea.getByTestId('offer').waitFor();
  await press('F9');
  await lea.getByTestId('ticket-subject').filter({ hasText: 'Panne de moteur' }).waitFor();

  await type('r', 'Bonjour, je regarde cela tout de suite.');
  await type('i', 'Série 2025, capteur à vérifier.');
  await press('Escape');
  await blur();
  await press('e');
  await lea.locator('[data-testid=ticket-status][data-status=resolved]').waitFor();

  const ticket = await ticketAbout('marie@example.org');
  expect(ticket).toMatchObject({ status: 'resolved', owner: { name: 'Léa Martin' } });
  const { body } = await admin.get<{ items: TimelineItem[] }>(`/api/tickets/${ticket.id}/timeline`);
  const written = body.items.filter(
    ({ kind, author }) => (kind === 'note' || kind === 'message') && author.kind === 'agent',
  );
  expect(written.map(({ kind, visibility, text }) => ({ kind, visibility, text }))).toEqual([
    { kind: 'message', visibility: 'customer', text: 'Bonjour, je regarde cela tout de suite.' },
    { kind: 'note', visibility: 'inner', text: 'Série 2025, capteur à vérifier.' },
  ]);
});

test('a busy console: ticket with a note, a chat that rings, lists, dialogs', async () => {
  await sendMail('Siège à régler', 'Bonjour, il bouge un peu.', 'sophie@example.org');
  await accept();
  await type('i', 'Vis de rappel trop courte ?');
  visitor = await open('/demo?lang=fr', 'fr');
  await visitor.getByTestId('launcher').click();
  await visitor.getByTestId('panel').waitFor();
  await scan(visitor, 'widget home (fr)');
  await startChat(visitor, 'Sophie', 'sophie@example.org', 'Je reviens pour mon siège');
  await lea.getByTestId('offer').waitFor();
  await scan(lea, 'console busy, chat ringing (fr)');
  await scan(visitor, 'widget waiting (fr)');
  await lea.keyboard.press('F9');
  await visitor.getByText('Léa Martin').first().waitFor();
  await scan(lea, 'console chat (fr)');
  await scan(visitor, 'widget thread (fr)');

  await blur();
  await press('h');
  await lea.getByTestId('handover-dialog').waitFor();
  await scan(lea, 'hand-over (fr)');
  await press('Escape', 'Control+k');
  await lea.getByTestId('palette').waitFor();
  await lea.getByTestId('palette-input').fill('sophie');
  await scan(lea, 'palette (fr)');
  await press('Escape');
  await blur();
  await press('?');
  await lea.getByTestId('shortcut-sheet').waitFor();
  await scan(lea, 'shortcuts (fr)');
  await press('Escape');
  await lea.getByTestId('tab-queue').click();
  await lea.getByTestId('queue-list').waitFor();
  await scan(lea, 'queue (fr)');
  await lea.getByTestId('tab-mine').click();
});

test('inner words in a chat line are said plainly by keyboard alone', async () => {
  await blur();
  await press('r');
  const line = lea.getByTestId('composer-text');
  await focused(line);
  await lea.keyboard.insertText('Je passe votre demande au N2, en plein jour.');
  await lea.getByTestId('kitchen-hints').waitFor();
  await scan(lea, 'kitchen-door check (fr)');
  await press('Tab', 'Tab', 'Enter');
  await focused(line);
  expect(await line.inputValue()).toBe('Je passe votre demande à un collègue, en plein jour.');
  await lea.getByTestId('kitchen-hints').waitFor({ state: 'detached' });
  await press('Control+Enter');
  await visitor.getByText('à un collègue, en plein jour').waitFor();
  await blur();
  await press('h');
  await lea.getByTestId('handover-line').fill('Je demande à notre fournisseur.');
  await lea.getByTestId('handover-dialog').getByTestId('kitchen-use').click();
  expect(await lea.getByTestId('handover-line').inputValue()).toBe('Je demande à un spécialiste.');
  await press('Escape');
  await lea.getByTestId('handover-dialog').waitFor({ state: 'detached' });
});

test('a call, and the page of a customer', async () => {
  const phone = await open(`/demo/phone?number=${encodeURIComponent(CALLER)}`, 'en');
  await eventually('the phone is ready', async () =>
    /Ready/.test(await phone.getByRole('status').innerText()),
  );
  await scan(phone, 'test phone (en)');
  await phone.getByRole('button', { name: 'Call' }).click();
  await accept();
  await lea.getByTestId('call-mute').waitFor();
  await scan(lea, 'on a call (fr)');
  await phone.getByRole('button', { name: 'Hang up' }).click();
  await lea.getByTestId('wrap-up').waitFor();
  await scan(lea, 'wrap-up (fr)');
  await lea.getByTestId('wrap-up-done').click();
  await phone.context().close();
  await lea.getByTestId('customer-panel').getByRole('link').first().click();
  await lea.getByTestId('customer-page').waitFor();
  await scan(lea, 'customer (fr)');
});

test('the same in English: console, widget, demo pages', async () => {
  const ticket = await ticketAbout('sophie@example.org');
  const sam = await logIn(await open('/', 'en'), 'sam');
  await scan(sam, 'console empty (en)');
  await sam.goto(`${app.url}/work/${ticket.number}`);
  await sam.getByTestId('timeline').waitFor();
  await scan(sam, 'console ticket (en)');
  await sam.context().close();

  const shop = await open('/demo?lang=en', 'en');
  await shop.getByTestId('door-chat').waitFor();
  await scan(shop, 'demo shop (en)');
  await shop.getByTestId('launcher').click();
  await shop.getByTestId('panel').waitFor();
  await scan(shop, 'widget home (en)');
  await startChat(shop, 'Omar', 'omar@example.org', 'The display stays black');
  await scan(shop, 'widget waiting (en)');
  await accept();
  await shop.getByText('Léa Martin').first().waitFor();
  await scan(shop, 'widget thread (en)');
  await shop.goto(`${app.url}/demo/mail?lang=en`);
  await shop.getByTestId('mail').first().waitFor();
  await scan(shop, 'demo mail (en)');
});

async function scan(page: Page, name: string): Promise<void> {
  expect((await faultsInBothThemes(page)).map((fault) => `${name} ${fault}`)).toEqual([]);
  scanned.push(name);
}

async function open(path: string, locale: 'fr' | 'en'): Promise<Page> {
  const options: BrowserContextOptions = {
    viewport: { width: 1440, height: 900 },
    locale: locale === 'fr' ? 'fr-FR' : 'en-GB',
    permissions: ['microphone'],
    reducedMotion: 'reduce',
  };
  const page = await (await browser.newContext(options)).newPage();
  await page.goto(app.url + path);
  return page;
}

async function logIn(page: Page, person: string): Promise<Page> {
  await page.getByTestId('login-email').fill(`${person}@guichet.test`);
  await page.getByTestId('login-password').fill(DEMO_PASSWORD);
  await page.keyboard.press('Enter');
  await page.getByTestId('state-picker').waitFor();
  return page;
}

async function press(...keys: string[]): Promise<void> {
  for (const key of keys) await lea.keyboard.press(key);
}

/** One letter opens the composer on the right tab; Ctrl+Enter sends what was typed. */
async function type(letter: 'r' | 'i', text: string): Promise<void> {
  await blur();
  await press(letter);
  await focused(lea.getByTestId('composer-text'));
  await lea.keyboard.type(text);
  await press('Control+Enter');
  await lea.getByTestId('timeline').getByText(text).waitFor();
}

/** Keys go where the focus is: on a slow machine it may still be on its way. */
function focused(place: Locator): Promise<void> {
  return eventually('the focus is there', () => place.evaluate((element) => element.matches(':focus')));
}

/** Out of the field, as Tab would go, but to the same place each time. */
async function blur(): Promise<void> {
  await lea.getByTestId('timeline').focus();
}

async function accept(): Promise<void> {
  const offer = lea.getByTestId('offer').first();
  await offer.waitFor({ timeout: 30_000 });
  const id = await offer.getAttribute('data-offer');
  await press('F9');
  await lea.locator(`[data-offer="${id}"]`).waitFor({ state: 'detached' });
}

async function startChat(page: Page, name: string, email: string, text: string): Promise<void> {
  await page.getByTestId('field-name').fill(name);
  await page.getByTestId('field-email').fill(email);
  await page.getByTestId('field-message').fill(text);
  await page.getByTestId('start').click();
  await page.getByTestId('thread').waitFor();
}

async function sendMail(subject: string, text: string, from: string): Promise<void> {
  const { status } = await admin.post('/api/demo/mail', { from, name: from.split('@')[0], subject, text });
  expect(status).toBeLessThan(300);
}

async function ticketAbout(address: string): Promise<Ticket> {
  const { body } = await admin.get<{ items: Ticket[] }>(`/api/tickets?q=${encodeURIComponent(address)}`);
  return body.items[0] as Ticket;
}
