/** A console page under test: its keys, where its focus is, and whether everybody can use it. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { DEMO_PASSWORD } from './app.js';
import { faultsInBothThemes } from './axe.js';
import { eventually } from './main-path.js';

/** Where a picture of each page that is looked at is put; nowhere unless said. */
const PICTURES = process.env.SCREEN_PICTURES;
let pictures = 0;

/** Somebody of the demo house at a console of their own, by keyboard, once it is theirs. */
export async function openConsole(
  browser: Browser,
  url: string,
  person: string,
  language: 'fr' | 'en',
): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    locale: language === 'fr' ? 'fr-FR' : 'en-GB',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  await page.goto(url);
  await page.getByTestId('login-email').fill(`${person}@guichet.test`);
  await page.getByTestId('login-password').fill(DEMO_PASSWORD);
  await page.keyboard.press('Enter');
  await page.getByTestId('state-picker').waitFor();
  return page;
}

/** Everybody can use it, in both themes. The frame fills the window: columns scroll, the page never does. */
export async function scan(page: Page): Promise<void> {
  const beyond = await page.evaluate<number>(
    `document.querySelector('.app') ? document.documentElement.scrollHeight - Math.max(720, innerHeight) : 0`,
  );
  expect(beyond).toBeLessThanOrEqual(0);
  const faults = await faultsInBothThemes(page, async (theme) => {
    if (PICTURES) await picture(page, theme);
  });
  expect(faults).toEqual([]);
}

export async function keys(page: Page, ...pressed: string[]): Promise<void> {
  for (const key of pressed) await page.keyboard.press(key);
}

/** Keys go where the focus is: on a slow machine it may still be on its way. */
export function focused(place: Locator): Promise<void> {
  return eventually('the focus is there', () => place.evaluate((element) => element.matches(':focus')));
}

/** Into the field that takes the focus as it appears: letters typed before that are lost, or taken for commands. */
export async function types(page: Page, text: string): Promise<void> {
  await page.locator(':is(input, textarea, [contenteditable=true]):focus').waitFor();
  await page.keyboard.type(text);
}

/** What stands in the field of an answer, line by line, formatted or not. */
export function written(page: Page): Promise<string> {
  return page
    .getByTestId('composer-text')
    .evaluate<string, { value?: string; children: Iterable<{ textContent: string }> }>(
      (field) => field.value ?? [...field.children].map((line) => line.textContent).join('\n'),
    );
}

async function picture(page: Page, colorScheme: string): Promise<void> {
  mkdirSync(PICTURES ?? '', { recursive: true });
  const { currentTestName = '', testPath = '' } = expect.getState();
  const file = /([^/]+)\.e2e-spec/.exec(testPath)?.[1] ?? '';
  const name = currentTestName.replace(/[^\p{L}\d]+/gu, '-').slice(0, 60);
  pictures += 1;
  await page.screenshot({
    path: join(PICTURES ?? '', `${file}-${String(pictures).padStart(2, '0')}-${name}-${colorScheme}.png`),
    fullPage: true,
  });
}
