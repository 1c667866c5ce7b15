/** What the writer sees of the kitchen-door check: nothing when the text is clean, else words, reason and one press. */
import { readFileSync } from 'node:fs';
import type { Finding, Locale } from '@lib/contracts';
import { i18n } from '@lingui/core';
import { compileMessage } from '@lingui/message-utils/compileMessage';
import { I18nProvider } from '@lingui/react';
import { renderToStaticMarkup } from 'react-dom/server';
import { KitchenHints } from './kitchen-hints.js';

const found: Finding = {
  start: 9,
  end: 14,
  words: 'au N2',
  kind: 'tier',
  replacement: 'à un collègue',
  why: 'Les niveaux sont à nous.',
};

function shown(findings: Finding[], locale: Locale = 'fr'): string {
  const file = new URL(`../../../../../libs/design/src/catalogues/console.${locale}.json`, import.meta.url);
  const texts = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
  const messages = Object.fromEntries(
    Object.entries(texts)
      .filter(([id]) => id.startsWith('kitchen.'))
      .map(([id, text]) => [id, compileMessage(text)]),
  );
  i18n.loadAndActivate({ locale, messages });
  return renderToStaticMarkup(
    <I18nProvider i18n={i18n}>
      <KitchenHints findings={findings} onUse={() => undefined} onShow={() => undefined} />
    </I18nProvider>,
  );
}

it('shows nothing of a clean text, and keeps its place for screen readers', () => {
  expect(shown([])).toBe('<p class="sr" role="status" aria-live="polite"></p>');
});

it('names the words, what they are, and the plain words as a button', () => {
  const french = shown([found]);
  expect(french).toContain('1 expression que le client ne devrait pas avoir à lire');
  expect(french).toContain('un niveau de support');
  expect(french).toContain('title="Les niveaux sont à nous."');
  expect(french).toMatch(
    /<button type="button"[^>]*aria-label="Écrire « à un collègue » au lieu de « au N2 »"/,
  );
  expect(french).toContain('>Écrire « à un collègue »</button>');
  expect(shown([found], 'en')).toContain('a support tier');
});

it('offers no press where only the writer can say it better', () => {
  expect(shown([{ ...found, replacement: null }])).not.toContain('kitchen-use');
});

it('tells three at a time, and how many wait', () => {
  const many = [0, 20, 40, 60, 80].map((start) => ({ ...found, start, end: start + 5 }));
  expect(shown(many).match(/kitchen-use/g)).toHaveLength(3);
  expect(shown(many)).toContain('et 2 de plus');
});
