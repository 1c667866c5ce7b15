/** What the author wrote now, in the languages and habits of mail clients; in doubt everything. */
import EmailReplyParser from 'email-reply-parser';
import fc from 'fast-check';
import { byLibrary, splitReply } from './reply-split.js';

const quoted = '> first line\n> second line\n';

test.each([
  ['English', 'On Thu, 2 Apr 2026 at 09:00, Support <support@guichet.test> wrote:'],
  ['English, wrapped', 'On Thu, 2 Apr 2026 at 09:00, Support\n<support@guichet.test>\nwrote:'],
  ['French', 'Le jeu. 2 avr. 2026 à 09:00, Support <support@guichet.test> a écrit :'],
  ['French, wrapped', 'Le jeu. 2 avr. 2026 à 09:00, Support\n<support@guichet.test>\na écrit :'],
  ['German', 'Am 02.04.2026 um 09:00 schrieb Support <support@guichet.test>:'],
  ['Spanish', 'El jue, 2 abr 2026 a las 9:00, Support (<support@guichet.test>) escribió:'],
  ['Italian', 'Il giorno gio 2 apr 2026 alle ore 09:00 Support ha scritto:'],
  ['Dutch', 'Op do 2 apr. 2026 om 09:00 schreef Support <support@guichet.test>:'],
  ['Portuguese', 'Em qui., 2 de abr. de 2026 às 09:00, Support escreveu:'],
  ['Polish', 'W dniu 2.04.2026 o 09:00, Support pisze:'],
  ['Chinese', '在 2026年4月2日，上午9:00，Support 写道：'],
  ['Japanese', '2026年4月2日(木) 9:00 Support <support@guichet.test> のメッセージ：'],
])('the quotation below is cut off: %s', (_language, attribution) => {
  expect(splitReply(`It works now.\n\n${attribution}\n\n${quoted}`)).toBe('It works now.');
});

test.each([
  ['-----Original Message-----\nFrom: Support\nSent: Thursday\nTo: Zoe\nSubject: x\n\nold'],
  ['-----Message d’origine-----\nDe : Support\nold'],
  ['De : Support <support@guichet.test>\nEnvoyé : jeudi 2 avril 2026 09:00\nÀ : Zoé\nObjet : x\n\nold'],
  ['Von: Support\nGesendet: Donnerstag\nAn: Zoe\nBetreff: x\n\nold'],
  ['*From:* Support\n*Sent:* Thursday\n*To:* Zoe\n*Subject:* x\n\nold'],
])('Outlook’s block is cut off: %s', (block) => {
  expect(splitReply(`Merci !\n\n________________________________\n${block}`)).toBe('Merci !');
});

test('an answer under one quoted block is the answer', () => {
  expect(splitReply(`On Thu, Support wrote:\n${quoted}\nYes, please.\n`)).toBe('Yes, please.');
});

test('answers between the quoted lines are shown with them', () => {
  const mixed = 'On Thu, Support wrote:\n> Does it start?\nYes.\n> And the light?\nNo.';
  expect(splitReply(mixed)).toBe(mixed);
});

test('when nothing of the author remains, everything is shown', () => {
  expect(splitReply(quoted)).toBe(quoted.trim());
  expect(splitReply('')).toBe('');
});

test('the signature after its mark is put away, words that look like headers are not', () => {
  expect(splitReply('See you\n-- \nZoé Martin\nDirectrice')).toBe('See you');
  const letter = 'From: what I know it began on Monday.\nTo: be honest, I do not know.\nPlease call me.';
  expect(splitReply(letter)).toBe(letter);
});

test('the author’s first line is not swallowed by a wrapped attribution', () => {
  expect(splitReply('Super !\nLe 4 janv. 2026 19:03, "Support"\n<s@guichet.test>\na écrit :\n\n> oui')).toBe(
    'Super !',
  );
});

test('a hostile text is split in no time', () => {
  const begun = performance.now();
  for (const piece of ['On ', 'wrote: ', '> ', ' ', 'a écrit ', '-', 'From: x\n', 'Le 1 '])
    splitReply(`${piece.repeat(90_000 / piece.length)}x`);
  expect(performance.now() - begun).toBeLessThan(2_000);
});

test('a text in which the library would find nothing is not handed to it, and comes out as if it were', () => {
  const words = [
    ...[
      'On',
      'Le',
      'Am',
      'Op',
      'Den',
      'From:',
      'De :',
      'Von:',
      'Van:',
      'Da :',
      'in data',
      'ср, г. в',
      '在',
      '20',
    ],
    ...[
      'wrote:',
      'écrit :',
      'escribió:',
      'scritto:',
      'schrieb',
      'schreef',
      'pisze:',
      'skrev',
      '写道：',
      '작성:',
    ],
    ...[
      '<a@b.c>:',
      '"A" <a@b.c> :',
      '-----',
      '--',
      '-- ',
      '==',
      '++',
      '____',
      '>',
      '> old',
      '~',
      '~~',
      ' ',
      '\t',
    ],
    ...['Sent from my phone', 'Get Outlook for iOS', 'Cheers,', 'Best wishes', 'Kind Regards', 'Bien à vous'],
    ...[
      'Bien cordialement',
      'cordialement,',
      'Bonne journée',
      'Envoyé de mon iPhone',
      'Enviado desde',
      '\u00a0',
    ],
    ...[
      'Von meinem Handy gesendet',
      'Gesendet von A für B',
      'Sendt fra',
      'Verzonden vanaf',
      'Verstuurd vanaf',
    ],
    ...[
      '-- Original Message --',
      "- Message d'origine",
      'Ursprüngliche Nachricht',
      'the printer',
      'été',
      '\u2028',
    ],
  ];
  const line = fc.array(fc.constantFrom(...words), { maxLength: 4 }).map((parts) => parts.join(' '));
  fc.assert(
    fc.property(fc.array(line, { maxLength: 8 }), (lines) => {
      const text = lines.join('\n').trim();
      expect(byLibrary(text)).toBe(new EmailReplyParser().parseReply(text).trim());
    }),
    { numRuns: 2_000 },
  );
});
