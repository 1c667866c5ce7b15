/** The console's language: loads a compiled catalogue, tells React when it changes, and answers texts by id. */
import { i18n } from '@lingui/core';
import { useLingui } from '@lingui/react';
import type { Locale } from '@lib/contracts';
import type { MessageId, MessageValues } from '@lib/design';

export type Say = (id: MessageId, values?: MessageValues) => string;

const load = {
  fr: () => import('virtual:catalogue/console.fr'),
  en: () => import('virtual:catalogue/console.en'),
} satisfies Record<Locale, () => Promise<{ default: Record<string, unknown> }>>;

export async function speak(locale: Locale): Promise<void> {
  const { default: messages } = await load[locale]();
  i18n.loadAndActivate({ locale, messages: messages as never });
  document.documentElement.lang = locale;
}

/** For code outside components: handlers, toasts. */
export const say: Say = (id, values) => i18n._(id, values);

export function useSay(): Say {
  useLingui();
  return say;
}

export const currentLocale = (): Locale => (i18n.locale === 'fr' ? 'fr' : 'en');

export function preferredLocale(languages: readonly string[]): Locale {
  for (const language of languages) {
    if (language.toLowerCase().startsWith('fr')) return 'fr';
    if (language.toLowerCase().startsWith('en')) return 'en';
  }
  return 'en';
}
