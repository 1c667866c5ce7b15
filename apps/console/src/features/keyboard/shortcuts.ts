/** Every shortcut, declared once: the dispatcher, the tooltips, the palette and the sheet all read this list. */
import type { MessageId } from '@lib/design';

export interface Shortcut {
  id: string;
  label: MessageId;
  /** `mod+k` (⌘ or Ctrl), `F9`, or a bare letter matched by what it types, so that every layout works. */
  key: string;
  /** Works while a text field has the focus. Bare letters never do. */
  inFields: boolean;
}

export const shortcuts = [
  { id: 'palette', label: 'keys.palette', key: 'mod+k', inFields: true },
  { id: 'search', label: 'keys.search', key: '/', inFields: false },
  { id: 'next', label: 'keys.next', key: 'j', inFields: false },
  { id: 'previous', label: 'keys.previous', key: 'k', inFields: false },
  { id: 'select', label: 'keys.select', key: 'x', inFields: false },
  { id: 'best', label: 'keys.best', key: 'n', inFields: false },
  { id: 'reply', label: 'keys.reply', key: 'r', inFields: false },
  { id: 'note', label: 'keys.note', key: 'i', inFields: false },
  { id: 'macro', label: 'keys.macro', key: 'm', inFields: false },
  { id: 'send', label: 'keys.send', key: 'mod+Enter', inFields: true },
  { id: 'take', label: 'keys.take', key: 'a', inFields: false },
  { id: 'hand-over', label: 'keys.hand-over', key: 'h', inFields: false },
  { id: 'escalate', label: 'keys.escalate', key: 'u', inFields: false },
  { id: 'promise', label: 'keys.promise', key: 'p', inFields: false },
  { id: 'resolve', label: 'keys.resolve', key: 'e', inFields: false },
  { id: 'follow', label: 'keys.follow', key: 'f', inFields: false },
  { id: 'answer', label: 'keys.answer', key: 'F9', inFields: true },
  { id: 'mute', label: 'keys.mute', key: 'F8', inFields: true },
  { id: 'call', label: 'keys.call', key: 'c', inFields: false },
  { id: 'hold', label: 'keys.hold', key: 'F4', inFields: true },
  { id: 'help', label: 'keys.help', key: 'F2', inFields: true },
  { id: 'devices', label: 'keys.devices', key: 'd', inFields: false },
  { id: 'state', label: 'keys.state', key: 's', inFields: false },
  { id: 'customer', label: 'keys.customer', key: ']', inFields: false },
  { id: 'sheet', label: 'keys.sheet', key: '?', inFields: false },
] as const satisfies readonly Shortcut[];

export type ShortcutId = (typeof shortcuts)[number]['id'];

export interface Press {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  /** AltGr types characters on many layouts: such a press is never a shortcut. */
  altGraph: boolean;
  inField: boolean;
  lettersOn: boolean;
}

export function shortcutFor(press: Press): ShortcutId | null {
  if (press.altKey || press.altGraph) return null;
  const mod = press.ctrlKey || press.metaKey;
  const found = shortcuts.find((shortcut) => {
    const wanted = shortcut.key.startsWith('mod+') ? shortcut.key.slice(4) : shortcut.key;
    return mod === shortcut.key.startsWith('mod+') && sameKey(wanted, press.key);
  });
  if (!found || (press.inField && !found.inFields)) return null;
  return isBare(found.key) && !press.lettersOn ? null : found.id;
}

/** The keys as signs: `['⌘', 'K']`, `['Ctrl ', 'K']`, `['F9']`. */
export function keysOf(id: ShortcutId, apple = isApple()): string[] {
  const key: string = shortcuts.find((shortcut) => shortcut.id === id)?.key ?? '';
  const parts = key.split('+').filter(Boolean);
  return parts.map((part) => {
    if (part === 'mod') return apple ? '⌘' : 'Ctrl ';
    if (part === 'Enter') return '↵';
    return part.length === 1 ? part.toUpperCase() : part;
  });
}

/** One character alone acts only outside fields and can be switched off (WCAG 2.1.4). */
export const isBare = (key: string): boolean => key.length === 1;

function sameKey(wanted: string, pressed: string): boolean {
  return wanted.length === 1 ? wanted === pressed.toLowerCase() : wanted === pressed;
}

function isApple(): boolean {
  return typeof navigator !== 'undefined' && /Mac|iP(hone|ad)/.test(navigator.platform);
}
