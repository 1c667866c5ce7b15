/** What a person chose for this browser: language, appearance, sound, letter keys. Kept locally, applied at once. */
import type { Locale } from '@lib/contracts';
import { createCell } from './rt/cell.js';
import { preferredLocale, speak } from './i18n.js';

export interface Preferences {
  locale: Locale;
  theme: 'system' | 'light' | 'dark';
  ring: boolean;
  /** A sound when somebody asks for help; off until it is wanted. */
  helpSound: boolean;
  letters: boolean;
}

const key = 'guichet.preferences';
const dark = window.matchMedia('(prefers-color-scheme: dark)');

export const preferences = createCell<Preferences>(read());

export async function applyPreferences(): Promise<void> {
  paint();
  dark.addEventListener('change', paint);
  await speak(preferences.get().locale);
}

export function prefer(change: Partial<Preferences>): void {
  preferences.set((before) => ({ ...before, ...change }));
  try {
    localStorage.setItem(key, JSON.stringify(preferences.get()));
  } catch {
    // A full or forbidden storage only means that the choice is asked again next time.
  }
  paint();
  if (change.locale) void speak(change.locale);
}

/** Whether the person ever chose here; otherwise their account's language is used after log-in. */
export function hasChosen(): boolean {
  try {
    return localStorage.getItem(key) !== null;
  } catch {
    return false;
  }
}

function read(): Preferences {
  const standard: Preferences = {
    locale: preferredLocale(navigator.languages),
    theme: 'system',
    ring: true,
    helpSound: false,
    letters: true,
  };
  try {
    return { ...standard, ...(JSON.parse(localStorage.getItem(key) ?? '{}') as Partial<Preferences>) };
  } catch {
    return standard;
  }
}

function paint(): void {
  const { theme } = preferences.get();
  const isDark = theme === 'dark' || (theme === 'system' && dark.matches);
  document.documentElement.dataset.theme = isDark ? 'dark' : 'light';
}
