/** Why somebody is away: kept as a word every console can say in its own language, free text is shown as it is. */
import type { MessageId } from '@lib/design';
import type { Say } from '../../i18n.js';

/** What an agent can choose. */
export const awayReasons = ['break', 'lunch', 'meeting', 'training', 'paperwork'] as const;

/** What the product itself concludes: offers left unanswered or declined again and again, or a console that went away. */
const concluded: Record<string, MessageId> = {
  unresponsive: 'reason.unresponsive',
  declining: 'reason.declining',
  'console-gone': 'reason.console-gone',
};

export function awayReasonText(reason: string, say: Say): string {
  const chosen = awayReasons.find((one) => one === reason);
  if (chosen) return say(`reason.${chosen}`);
  const id = concluded[reason];
  return id ? say(id) : reason;
}
