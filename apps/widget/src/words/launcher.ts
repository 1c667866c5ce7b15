/** The launcher's few words, apart from the panel's, so that the loader stays small. */
export type WidgetLocale = 'fr' | 'en';

export const launcherWords = {
  fr: {
    help: 'Une question ?',
    close: 'Fermer l’aide',
    unreachable: 'Injoignable, réessayer',
    unread: 'nouveaux messages',
  },
  en: {
    help: 'Need a hand?',
    close: 'Close help',
    unreachable: 'Unreachable, try again',
    unread: 'new messages',
  },
};
