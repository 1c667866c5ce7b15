/** The kitchen-door check on whole sentences: what it finds, what it leaves alone, and that it stays quick. */
import type { InnerWordKind, Locale } from '@lib/contracts';
import { defaultInnerWords } from '@lib/database';
import { checkCustomerText, type ListedWords } from './check.js';
import { queueNames } from './house-names.js';
import { formsOf } from './words.js';

const lists = [
  ...(defaultInnerWords as ListedWords[]),
  ...queueNames(['Support', 'Facturation', 'Grands comptes']),
];
const found = (text: string, locale: Locale = 'fr'): string[] =>
  checkCustomerText(text, locale, lists).map((one) => one.words);
const corrected = (text: string, locale: Locale): string =>
  checkCustomerText(text, locale, lists).reduceRight(
    (before, one) => before.slice(0, one.start) + (one.replacement ?? one.words) + before.slice(one.end),
    text,
  );

test.each<[Locale, InnerWordKind, string, string]>([
  ['fr', 'sla', 'Votre demande est traitée conformément à notre SLA.', 'conformément à notre SLA'],
  ['fr', 'sla', 'Réponse sous 48 heures ouvrées.', '48 heures ouvrées'],
  ['fr', 'sla', 'Nos DELAIS CONTRACTUELS sont tenus.', 'DELAIS CONTRACTUELS'],
  ['fr', 'supplier', 'J’ai écrit à nos fournisseurs.', 'nos fournisseurs'],
  ['fr', 'supplier', 'Un sous‑traitant passe demain.', 'sous‑traitant'],
  ['fr', 'team', "Je demande à l'équipe technique.", "l'équipe technique"],
  ['fr', 'team', 'Je demande à l’équipe technique.', 'l’équipe technique'],
  ['fr', 'tier', 'Transmis au N2.', 'au N2'],
  ['fr', 'tier', 'Un technicien de niveau 3 vous rappelle.', 'technicien de niveau 3'],
  ['fr', 'queue', 'Je passe la main à la file Facturation.', 'à la file Facturation'],
  ['fr', 'queue', 'Je demande à Facturation.', 'Facturation'],
  ['fr', 'queue', 'Cela relève des grands comptes.', 'grands comptes'],
  ['fr', 'refusal', 'Ce n’est pas notre service.', 'Ce n’est pas notre service'],
  ['fr', 'empty-apology', 'Désolée pour le désagrément.', 'Désolée pour le désagrément'],
  ['fr', 'empty-apology', 'Désolés pour la\ngêne occasionnée', 'Désolés pour la\ngêne occasionnée'],
  ['fr', 'jargon', 'Votre demande est escaladée.', 'est escaladée'],
  ['en', 'sla', 'This is within our SLA.', 'within our SLA'],
  ['en', 'sla', 'You will hear from us in 2 business days.', '2 business days'],
  ['en', 'supplier', 'Our vendor is looking at it.', 'Our vendor'],
  ['en', 'team', 'I will ask another department.', 'another department'],
  ['en', 'tier', 'Second-line support will call.', 'Second-line support'],
  ['en', 'queue', 'I moved it to the Support team.', 'the Support team'],
  ['en', 'refusal', "That's not our department.", "That's not our department"],
  [
    'en',
    'empty-apology',
    'We apologise for any inconvenience caused.',
    'apologise for any inconvenience caused',
  ],
  ['en', 'jargon', 'I will reply asap.', 'asap'],
])('%s %s: %s', (locale, kind, text, words) => {
  expect(checkCustomerText(text, locale, lists)).toEqual([
    expect.objectContaining({
      kind,
      words,
      start: text.indexOf(words),
      end: text.indexOf(words) + words.length,
    }),
  ]);
});

test.each<[Locale, string]>([
  ['fr', 'La file d’attente de la caisse était longue.'],
  ['fr', 'Votre facturation de mars est corrigée.'],
  ['fr', 'Facturation : voici votre montant.'],
  ['fr', 'Je vous rappelle dans les 2 heures.'],
  ['fr', 'Votre fournisseur d’accès peut le confirmer.'],
  ['fr', 'Je suis désolée que votre vélo soit resté en panne pendant vos vacances.'],
  ['fr', 'Le niveau d’huile est bon, la pression aussi.'],
  ['fr', 'Nous proposons le vélo et l’escalade.'],
  ['fr', 'Garez-vous au niveau 2 du parking.'],
  ['en', 'It is on the first line of your letter.'],
  ['fr', 'Les Slaves du Sud, la salade et Tesla.'],
  ['fr', 'Le vélo est au service de tous.'],
  ['fr', 'Ce n’est pas notre. Service compris.'],
  ['fr', 'Écrivez à sla@example.org ou voyez https://example.org/sla.'],
  ['en', 'The queue at the bakery was long.'],
  ['en', 'I support your choice. Support it with both hands.'],
  ['en', 'Your supplier may have sent two parcels.'],
  ['en', 'I am sorry that your bike stood still all week.'],
  ['en', 'Tesla, slalom and tiers of a cake.'],
])('%s is left alone: %s', (locale, text) => {
  expect(found(text, locale)).toEqual([]);
});

test('the plain words take the place, and the capital, of what they replace', () => {
  expect(corrected('Notre fournisseur répond demain.', 'fr')).toBe('Un spécialiste répond demain.');
  expect(corrected('ASAP. Je reviens ASAP.', 'fr')).toBe('Dès que possible. Je reviens dès que possible.');
  expect(corrected('I passed it to the Support team.', 'en')).toBe('I passed it to a colleague.');
});

test('of two that overlap the longer one is told, and each language has its own list', () => {
  expect(found('Nous attendons une réponse de notre fournisseur.')).toEqual([
    'Nous attendons une réponse de notre fournisseur',
  ]);
  expect(found('Our vendor', 'fr')).toEqual([]);
});

test('letters made of two marks are one letter, and no word ends within them', () => {
  const text = 'De\u0301lai contractuel, SLA\u0301E';
  expect(found(text)).toEqual(['De\u0301lai contractuel']);
});

test.each([
  'Bonjour.\n\n> conforme à notre SLA\n> > Our vendor',
  'Bonjour.\n\nLe 3 mars 2025, SLA Corp a écrit :\n\n> bonjour',
  'Bonjour.\n\n-----Message d’origine-----\nConforme à notre SLA',
  'Bonjour.\n\n----- Original Message -----\nOur SLA',
])('what was written before is not checked: %j', (text) => {
  expect(found(text)).toEqual([]);
});

test('after an answer between quotes the check goes on, and "a écrit :" alone hides nothing', () => {
  expect(found('> notre SLA\nnotre SLA\n> notre SLA')).toEqual(['notre SLA']);
  expect(found('Le fournisseur a écrit :\nnotre SLA')).toEqual(['notre SLA']);
});

test.each([
  [
    'notre|nos fournisseur(s)',
    [
      ['notre', 'nos'],
      ['fournisseur', 'fournisseurs'],
    ],
  ],
  ['désolé(e)(s)', [['desole', 'desolee', 'desoles', 'desolees']]],
  ['# h', [['#'], ['h']]],
  ['l’équipe', [['l'], ['equipe']]],
  ['', null],
  ['...', null],
  ['a((b', null],
  ['a|', null],
  ['a b c d e f g h i j k l m', null],
  ['a(b)(c)(d)(e)(f)(g)(h)(i)(j)', null],
])('the forms of %j', (phrase, forms) => {
  const read = formsOf(phrase);
  expect(read?.map((word) => [...word].sort()) ?? null).toEqual(
    forms?.map((word) => [...word].sort()) ?? null,
  );
});

test('every listed phrase can be read and is found by its own first form', () => {
  for (const listed of defaultInnerWords as ListedWords[]) {
    const text = (formsOf(listed.words) ?? []).map(([form]) => (form === '#' ? '2' : form)).join(' ');
    expect({
      listed: listed.words,
      found: checkCustomerText(text, listed.locale ?? 'fr', [listed]).length,
    }).toEqual({
      listed: listed.words,
      found: 1,
    });
  }
});

test('no plain words that are offered are themselves inner words', () => {
  for (const { replacement, locale } of defaultInnerWords)
    expect(found(replacement ?? '', locale)).toEqual([]);
});

test.each([
  ['sentences', 'Nous attendons une réponse de notre fournisseur, '],
  ['beginnings', 'nous attendons une réponse de notre '],
  ['numbers', '1 2 3 4 5 6 7 8 9 '],
  ['spaces', ' \t\u00a0'],
  ['one word', 'a'],
  ['quotes', '>>>>'],
  ['addresses', '@a@.'],
  ['attributions', 'a écrit :\n'],
  ['apostrophes', "l'"],
])('a hundred thousand characters of %s take no time', (_, piece) => {
  const text = piece.repeat(Math.ceil(100_000 / piece.length)).slice(0, 100_000);
  const began = performance.now();
  checkCustomerText(text, 'fr', lists);
  expect(performance.now() - began).toBeLessThan(1_500);
});
