/** The names of the house's queues as words that no customer should read: live, so that a new queue is known at once. */
import type { Locale } from '@lib/contracts';
import type { ListedWords } from './check.js';
import { wordsIn } from './words.js';

const why: Record<Locale, string> = {
  fr: 'C’est le nom d’une de nos files. Le client a un interlocuteur, pas un organigramme.',
  en: 'This is the name of one of our queues. A customer has a person, not an organisation chart.',
};

/** How people speak of a part of the house; `@` is its name. With an article the whole phrase has a plain replacement. */
const phrases: [phrase: string, locale: Locale, replacement: string | null][] = [
  ['le|l service|équipe|pôle|département|file @', 'fr', 'un collègue'],
  ['la file|cellule @', 'fr', 'un collègue'],
  ['de l équipe @', 'fr', 'd’un collègue'],
  ['du service|pôle|département @', 'fr', 'd’un collègue'],
  ['de la file|cellule @', 'fr', 'd’un collègue'],
  ['au service|pôle|département @', 'fr', 'à un collègue'],
  ['à l équipe @', 'fr', 'à un collègue'],
  ['à la file|cellule @', 'fr', 'à un collègue'],
  ['notre service|équipe|pôle|département|file|cellule @', 'fr', 'un collègue'],
  ['service|équipe|pôle|département|file|cellule @', 'fr', null],
  ['the|our @ team|queue|department|desk', 'en', 'a colleague'],
  ['@ team|queue|department|desk', 'en', null],
];

export function queueNames(names: readonly string[]): ListedWords[] {
  return names.flatMap((name) => {
    const words = wordsIn(name.normalize('NFC'));
    if (words.length === 0) return [];
    const plain = words.map((word) => word.folded).join(' ');
    const spoken = phrases.map(([phrase, locale, replacement]) => ({
      kind: 'queue' as const,
      locale,
      words: phrase.replace('@', plain),
      replacement,
      why: why[locale],
    }));
    return [...spoken, ...alone(name.normalize('NFC').trim(), plain, words.length)];
  });
}

/** "Facturation" is also an everyday word: one word alone is the queue only when it is written as a name within a sentence. */
function alone(name: string, plain: string, words: number): ListedWords[] {
  if (words === 1 && !/^\p{Lu}/u.test(name)) return [];
  return (['fr', 'en'] as const).map((locale) => ({
    kind: 'queue',
    locale,
    words: plain,
    replacement: null,
    why: why[locale],
    ...(words === 1 && { exactly: name }),
  }));
}
