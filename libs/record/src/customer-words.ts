/** What the product itself says to customers about their matter; the rest is written by agents. */
import type { Locale } from '@lib/contracts';

export const readBack: Record<Locale, (understood: string) => string> = {
  fr: (understood) =>
    `Voici ce que j’ai compris :\n\n« ${understood} »\n\nEst-ce bien cela ? Sinon, dites-moi ce qu’il faut corriger.`,
  en: (understood) =>
    `This is what I have understood:\n\n“${understood}”\n\nIs that right? If not, please tell me what to correct.`,
};

export const askWorks: Record<Locale, (number: string, link: string) => string> = {
  fr: (number, link) =>
    `Votre demande ${number} est réglée, à notre connaissance. Est-ce que tout va bien de votre côté ?\n\nRépondez d’un clic : ${link}`,
  en: (number, link) =>
    `As far as we know, your request ${number} is settled. Is everything fine on your side?\n\nAnswer with one click: ${link}`,
};

export const confirmationPage: Record<
  Locale,
  {
    title: (number: string) => string;
    question: string;
    yes: string;
    no: string;
    thanks: string;
    reopened: string;
    over: string;
  }
> = {
  fr: {
    title: (number) => `Votre demande ${number}`,
    question: 'Est-ce que tout va bien de votre côté ?',
    yes: 'Oui, tout va bien',
    no: 'Non, pas encore',
    thanks: 'Merci. Nous sommes heureux que ce soit réglé.',
    reopened:
      'Merci de nous le dire. Votre demande est rouverte, et la même personne continue de s’en occuper.',
    over: 'Cette question n’attend plus de réponse. Écrivez-nous si quelque chose ne va pas.',
  },
  en: {
    title: (number) => `Your request ${number}`,
    question: 'Is everything fine on your side?',
    yes: 'Yes, all is well',
    no: 'No, not yet',
    thanks: 'Thank you. We are glad that it is settled.',
    reopened: 'Thank you for telling us. Your request is open again, and the same person goes on with it.',
    over: 'This question no longer waits for an answer. Write to us if something is wrong.',
  },
};
