/** Whose pictures from outside are shown at once: chosen by their reader, kept by the house for all their devices, never for a sender in doubt. */
import type { TimelineItem } from '@lib/contracts';
import { writingApi } from '../../api/writing-calls.js';
import { createCell } from '../../rt/cell.js';
import { attempt } from '../../ui/attempt.js';
import { isUnverified } from './sender-trust.js';

/** Where earlier versions kept the choice, in this browser alone. */
const OLD_KEY = 'guichet.pictures-of';
const MOST = 500;

export const welcomeSenders = createCell<readonly string[]>([]);
let asked = false;

/** Once, when the first mail with such pictures is shown. Until it is answered they stay out. */
export async function readWelcomeSenders(): Promise<void> {
  if (asked) return;
  asked = true;
  try {
    const old = oldChoice();
    const { items } = await (old.length > 0
      ? writingApi.sayWelcome({ addresses: old, welcome: true })
      : writingApi.welcomeSenders());
    if (old.length > 0) localStorage.removeItem(OLD_KEY);
    welcomeSenders.set(() => items);
  } catch {
    // Each picture is asked about, as before any choice; the next mail tries again.
    asked = false;
  }
}

/** By the address the mail came from; null when it is in doubt. */
export function senderOf(item: TimelineItem): string | null {
  const { from } = item.data;
  return item.direction === 'in' && typeof from === 'string' && !isUnverified(item)
    ? from.toLowerCase()
    : null;
}

export async function sayWelcome(sender: string, welcome: boolean): Promise<void> {
  await attempt(async () => {
    const { items } = await writingApi.sayWelcome({ addresses: [sender], welcome });
    welcomeSenders.set(() => items);
  });
}

function oldChoice(): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(OLD_KEY) ?? '[]');
    const texts = Array.isArray(kept) ? kept.filter((one): one is string => typeof one === 'string') : [];
    return texts.filter(({ length }) => length >= 3 && length <= 320).slice(0, MOST);
  } catch {
    return [];
  }
}
