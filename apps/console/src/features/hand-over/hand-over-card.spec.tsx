/** The card in both languages: who, the lines that were filled in, both texts apart, and two buttons that say what they do. */
import { readFileSync } from 'node:fs';
import { i18n } from '@lingui/core';
import { compileMessage } from '@lingui/message-utils/compileMessage';
import { I18nProvider } from '@lingui/react';
import { createElement, type ReactElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import type { HandOverView } from '@lib/contracts';
import { HandOverCard } from './hand-over-card.js';
import { WaitingHandOver } from './pending-hand-over.js';

function speak(locale: 'fr' | 'en'): void {
  const file = new URL(`../../../../../libs/design/src/catalogues/console.${locale}.json`, import.meta.url);
  const texts = Object.entries(JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>);
  i18n.loadAndActivate({
    locale,
    messages: Object.fromEntries(texts.map(([id, text]) => [id, compileMessage(text)])),
  });
}

const shown = (element: ReactElement): string =>
  renderToStaticMarkup(createElement(I18nProvider, { i18n }, element));
const nothing = (): void => undefined;

const handOver: HandOverView = {
  id: '01a20427-0000-7000-8000-000000000001',
  kind: 'introduce',
  from: { id: '01a20427-0000-7000-8000-000000000002', name: 'Camille Roy', photo: null },
  to: { id: '01a20427-0000-7000-8000-000000000003', name: 'Nadia Amrani', photo: null },
  innerNote: 'Please be <kind>',
  customerLine: 'Let me introduce Nadia.',
  card: { wants: 'Written proof', promised: 'Before 11:00' },
  proposedAt: '2026-11-20T09:30:00.000Z',
  expiresAt: '2026-11-20T09:45:00.000Z',
};
const card = (): ReactElement => (
  <HandOverCard handOver={handOver} customer="Sophie" busy={false} onAccept={nothing} onDecline={nothing} />
);

describe('the card of a hand-over', () => {
  it('is a section named by its heading, which says who and how', () => {
    speak('en');
    expect(shown(card())).toMatch(
      /<section[^>]*aria-labelledby="(relay-[^"]+)".*<h2 id="\1">Camille Roy introduces you<\/h2>/,
    );
    speak('fr');
    expect(shown(card())).toContain('Camille Roy vous présente');
  });

  it('shows the lines that were filled in and no others', () => {
    speak('en');
    const html = shown(card());
    expect(html).toContain('<dt>Customer wants</dt><dd>Written proof</dd>');
    expect(html).toContain('<dt>Promise</dt><dd>Before 11:00</dd>');
    expect(html).not.toContain('Left to do');
  });

  it('keeps the inner note and the customer’s line apart, each under its name', () => {
    speak('fr');
    const html = shown(card());
    expect(html).toMatch(/Note interne de Camille Roy<\/b><p[^>]*>Please be &lt;kind&gt;<\/p>/);
    expect(html).toMatch(/Sophie recevra<\/b><p[^>]*>Let me introduce Nadia\.<\/p>/);
  });

  it('is answered with two buttons of the browser’s own', () => {
    speak('en');
    const buttons = shown(card()).match(/<button type="button"[^>]*>[^<]+<\/button>/g) ?? [];
    expect(buttons.map((button) => button.replace(/<[^>]+>/g, ''))).toEqual(['Decline', 'Accept']);
  });
});

describe('who waits for the answer', () => {
  it('reads for whom and until when, and takes it back only by right', () => {
    speak('en');
    const bar = (onWithdraw: (() => void) | null): string =>
      shown(<WaitingHandOver handOver={handOver} busy={false} onWithdraw={onWithdraw} />);
    expect(bar(nothing)).toMatch(/Waiting for Nadia Amrani until \d{1,2}:45/);
    expect(bar(nothing)).toContain('Withdraw');
    expect(bar(null)).not.toContain('<button');
  });
});
