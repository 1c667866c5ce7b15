/** Shortcuts: what a key press means, on any layout, inside and outside text fields. */
import { keysOf, shortcutFor, shortcuts, type Press } from './shortcuts.js';

const press = (key: string, more: Partial<Press> = {}): Press => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  altGraph: false,
  inField: false,
  lettersOn: true,
  ...more,
});

describe('shortcuts', () => {
  it('gives every shortcut a key of its own', () => {
    expect(new Set(shortcuts.map((one) => one.key)).size).toBe(shortcuts.length);
    expect(new Set(shortcuts.map((one) => one.id)).size).toBe(shortcuts.length);
  });

  it('matches what is typed, whether shifted or not', () => {
    expect(shortcutFor(press('j'))).toBe('next');
    expect(shortcutFor(press('J'))).toBe('next');
    expect(shortcutFor(press('?'))).toBe('sheet');
  });

  it('leaves letters alone in text fields, and keeps palette, send and answer', () => {
    for (const key of ['j', 'r', 'e', '?', '/'])
      expect(shortcutFor(press(key, { inField: true }))).toBeNull();
    expect(shortcutFor(press('k', { inField: true, ctrlKey: true }))).toBe('palette');
    expect(shortcutFor(press('k', { inField: true, metaKey: true }))).toBe('palette');
    expect(shortcutFor(press('Enter', { inField: true, metaKey: true }))).toBe('send');
    expect(shortcutFor(press('F9', { inField: true }))).toBe('answer');
  });

  it('can be told to leave bare characters alone everywhere', () => {
    expect(shortcutFor(press('j', { lettersOn: false }))).toBeNull();
    expect(shortcutFor(press('/', { lettersOn: false }))).toBeNull();
    expect(shortcutFor(press('F9', { lettersOn: false }))).toBe('answer');
    expect(shortcutFor(press('k', { lettersOn: false, ctrlKey: true }))).toBe('palette');
  });

  it('never takes a press that types a character or belongs to the browser', () => {
    expect(shortcutFor(press('e', { ctrlKey: true, altKey: true }))).toBeNull();
    expect(shortcutFor(press('k', { altKey: true }))).toBeNull();
    expect(shortcutFor(press(']', { altGraph: true }))).toBeNull();
    for (const key of ['t', 'w', 'n', 'r', 's', 'e'])
      expect(shortcutFor(press(key, { ctrlKey: true }))).toBeNull();
  });

  it('draws keys in the signs of the keyboard at hand', () => {
    expect(keysOf('palette', true)).toEqual(['⌘', 'K']);
    expect(keysOf('palette', false)).toEqual(['Ctrl ', 'K']);
    expect(keysOf('send', true)).toEqual(['⌘', '↵']);
    expect(keysOf('answer', false)).toEqual(['F9']);
  });
});
