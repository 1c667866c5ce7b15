/** Levels of support in words: first line, second line, experts. */
import type { MessageId } from '@lib/design';

export const LEVELS = [
  { level: 1, text: 'queues.level-1' },
  { level: 2, text: 'queues.level-2' },
  { level: 3, text: 'queues.level-3' },
] as const satisfies readonly { level: number; text: MessageId }[];

export function levelText(level: number): MessageId {
  return LEVELS.find((one) => one.level === level)?.text ?? 'queues.level-1';
}
