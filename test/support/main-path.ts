/** The main job as people do it: two agents at their consoles, one customer who mails, chats and calls; run against any shape of the product. */
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { dominates } from '../fixtures/audio/browsers.js';

export const TONES = { customer: 440, agent: 1000 };

/** A page that can tell what its calls sound like: every remote audio track is kept for measuring. */
export async function listeningPage(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  await page.addInitScript({ path: join(import.meta.dirname, '../fixtures/audio/hear-calls.js') });
  return page;
}

export class AgentDesk {
  /** Every offer this console was ever shown, by ticket number. */
  readonly offersSeen: string[] = [];

  private constructor(readonly page: Page) {}

  static async open(browser: Browser, origin: string, email: string, password: string): Promise<AgentDesk> {
    const context = await browser.newContext({
      viewport: { width: 1440, height: 900 },
      permissions: ['microphone'],
      locale: 'en-GB',
    });
    const page = await listeningPage(context);
    const desk = new AgentDesk(page);
    page.on('websocket', (socket) =>
      socket.on('framereceived', ({ payload }) => {
        const offer = /"offer\.made",(\{.*\})\]$/.exec(String(payload))?.[1];
        if (offer)
          desk.offersSeen.push((JSON.parse(offer) as { offer: { ticketNumber: string } }).offer.ticketNumber);
      }),
    );
    await page.goto(origin);
    await page.getByTestId('login-email').fill(email);
    await page.getByTestId('login-password').fill(password);
    await page.getByTestId('login-submit').click();
    await page.getByTestId('state-picker').waitFor();
    return desk;
  }

  async goAvailable(): Promise<void> {
    await this.page.getByTestId('state-picker').click();
    await this.page.getByTestId('state-available').click();
    await eventually('the picker says so', async () =>
      /Available|Disponible/.test(await this.page.getByTestId('state-picker').innerText()),
    );
  }

  /** Waits for the ring, looks at it, takes it, and is on its ticket. */
  async acceptOffer(why: RegExp): Promise<void> {
    const offer = this.page.getByTestId('offer').first();
    await offer.waitFor();
    if (!why.test(await offer.innerText())) throw new Error(`the offer says: ${await offer.innerText()}`);
    await offer.getByTestId('offer-accept').click();
    await this.page.getByTestId('ticket-number').waitFor();
    await eventually('the offer is gone', async () => (await this.page.getByTestId('offer').count()) === 0);
  }

  async write(tab: 'chat' | 'email' | 'note', text: string): Promise<void> {
    await this.page.getByTestId(`composer-tab-${tab}`).click();
    await this.page.getByTestId('composer-text').fill(text);
    await this.page.getByTestId('send').click();
    await this.timelineShows(text);
  }

  async timelineShows(text: string | RegExp): Promise<void> {
    const inTimeline = this.page.getByTestId('timeline').getByText(text).first();
    await inTimeline.waitFor({ state: 'attached' }).catch(async (error: unknown) => {
      throw new Error(
        `not in the timeline: ${String(text)}\n${await this.page.getByTestId('timeline').innerText()}`,
        {
          cause: error,
        },
      );
    });
  }

  hears(loud: number, quiet: number): Promise<boolean> {
    return dominates(this.page, loud, quiet);
  }
}

export class Visitor {
  private constructor(
    readonly page: Page,
    private readonly panel: Locator,
  ) {}

  static async open(browser: Browser, origin: string): Promise<Visitor> {
    const context = await browser.newContext({ locale: 'en-GB' });
    const page = await context.newPage();
    await page.goto(`${origin}/demo`);
    await page.getByTestId('launcher').click();
    const panel = page.getByTestId('panel');
    await panel.waitFor();
    return new Visitor(page, panel);
  }

  async start(form: { name: string; email?: string; phone?: string; text: string }): Promise<void> {
    await this.panel.getByTestId('field-name').fill(form.name);
    if (form.email) await this.panel.getByTestId('field-email').fill(form.email);
    if (form.phone) await this.panel.getByTestId('field-phone').fill(form.phone);
    await this.panel.getByTestId('field-message').fill(form.text);
    await this.panel.getByTestId('start').click();
    await this.panel.getByTestId('thread').waitFor();
  }

  async says(text: string): Promise<void> {
    await this.panel.getByTestId('composer').fill(text);
    await this.panel.getByTestId('send').click();
    await this.sees(text);
  }

  async sees(text: string | RegExp): Promise<void> {
    await this.panel.getByText(text).first().waitFor();
  }

  innerText(): Promise<string> {
    return this.panel.innerText();
  }
}

export class TestPhone {
  private constructor(readonly page: Page) {}

  static async open(browser: Browser, origin: string, number: string): Promise<TestPhone> {
    const context = await browser.newContext({ permissions: ['microphone'], locale: 'en-GB' });
    const page = await listeningPage(context);
    await page.goto(`${origin}/demo/phone?number=${encodeURIComponent(number)}`);
    await eventually('the phone is ready', async () =>
      /Ready/.test(await page.getByRole('status').innerText()),
    );
    return new TestPhone(page);
  }

  async call(): Promise<void> {
    await this.page.getByRole('button', { name: 'Call' }).click();
    await eventually('the call is up', async () =>
      /Connected/.test(await this.page.getByRole('status').innerText()),
    );
  }

  async hangUp(): Promise<void> {
    await this.page.getByRole('button', { name: 'Hang up' }).click();
    await eventually('the phone is ready again', async () =>
      /Ready/.test(await this.page.getByRole('status').innerText()),
    );
  }

  hears(loud: number, quiet: number): Promise<boolean> {
    return dominates(this.page, loud, quiet);
  }
}

/** Waits for a fact, not for a time: the limit only turns a hang into a failure with a name. */
export async function eventually(
  what: string,
  isSo: () => Promise<boolean> | boolean,
  patienceMs = 30_000,
): Promise<void> {
  const until = Date.now() + patienceMs;
  while (Date.now() < until) {
    if (await isSo()) return;
    await pause(100);
  }
  throw new Error(`never came true: ${what}`);
}
