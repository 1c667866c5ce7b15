/** A shortcut drawn as keys, in the signs of the person's own keyboard. */
import { keysOf } from '../features/keyboard/shortcuts.js';
import type { ShortcutId } from '../features/keyboard/shortcuts.js';

export function Keys({ of }: { of: ShortcutId }) {
  return <kbd aria-hidden="true">{keysOf(of).join('')}</kbd>;
}
