/** What the author wrote now, in the languages and habits of mail clients; in doubt everything. */
import fc from 'fast-check';
import { splitReply } from './reply-split.js';

const quoted = '> first line\n> second line\n';

const attributions: [string, string][] = [
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
  ['Swedish', 'Den tors 2 apr. 2026 kl 09:00 skrev Support <support@guichet.test>:'],
  ['Danish', 'Den 2. apr. 2026 kl. 09.00 skrev Support:'],
  ['Finnish', '2. huhtikuuta 2026 klo 9.00 Support <support@guichet.test> kirjoitti:'],
  ['Russian', '2 апреля 2026 г., 09:00 Support <support@guichet.test> пишет:'],
  ['Czech', 'Dne 2. 4. 2026 v 9:00 Support napsal(a):'],
  ['Korean', '2026년 4월 2일 (목) 오전 9:00, Support <support@guichet.test>님이 작성:'],
  [
    'dashes on both sides',
    '---- On Thu, 02 Apr 2026 09:00:00 +0200 Support <support@guichet.test> wrote ----',
  ],
  ['a date and a name alone', '2026-04-02 09:00 GMT+02:00 Support'],
];

test.each(attributions)('the quotation below is cut off: %s', (_language, attribution) => {
  expect(splitReply(`It works now.\n\n${attribution}\n\n${quoted}`)).toBe('It works now.');
});

test.each([
  ['-----Original Message-----\nFrom: Support\nSent: Thursday\nTo: Zoe\nSubject: x\n\nold'],
  ['-----Message d’origine-----\nDe : Support\nold'],
  ['De : Support <support@guichet.test>\nEnvoyé : jeudi 2 avril 2026 09:00\nÀ : Zoé\nObjet : x\n\nold'],
  ['Von: Support\nGesendet: Donnerstag\nAn: Zoe\nBetreff: x\n\nold'],
  ['*From:* Support\n*Sent:* Thursday\n*To:* Zoe\n*Subject:* x\n\nold'],
  [
    'Message du : 02/04/2026 09:00\nDe : "Support" <s@guichet.test>\nA : zoe@example.net\nCopie à :\nSujet : x\n\nold',
  ],
  ['Från: Support\nSkickat: den 2 april 2026\nTill: Zoe\nÄmne: x\n\nold'],
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

test('a closing and a name are the author’s words', () => {
  const letter = 'It works.\n\nBest regards,\n\nZoé';
  expect(splitReply(`${letter}\n\nOn Thu, 2 Apr 2026, Support wrote:\n\n${quoted}`)).toBe(letter);
});

test.each([
  'Sent from my iPhone',
  'Envoyé de mon iPhone',
  'Von meinem iPhone gesendet',
  'Enviado desde mi iPhone',
])('what a telephone adds is put away: %s', (line) => {
  expect(splitReply(`Yes.\n\n${line}`)).toBe('Yes.');
  expect(splitReply(`Yes.\n\n${line}\n\nwhat was asked, without a mark`)).toBe('Yes.');
});

test('a quoted line that a program wrapped is not an answer between the lines', () => {
  const long = 'a line of a quotation that is long enough to be wrapped by a program that';
  expect(splitReply(`Yes.\n\nOn Thu, Support wrote:\n> ${long}\nforgets the mark\n> and goes on`)).toBe(
    'Yes.',
  );
});

const word = fc.stringMatching(/^[a-zéüß]{1,10}[,.?!]?$/);
const sentence = fc.array(word, { minLength: 1, maxLength: 12 }).map((words) => words.join(' '));
const letter = fc
  .array(fc.oneof({ weight: 4, arbitrary: sentence }, fc.constant('')), { minLength: 1, maxLength: 12 })
  .map((lines) => lines.join('\n').trim())
  .filter((text) => text !== '');

test('of a letter nothing is hidden', () => {
  fc.assert(fc.property(letter, (text) => expect(splitReply(text)).toBe(text)));
});

test('an answer above a quotation is shown whole and alone, in every language', () => {
  const attribution = fc.constantFrom(...attributions).map(([, line]) => line);
  fc.assert(
    fc.property(letter, attribution, letter, (own, line, old) => {
      const marked = old.replace(/^/gm, '> ');
      expect(splitReply(`${own}\n\n${line}\n\n${marked}\n`)).toBe(own);
    }),
  );
});

test('answers between quoted lines are all there, whatever they are', () => {
  const turns = fc.array(fc.tuple(sentence, sentence), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(turns, (talk) => {
      const mixed = talk.map(([asked, answered]) => `> ${asked}\n\n${answered}\n`).join('\n');
      const shown = splitReply(`On Thu, 2 Apr 2026, Support wrote:\n${mixed}`);
      for (const [, answered] of talk) expect(shown).toContain(answered);
    }),
  );
});
