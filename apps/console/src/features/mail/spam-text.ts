/** One reason why a mail looks like spam: who says so, then their own words. */
import type { MailSpam } from '@lib/contracts';
import type { Say } from '../../i18n.js';

export function reasonText({ by, what }: MailSpam['reasons'][number], say: Say): string {
  return `${say(`spam.by-${by}`)} ${what}`;
}
