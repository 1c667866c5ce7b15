/** What the help centre says in the two languages. */
import type { Locale } from '@lib/contracts';

export interface HelpWords {
  title: string;
  lead: string;
  search: string;
  searchButton: string;
  newest: string;
  /** What the ways to the next and the last page are called together. */
  leaves: string;
  newer: string;
  older: string;
  found: (q: string) => string;
  nothing: (q: string) => string;
  nothingText: string;
  empty: string;
  person: string;
  personText: string;
  back: string;
  updated: string;
  other: string;
  skip: string;
  didItHelp: string;
  yes: string;
  no: string;
  thanks: string;
  sorry: string;
  missing: string;
  missingText: string;
  tooMany: string;
  contact: {
    title: string;
    text: string;
    about: string;
    chat: string;
    chatText: string;
    noScript: string;
    mail: string;
    phone: string;
  };
}

export const helpWords: Record<Locale, HelpWords> = {
  fr: {
    title: 'Centre d’aide',
    lead: 'Cherchez une réponse, ou parlez à l’un de nous : les deux sont à un pas.',
    search: 'Que cherchez-vous ?',
    searchButton: 'Chercher',
    newest: 'Articles récents',
    leaves: 'Pages de la liste',
    newer: 'Articles plus récents',
    older: 'Articles plus anciens',
    found: (q) => `Articles pour « ${q} »`,
    nothing: (q) => `Rien pour « ${q} »`,
    nothingText: 'Essayez avec moins de mots. Ou demandez-nous : nous cherchons avec vous.',
    empty: 'Il n’y a pas encore d’article ici. Demandez-nous, nous répondons.',
    person: 'Parler à une personne',
    personText: 'Votre question a une personne qui la suit jusqu’au bout.',
    back: 'Tous les articles',
    updated: 'Mis à jour le',
    other: 'English',
    skip: 'Aller au contenu',
    didItHelp: 'Cet article vous a-t-il aidé ?',
    yes: 'Oui, cela m’a aidé',
    no: 'Non, pas vraiment',
    thanks: 'Merci de nous l’avoir dit.',
    sorry: 'Merci de nous l’avoir dit. Une personne peut regarder cela avec vous.',
    missing: 'Cette page n’existe pas',
    missingText: 'L’article a peut-être été retiré. Cherchez-le, ou demandez-nous.',
    tooMany: 'Merci, nous avons bien noté vos réponses. Revenez plus tard pour en donner d’autres.',
    contact: {
      title: 'Parler à une personne',
      text: 'Choisissez comment. Quelqu’un que vous connaîtrez par son nom s’occupe de votre question jusqu’à ce qu’elle soit réglée.',
      about: 'Vous lisiez :',
      chat: 'Par chat',
      chatText: 'Ouvrez le chat en bas de cette page et écrivez-nous.',
      noScript: 'Le chat a besoin de JavaScript, qui est désactivé ici.',
      mail: 'Par e-mail',
      phone: 'Par téléphone',
    },
  },
  en: {
    title: 'Help centre',
    lead: 'Look for an answer, or talk to one of us: both are one step away.',
    search: 'What are you looking for?',
    searchButton: 'Search',
    newest: 'Recent articles',
    leaves: 'Pages of the list',
    newer: 'Newer articles',
    older: 'Older articles',
    found: (q) => `Articles for “${q}”`,
    nothing: (q) => `Nothing for “${q}”`,
    nothingText: 'Try fewer words. Or ask us: we look for it with you.',
    empty: 'There is no article here yet. Ask us, we answer.',
    person: 'Talk to a person',
    personText: 'Your question has one person who follows it to its end.',
    back: 'All articles',
    updated: 'Updated on',
    other: 'Français',
    skip: 'Skip to content',
    didItHelp: 'Did this article help you?',
    yes: 'Yes, it helped',
    no: 'No, not really',
    thanks: 'Thank you for telling us.',
    sorry: 'Thank you for telling us. A person can look at it with you.',
    missing: 'This page does not exist',
    missingText: 'The article may have been withdrawn. Look for it, or ask us.',
    tooMany: 'Thank you, we have noted your answers. Come back later to give more.',
    contact: {
      title: 'Talk to a person',
      text: 'Choose how. Somebody whom you will know by name takes care of your question until it is solved.',
      about: 'You were reading:',
      chat: 'By chat',
      chatText: 'Open the chat at the bottom of this page and write to us.',
      noScript: 'The chat needs JavaScript, which is switched off here.',
      mail: 'By e-mail',
      phone: 'By telephone',
    },
  },
};
