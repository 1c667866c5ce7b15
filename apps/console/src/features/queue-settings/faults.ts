/** What is wrong with a queue's settings, from the form's own check or from the server, as words beside the field. */
import { QueueSettings } from '@lib/contracts';
import type { MessageId } from '@lib/design';
import type { Say } from '../../i18n.js';

export interface Fault {
  /** As the contract names the place: `rings.1.afterSeconds`. */
  path: string;
}

export function faultsIn(settings: QueueSettings): Fault[] {
  const { error } = QueueSettings.safeParse(settings);
  return (error?.issues ?? []).map(({ path }) => ({ path: path.join('.') }));
}

/** The faults of one part of the form, each sentence once. */
export function faultTexts(faults: readonly Fault[], part: string, say: Say): string[] {
  const own = faults.filter(({ path }) => path === part || path.startsWith(`${part}.`));
  return [...new Set(own.map(({ path }) => say(textOf(path))))];
}

const TEXTS: readonly [RegExp, MessageId][] = [
  [/^name$/, 'queues.fault-name'],
  [/^memberIds/, 'queues.fault-member'],
  [/^rings\.0\.afterSeconds$/, 'queues.fault-first-ring'],
  [/^rings$/, 'queues.fault-ring-order'],
  [/(^|\.)skills/, 'queues.fault-skill'],
  [/^overflow\.\d+\.to/, 'queues.fault-where'],
  [/^overflow\.\d+\.when\.calendarId$/, 'queues.fault-calendar'],
];

function textOf(path: string): MessageId {
  return TEXTS.find(([pattern]) => pattern.test(path))?.[1] ?? 'queues.fault-number';
}
