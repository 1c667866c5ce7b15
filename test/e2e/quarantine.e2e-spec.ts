/** What needs a person's eye, done in the browser: a mail that cannot be read, a stranger's, one that came back, two people who may be one, a mailbox that is set up and fails. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { jest } from '@jest/globals';
import type { CustomerView, MailRecord, Ticket, TimelineItem } from '@lib/contracts';
import type { Browser, Page } from 'playwright-core';
import { ApiClient } from '../support/api-client.js';
import { DEMO_PASSWORD, startApp, type RunningApp } from '../support/app.js';
import { EICAR, startClamd } from '../support/clamd.js';
import { launchChromium } from '../support/chromium.js';
import { focused, keys, scan } from '../support/console-page.js';
import { startDovecot, type Dovecot } from '../support/dovecot.js';
import { AgentDesk, eventually, Visitor } from '../support/main-path.js';
import { useDatabase } from '../support/postgres.js';

jest.setTimeout(90_000);

const database = useDatabase();
let app: RunningApp;
let clamd: Awaited<ReturnType<typeof startClamd>>;
let browser: Browser;
let admin: ApiClient;
let lea: AgentDesk;

beforeAll(async () => {
  clamd = await startClamd();
  [app, browser] = await Promise.all([
    startApp({
      databaseUrl: database.url,
      env: { GUICHET_DEMO: '1', MAIL_UNDO_MS: '0', CLAMD_URL: clamd.url },
    }),
    launchChromium(),
  ]);
  admin = await ApiClient.logIn(app.url, 'ada');
}, 90_000);

afterAll(async () => {
  await browser?.close();
  await app?.dispose();
  await clamd?.stop();
});

describe('a mail that cannot be read', () => {
  let ada: Page;

  test('dropped on the mail log it waits in quarantine, and the next mail does not wait for it', async () => {
    ada = (await AgentDesk.open(browser, app.url, 'ada@guichet.test', DEMO_PASSWORD)).page;
    await ada.getByTestId('nav-mail').click();
    await ada.getByTestId('mail-page').waitFor();
    await dropMimeBomb(ada);
    await ada.locator('[data-testid=mail-row][data-state=stored]').waitFor();

    const begun = Date.now();
    const { messageId } = await sendMail('good@example.org', 'Une vraie question', 'Bonjour, et la suite ?');
    await eventually('the good mail is a ticket', async () => Boolean((await recordOf(messageId))?.ticketId));
    expect(Date.now() - begun).toBeLessThan(10_000);
    expect((await ticketAbout('good@example.org')).subject).toBe('Une vraie question');
    await ada.locator('[data-testid=mail-row][data-state=processed]').waitFor();

    await ada.getByTestId('mail-filter-quarantined').check({ force: true });
    await ada.locator('[data-testid=mail-row][data-state=quarantined]').click({ timeout: 45_000 });
    const detail = ada.getByTestId('mail-detail');
    await detail.getByText(/child nodes/i).waitFor();
    await detail.getByTestId('mail-raw').click();
    const source = detail.locator('pre.source');
    await source.filter({ hasText: 'Subject: Hostile' }).waitFor();
    expect(await source.innerText()).toContain('boundary=b');
  });

  test('tried again it is read anew, fails for the same reason, and stays in sight', async () => {
    const [before] = await quarantined();
    const detail = ada.getByTestId('mail-detail');
    await detail.getByTestId('mail-retry').click();
    await detail.getByTestId('mail-retry').waitFor({ state: 'detached' });
    await detail.getByTestId('mail-retry').waitFor({ timeout: 45_000 });
    await detail.getByText(/child nodes/i).waitFor();
    const [after, ...others] = await quarantined();
    expect(after).toMatchObject({ id: before?.id, attempts: 3, sha256: before?.sha256 });
    expect(others).toEqual([]);
  });

  test('quarantine has a place of its own: how many and why, and all of one reason tried again with progress', async () => {
    const page = (await AgentDesk.open(browser, app.url, 'ada@guichet.test', DEMO_PASSWORD)).page;
    await page.goto(`${app.url}/settings/quarantine`);
    await page.getByRole('heading', { name: 'Quarantine (1)' }).waitFor();
    await page.getByTestId('quarantine-all').focus();
    for (let presses = 0; presses < 4; presses += 1) await keys(page, 'ArrowRight');
    await focused(page.getByTestId('quarantine-unreadable'));
    await page.getByTestId('quarantine-row').focus();
    await keys(page, 'Enter');
    await page
      .getByTestId('mail-detail')
      .getByText(/child nodes/i)
      .waitFor();
    await scan(page);
    await page.getByTestId('quarantine-retry-all').focus();
    await keys(page, 'Enter');
    const progress = page.getByTestId('quarantine-progress');
    await progress
      .getByText('1 mail read again: none came in, 1 is kept back again.')
      .waitFor({ timeout: 45_000 });
    await page.getByRole('heading', { name: 'Quarantine (1)' }).waitFor();
    await page.context().close();
  });

  test('a mail is found by its sender; one in quarantine that is called spam leaves it and is kept', async () => {
    await ada.getByTestId('mail-filter-all').check({ force: true });
    await ada.getByTestId('mail-find').fill('Good@example.org');
    const rows = ada.getByTestId('mail-row');
    await eventually('only theirs are shown', async () => (await rows.count()) === 1);
    await rows.getByText('good@example.org').waitFor();
    await ada.getByTestId('mail-find').fill('');
    await ada.locator('[data-testid=mail-row][data-state=quarantined]').click();
    await scan(ada);
    await ada.getByTestId('mail-spam').press('Enter');
    await ada.locator('[data-testid=mail-row][data-state=suppressed]').waitFor();
    expect(await quarantined()).toEqual([]);
  });
});

describe('a file that a mail brings', () => {
  test('is looked at; an infected one opens for nobody until an administrator says so on its ticket', async () => {
    const part = (name: string, content: string) =>
      `--f\r\nContent-Type: application/octet-stream; name=${name}\r\nContent-Disposition: attachment; filename=${name}\r\n\r\n${content}\r\n`;
    await upload(
      `From: Infected <sick@example.org>\r\nSubject: Deux fichiers\r\nMessage-ID: <files@example.org>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=f\r\n\r\n${part('bon.bin', 'Bonjour')}${part('virus.bin', EICAR)}--f--\r\n`,
    );
    await eventually('it is a ticket', async () => Boolean((await recordOf('files@example.org'))?.ticketId));
    const { ticketId } = (await recordOf('files@example.org')) as MailRecord;
    await takenBy(admin, ticketId);
    const ada = (await AgentDesk.open(browser, app.url, 'ada@guichet.test', DEMO_PASSWORD)).page;
    await ada.goto(`${app.url}/work/${ticketId}`);
    await ada.locator('[data-testid=file-scan][data-verdict=clean]').waitFor();
    const infected = ada.getByTestId('file-infected');
    await infected.getByText('Win.Test.EICAR_HDB-1').waitFor();
    await scan(ada);
    const { body } = await admin.get<{ items: TimelineItem[] }>(
      `/api/tickets/${ticketId}/timeline?limit=200`,
    );
    const file = body.items
      .flatMap(({ attachments }) => attachments)
      .find(({ name }) => name === 'virus.bin');
    expect((await admin.get(`/api/attachments/${file?.id}`)).status).toBe(403);
    await infected.getByTestId('file-release').press('Enter');
    await focused(ada.getByTestId('file-release-why'));
    await ada.keyboard.type('The police asks for it');
    await scan(ada);
    await keys(ada, 'Enter');
    await infected.waitFor({ state: 'detached' });
    await ada.getByText('opening allowed by an administrator').waitFor();
    await scan(ada);
    expect(
      (
        await fetch(`${app.url}/api/attachments/${file?.id}`, {
          headers: { authorization: `Bearer ${admin.token}` },
        })
      ).status,
    ).toBe(200);
    await ada.getByTestId('file-withhold').press('Enter');
    await focused(ada.getByTestId('file-withhold-why'));
    await ada.keyboard.type('They have it');
    await keys(ada, 'Enter');
    await infected.waitFor();
    expect((await admin.get(`/api/attachments/${file?.id}`)).status).toBe(403);
    await ada.getByText('They have it').waitFor();

    await ada.getByTestId('composer-file').setInputFiles([
      { name: 'plan.txt', mimeType: 'text/plain', buffer: Buffer.from('Bonjour') },
      { name: 'malade.txt', mimeType: 'text/plain', buffer: Buffer.from(EICAR) },
    ]);
    await ada.getByText(/malade\.txt.*Win\.Test\.EICAR_HDB-1/).waitFor();
    await ada.locator('[data-uploaded=true]', { hasText: 'plan.txt' }).waitFor();
    expect(await ada.getByTestId('joined-files').getByText('malade.txt').count()).toBe(0);
    await ada.context().close();
  });
});

describe('a mail that is forged or unwanted', () => {
  let ada: Page;

  test('whom the house blocks and what a mailbox believes is set by keyboard', async () => {
    // Set at the start in a real house; here the page that sets it is another test's.
    await database.query(`UPDATE email.mailbox SET trusted_server = 'mx.guichet.test'`);
    ada = (await AgentDesk.open(browser, app.url, 'ada@guichet.test', DEMO_PASSWORD)).page;
    await ada.goto(`${app.url}/settings/mail-guard`);
    await ada.getByText('Nobody is blocked or allowed').waitFor();
    await ada.getByTestId('rule-kind').selectOption('domain');
    await ada.getByTestId('rule-value').fill('junk.example');
    await ada.getByTestId('rule-why').fill('Nothing but advertising');
    await ada.getByTestId('rule-add').press('Enter');
    const listed = ada.getByTestId('sender-rule').filter({ hasText: 'junk.example' });
    await listed.getByText('Nothing but advertising').waitFor();
    await listed.getByTestId('sender-rule-remove').press('Enter');
    await listed.waitFor({ state: 'detached' });
    await ada.getByRole('button', { name: 'Undo' }).click();
    await listed.waitFor();
    await ada.getByTestId('guard-headers').first().selectOption('anywhere');
    await ada.getByTestId('guard-save').first().press('Enter');
    await ada.getByText(/Saved for/).waitFor();
    await scan(ada);
  });

  test('a forged one is red on its ticket, with the findings; called spam, its sender is held from then on, until that is taken back', async () => {
    await upload(
      `Authentication-Results: mx.guichet.test; spf=fail smtp.mailfrom=evil.test; dmarc=fail header.from=bank.example\r\nX-Spam-Score: 6.1\r\nFrom: Bank <office@bank.example>\r\nSubject: Votre compte\r\nMessage-ID: <forged@bank.example>\r\n\r\nVotre mot de passe, vite.\r\n`,
    );
    await eventually('it is a ticket', async () =>
      Boolean((await recordOf('forged@bank.example'))?.ticketId),
    );
    const { ticketId } = (await recordOf('forged@bank.example')) as MailRecord;
    await takenBy(admin, ticketId);
    await ada.goto(`${app.url}/work/${ticketId}`);
    await ada.getByTestId('unverified-sender').getByText('probably forged').waitFor();
    const trust = ada.locator('[data-testid=trust][data-verdict=fail]');
    await trust.locator('summary').press('Enter');
    await trust.getByText('dmarc=fail').waitFor();
    await ada.getByTestId('spam-line').getByText('x-spam-score: 6.1').waitFor();
    await scan(ada);
    await ada.getByTestId('spam-yes').press('Enter');
    await ada.locator('[data-testid=spam-line][data-said=spam]').waitFor();
    await scan(ada);
    await ada.getByTestId('spam-undo').press('Enter');
    await ada.getByTestId('spam-yes').waitFor();
  });

  test('one of a blocked sender waits in quarantine with the reason; said to be none, it is a ticket', async () => {
    await upload(
      `From: Junk <x@junk.example>\r\nSubject: Gratuit\r\nMessage-ID: <junk@junk.example>\r\n\r\nCliquez.\r\n`,
    );
    await ada.goto(`${app.url}/mail`);
    await ada.getByTestId('mail-filter-quarantined').check({ force: true });
    await ada.getByTestId('mail-row').filter({ hasText: 'Gratuit' }).click({ timeout: 30_000 });
    const detail = ada.getByTestId('mail-detail');
    await detail.getByText('Our own list: block domain: junk.example').waitFor();
    await ada.getByTestId('mail-verdict').selectOption('forged');
    await ada.getByText('No mail here').waitFor();
    await ada.getByTestId('mail-verdict').selectOption('hold');
    await ada.getByTestId('mail-row').filter({ hasText: 'Gratuit' }).waitFor();
    await scan(ada);
    await detail.getByTestId('mail-not-spam').press('Enter');
    await eventually('it is a ticket', async () => Boolean((await recordOf('junk@junk.example'))?.ticketId));
    await takenBy(admin, (await recordOf('junk@junk.example'))?.ticketId);
    await ada.context().close();
  });
});

describe('a mail with pictures from outside', () => {
  let stranger: Server;
  const seenOutside: string[] = [];

  beforeAll(async () => {
    stranger = createServer((request, response) => {
      seenOutside.push(request.url ?? '');
      response.end();
    });
    await new Promise<void>((done) => stranger.listen(0, '127.0.0.1', done));
  });
  afterAll(() => new Promise((done) => stranger.close(done)));

  test('is read without anybody outside noticing; asked for, the pictures come through us or not at all', async () => {
    const { port } = stranger.address() as AddressInfo;
    const outside = `http://127.0.0.1:${port}`;
    const html = `<p>Notre nouvelle boutique</p><img alt="Notre logo" width="200" src="${outside}/logo.png"><img width="1" src="${outside}/seen.gif">`;
    await upload(
      `From: Shop <shop@example.org>\r\nSubject: Boutique\r\nMessage-ID: <shop@example.org>\r\nContent-Type: multipart/signed; protocol="application/pgp-signature"; boundary=b\r\n\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n${html}\r\n--b\r\nContent-Type: application/pgp-signature; name=signature.asc\r\n\r\nx\r\n--b--\r\n`,
    );
    await eventually('it is a ticket', async () => Boolean((await recordOf('shop@example.org'))?.ticketId));
    const ada = (await AgentDesk.open(browser, app.url, 'ada@guichet.test', DEMO_PASSWORD)).page;
    await ada.goto(`${app.url}/work/${(await recordOf('shop@example.org'))?.ticketId}`);
    await ada.frameLocator('.mail-frame').getByText('Notre nouvelle boutique').waitFor();
    await ada.getByTestId('protection').getByText('not verified').waitFor();
    const note = ada.getByTestId('outside-images');
    await note.getByText('blocked').waitFor();
    await scan(ada);

    const asked = ada.waitForResponse((response) => response.url().includes('/api/mail-images/'));
    await ada.getByTestId('images-show').focus();
    await keys(ada, 'Enter');
    // This machine is not the outside, so there is no picture; its description stands in for it.
    expect((await asked).status()).toBe(404);
    await note.getByText('fetched by us').waitFor();
    await ada.getByTestId('images-always').focus();
    await keys(ada, 'Enter');
    await note.getByText('from this sender').waitFor();
    await ada.reload();
    await note.getByText('from this sender').waitFor();
    await scan(ada);
    expect(seenOutside).toEqual([]);
    await takenBy(admin, (await recordOf('shop@example.org'))?.ticketId);
    await ada.context().close();
  });
});

test('what could not be processed is shown with its reason and raw data, and run again by keyboard until it goes', async () => {
  const page = (await AgentDesk.open(browser, app.url, 'ada@guichet.test', DEMO_PASSWORD)).page;
  await givenUp('kept@example.org', 'no time at all');
  await page.goto(`${app.url}/settings/parked`);
  const work = page.getByTestId('parked-work');
  await work
    .getByTestId('parked-reason')
    .filter({ hasText: /never came in/ })
    .waitFor();
  await work.getByTestId('parked-raw').focus();
  await keys(page, 'Enter');
  await work.locator('pre.source').filter({ hasText: 'no time at all' }).waitFor();
  await scan(page);
  await work.getByTestId('parked-retry').focus();
  await keys(page, 'Enter');
  await work
    .getByTestId('parked-reason')
    .filter({ hasText: /datetime/ })
    .waitFor();
  await database.query(
    `UPDATE bus.inbox SET body = jsonb_set(body, '{receivedAt}', to_jsonb($1::text)) WHERE state = 'failed'`,
    [new Date().toISOString()],
  );
  await work.locator('[data-testid=parked-retry][aria-disabled=false]').waitFor();
  await work.getByTestId('parked-retry').focus();
  await keys(page, 'Enter');
  await work.waitFor({ state: 'detached' });
  await focused(page.getByRole('heading', { level: 1 }));
  const kept = await ticketAbout('kept@example.org');
  expect(kept.subject).toBe('Gardé');
  await scan(page);
  await takenBy(admin, kept.id);
  await page.context().close();
});

describe('a mailbox', () => {
  const PASSWORD = 'kanarie-typed-in-the-wizard';
  let dovecot: Dovecot;
  let ada: Page;

  beforeAll(async () => {
    dovecot = await startDovecot({ users: 1 });
    ada = (await AgentDesk.open(browser, app.url, 'ada@guichet.test', DEMO_PASSWORD)).page;
  });
  afterAll(() => dovecot?.stop());

  test('is set up by keyboard; a test says in plain words what is wrong, and keeps nothing', async () => {
    await ada.goto(`${app.url}/settings/mailboxes`);
    await ada.getByTestId('mailbox-row').getByText('delivered to us').waitFor();
    await scan(ada);
    await press(ada, 'mailbox-new');
    await focused(ada.getByTestId('mailbox-address'));
    await ada.keyboard.type('nobody');
    await keys(ada, 'Enter');
    await ada.getByText('This does not look like an e-mail address.').waitFor();
    await ada.getByTestId('mailbox-address').fill('box1@guichet.test');
    await keys(ada, 'Enter');
    await ada.getByTestId('mailbox-form').waitFor();
    await ada.getByTestId('receiving-host').fill('127.0.0.1');
    await ada.getByTestId('receiving-security').selectOption('starttls');
    await ada.getByTestId('receiving-port').fill(String(dovecot.imapPort));
    await ada.getByTestId('mailbox-queue').selectOption({ label: 'Facturation' });
    await ada.getByTestId('mailbox-user').fill('box1');
    await ada.getByTestId('mailbox-password').fill(PASSWORD);
    const result = ada.getByTestId('mailbox-test-result');
    await press(ada, 'mailbox-test');
    await result.getByText('certificate is not trusted').waitFor();
    await scan(ada);
    await ada.getByText('More', { exact: true }).click();
    await ada.getByTestId('mailbox-authority').fill(dovecot.ca);
    await press(ada, 'mailbox-test');
    await result.getByText('User name or password is refused.').waitFor();
    expect(await ada.getByTestId('test-receive-connect').getAttribute('data-result')).toBe('ok');
    await scan(ada);
  });

  test('that fails is shown over every page of administrators, and by itself no more once it is right', async () => {
    await press(ada, 'mailbox-save');
    const row = ada.getByTestId('mailbox-row').filter({ hasText: 'box1@guichet.test' });
    await row.getByText('login refused').waitFor();
    await row.getByText('Feeds the queue Facturation').waitFor();
    await ada.getByTestId('mailbox-banner').getByText('box1@guichet.test is not being read.').waitFor();
    await scan(ada);
    const max = (await AgentDesk.open(browser, app.url, 'max@guichet.test', DEMO_PASSWORD)).page;
    await press(max, 'mailbox-banner-open');
    await max.getByTestId('mailbox-retry').waitFor();
    expect(await max.getByTestId('mailbox-new').count()).toBe(0);

    await row.getByTestId('mailbox-open').focus();
    await keys(ada, 'Enter');
    await dovecot.deliver('box1', 'From: zoe@example.org\r\nSubject: Waiting here\r\n\r\nHello\r\n');
    await ada.getByTestId('mailbox-password').fill('secret1');
    await press(ada, 'mailbox-test');
    await ada.getByText('Everything works.').waitFor();
    await scan(ada);
    await press(ada, 'mailbox-save');
    await row.getByText('working').waitFor();
    await max.getByTestId('mailbox-row').filter({ hasText: 'box1' }).getByText('working').waitFor();
    await max.getByTestId('mailbox-banner').waitFor({ state: 'detached' });
    await scan(ada);
    await max.context().close();
    const said = JSON.stringify([app.log, (await admin.get('/api/admin/mailboxes')).body]);
    expect(said).not.toContain(PASSWORD);
    expect(said).not.toContain('secret1');
  });

  async function press(page: Page, testId: string): Promise<void> {
    await page.getByTestId(testId).focus();
    await keys(page, 'Enter');
  }
});

describe('what others make of our mail', () => {
  let ours: { messageId: string };

  beforeAll(async () => {
    lea = await AgentDesk.open(browser, app.url, 'lea@guichet.test', DEMO_PASSWORD);
    await lea.goAvailable();
    await lea.acceptOffer(/Une vraie question/);
    await lea.write('email', 'Nous regardons tout de suite.');
    await eventually('the answer has left', async () => {
      const { items } = (
        await admin.get<{ items: { messageId: string; text: string }[] }>('/api/demo/outbox')
      ).body;
      ours = items.find(({ text }) => text.includes('tout de suite')) ?? ours;
      return Boolean(ours);
    });
  });

  test('a stranger’s answer waits beside the conversation; called spam it can be taken back, added it is part of it', async () => {
    await admin.post('/api/demo/mail', {
      from: 'curieux@ailleurs.example',
      subject: 'Re: Une vraie question',
      text: 'Je me permets de répondre à sa place.',
      inReplyTo: ours.messageId,
    });
    const held = lea.page.getByTestId('held-mail');
    await held.getByText('Je me permets de répondre').waitFor();
    await held.getByText('curieux@ailleurs.example').first().waitFor();
    await scan(lea.page);
    await held.getByTestId('held-spam').press('Enter');
    await held.and(lea.page.locator('[data-state=spam]')).waitFor();
    await held.getByTestId('held-back').press('Enter');
    await held.getByTestId('held-add').press('Enter');
    await held.and(lea.page.locator('[data-state=added]')).waitFor();
    await lea.page
      .locator('[data-testid=timeline-item][data-direction=in]', { hasText: 'à sa place' })
      .waitFor();
  });

  test('a mail that comes back is told in plain words at once; the address is in the list and lifted there', async () => {
    await upload(returnOf(ours.messageId, 'good@example.org'));
    const banner = lea.page.getByTestId('returned-banner');
    await banner.getByText('good@example.org').first().waitFor();
    await banner.getByText(/téléphone/).waitFor();
    await scan(lea.page);

    const ada = (await AgentDesk.open(browser, app.url, 'ada@guichet.test', DEMO_PASSWORD)).page;
    await ada.goto(`${app.url}/settings/undeliverable`);
    const row = ada.getByTestId('undeliverable-row');
    await row.getByText('good@example.org').first().waitFor();
    await row.getByText(/User unknown/).waitFor();
    await scan(ada);
    await row.getByTestId('undeliverable-lift').press('Enter');
    await row.waitFor({ state: 'detached' });
    await ada.close();
  });
});

describe('probably the same person', () => {
  test('separated: the chat moves to a ticket of its own and goes on there', async () => {
    const { ticket, visitor } = await mailThenChat('nadia@example.org', 'Cadre fendu');
    await lea.page.getByTestId('same-person-separate').click();
    await lea.page.getByTestId('same-person').waitFor({ state: 'detached' });
    await lea.page.locator('[data-testid=timeline-item][data-event="item.moved"]').waitFor();
    await eventually(
      'the chat has left the timeline',
      async () =>
        (await lea.page.getByTestId('timeline').getByText('Je reviens : Cadre fendu').count()) === 0,
    );

    const apart = await chatTicketBeside(ticket);
    expect(apart.customer.id).not.toBe(ticket.customer.id);
    expect(apart.channels).toEqual(['chat']);
    expect(apart.owner?.name).toBe('Léa Martin');
    const old = (await admin.get<Ticket>(`/api/tickets/${ticket.id}`)).body;
    expect(old.channels).toEqual(['email']);
    expect(old.customer.identities.map(({ kind }) => kind)).toEqual(['email']);
    for (const { id } of [ticket, apart]) {
      const { body } = await admin.get<{ items: TimelineItem[] }>(`/api/tickets/${id}/timeline?limit=200`);
      expect(body.items.map(({ seq }) => seq)).toEqual(body.items.map((_, index) => index + 1));
    }

    await lea.page.locator(`[data-testid=work-row][data-number="${apart.number}"]`).click();
    await lea.timelineShows('Je reviens : Cadre fendu');
    await lea.write('chat', 'Nous parlons donc d’autre chose.');
    await visitor.sees('Nous parlons donc d’autre chose.');
  });

  test('confirmed: the chat stays, and nobody is asked again', async () => {
    const { ticket, visitor } = await mailThenChat('omar@example.org', 'Selle trop haute');
    await lea.page.getByTestId('same-person-confirm').click();
    await lea.page.getByTestId('same-person').waitFor({ state: 'detached' });
    await visitor.says('C’est bien moi');
    await lea.timelineShows('C’est bien moi');
    const now = (await admin.get<Ticket>(`/api/tickets/${ticket.id}`)).body;
    expect([...now.channels].sort()).toEqual(['chat', 'email']);
    const customer = (await admin.get<CustomerView>(`/api/customers/${ticket.customer.id}`)).body;
    expect(customer.samePerson).toEqual([]);
    expect(customer.identities.find(({ kind }) => kind === 'visitor')?.proof).toBe('confirmed');
  });

  /** A customer known by mail, then a visitor who types that address: joined, and the question asked. */
  async function mailThenChat(email: string, subject: string): Promise<{ ticket: Ticket; visitor: Visitor }> {
    await sendMail(email, subject, 'Bonjour, voyez vous-même.');
    await lea.acceptOffer(new RegExp(subject));
    const visitor = await Visitor.open(browser, app.url);
    await visitor.start({ name: 'Quelqu’un', email, text: `Je reviens : ${subject}` });
    await lea.acceptOffer(new RegExp(subject));
    await lea.timelineShows(`Je reviens : ${subject}`);
    await lea.page.getByTestId('same-person').getByText(email).waitFor();
    return { ticket: await ticketAbout(email), visitor };
  }
});

/** What a person does with the mouse: the file is let go over the page. */
async function dropMimeBomb(page: Page): Promise<void> {
  const dataTransfer = await page.evaluateHandle(`(() => {
    const part = '--b\\r\\nContent-Type: text/plain\\r\\n\\r\\nx\\r\\n';
    const head = 'From: x@example.net\\r\\nSubject: Hostile\\r\\nContent-Type: multipart/mixed; boundary=b\\r\\n\\r\\n';
    const transfer = new DataTransfer();
    transfer.items.add(new File([head + part.repeat(10000) + '--b--'], 'hostile.eml', { type: 'message/rfc822' }));
    return transfer;
  })()`);
  await page.getByTestId('mail-page').dispatchEvent('drop', { dataTransfer });
}

async function upload(raw: string): Promise<void> {
  const answer = await fetch(`${app.url}/api/admin/mail?mailbox=support@guichet.test`, {
    method: 'POST',
    headers: { authorization: `Bearer ${admin.token}`, 'content-type': 'message/rfc822' },
    body: raw,
  });
  expect(answer.status).toBe(202);
}

/** So that it is offered to nobody in the tests that follow. */
async function takenBy(person: ApiClient, ticketId: string | null | undefined): Promise<void> {
  expect((await person.post(`/api/tickets/${ticketId}/take`)).status).toBeLessThan(300);
}

/** A mail as it lies there after its last try. */
async function givenUp(from: string, receivedAt: string): Promise<void> {
  const body = {
    channel: 'email',
    kind: 'message',
    externalId: 'mail:given-up',
    lane: 'mid:given-up',
    threadKeys: [],
    from: { kind: 'email', value: from },
    to: { kind: 'email', value: 'support@guichet.test' },
    receivedAt,
    subject: 'Gardé',
    text: 'Bonjour',
    attachments: [],
    data: {},
  };
  await database.query(
    `INSERT INTO bus.inbox (id, channel, external_id, lane, body, state, attempts, error, received_at)
     VALUES (gen_random_uuid(), 'email', 'mail:given-up', 'mid:given-up', $1, 'failed', 8, 'it never came in', now())`,
    [JSON.stringify(body)],
  );
}

async function sendMail(from: string, subject: string, text: string): Promise<{ messageId: string }> {
  const { status, body } = await admin.post<{ messageId: string }>('/api/demo/mail', { from, subject, text });
  expect(status).toBeLessThan(300);
  return body;
}

function returnOf(messageId: string, recipient: string): string {
  return [
    'Return-Path: <>',
    'From: Mail Delivery System <MAILER-DAEMON@mx.example>',
    'Subject: Undelivered Mail Returned to Sender',
    'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
    '',
    '--b',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.example',
    '',
    `Final-Recipient: rfc822; ${recipient}`,
    'Action: failed',
    'Status: 5.1.1',
    'Diagnostic-Code: smtp; 550 5.1.1 User unknown',
    '--b',
    'Content-Type: text/rfc822-headers',
    '',
    `Message-ID: <${messageId}>`,
    '--b--',
    '',
  ].join('\r\n');
}

async function recordOf(messageId: string): Promise<MailRecord | undefined> {
  const path = `/api/admin/mail?messageId=${encodeURIComponent(messageId)}`;
  return (await admin.get<{ items: MailRecord[] }>(path)).body.items[0];
}

async function quarantined(): Promise<MailRecord[]> {
  return (await admin.get<{ items: MailRecord[] }>('/api/admin/mail?state=quarantined')).body.items;
}

async function ticketAbout(address: string): Promise<Ticket> {
  const { body } = await admin.get<{ items: Ticket[] }>(`/api/tickets?q=${encodeURIComponent(address)}`);
  expect(body.items).toHaveLength(1);
  return body.items[0] as Ticket;
}

/** The owner's newest other ticket that is a chat alone. */
async function chatTicketBeside(ticket: Ticket): Promise<Ticket> {
  const { body } = await admin.get<{ items: Ticket[] }>(`/api/tickets?ownerId=${ticket.owner?.id}&limit=200`);
  const found = body.items.find(({ id, channels }) => id !== ticket.id && channels.join() === 'chat');
  if (!found) throw new Error('no ticket holds the chat alone');
  return found;
}
