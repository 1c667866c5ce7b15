/** Takes the pictures of docs/screens from the running product with real traffic: `npm run screens`. */
import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { chromium } from 'playwright-core';
import { build } from './build.mjs';
import { findBrowser } from './parts/browser.mjs';
import { assertInstalled, assertNode } from './parts/prerequisites.mjs';
import { inRoot } from './parts/root.mjs';
import { done } from './parts/say.mjs';

const PASSWORD = 'a-password-for-pictures';
const FOLDER = inRoot('docs', 'screens');
const SIZE = { viewport: { width: 1440, height: 900 }, deviceScaleFactor: 1 };

/** The same morning twice: once in French by day, once in English by night. */
const MORNINGS = [
  {
    locale: 'fr',
    theme: 'light',
    agent: 'lea@guichet.test',
    emptyDesk: 'noor@guichet.test',
    customer: { name: 'Sophie Marchand', email: 'sophie.marchand@example.org', phone: '+15005550177' },
    subject: 'Prélevée deux fois',
    mail: 'Bonjour,\n\nj’ai changé de carte mardi et je vois deux prélèvements de 49,00 € le 20 novembre. Pouvez-vous regarder ?\n\nSophie Marchand',
    chat: 'Je reviens pour mon double prélèvement, avez-vous trouvé ?',
    note: 'Doublon confirmé : la banque a rejoué l’autorisation. Remboursement direct possible sous 100 €.',
    replies: [
      'Oui, je l’ai sous les yeux. Je comprends que ce soit agaçant, voyons cela maintenant.',
      'C’est un doublon de la banque. Je vous rembourse 49,00 € tout de suite.',
    ],
    thanks: 'Parfait, merci ! Et une attestation écrite ?',
    draft: 'Elle part par e-mail dans la minute',
    others: [
      [
        'Atelier Brossard',
        'atelier.brossard@example.org',
        'Facture d’octobre introuvable',
        'Bonjour, nous ne trouvons pas la facture d’octobre dans notre espace.',
      ],
      [
        'Jules Perrin',
        'jules.perrin@example.org',
        'Changer l’adresse de livraison',
        'Bonjour, est-il encore possible de livrer au bureau ?',
      ],
    ],
    visitor: [
      'Karim Benali',
      'karim.benali@example.org',
      'Toujours pareil après redémarrage, l’écran reste noir.',
    ],
  },
  {
    locale: 'en',
    theme: 'dark',
    agent: 'sam@guichet.test',
    emptyDesk: 'sam@guichet.test',
    customer: { name: 'Grace Miller', email: 'grace.miller@example.org', phone: '+15005550188' },
    subject: 'Charged twice',
    mail: 'Hello,\n\nI changed my card on Tuesday and I see two charges of €49.00 on 20 November. Could you look into it?\n\nGrace Miller',
    chat: 'Back about my double charge, did you find it?',
    note: 'Duplicate confirmed: the bank replayed the authorisation. Direct refund possible below €100.',
    replies: [
      'Yes, I have it in front of me. I see why it is annoying, let’s sort it out now.',
      'It is a bank duplicate. I am refunding €49.00 right away.',
    ],
    thanks: 'Great, thank you! And written proof?',
    draft: 'On its way by e-mail in a minute',
    others: [
      [
        'Oak Street Cycles',
        'oak.street@example.org',
        'October invoice missing',
        'Hello, we cannot find the October invoice in our account.',
      ],
      [
        'Tom Ellis',
        'tom.ellis@example.org',
        'Change of delivery day',
        'Hello, is it still possible to deliver on Friday?',
      ],
    ],
    visitor: [
      'Omar Reed',
      'omar.reed@example.org',
      'Still the same after a restart, the display stays black.',
    ],
  },
];

class Photographer {
  constructor(browser, origin) {
    this.browser = browser;
    this.origin = origin;
  }

  async take(morning) {
    const { locale, theme, agent, emptyDesk } = morning;
    this.name = (what) => join(FOLDER, `${what}-${theme}-${locale}.png`);
    this.context = {
      ...SIZE,
      locale: locale === 'fr' ? 'fr-FR' : 'en-GB',
      colorScheme: theme,
      permissions: ['microphone'],
    };
    const quiet = await this.console(emptyDesk, locale, theme);
    await this.available(quiet);
    await this.shoot(quiet, 'console-empty');
    if (emptyDesk !== agent) await this.leave(quiet);
    const desk = emptyDesk === agent ? quiet : await this.console(agent, locale, theme);
    if (emptyDesk !== agent) await this.available(desk);
    await this.busyMorning(desk, morning);
    await this.call(desk, morning);
    await this.leave(desk);
  }

  /** Three mails and a chat of the first customer are taken and answered; another chat rings. */
  async busyMorning(desk, morning) {
    const { customer, note, replies } = morning;
    for (const [name, from, subject, text] of morning.others) await this.mail({ name, from, subject, text });
    await this.accept(desk, morning.others.length);
    await this.mail({
      name: customer.name,
      from: customer.email,
      subject: morning.subject,
      text: morning.mail,
    });
    await this.accept(desk, 1);
    const shop = await this.openWidget(morning);
    await this.startChat(shop, { ...customer, text: morning.chat });
    await this.accept(desk, 1);
    await this.say(desk, 'chat', replies[0]);
    await this.say(desk, 'note', note);
    await this.say(desk, 'chat', replies[1]);
    await shop.getByTestId('composer').fill(morning.thanks);
    await shop.getByTestId('send').click();
    await desk.getByTestId('timeline').getByText(morning.thanks).waitFor();
    await desk.getByTestId('composer-tab-chat').click();
    await desk.getByTestId('composer-text').fill(morning.draft);
    await this.shoot(shop, 'widget-thread');
    const visitor = await this.openWidget(morning);
    const [name, email, text] = morning.visitor;
    await this.startChat(visitor, { name, email, text });
    await desk.getByTestId('offer').waitFor();
    await this.shoot(desk, 'console-busy');
    await desk.getByTestId('offer-accept').click();
    await this.gone(desk.getByTestId('offer'));
    await visitor.context().close();
    this.shop = shop;
  }

  async call(desk, { customer, subject, locale }) {
    const context = await this.browser.newContext(this.context);
    const phone = await context.newPage();
    await phone.goto(`${this.origin}/demo/phone?lang=${locale}&number=${encodeURIComponent(customer.phone)}`);
    await phone.getByRole('button', { name: /^(Appeler|Call)$/ }).click();
    await desk.getByTestId('offer').waitFor({ timeout: 30_000 });
    await this.shoot(desk, 'console-call-offer');
    await desk.getByTestId('offer-accept').click();
    await desk.getByTestId('call-mute').waitFor({ timeout: 30_000 });
    await desk.getByTestId('ticket-subject').filter({ hasText: subject }).waitFor();
    await pause(12_000); // a call of no seconds looks like none
    await this.shoot(desk, 'console-on-call');
    await phone.getByRole('button', { name: /^(Raccrocher|Hang up)$/ }).click();
    await desk.getByTestId('wrap-up-done').click();
    await context.close();
    await this.shop.context().close();
  }

  async console(email, locale, theme) {
    const context = await this.browser.newContext(this.context);
    await context.addInitScript(
      (chosen) => localStorage.setItem('guichet.preferences', JSON.stringify(chosen)),
      { locale, theme, ring: false, letters: true },
    );
    const page = await context.newPage();
    await page.goto(this.origin);
    await page.getByTestId('login-email').fill(email);
    await page.getByTestId('login-password').fill(PASSWORD);
    await page.getByTestId('login-submit').click();
    await page.getByTestId('state-picker').waitFor();
    return page;
  }

  async available(page) {
    await page.getByTestId('state-picker').click();
    await page.getByTestId('state-available').click();
    await page.locator('[data-state-shown="state.available"]').waitFor();
  }

  async leave(page) {
    await page.getByTestId('state-picker').click();
    await Promise.all([
      page.waitForResponse((answer) => answer.url().endsWith('/api/agents/me/state') && answer.ok()),
      page.getByTestId('state-offline').click(),
    ]);
    await page.context().close();
  }

  async accept(desk, times) {
    for (let taken = 0; taken < times; taken++) {
      const offer = desk.getByTestId('offer').first();
      await offer.waitFor({ timeout: 30_000 });
      const id = await offer.getAttribute('data-offer');
      await offer.getByTestId('offer-accept').click();
      await this.gone(desk.locator(`[data-offer="${id}"]`));
    }
  }

  gone(locator) {
    return locator.waitFor({ state: 'detached' });
  }

  async say(desk, tab, text) {
    await desk.getByTestId(`composer-tab-${tab}`).click();
    await desk.getByTestId('composer-text').fill(text);
    await desk.getByTestId('send').click();
    await desk.getByTestId('timeline').getByText(text).waitFor();
    await pause(1_500); // people do not answer within the same second
  }

  async openWidget({ locale }) {
    const context = await this.browser.newContext(this.context);
    const page = await context.newPage();
    await page.goto(`${this.origin}/demo?lang=${locale}`);
    if (!this.shopSeen) await this.shoot(page, 'demo-shop');
    this.shopSeen = true;
    await page.getByTestId('launcher').click();
    await page.getByTestId('panel').waitFor();
    return page;
  }

  async startChat(page, { name, email, phone, text }) {
    await page.getByTestId('field-name').fill(name);
    await page.getByTestId('field-email').fill(email);
    if (phone) await page.getByTestId('field-phone').fill(phone);
    await page.getByTestId('field-message').fill(text);
    await page.getByTestId('start').click();
    await page.getByTestId('thread').waitFor();
  }

  async mail(mail) {
    const answer = await fetch(`${this.origin}/api/demo/mail`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(mail),
    });
    if (!answer.ok) throw new Error(`mail: ${answer.status} ${await answer.text()}`);
  }

  async shoot(page, what) {
    await page.evaluate(() => document.fonts.ready);
    await pause(600);
    await page.screenshot({ path: this.name(what) });
  }
}

assertNode();
assertInstalled();
const began = performance.now();
await build();
mkdirSync(FOLDER, { recursive: true });
const dataDir = mkdtempSync(join(tmpdir(), 'guichet-screens-'));
chmodSync(dataDir, 0o711);
const { child, origin } = await startProduct();
try {
  const browser = await chromium.launch({
    executablePath: findBrowser(),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
      '--autoplay-policy=no-user-gesture-required',
      '--allow-loopback-in-peer-connection',
    ],
  });
  try {
    for (const morning of MORNINGS) await new Photographer(browser, origin).take(morning);
  } finally {
    await browser.close();
  }
} finally {
  await stopProduct(child);
}
done('screens', began, FOLDER);

async function startProduct() {
  const [port, smtp, voice] = await Promise.all([freePort(), freePort(), freePort()]);
  const child = spawn(process.execPath, [inRoot('dist/apps/all-in-one/main.js')], {
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      NODE_ENV: 'production',
      PORT: String(port),
      SMTP_IN_PORT: String(smtp),
      VOICE_NODE_PORT: String(voice),
      GUICHET_DATA_DIR: dataDir,
      GUICHET_DEMO_PASSWORD: PASSWORD,
      MAIL_UNDO_MS: '0',
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const origin = `http://127.0.0.1:${port}`;
  for (let tries = 0; tries < 600 && child.exitCode === null; tries++) {
    const ready = await fetch(`${origin}/readyz`).catch(() => undefined);
    if (ready?.ok) return { child, origin };
    await pause(100);
  }
  await stopProduct(child);
  throw new Error('The product did not become ready.');
}

async function stopProduct(child) {
  const gone = child.exitCode === null ? new Promise((resolve) => child.once('exit', resolve)) : undefined;
  child.kill('SIGTERM');
  await gone;
  try {
    process.kill(
      Number(readFileSync(join(dataDir, 'postgres/cluster/postmaster.pid'), 'utf8').split('\n')[0]),
      'SIGQUIT',
    );
  } catch {
    // it was stopped in order
  }
  rmSync(dataDir, { recursive: true, force: true, maxRetries: 10 });
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
