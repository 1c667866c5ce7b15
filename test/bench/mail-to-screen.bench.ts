/** How long until a mail is a ticket that an agent sees: from its first byte to the row in a real browser, by each door. */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { migrate, startEmbeddedPostgres } from '@lib/database';
import { createTransport } from 'nodemailer';
import type { Browser, Page } from 'playwright-core';
import { DEMO_PASSWORD, startApp, type RunningApp } from '../support/app.js';
import { launchChromium } from '../support/chromium.js';
import { startDovecot } from '../support/dovecot.js';

const mails = Number(process.env.BENCH_MAILS ?? 20);
const warmUpMails = 2;
const p95LimitMs = { LMTP: 2_000, SMTP: 1_000 };
/** Between two mails: as people write, not as a burst. Not a whole number of the product's looks, so that it is met at any moment. */
const betweenMs = 730;
const patienceMs = 30_000;
const box = 'box1';

type Door = keyof typeof p95LimitMs;
type Send = (raw: string) => Promise<void>;

const { productFlags } = (await import(resolve('infra/bin/parts/product-flags.mjs'))) as {
  productFlags: string[];
};
const { findBrowser } = (await import(resolve('infra/bin/parts/browser.mjs'))) as {
  findBrowser: () => string | undefined;
};
process.env.GUICHET_CHROMIUM = findBrowser() ?? '';

const folder = mkdtempSync(join(tmpdir(), 'guichet-bench-'));
chmodSync(folder, 0o711); // root lends the database server to another user, who has to get in
const silent = () => undefined;
const postgres = await startEmbeddedPostgres({
  dataDir: join(folder, 'postgres'),
  log: { info: silent, warn: silent, error: silent },
});
const dovecot = await startDovecot({ users: 1 });
let app: RunningApp | undefined;
let browser: Browser | undefined;
try {
  await migrate(postgres.url);
  app = await startApp({
    databaseUrl: postgres.url,
    nodeFlags: productFlags,
    env: {
      GUICHET_DEMO: '1',
      VOICE_CARRIER: 'off',
      IMAP_URL: `${dovecot.url(box)}/INBOX?mailbox=support@guichet.test`,
      IMAP_TLS_INSECURE: '1',
      LOG_LEVEL: 'warn',
    },
  });
  browser = await launchChromium();
  const page = await queueOf(browser, app.url);
  const smtp = createTransport({ host: '127.0.0.1', port: app.smtpPort, ignoreTLS: true });
  const envelope = { from: 'bench@example.net', to: ['support@guichet.test'] };
  await measure(page, 'LMTP', (raw) => dovecot.deliver(box, raw));
  await measure(page, 'SMTP', async (raw) => void (await smtp.sendMail({ envelope, raw })));
  smtp.close();
} finally {
  await browser?.close();
  await app?.dispose();
  await dovecot.stop();
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
}

/** An agent who looks at what waits in the queue, on a screen so high that the list hides none of it. */
async function queueOf(where: Browser, url: string): Promise<Page> {
  const context = await where.newContext({ viewport: { width: 1440, height: 12_000 }, locale: 'en-GB' });
  const page = await context.newPage();
  await page.goto(url);
  await page.getByTestId('login-email').fill('lea@guichet.test');
  await page.getByTestId('login-password').fill(DEMO_PASSWORD);
  await page.getByTestId('login-submit').click();
  await page.getByTestId('tab-queue').click();
  await page.getByTestId('queue-list').waitFor();
  return page;
}

async function measure(page: Page, door: Door, send: Send): Promise<void> {
  const times: number[] = [];
  for (let n = 0; n < warmUpMails + mails; n += 1) {
    const subject = `Measured ${door} ${n} of ${Date.now()}`;
    const begun = performance.now();
    await send(letter(subject, `${door.toLowerCase()}${n}`));
    await page.getByTestId('queue-row').filter({ hasText: subject }).waitFor({ timeout: patienceMs });
    if (n >= warmUpMails) times.push(performance.now() - begun);
    await pause(betweenMs);
  }
  const limit = p95LimitMs[door];
  say(door, 'p50', quantile(times, 0.5), null);
  say(door, 'p95', quantile(times, 0.95), limit);
}

/** A customer of their own for each, as in life. */
function letter(subject: string, who: string): string {
  return [
    `From: ${who} <${who}@example.net>`,
    'To: support@guichet.test',
    `Date: ${new Date().toUTCString()}`,
    `Subject: ${subject}`,
    `Message-ID: <${crypto.randomUUID()}@example.net>`,
    'Content-Type: text/plain; charset=utf-8',
    '',
    'Bonjour, ma commande n’est pas arrivée.',
    '',
  ].join('\r\n');
}

/** The smallest of which so large a share is not above: of twenty the 95th percentile is the nineteenth. */
function quantile(values: number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * q) - 1)] ?? NaN;
}

function say(door: Door, which: string, value: number, limit: number | null): void {
  console.log(
    JSON.stringify({
      bench: 'mail-to-screen',
      figure: `${door} to a ticket in the browser, ${which} of ${mails}`,
      unit: 'ms',
      value: Math.round(value),
      limit,
      ratio: limit === null ? null : Math.round((value / limit) * 100) / 100,
    }),
  );
}
