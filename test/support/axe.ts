/** What stands in somebody's way on a page, as axe sees it: read into a document once, and only faults worked out in full. */
import axe, { type AxeResults, type RunOptions } from 'axe-core';
import type { Frame, Page } from 'playwright-core';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const LABEL_IN_NAME = 'label-content-name-mismatch';
const THEMES = ['light', 'dark'] as const;
const READ_IN = `${axe.source}; axe.configure({ allowedOrigins: ['<same_origin>'], branding: { application: 'playwright' } })`;

/** Each fault as its rule and the elements concerned; empty when everybody can use the page. */
export async function faultsOf(page: Page, only?: string): Promise<string[]> {
  await Promise.all(page.frames().map(readIn));
  const options: RunOptions = {
    runOnly: only ? { type: 'rule', values: [only] } : { type: 'tag', values: TAGS },
    // What passes would be described element by element: most of the work, and nobody reads it.
    resultTypes: ['violations'],
    rules: { [LABEL_IN_NAME]: { enabled: false } },
  };
  const { violations } = await page.evaluate<AxeResults>(`axe.run(document, ${JSON.stringify(options)})`);
  if (!only) violations.push(...(await mislabelled(page)).violations);
  return violations.map(
    ({ id, impact, nodes }) => `${impact} ${id}: ${nodes.map(({ html }) => html).join(' | ')}`,
  );
}

/** In the dark only colours differ, so only contrast is measured again. `look` sees the page in each theme. */
export async function faultsInBothThemes(
  page: Page,
  look?: (theme: (typeof THEMES)[number]) => Promise<void>,
): Promise<string[]> {
  const faults: string[] = [];
  for (const theme of THEMES) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    await look?.(theme);
    const found = await faultsOf(page, theme === 'dark' ? 'color-contrast' : undefined);
    faults.push(...found.map((fault) => `${theme}: ${fault}`));
  }
  return faults;
}

/** Who speaks to their machine says what they read. The rule would take the key that a button shows, and the initials in a face, for words of its label. */
function mislabelled(page: Page): Promise<AxeResults> {
  const options: RunOptions = {
    runOnly: { type: 'rule', values: [LABEL_IN_NAME] },
    resultTypes: ['violations'],
  };
  return page.evaluate<AxeResults>(`(async () => {
    const within = (root) => [...root.querySelectorAll('*')].flatMap((one) => (one.shadowRoot ? [one, ...within(one.shadowRoot)] : [one]));
    const drawn = within(document).filter((one) => one.matches('kbd[aria-hidden="true"], .av[aria-hidden="true"]'));
    for (const one of drawn) one.style.visibility = 'hidden';
    try {
      return await axe.run(document, ${JSON.stringify(options)});
    } finally {
      for (const one of drawn) one.style.visibility = '';
    }
  })()`);
}

async function readIn(frame: Frame): Promise<void> {
  if (!(await frame.evaluate<boolean>(`'axe' in globalThis`))) await frame.evaluate(READ_IN);
}
