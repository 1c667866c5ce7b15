/** Reads the fault-injection switch apart from the rest: it is no setting of the product. */
import { readFileSync } from 'node:fs';

const raw = process.env['GUICHET_CRASH_AT'];

/** `name[:nth]`, or `@file`: the same words in a file, so that a fault run may arm a process that has already started. */
export function crashSetting(): { name: string; nth: number } | null {
  const [name, nth] = (raw?.startsWith('@') ? contentOf(raw.slice(1)) : (raw ?? '')).trim().split(':');
  return name ? { name, nth: nth ? Number(nth) : 1 } : null;
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return ''; // not armed
  }
}
