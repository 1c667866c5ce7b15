/** The widget in a real browser on strangers' pages: calm or hostile, offline or not, in both languages and themes. */
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Dispatches, Wakeups } from '@lib/bus';
import { CustomerText, type ChatDispatch } from '@lib/contracts';
import { Database } from '@lib/database';
import { newId } from '@lib/platform';
import type { Browser, BrowserContext, Download, Page } from 'playwright-core';
import { faultsOf } from '../support/axe.js';
import { startChatEdge, until, type ChatEdge } from '../support/chat-edge.js';
import { launchChromium } from '../support/chromium.js';
import { useDatabase } from '../support/postgres.js';
import { buildWidget, serveWidget, startSite, type Site } from '../support/widget-site.js';
const database = useDatabase();
const shots = process.env.WIDGET_SHOTS;
let edge: ChatEdge;
let dist: string;
let site: Site;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let errors: string[];

const host = (lang: string, more = '') =>
  `<!doctype html><html lang="${lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Shop</title>${more}</head>` +
  `<body><main><h1>Shop</h1><p>Bikes.</p></main><script async src="{widget}/w.js"></script></body></html>`;
const strict =
  "default-src 'none'; script-src {widget}; connect-src {widget} {socket}; style-src 'self'; require-trusted-types-for 'script'";
const hostile = `<style>*,*::before{all:unset!important}</style><style>html{font-size:7px}*{text-transform:uppercase!important;font-size:40px!important;color:red!important;display:none!important;position:static!important;visibility:hidden!important;letter-spacing:9px!important}html,body,main{display:block!important;visibility:visible!important}button,div,section{transform:rotate(9deg)!important}</style>`;

/** The browser's own globals, which this program's types do not know. */
type InBrowser = { getComputedStyle(of: unknown): Record<string, string> };

beforeAll(async () => {
  dist = buildWidget();
  // For this edge the core is outside: its one view is replaced by rows the test writes.
  await database.query(`DROP VIEW bus.interaction_status`);
  await database.query(`CREATE TABLE bus.interaction_status (channel text, thread_key text, interaction_id uuid,
    ticket_id uuid, ticket_number text, state text, position int, estimated_wait_seconds int, agent jsonb, diverted_to text,
    callback_offered boolean NOT NULL DEFAULT false)`);
  edge = await startChatEdge(database.url, { serve: (app) => serveWidget(app, dist) });
  site = await startSite(
    {
      '/fr': { html: host('fr') },
      '/en': { html: host('en') },
      '/strict': { html: host('en'), policy: strict },
      '/hostile': { html: host('en', hostile) },
    },
    edge.url,
  );
  browser = await launchChromium();
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await site?.close();
  await edge?.close();
  if (dist) rmSync(dist, { recursive: true, force: true });
});
beforeEach(async () => {
  await database.query('DELETE FROM bus.interaction_status');
  await visitorArrives();
});
afterEach(() => context.close());

async function visitorArrives(options: Parameters<Browser['newContext']>[0] = {}): Promise<void> {
  await context?.close();
  context = await browser.newContext({ viewport: { width: 1000, height: 860 }, ...options });
  page = await context.newPage();
  errors = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
}

const at = (id: string) => page.getByTestId(id);
async function begin(path = '/en', text = 'My bike squeaks'): Promise<string> {
  await page.goto(site.url + path);
  await at('launcher').click();
  await at('field-name').fill('Sophie Marchand');
  await at('field-email').fill('sophie@example.test');
  await at('field-message').fill(text);
  await at('start').click();
  await at('line').filter({ hasText: text }).waitFor();
  return conversationId();
}
async function conversationId(): Promise<string> {
  const [row] = await database.query<{ id: string }>(
    'SELECT id FROM chat.conversation ORDER BY started_at DESC LIMIT 1',
  );
  return row?.id ?? '';
}
async function status(
  id: string,
  row: { state?: string; position?: number | null; wait?: number | null; agent?: string },
) {
  await database.query('DELETE FROM bus.interaction_status');
  await database.query(
    `INSERT INTO bus.interaction_status VALUES ('chat', $1, $2, $3, 'G-000123', $4, $5, $6, $7)`,
    [
      `chat:${id}`,
      newId(),
      newId(),
      row.state ?? 'waiting',
      row.position ?? null,
      row.wait ?? null,
      row.agent ? JSON.stringify({ id: newId(), name: row.agent, photo: null }) : null,
    ],
  );
  edge.app.get(Wakeups).poke('interaction');
}
async function answer(id: string, text: string, kind: ChatDispatch['kind'] = 'message') {
  const author = { name: 'Léa', photo: null, kind: 'agent' as const };
  const body = {
    channel: 'chat' as const,
    kind,
    conversationId: id,
    text: CustomerText.parse(text),
    author,
    attachments: [],
  };
  await edge.app.get(Database).transaction((tx) => edge.app.get(Dispatches).put(tx, body, { key: newId() }));
}
async function look(name: string): Promise<void> {
  if (!shots) return;
  mkdirSync(shots, { recursive: true });
  await page.waitForTimeout(350);
  await page.screenshot({ path: join(shots, `${name}.png`) });
}
test('its weight stays in bounds: loader 2 kB, all 40 kB', () => {
  const size = (name: string) => gzipSync(readFileSync(join(dist, name)), { level: 9 }).length;
  process.stdout.write(`widget gz: loader ${size('w.js')} B, panel ${size('panel.js')} B\n`);
  expect(size('w.js')).toBeLessThanOrEqual(2_000);
  expect(size('w.js') + size('panel.js')).toBeLessThanOrEqual(40_000);
});

test('before it is opened it stores nothing, fetches no panel and moves nothing', async () => {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await page.goto(`${site.url}/en`);
  await at('launcher').waitFor();
  await page.waitForTimeout(300);
  expect(asked.filter((path) => path !== '/favicon.ico')).toEqual(['/en', '/w.js']);
  expect(await page.evaluate('localStorage.length + sessionStorage.length')).toBe(0);
  expect(await context.cookies()).toEqual([]);
});

test.each([
  ['fr', 'light'],
  ['fr', 'dark'],
  ['en', 'light'],
  ['en', 'dark'],
] as const)('%s %s: from first words to the end, readable by everyone', async (lang, theme) => {
  await visitorArrives({ colorScheme: theme });
  await page.goto(`${site.url}/${lang}`);
  await at('launcher').click();
  await at('house-queue').filter({ hasText: /\w/ }).waitFor();
  await look(`home-${theme}-${lang}`);
  expect(await faultsOf(page)).toEqual([]);
  await at('start').click();
  expect(await at('field-message').getAttribute('aria-invalid')).toBe('true');
  await at('field-name').fill('Sophie Marchand');
  await at('field-message').fill(
    lang === 'fr' ? 'Je reviens pour mon double prélèvement.' : 'Back about my double charge.',
  );
  await at('start').click();
  await at('line').waitFor();
  const id = await conversationId();
  await status(id, { position: 3, wait: 130 });
  await at('queue').filter({ hasText: '3' }).waitFor();
  expect(await at('ticket-number').textContent()).toContain('G-000123');
  await look(`queue-${theme}-${lang}`);
  expect(await faultsOf(page)).toEqual([]);
  await status(id, { state: 'connected', agent: 'Léa Fontaine' });
  await at('agent-name').filter({ hasText: 'Léa Fontaine' }).waitFor();
  expect(await at('queue').count()).toBe(0);
  await answer(
    id,
    lang === 'fr'
      ? 'Je l’ai sous les yeux : https://velorive.test/f/49 !'
      : 'I have it here: https://velorive.test/f/49 !',
  );
  await at('line').nth(1).waitFor();
  expect(await page.getByRole('link', { name: 'velorive' }).getAttribute('href')).toBe(
    'https://velorive.test/f/49',
  );
  edge.app.get(Wakeups).poke(`typing:${id}`);
  await at('typing').waitFor();
  await look(`thread-${theme}-${lang}`);
  expect(await faultsOf(page)).toEqual([]);
  await at('end').click();
  await at('end-yes').click();
  await at('ended').waitFor();
  await look(`ended-${theme}-${lang}`);
  expect(await faultsOf(page)).toEqual([]);
  await at('start-again').click();
  expect(await at('field-name').inputValue()).toBe('Sophie Marchand');
  await page.reload();
  await at('launcher').click();
  await at('start-form').waitFor();
  expect(errors).toEqual([]);
});

test('a strict policy with trusted types stops none of it', async () => {
  const id = await begin('/strict');
  await answer(id, 'Hello');
  await at('line').filter({ hasText: 'Hello' }).waitFor();
  expect(errors.filter((error) => !error.includes('favicon'))).toEqual([]);
});

test('a hostile style sheet changes nothing', async () => {
  const boxes = async (path: string) => {
    await visitorArrives();
    await begin(path);
    const styles = await at('line').evaluate((node) => {
      const style = (globalThis as unknown as InBrowser).getComputedStyle(node);
      return [style['fontSize'], style['color'], style['textTransform'], style['letterSpacing']];
    });
    expect(styles[0]).toBe('15px');
    return { panel: await at('panel').boundingBox(), launcher: await at('launcher').boundingBox(), styles };
  };
  const calm = await boxes('/en');
  expect(await boxes('/hostile')).toEqual(calm);
  await look('hostile');
});

test('keyboard alone: open, write, Escape gives the focus back', async () => {
  await page.goto(`${site.url}/en`);
  await at('launcher').focus();
  await page.keyboard.press('Enter');
  await at('field-name').and(page.locator(':focus')).waitFor();
  await page.keyboard.press('Escape');
  await at('panel').waitFor({ state: 'hidden' });
  expect(
    await at('launcher').evaluate(
      (node) => (node.getRootNode() as unknown as { activeElement: unknown }).activeElement === node,
    ),
  ).toBe(true);
  await page.keyboard.press('Enter');
  await at('field-message').fill('by keyboard');
  await at('start').press('Enter');
  await at('composer').and(page.locator(':focus')).waitFor();
  await page.keyboard.type('second');
  await page.keyboard.press('Enter');
  await at('line').filter({ hasText: 'second' }).waitFor();
});

test('offline: lines wait, say so, and leave once when the net is back; a reload keeps them', async () => {
  const id = await begin();
  await context.setOffline(true);
  // setOffline spares open sockets, so the server ends this one.
  cutSockets();
  await at('offline').waitFor();
  await at('composer').fill('written offline');
  await at('composer').press('Enter');
  await at('unsent').filter({ hasText: 'written offline' }).waitFor();
  await look('offline');
  expect(await faultsOf(page)).toEqual([]);
  expect(await page.evaluate('JSON.stringify(localStorage)')).toContain('written offline');
  await context.setOffline(false);
  await at('line').filter({ hasText: 'written offline' }).waitFor();
  await at('unsent').waitFor({ state: 'detached' });
  await page.reload();
  await at('launcher').click();
  await at('line').filter({ hasText: 'written offline' }).waitFor();
  expect(await texts(id)).toEqual(['My bike squeaks', 'written offline']);
});

test('cuts while both write: nothing lost, nothing twice, on screen and in the table', async () => {
  const id = await begin();
  for (let n = 0; n < 8; n += 1) {
    await at('composer').fill(`mine ${n}`);
    await at('composer').press('Enter');
    await answer(id, `theirs ${n}`);
    if (n % 2) cutSockets();
  }
  await until(async () => (await texts(id)).length === 17);
  await until(async () => (await at('line').count()) === 17);
  await until(async () => (await at('unsent').count()) === 0);
  const seen = await at('line').locator('span[dir=auto]').allTextContents();
  expect(seen).toEqual(await texts(id));
  expect(seen.filter((text) => text.startsWith('mine'))).toEqual(
    Array.from({ length: 8 }, (_, n) => `mine ${n}`),
  );
});

test('closed: an answer is counted on the launcher, also after a reload, and opening reads it', async () => {
  const id = await begin();
  await at('close').click();
  await answer(id, 'Are you there?');
  await at('unread').filter({ hasText: '1' }).waitFor();
  await at('launcher').click();
  await at('line').filter({ hasText: 'Are you there?' }).waitFor();
  await until(async () => (await at('unread').textContent()) === '');
  await page.reload();
  await answer(id, 'Still here');
  await at('unread').filter({ hasText: '1' }).waitFor();
});

test('a file goes up and comes back as a download, also when sent before it is up', async () => {
  await begin();
  await context.route(
    (url) => url.pathname === '/api/visitor/attachments',
    async (route) => {
      await new Promise((done) => setTimeout(done, 500));
      await route.continue();
    },
  );
  await at('attach').setInputFiles({
    name: 'bill.txt',
    mimeType: 'text/plain',
    buffer: Buffer.from('49 EUR'),
  });
  await page.getByText('bill.txt').waitFor();
  await at('composer').fill('see file');
  await at('send').click();
  // While it is on its way the line is drawn once more, and a click on the old drawing is lost.
  await at('unsent').waitFor({ state: 'detached' });
  const download = (await clickedFile()) ?? (await clickedFile());
  expect(download?.suggestedFilename()).toBe('bill.txt');
  expect(readFileSync((await download?.path()) ?? '', 'utf8')).toBe('49 EUR');
});

/** Null when nothing came of the click; a person would click again. */
async function clickedFile(): Promise<Download | null> {
  const [download] = await Promise.all([
    page.waitForEvent('download', { timeout: 10_000 }).catch(() => null),
    at('attachment').click(),
  ]);
  return download;
}

test('on a phone the panel fills the screen, nothing spills at 320 px, and targets fit a thumb', async () => {
  await visitorArrives({ viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true });
  await begin();
  expect(await at('panel').boundingBox()).toEqual({ x: 0, y: 0, width: 320, height: 640 });
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
  const small = await page.locator('guichet-widget').evaluate((widget) =>
    [...(widget.shadowRoot?.querySelectorAll('button,label.tool') ?? [])]
      .map((node) => ({ label: node.getAttribute('aria-label'), box: node.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 0 && (box.width < 44 || box.height < 44))
      .map(({ label }) => label),
  );
  expect(small).toEqual([]);
  await look('phone');
});

describe('the demo pages', () => {
  const outbox = [
    {
      id: '1',
      at: '2026-11-22T10:00:00.000Z',
      to: 'sophie@velorive.test',
      subject: 'Charged twice',
      text: 'Hello Sophie,\n\nit is refunded.',
      html: '',
      messageId: '<one@guichet.test>',
      inReplyTo: null,
      references: [],
    },
  ];
  let written: unknown[];
  /** The mail doors belong to another room; here only the page is looked at. */
  beforeEach(async () => {
    written = [];
    await context.route('**/api/demo/mail', async (route) => {
      written.push(route.request().postDataJSON());
      await route.fulfill({ status: 202, json: { id: 'x' } });
    });
    await context.route('**/api/demo/outbox', (route) => route.fulfill({ json: outbox }));
  });

  test.each(['fr', 'en'])('%s: the shop opens each door, under a strict policy', async (lang) => {
    await page.goto(`${edge.url}/demo?lang=${lang}`);
    await at('launcher').waitFor();
    await look(`demo-${lang}`);
    expect(await faultsOf(page)).toEqual([]);
    expect(await page.locator('html').getAttribute('lang')).toBe(lang);
    await at('mail-send').click();
    await at('mail-outcome')
      .filter({ hasText: /console/ })
      .waitFor();
    expect(written).toEqual([
      expect.objectContaining({ from: 'sophie@velorive.test', name: 'Sophie Marchand' }),
    ]);
    await at('door-chat').click();
    await at('field-message').fill('From the shop');
    await at('start').click();
    await at('line').filter({ hasText: 'From the shop' }).waitFor();
    expect(errors).toEqual([]);
  });

  test('what left can be read and answered with the right In-Reply-To', async () => {
    await page.goto(`${edge.url}/demo/mail?lang=en`);
    await at('mail').waitFor();
    await at('reply').click();
    await at('reply-text').fill('Thank you!');
    await look('demo-mail');
    expect(await faultsOf(page)).toEqual([]);
    await at('reply-send').click();
    await page.getByText('Reply sent.').waitFor();
    expect(written).toEqual([
      expect.objectContaining({
        from: 'sophie@velorive.test',
        subject: 'Re: Charged twice',
        inReplyTo: '<one@guichet.test>',
        text: expect.stringMatching(
          /^Thank you!\n\nOn .* wrote:\n> Hello Sophie,\n> \n> it is refunded\.\n$/,
        ),
      }),
    ]);
    expect(errors).toEqual([]);
  });
});

async function texts(id: string): Promise<string[]> {
  const rows = await database.query<{ text: string }>(
    'SELECT text FROM chat.line WHERE conversation_id = $1 ORDER BY seq',
    [id],
  );
  return rows.map(({ text }) => text);
}

/** Ends every socket under the widget's feet, as a dying network does. */
function cutSockets(): void {
  for (const connection of edge.connections) connection.destroy();
}
