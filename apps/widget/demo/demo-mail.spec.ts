import { addressesOf, quoted, replySubject } from './demo-mail.ts';

test('a reply quotes what it answers, below the new words', () => {
  expect(quoted(' Merci ! ', 'Vélorive a écrit :', 'Bonjour\r\n\r\nvoici\n')).toBe(
    'Merci !\n\nVélorive a écrit :\n> Bonjour\n> \n> voici\n',
  );
});

test('a subject is answered once', () => {
  expect(replySubject('Vélo')).toBe('Re: Vélo');
  expect(replySubject('RE : Vélo')).toBe('RE : Vélo');
});

test('recipients are read in each shape they come in', () => {
  expect(addressesOf('a@b.test')).toEqual(['a@b.test']);
  expect(addressesOf([{ address: 'a@b.test' }, { address: 'c@d.test' }])).toEqual(['a@b.test', 'c@d.test']);
});
