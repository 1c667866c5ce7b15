/** Every word on the test phone, one object per language. */
const en = {
  title: 'Test phone',
  banner: 'Embedded telephony – not a phone company, no emergency calls.',
  myNumber: 'My number',
  call: 'Number to call',
  dial: 'Call',
  answer: 'Answer',
  machine: 'Answering machine',
  busy: 'Busy',
  noAnswer: 'Not there',
  hangUp: 'Hang up',
  keypad: 'Keypad',
  me: 'My voice',
  them: 'What I hear',
  key: (digit: string) => `Key ${digit}`,
  state: {
    offline: 'Not connected',
    ready: 'Ready',
    dialling: 'Calling…',
    ringing: 'It rings…',
    incoming: 'Incoming call',
    talking: 'Connected',
  },
  notice: {
    'unknown-number': 'This number does not exist here.',
    microphone: 'The microphone is not available. Allow it in the browser, then call again.',
    cancelled: 'The other side stopped calling.',
    ended: 'The call has ended.',
    number: 'A phone cannot have this number. Write it like +15005550123.',
  },
};

const fr: typeof en = {
  title: "Téléphone d'essai",
  banner: "Téléphonie embarquée – pas un opérateur, pas d'appels d'urgence.",
  myNumber: 'Mon numéro',
  call: 'Numéro à appeler',
  dial: 'Appeler',
  answer: 'Décrocher',
  machine: 'Répondeur',
  busy: 'Occupé',
  noAnswer: 'Absent',
  hangUp: 'Raccrocher',
  keypad: 'Clavier',
  me: 'Ma voix',
  them: "Ce que j'entends",
  key: (digit) => `Touche ${digit}`,
  state: {
    offline: 'Non connecté',
    ready: 'Prêt',
    dialling: 'Appel…',
    ringing: 'Ça sonne…',
    incoming: 'Appel entrant',
    talking: 'En communication',
  },
  notice: {
    'unknown-number': "Ce numéro n'existe pas ici.",
    microphone: "Le microphone n'est pas disponible. Autorisez-le dans le navigateur, puis rappelez.",
    cancelled: "L'appelant a renoncé.",
    ended: "L'appel est terminé.",
    number: 'Un téléphone ne peut pas avoir ce numéro. Écrivez-le comme +15005550123.',
  },
};

export type Words = typeof en;

export function wordsFor(languages: readonly string[]): { language: 'fr' | 'en'; words: Words } {
  const first = languages.find((tag) => /^(fr|en)\b/i.test(tag)) ?? 'en';
  return first.toLowerCase().startsWith('fr') ? { language: 'fr', words: fr } : { language: 'en', words: en };
}
