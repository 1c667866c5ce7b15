/** What the form of a new ticket still wants, and what it sends. */
import type { Field } from '@lib/contracts';
import { lackingIn, requestOf, type Opening } from './opening.js';

const contract: Field = {
  id: 'contract',
  place: 1,
  kind: 'number',
  audience: 'inner',
  fr: 'Contrat',
  en: 'Contract',
  types: ['incident'],
  requiredToResolve: false,
  requiredToOpen: true,
  choices: [],
};
const opening: Opening = {
  subject: 'It stopped',
  type: 'incident',
  name: 'Sophie',
  email: '',
  phone: '',
  fields: {},
};

test('a field of the type is wanted, with a value that fits', () => {
  expect(lackingIn(opening, [contract])).toEqual(['contract']);
  expect(lackingIn({ ...opening, fields: { contract: Number.NaN } }, [contract])).toEqual(['contract']);
  expect(lackingIn({ ...opening, fields: { contract: 4711 } }, [contract])).toEqual([]);
  expect(lackingIn({ ...opening, type: 'question' }, [contract])).toEqual([]);
  expect(lackingIn(opening, [{ ...contract, requiredToOpen: false }])).toEqual([]);
});

test('a subject and one way to find the customer are always wanted', () => {
  expect(lackingIn({ ...opening, subject: ' ', name: ' ' }, [])).toEqual(['subject', 'customer']);
});

test('only what was filled in is sent, and nothing that another type wanted', () => {
  const typed = { ...opening, type: 'question' as const, phone: ' +33 1 ', fields: { contract: 4711 } };
  expect(requestOf(typed, ' ', [contract])).toEqual({
    subject: 'It stopped',
    type: 'question',
    customer: { name: 'Sophie', phone: '+33 1' },
    fields: {},
  });
});
