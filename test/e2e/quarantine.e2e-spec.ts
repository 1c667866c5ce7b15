/** What needs a person's eye, done in the browser: a mail that cannot be read, and two people who may be one. */
import { jest } from '@jest/globals';
import type { CustomerView, MailRecord, Ticket, TimelineItem } from '@lib/contracts';
import type { Browser, Page } from 'playwright-core';
import { ApiClient } from '../support/api-client.js';
import { DEMO_PASSWORD, startApp, type RunningApp } from '../support/app.js';
import { launchChromium } from '../support/chromium.js';
import { focused, keys, scan } from '../support/console-page.js';
import { AgentDesk, eventually, Visitor } from '../support/main-path.js';
import { useDatabase } from '../support/postgres.js';

jest.setTimeout(90_000);

const database = useDatabase();
let app: RunningApp;
let browser: Browser;
let admin: ApiClient;

beforeAll(async () => {
  [app, browser] = await Promise.all([
    startApp({ databaseUrl: database.url, env: { GUICHET_DEMO: '1', MAIL_UNDO_MS: '0' } }),
    launchChromium(),
  ]);
  admin = await ApiClient.logIn(app.url, 'ada');
}, 90_000);

afterAll(async () => {
  await browser?.close();
  await app?.dispose();
}, 60_000);

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
  expect((await ticketAbout('kept@example.org')).subject).toBe('Gardé');
  await scan(page);
  await page.context().close();
});

describe('probably the same person', () => {
  let lea: AgentDesk;

  beforeAll(async () => {
    lea = await AgentDesk.open(browser, app.url, 'lea@guichet.test', DEMO_PASSWORD);
    await lea.goAvailable();
    await lea.acceptOffer(/Une vraie question/);
  }, 60_000);

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
