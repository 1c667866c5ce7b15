/** What the owner reads when the thread is theirs again, in their language. Pure. */
import type { Channel, Locale } from '@lib/contracts';

export interface Meanwhile {
  standIn: string;
  received: number;
  answered: number;
  /** The first words of the last answer. */
  lastAnswer: string | null;
  promises: { text: string; dueAt: Date }[];
  stillOpen: Channel[];
}

const channels: Record<Locale, Record<Channel, string>> = {
  fr: { voice: 'un appel', email: 'un e-mail', chat: 'un chat' },
  en: { voice: 'a call', email: 'a mail', chat: 'a chat' },
};

export function isSilent({ received, answered, stillOpen }: Meanwhile): boolean {
  return received + answered + stillOpen.length === 0;
}

export function handBackText(meanwhile: Meanwhile, locale: Locale, timeZone: string): string {
  const { standIn, received, answered, lastAnswer, promises, stillOpen } = meanwhile;
  const moment = (at: Date): string =>
    new Intl.DateTimeFormat(locale === 'fr' ? 'fr-FR' : 'en-GB', {
      timeZone,
      dateStyle: 'medium',
      timeStyle: 'short',
    }).format(at);
  const open = stillOpen.map((channel) => channels[locale][channel]).join(', ');
  const lines =
    locale === 'fr'
      ? [
          `${standIn} a répondu à votre place sur ce ticket ; il est de nouveau entre vos mains.`,
          `Messages du client : ${received}. Réponses : ${answered}.`,
          lastAnswer && `Dernière réponse : « ${lastAnswer} »`,
          ...promises.map(({ text, dueAt }) => `Promis : « ${text} », pour le ${moment(dueAt)}.`),
          open && `Encore en cours avec ${standIn} : ${open}.`,
        ]
      : [
          `${standIn} stood in for you on this ticket; it is in your hands again.`,
          `Messages from the customer: ${received}. Answers: ${answered}.`,
          lastAnswer && `Last answer: “${lastAnswer}”`,
          ...promises.map(({ text, dueAt }) => `Promised: “${text}”, by ${moment(dueAt)}.`),
          open && `Still going on with ${standIn}: ${open}.`,
        ];
  return lines.filter(Boolean).join('\n');
}
