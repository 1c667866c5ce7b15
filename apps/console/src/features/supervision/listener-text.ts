/** Who listens and how they are heard, in one sentence. */
import type { CallListener } from '@lib/contracts';
import type { MessageId } from '@lib/design';
import type { Say } from '../../i18n.js';
import { clockText } from '../../ui/time-text.js';

const texts = {
  listen: 'supervision.listens',
  whisper: 'supervision.whispers',
  barge: 'supervision.joined',
} as const satisfies Record<CallListener['mode'], MessageId>;

export function listenerText({ supervisor, state, mode, since }: CallListener, say: Say): string {
  const id = state === 'asked' ? 'supervision.about-to' : texts[mode];
  return say(id, { name: supervisor.name, time: clockText(since) });
}

export function purposeText({ purpose, words }: Pick<CallListener, 'purpose' | 'words'>, say: Say): string {
  const text = say(`supervision.purpose-${purpose}`);
  return words ? `${text} · ${words}` : text;
}
