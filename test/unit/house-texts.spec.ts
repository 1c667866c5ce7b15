/** What the product itself says to customers stays out of the kitchen: every text table, in both languages, has no finding. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Locale } from '@lib/contracts';
import { acknowledgements, defaultInnerWords } from '@lib/database';
import { checkCustomerText, queueNames, type ListedWords } from '@lib/kitchen';
import { en as widgetEn } from '../../apps/widget/src/words/en.js';
import { fr as widgetFr } from '../../apps/widget/src/words/fr.js';
import { launcherWords } from '../../apps/widget/src/words/launcher.js';
import { sentences as spoken } from '../../libs/channels/voice/src/twiml/spoken.js';
import { introductionLine } from '../../libs/tickets/src/introduction.js';
import { askWorks, confirmationPage, readBack } from '../../libs/record/src/customer-words.js';
import { greeting } from '../../libs/delivery/src/delivery.listeners.js';

const catalogue = (locale: Locale): Record<string, string> =>
  JSON.parse(
    readFileSync(
      resolve(import.meta.dirname, `../../libs/design/src/catalogues/console.${locale}.json`),
      'utf8',
    ),
  ) as Record<string, string>;

/** Lines that the console proposes and the customer receives as they are. */
const proposed = (locale: Locale): string[] =>
  ['handover.line-default-agent', 'handover.line-default-team'].map((id) => catalogue(locale)[id] ?? '');

const introduced = (locale: Locale): string[] =>
  [null, new Date('2026-11-23T08:00:00Z')].map((until) =>
    introductionLine(
      { owner: 'Léa Martin', standIn: 'Karim Benali', until },
      locale,
      new Date('2026-11-20T08:00:00Z'),
      'Europe/Paris',
    ),
  );

const lists = [...(defaultInnerWords as ListedWords[]), ...queueNames(['Support', 'Facturation'])];
const SAMPLES = [1, 2, 'Léa', 'G-000123', null];

const tables: [name: string, locale: Locale, table: unknown][] = [
  ['the greeting in the chat', 'fr', greeting.fr],
  ['the greeting in the chat', 'en', greeting.en],
  ['reading back and asking whether it works', 'fr', [readBack.fr, askWorks.fr, confirmationPage.fr]],
  ['reading back and asking whether it works', 'en', [readBack.en, askWorks.en, confirmationPage.en]],
  ['what a caller hears', 'fr', spoken.fr],
  ['what a caller hears', 'en', spoken.en],
  ['the widget', 'fr', [widgetFr, launcherWords.fr]],
  ['the widget', 'en', [widgetEn, launcherWords.en]],
  ['how a stand-in introduces themselves', 'fr', introduced('fr')],
  ['how a stand-in introduces themselves', 'en', introduced('en')],
  ['the acknowledgements', 'fr', acknowledgements.map(({ texts }) => texts.fr)],
  ['the acknowledgements', 'en', acknowledgements.map(({ texts }) => texts.en)],
  ['the hand-over line', 'fr', proposed('fr')],
  ['the hand-over line', 'en', proposed('en')],
];

test.each(tables)('%s (%s)', (_, locale, table) => {
  const texts = textsIn(table);
  expect(texts.filter((text) => text.trim() !== '').length).toBeGreaterThan(0);
  expect(
    texts.flatMap((text) => checkCustomerText(text, locale, lists).map((one) => [text, one.words])),
  ).toEqual([]);
});

/** Every text of a table, with those that take a value said for a few. */
function textsIn(table: unknown): string[] {
  if (typeof table === 'string') return [table];
  if (typeof table === 'function')
    return SAMPLES.map((sample) => String((table as (value: unknown) => unknown)(sample)));
  return typeof table === 'object' && table !== null ? Object.values(table).flatMap(textsIn) : [];
}
