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
  intoLine: string;
  outage: string;
  stillOnHold: string;
  someoneWillAnswer: string;
  zeroForPerson: string;
  thenHash: string;
  notThisKey: string;
  afterTheTone: string;
  messageTaken: string;
  nothingRecorded: string;
  twoForMessage: string;
  ratherAMessage: string;
  oneForCallback: string;
  ratherACallback: string;
  callbackOn: (spelled: string) => string;
  confirmNumber: string;
  keyInNumber: string;
  notCallable: string;
  callbackTaken: (spelled: string) => string;
  backInLine: string;
  objectByKey: (key: string) => string;
  objectByWord: string;
  howWasIt: string;
  thanksForAnswer: string;
}

const keyNames: Record<Locale, Record<string, string>> = {
  fr: { '*': 'étoile', '#': 'dièse' },
  en: { '*': 'star', '#': 'hash' },
};

export const sentences: Record<Locale, Sentences> = {
  fr: {
    greeting: 'Bonjour. Une personne va prendre votre appel, merci de rester en ligne.',
    next: 'Vous êtes le prochain appel.',
    position: (position) => `Vous êtes numéro ${position} dans la file.`,
    ticket: (spelled) => `Votre dossier est le ${spelled}.`,
    minutes: (minutes) => `L'attente est d'environ ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}.`,
    goodbye: 'Merci de votre appel. Au revoir.',
    intoLine: 'Restez en ligne, une autre personne va vous répondre.',
    backToQueue: 'La communication a été interrompue. Restez en ligne, une autre personne va vous répondre.',
    outage: 'Bonjour. Votre appel est bien arrivé. Restez en ligne, nous vous répondons dès que possible.',
    stillOnHold: 'Merci de patienter, une personne va vous répondre.',
    someoneWillAnswer: 'Une personne va prendre votre appel, merci de rester en ligne.',
    zeroForPerson: 'Pour parler à une personne, faites le 0.',
    thenHash: 'Terminez par la touche dièse.',
    notThisKey: "Cette touche n'est pas proposée.",
    afterTheTone: 'Laissez votre message après le bip. Terminez par la touche dièse, ou raccrochez.',
    messageTaken: 'Merci. Votre message est bien enregistré, une personne le traitera. Au revoir.',
    nothingRecorded: "Nous n'avons rien entendu. Au revoir.",
    oneForCallback: 'Pour un rappel sans perdre votre place, faites le 1.',
    ratherACallback:
      'Personne ne peut vous répondre tout de suite. Nous pouvons vous rappeler, vous gardez votre place.',
    callbackOn: (spelled) => `Nous pouvons vous rappeler au ${spelled}.`,
    confirmNumber:
      'Pour confirmer, faites le 1. Pour donner un autre numéro, faites le 2. Pour rester en ligne, faites le 0.',
    keyInNumber:
      'Tapez le numéro où vous rappeler, puis la touche dièse. Pour rester en ligne, faites le 0 puis la touche dièse.',
    notCallable: 'Nous ne pouvons pas appeler ce numéro.',
    callbackTaken: (spelled) =>
      `C'est noté. Nous vous rappellerons au ${spelled}, à votre tour dans la file. Au revoir.`,
    backInLine: 'Restez en ligne, vous avez gardé votre place.',
    twoForMessage: 'Pour laisser un message sans perdre votre place, faites le 2.',
    ratherAMessage:
      'Personne ne peut vous répondre tout de suite. Laissez-nous un message, il gardera votre place.',
    objectByKey: (key) => `Si vous ne le souhaitez pas, faites ${keyNames.fr[key] ?? `le ${key}`}.`,
    objectByWord: 'Si vous ne le souhaitez pas, dites-le simplement.',
    howWasIt:
      "Comment s'est passé cet appel ? Répondez par une touche, de 1, pas bien du tout, à 5, très bien. Pour réécouter, faites étoile. Pour passer, faites dièse.",
    thanksForAnswer: 'Merci de votre réponse. Au revoir.',
  },
  en: {
    greeting: 'Hello. Someone will take your call, please stay on the line.',
    next: 'You are the next caller.',
    position: (position) => `You are number ${position} in line.`,
    ticket: (spelled) => `Your ticket is ${spelled}.`,
    minutes: (minutes) => `The wait is about ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}.`,
    goodbye: 'Thank you for calling. Goodbye.',
    intoLine: 'Please stay on the line, someone else will answer.',
    backToQueue: 'We were cut off. Please stay on the line, someone else will answer.',
    outage: 'Hello. Your call has reached us. Please stay on the line, we will answer as soon as we can.',
    stillOnHold: 'Please hold, someone will answer you soon.',
    someoneWillAnswer: 'Someone will take your call, please stay on the line.',
    zeroForPerson: 'To speak to someone, press 0.',
    thenHash: 'Finish with the hash key.',
    notThisKey: 'This key is not in use.',
    afterTheTone: 'Leave your message after the tone. Finish with the hash key, or hang up.',
    messageTaken: 'Thank you. Your message is recorded, and someone will take care of it. Goodbye.',
    nothingRecorded: 'We did not hear anything. Goodbye.',
    oneForCallback: 'To be called back without losing your place, press 1.',
    ratherACallback: 'Nobody can answer right now. We can call you back, and you keep your place.',
    callbackOn: (spelled) => `We can call you back on ${spelled}.`,
    confirmNumber: 'To confirm, press 1. To give another number, press 2. To stay on the line, press 0.',
    keyInNumber:
      'Key in the number to call you on, then the hash key. To stay on the line, press 0, then the hash key.',
    notCallable: 'We cannot call this number.',
    callbackTaken: (spelled) => `Thank you. We will call you on ${spelled}, when it is your turn. Goodbye.`,
    backInLine: 'Please stay on the line, you have kept your place.',
    twoForMessage: 'To leave a message without losing your place, press 2.',
    ratherAMessage: 'Nobody can answer right now. Leave us a message, it will keep your place.',
    objectByKey: (key) => `If you do not want this, press ${keyNames.en[key] ?? key}.`,
    objectByWord: 'If you do not want this, just say so.',
    howWasIt:
      'How was this call? Press a key from 1, not good at all, to 5, very good. To hear this again, press star. To skip it, press hash.',
    thanksForAnswer: 'Thank you for your answer. Goodbye.',
  },
};

/** A number digit by digit, so that each can be checked by ear. */
export function spellNumber(number: string): string {
  const digits = number.replace(/[^\d+]/g, '').split('');
  return digits.map((digit) => (digit === '+' ? 'plus' : digit)).join(', ');
}

/** `G-000123` as one says it: "G, 1, 2, 3". */
export function spellTicketNumber(ticketNumber: string): string {
  const sequence = parseTicketNumber(ticketNumber);
  return sequence === null ? ticketNumber : ['G', ...String(sequence)].join(', ');
}
