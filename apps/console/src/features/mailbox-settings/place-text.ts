/** What is wrong where, in words: the place of a fault as the contract names it becomes a sentence. */
import type { MessageId } from '@lib/design';
import type { Say } from '../../i18n.js';

const PLACES: readonly (readonly [RegExp, MessageId])[] = [
  [/^address/, 'mailboxes.fault-at-address'],
  [/^queueId/, 'mailboxes.fault-at-queue'],
  [/^aliases/, 'mailboxes.fault-at-aliases'],
  [/security$/, 'mailboxes.fault-at-security'],
  [/(host|port)$/, 'mailboxes.fault-at-server'],
  [/moveTo$/, 'mailboxes.fault-at-move'],
  [/folder$/, 'mailboxes.fault-at-folder'],
  [/^login\.password/, 'mailboxes.fault-at-password'],
  [/^login\.tenant/, 'mailboxes.fault-at-tenant'],
  [/^login\.(clientId|clientSecret|authorizeUrl|tokenUrl|scope)/, 'mailboxes.fault-at-issuer'],
  [/^login/, 'mailboxes.fault-at-login'],
  [/^authority/, 'mailboxes.fault-at-authority'],
];

export function placeText(path: string, say: Say): string {
  const bare = path.replace(/^settings\./, '');
  return say(PLACES.find(([place]) => place.test(bare))?.[1] ?? 'mailboxes.fault-at-other');
}
