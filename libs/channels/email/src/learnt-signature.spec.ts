/** Signatures that nothing marks: learnt from the second mail that ends so, never at the cost of what was said. */
import fc from 'fast-check';
import { learn, withoutLearnt, type Endings } from './learnt-signature.js';

const nothing: Endings = { tails: [], learnt: [] };
const signature = 'Zoé Martin\nResponsable achats\n01 23 45 67 89';
const after = (...mails: string[]) => mails.reduce(learn, nothing);

test('the last lines of two mails are known in the third, whatever stands above', () => {
  const { learnt } = after(`Bonjour,\n\nMa commande manque.\n\n${signature}`, `Merci !\n\n${signature}\n`);
  expect(withoutLearnt(`Toujours rien.\n\n\n${signature}  \n\n`, learnt)).toBe('Toujours rien.');
  expect(withoutLearnt(`Toujours rien.\n\n${signature}\nPS : vite`, learnt)).toBe(
    `Toujours rien.\n\n${signature}\nPS : vite`,
  );
});

test('a first mail teaches nothing, nor does the same mail twice', () => {
  const mail = `Bonjour,\n\nMa commande manque.\n\n${signature}`;
  expect(after(mail).learnt).toEqual([]);
  expect(after(mail, `Une autre\n\nMerci,\nPaul`).learnt).toEqual([]);
  const twice = after(signature, signature);
  expect(twice.learnt).toEqual([]);
});

test('one line, a question, or the end of a sentence is no signature', () => {
  expect(after('Un\n\nZoé', 'Deux\n\nZoé').learnt).toEqual([]);
  expect(after('Un\n\nAlors ?\nQuand venez-vous ?', 'Deux\n\nAlors ?\nQuand venez-vous ?').learnt).toEqual(
    [],
  );
  expect(after('Un\nreste ici\nZoé', 'Deux\nreste ici\nZoé').learnt).toEqual([]);
});

test('two signatures of one person are both known, and no more than three are kept', () => {
  const at = (n: number) => `Fin ${n}\nligne ${n}`;
  let known = nothing;
  for (const n of [1, 2, 3, 4, 5]) known = learn(learn(known, `a ${n}\n\n${at(n)}`), `b ${n}\n\n${at(n)}`);
  expect(known.learnt).toHaveLength(3);
  expect(known.tails.length).toBeLessThanOrEqual(3);
  expect(withoutLearnt(`Mot\n\n${at(4)}`, known.learnt)).toBe('Mot');
});

test('whatever the mails are: something is always shown, and what is shown is where the mail begins', () => {
  const line = fc.constantFrom('a', 'b', 'Zoé', 'Merci ?', '', '', 'une phrase plus longue');
  const mail = fc.array(line, { maxLength: 12 }).map((lines) => lines.join('\n').trim());
  fc.assert(
    fc.property(fc.array(mail, { maxLength: 6 }), mail, (before, own) => {
      const shown = withoutLearnt(own, after(...before).learnt);
      expect(own.startsWith(shown)).toBe(true);
      expect(shown === '').toBe(own === '');
    }),
    { verbose: 1 },
  );
});
