/** What the console makes of mails that are more than words: whose a passed-on mail is and when a meeting is, by keyboard, in both languages and themes. */
import { jest } from '@jest/globals';
import type { MailRecord, Ticket } from '@lib/contracts';
import type { Browser, Page } from 'playwright-core';
import { ApiClient } from '../support/api-client.js';
import { DEMO_PASSWORD, startApp, type RunningApp } from '../support/app.js';
import { launchChromium } from '../support/chromium.js';
import { keys, scan } from '../support/console-page.js';
import { eventually } from '../support/main-path.js';
import { createDatabase, type TestDatabase } from '../support/postgres.js';

jest.setTimeout(180_000);

let database: TestDatabase;
let app: RunningApp;
let browser: Browser;
let ada: ApiClient;

beforeAll(async () => {
  database = await createDatabase();
  [app, browser] = await Promise.all([
    startApp({
      databaseUrl: database.url,
      env: { GUICHET_DEMO: '1', VOICE_CARRIER: 'off', MAIL_UNDO_MS: '0' },
    }),
    launchChromium(),
  ]);
  ada = await ApiClient.logIn(app.url, 'ada');
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await app?.dispose();
  await database?.drop();
});

/** Through the upload door; answers the ticket it became. */
async function arrive(lines: string[]): Promise<Ticket> {
  const answer = await fetch(`${app.url}/api/admin/mail`, {
    method: 'POST',
    headers: { authorization: `Bearer ${ada.token}`, 'content-type': 'message/rfc822' },
    body: lines.join('\r\n'),
  });
  const { id } = (await answer.json()) as { id: string };
  let ticketId: string | null | undefined;
  await eventually('the mail is on a ticket', async () => {
    ticketId = (await ada.get<MailRecord>(`/api/admin/mail/${id}`)).body.ticketId;
    return Boolean(ticketId);
  });
  return (await ada.get<Ticket>(`/api/tickets/${ticketId}`)).body;
}

async function open(person: string, locale: 'fr' | 'en', ticket: Ticket): Promise<Page> {
  const context = await browser.newContext({
    locale: locale === 'fr' ? 'fr-FR' : 'en-GB',
    timezoneId: locale === 'fr' ? 'Europe/Paris' : 'America/New_York',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(40_000);
  await page.goto(`${app.url}/work/${ticket.number}`);
  await page.getByTestId('login-email').fill(`${person}@guichet.test`);
  await page.getByTestId('login-password').fill(DEMO_PASSWORD);
  await page.getByTestId('login-submit').click();
  await page.getByTestId('timeline-item').or(page.getByTestId('forward-question')).first().waitFor();
  return page;
}

const passedOn = (from: string) => [
  'From: Léa <lea@guichet.test>',
  'To: support@guichet.test',
  `Subject: Fwd: Panne de chaudière`,
  `Message-ID: <${crypto.randomUUID()}@guichet.test>`,
  'Content-Type: text/html; charset=utf-8',
  '',
  '<div dir="ltr">Peux-tu voir ?<br><br><div class="gmail_quote"><div dir="ltr">---------- Forwarded message ---------<br>',
  `De : ${from.replaceAll('<', '&lt;').replaceAll('>', '&gt;')}<br>`,
  'Date: jeu. 2 avr. 2026 à 09:00<br>Subject: Panne de chaudière<br>To: &lt;lea@guichet.test&gt;<br></div><br><br>',
  '<p>Bonjour, <b>plus de chauffage</b> depuis hier.</p><img src="https://t.example/four.png" width="90" height="90"></div></div>',
  '',
];

test('a colleague who passed on a mail of two people is asked who wrote it, answers by keyboard, and the ticket is that customer’s', async () => {
  const ticket = await arrive(passedOn('Zoé Martin <zoe@example.net>, Max Petit <max.petit@example.net>'));
  const page = await open('lea', 'fr', ticket);
  await page.getByTestId('forward-question').waitFor();
  await scan(page);
  await page.getByTestId('forward-candidate').first().focus();
  await keys(page, 'Enter');
  await page.locator('[data-testid=forward-question][data-state=named]').waitFor();
  await page.getByTestId('passed-on').getByText('Léa', { exact: false }).waitFor();
  const letter = page.locator('iframe').first().contentFrame();
  await letter.locator('b', { hasText: 'plus de chauffage' }).waitFor();
  // What Léa wrote above it and the copied fields are not part of the customer's letter.
  expect((await letter.locator('body').innerText()).trim()).toBe('Bonjour, plus de chauffage depuis hier.');
  await page.getByTestId('images-show').waitFor();
  await scan(page);
  await eventually('the ticket is hers', async () =>
    (await ada.get<Ticket>(`/api/tickets/${ticket.id}`)).body.customer.identities.some(
      ({ value }) => value === 'zoe@example.net',
    ),
  );
  await page.context().close();
});

const PIXELS =
  'iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAIAAAACUFjqAAAAEklEQVR4nGM4YyOJBzGMSmMgAG6hf4HyOcVuAAAAAElFTkSuQmCC';

/** A mail around others: its words as HTML with a picture of its own and one from outside, and what is attached to it. */
const around = (from: string, subject: string, boundary: string, attached: string[]) => [
  `From: ${from}`,
  'To: zoe@example.org',
  'Date: Thu, 02 Apr 2026 09:00:00 +0200',
  `Subject: ${subject}`,
  `Message-ID: <${crypto.randomUUID()}@example.org>`,
  'MIME-Version: 1.0',
  `Content-Type: multipart/mixed; boundary=${boundary}`,
  '',
  `--${boundary}`,
  `Content-Type: multipart/related; boundary=${boundary}r`,
  '',
  `--${boundary}r`,
  'Content-Type: text/html; charset=utf-8',
  '',
  `<p>${subject} : <b>les mots</b></p><script>document.title="ran"</script><img src="cid:logo@x" alt="logo"><img src="https://t.example/p.png" width="90" height="90">`,
  `--${boundary}r`,
  'Content-Type: image/png; name=logo.png',
  'Content-Transfer-Encoding: base64',
  'Content-ID: <logo@x>',
  'Content-Disposition: inline; filename=logo.png',
  '',
  PIXELS,
  `--${boundary}r--`,
  ...attached.flatMap((one) => [`--${boundary}`, one]),
  `--${boundary}--`,
  '',
];
const asFile = (name: string, lines: string[]) =>
  [
    `Content-Type: message/rfc822; name="${name}"`,
    `Content-Disposition: attachment; filename="${name}"`,
    '',
    ...lines,
  ].join('\r\n');

test('a mail that came as a file is opened in place by keyboard, with its files and the mails inside it, three deep; its HTML is harmless and asks nobody outside', async () => {
  const deepest = around('Dan <dan@example.org>', 'Quatrième', 'd', []);
  const third = around('Cleo <cleo@example.org>', 'Troisième', 'c', [asFile('quatrieme.eml', deepest)]);
  const second = around('Bob <bob@example.org>', 'Deuxième', 'b', [asFile('troisieme.eml', third)]);
  const paper =
    'Content-Type: text/plain; name=note.txt\r\nContent-Disposition: attachment; filename=note.txt\r\n\r\nnote';
  const first = around('Ann <ann@example.org>', 'Première', 'a', [paper, asFile('deuxieme.eml', second)]);
  const ticket = await arrive(
    around('Zoé <zoe@example.org>', 'Voir la suite', 'z', [asFile('premiere.eml', first)]),
  );
  const page = await open('lea', 'fr', ticket);
  const outside: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(app.url) && !request.url().startsWith('data:')) outside.push(request.url());
  });
  await page.getByTestId('attached-mail-open').focus();
  await keys(page, 'Enter');
  const card = (inside: string) => page.locator(`[data-testid=attached-mail][data-inside="${inside}"]`);
  const opened = card('');
  await opened.getByText('Ann <ann@example.org>').waitFor();
  const frame = opened.locator('iframe').first().contentFrame();
  await frame.getByText('les mots').waitFor();
  await eventually('its own picture is shown', () =>
    frame
      .locator('img[alt=logo]')
      .evaluate((picture) => (picture as unknown as { naturalWidth: number }).naturalWidth === 10),
  );
  expect(await frame.locator('script').count()).toBe(0);
  await scan(page);
  const note = await page.request.get(app.url + (await opened.getByText('note.txt').getAttribute('href')));
  expect(await note.text()).toContain('note');
  await opened.getByTestId('attached-mail-open').press('Enter');
  const inner = card('2');
  await inner.getByText('Bob <bob@example.org>').waitFor();
  await inner.getByTestId('attached-mail-open').press('Enter');
  const innermost = card('2.1');
  await innermost.getByText('Cleo <cleo@example.org>').waitFor();
  await innermost.getByText('quatrieme.eml').waitFor();
  expect(await innermost.getByTestId('attached-mail-open').count()).toBe(0);
  await scan(page);
  expect(outside).toEqual([]);
  const address = new URL((await innermost.getByText('quatrieme.eml').getAttribute('href')) ?? '', app.url);
  expect((await page.request.get(address.href)).status()).toBe(200);
  expect((await fetch(address)).status).toBe(401);
  await page.context().close();
});

test('an invitation is read on the agent’s own clock beside the organiser’s, and answered by keyboard; an update takes its place', async () => {
  const asks = (sequence: number, start: string) => [
    'From: Zoé Martin <zoe.martin@example.org>',
    'To: support@guichet.test',
    'Subject: Point sur la facture',
    `Message-ID: <${crypto.randomUUID()}@example.org>`,
    'MIME-Version: 1.0',
    'Content-Type: multipart/alternative; boundary=c',
    '',
    '--c',
    'Content-Type: text/plain; charset=utf-8',
    '',
    'Bonjour, voici le point dont nous avons parlé.',
    '--c',
    'Content-Type: text/calendar; charset=utf-8; method=REQUEST',
    '',
    'BEGIN:VCALENDAR',
    'METHOD:REQUEST',
    'BEGIN:VEVENT',
    'UID:weekly@example.org',
    `SEQUENCE:${sequence}`,
    `DTSTAMP:2026040108000${sequence}Z`,
    'SUMMARY:Point sur la facture',
    'LOCATION:Salle 4',
    `DTSTART;TZID=Europe/Paris:20260406T${start}00`,
    'DURATION:PT1H',
    'RRULE:FREQ=WEEKLY;BYDAY=MO',
    'ORGANIZER;CN=Zoé Martin:mailto:zoe.martin@example.org',
    'ATTENDEE:mailto:support@guichet.test',
    'END:VEVENT',
    'END:VCALENDAR',
    '--c--',
    '',
  ];
  const ticket = await arrive(asks(0, '0900'));
  const sam = await open('sam', 'en', ticket);
  await sam
    .getByTestId('meeting-when')
    .getByText(/03:00\D+04:00/)
    .waitFor();
  await sam
    .getByTestId('meeting-original')
    .getByText(/09:00\D+10:00.*Europe\/Paris/)
    .waitFor();
  await sam.getByTestId('meeting-repeats').getByText('Every Monday').waitFor();
  await sam.getByTestId('meeting-accepted').focus();
  await keys(sam, 'Enter', 'Enter');
  await sam
    .getByTestId('meeting-answer')
    .getByText(/Accepted by Sam/)
    .waitFor();
  await scan(sam);
  await sam.context().close();

  await arrive(asks(1, '1100'));
  const lea = await open('lea', 'fr', ticket);
  await lea.locator('[data-testid=invitation][data-state=replaced]').waitFor();
  const standing = lea.locator('[data-testid=invitation][data-state=standing]');
  await standing
    .getByTestId('meeting-when')
    .getByText(/11:00\D+12:00/)
    .waitFor();
  expect(await standing.getByTestId('meeting-original').count()).toBe(0);
  await standing.getByTestId('meeting-repeats').getByText('Chaque lundi').waitFor();
  await scan(lea);
  await lea.context().close();
});
