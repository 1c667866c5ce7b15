/** What an agent sees of the recording of their call, and what they can do about it in each state. */
import { readFileSync } from 'node:fs';
import type { InteractionView, LiveRecording, Locale } from '@lib/contracts';
import { i18n } from '@lingui/core';
import { compileMessage } from '@lingui/message-utils/compileMessage';
import { I18nProvider } from '@lingui/react';
import { renderToStaticMarkup } from 'react-dom/server';
import { RecordingLine } from './recording-line.js';

const now = Date.parse('2026-01-02T10:10:00.000Z');

function shown(recording: Partial<LiveRecording> | null, locale: Locale = 'en'): string {
  const file = new URL(`../../../../../libs/design/src/catalogues/console.${locale}.json`, import.meta.url);
  const texts = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
  const messages = Object.fromEntries(
    Object.entries(texts)
      .filter(([id]) => id.startsWith('recording.'))
      .map(([id, text]) => [id, compileMessage(text)]),
  );
  i18n.loadAndActivate({ locale, messages });
  const since = '2026-01-02T10:09:00.000Z';
  const live = recording && { state: 'recording', since, fault: null, ...recording };
  const call = { id: 'a-call', call: { recording: live } } as InteractionView;
  return renderToStaticMarkup(
    <I18nProvider i18n={i18n}>
      <RecordingLine call={call} now={now} />
    </I18nProvider>,
  );
}
const buttons = (html: string): string[] =>
  [...html.matchAll(/data-testid="(recording-[a-z]+)"/g)].map(([, id]) => id ?? '');

it('says nothing of a call that is not recorded', () => {
  expect(shown(null)).toBe('');
});

it('while it is recorded offers the pause first, in both languages', () => {
  expect(buttons(shown({}))).toEqual(['recording-pause', 'recording-private', 'recording-object']);
  expect(shown({})).toContain('Pause for card data');
  expect(shown({}, 'fr')).toContain('Pause carte bancaire');
});

it('paused, it tells for how long, and reminds after three minutes', () => {
  const paused = shown({ state: 'paused' });
  expect(buttons(paused)).toEqual(['recording-resume', 'recording-private', 'recording-object']);
  expect(paused).toContain('Recording paused for');
  expect(paused).not.toContain('nothing more to leave out');
  expect(shown({ state: 'paused', since: '2026-01-02T10:05:00.000Z' })).toContain(
    'nothing more to leave out',
  );
});

it('a pause that was not confirmed is an alarm, and nothing can be pressed any more', () => {
  const failed = shown({ state: 'stopped', fault: 'pause-failed' });
  expect(failed).toContain('role="alert"');
  expect(failed).toContain('so the recording was stopped');
  expect(buttons(failed)).toEqual([]);
});
