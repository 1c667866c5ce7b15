/** Everything a caller hears from us, in both languages; no team, tier or queue name is ever spoken. */
import { parseTicketNumber, type Locale } from '@lib/contracts';

export const speechLanguage = { fr: 'fr-FR', en: 'en-GB' } as const satisfies Record<Locale, string>;

interface Sentences {
  greeting: string;
  next: string;
  position: (position: number) => string;
  ticket: (spelled: string) => string;
  minutes: (minutes: number) => string;
  goodbye: string;
  backToQueue: string;
  outage: string;
  stillOnHold: string;
}

export const sentences: Record<Locale, Sentences> = {
  fr: {
    greeting: 'Bonjour. Une personne va prendre votre appel, merci de rester en ligne.',
    next: 'Vous êtes le prochain appel.',
    position: (position) => `Vous êtes numéro ${position} dans la file.`,
    ticket: (spelled) => `Votre dossier est le ${spelled}.`,
    minutes: (minutes) => `L'attente est d'environ ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}.`,
    goodbye: 'Merci de votre appel. Au revoir.',
    backToQueue: 'La communication a été interrompue. Restez en ligne, une autre personne va vous répondre.',
    outage: 'Bonjour. Votre appel est bien arrivé. Restez en ligne, nous vous répondons dès que possible.',
    stillOnHold: 'Merci de patienter, une personne va vous répondre.',
  },
  en: {
    greeting: 'Hello. Someone will take your call, please stay on the line.',
    next: 'You are the next caller.',
    position: (position) => `You are number ${position} in line.`,
    ticket: (spelled) => `Your ticket is ${spelled}.`,
    minutes: (minutes) => `The wait is about ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}.`,
    goodbye: 'Thank you for calling. Goodbye.',
    backToQueue: 'We were cut off. Please stay on the line, someone else will answer.',
    outage: 'Hello. Your call has reached us. Please stay on the line, we will answer as soon as we can.',
    stillOnHold: 'Please hold, someone will answer you soon.',
  },
};

/** `G-000123` as one says it: "G, 1, 2, 3". */
export function spellTicketNumber(ticketNumber: string): string {
  const sequence = parseTicketNumber(ticketNumber);
  return sequence === null ? ticketNumber : ['G', ...String(sequence)].join(', ');
}
