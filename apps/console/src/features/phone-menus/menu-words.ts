/** The words for steps, for the ways between them, and for what is wrong with a menu. */
import type { MenuFaultCode, MenuStepKind } from '@lib/contracts';
import type { MessageId } from '@lib/design';
import type { Say } from '../../i18n.js';

export const kindText = (kind: MenuStepKind): MessageId => `menus.kind-${kind}`;

/** `field` as `waysOf` names it. */
export function wayText(field: string, say: Say): string {
  const [, key] = /^choices\.(.+)$/.exec(field) ?? [];
  if (key) return say('menus.way-key', { key });
  return say(WAYS[field] ?? 'menus.way-next');
}

const WAYS: Partial<Record<string, MessageId>> = {
  next: 'menus.way-next',
  open: 'menus.way-open',
  closed: 'menus.way-closed',
  withTicket: 'menus.way-with-ticket',
  known: 'menus.way-known',
  unknown: 'menus.way-unknown',
  otherwise: 'menus.way-otherwise',
};

/** The server also knows which queues are gone. */
export function faultText(code: MenuFaultCode | 'no-queue', field: string | null): MessageId {
  if (code === 'no-text') return field === 'text.fr' ? 'menus.fault-no-text-fr' : 'menus.fault-no-text-en';
  return `menus.fault-${code}`;
}
