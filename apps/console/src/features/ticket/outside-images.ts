/** Whose pictures from outside this browser shows at once: chosen by its reader, kept here alone, never for a sender in doubt. */
import type { TimelineItem } from '@lib/contracts';
import { createCell } from '../../rt/cell.js';
import { isUnverified } from './sender-trust.js';

const key = 'guichet.pictures-of';
const MAX_SENDERS = 500;

export const welcomeSenders = createCell<string[]>(read());

/** By the address the mail came from; null when it is in doubt. */
export function senderOf(item: TimelineItem): string | null {
  const { from } = item.data;
  return item.direction === 'in' && typeof from === 'string' && !isUnverified(item) ? from : null;
}

export function welcome(sender: string): void {
  keep([sender, ...welcomeSenders.get().filter((one) => one !== sender)].slice(0, MAX_SENDERS));
}

export function unwelcome(sender: string): void {
  keep(welcomeSenders.get().filter((one) => one !== sender));
}

function keep(senders: string[]): void {
  welcomeSenders.set(() => senders);
  try {
    localStorage.setItem(key, JSON.stringify(senders));
  } catch {
    // A full or forbidden storage only means that the choice is asked again next time.
  }
}

function read(): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? '[]');
    return Array.isArray(kept) ? kept.filter((one): one is string => typeof one === 'string') : [];
  } catch {
    return [];
  }
}
