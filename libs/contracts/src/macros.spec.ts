/** Templates: a closed list of variables, filled in once, and faults named when they are written. */
import fc from 'fast-check';
import { fillIn, unknownVariables, WriteMacro } from './macros.js';
import { Tag } from './record.js';
import { TicketVariable } from './vocabulary.js';

const values = {
  'customer.name': 'Sophie Marchand',
  'customer.first-name': 'Sophie',
  'ticket.number': 'G-000012',
  'ticket.subject': 'Charged twice',
  'owner.name': 'Léa Martin',
  'agent.name': 'Sam',
  'promise.next': null,
  greeting: 'Bonjour Zoé,',
  'matter.understood': null,
  'plan.steps': null,
};
const macro = (text: string) =>
  WriteMacro.safeParse({ name: 'm', texts: { fr: text }, set: {} }).error?.issues[0];

test('known variables are filled in, spaces inside the braces or not', () => {
  expect(
    fillIn('Hello {{customer.first-name}}, {{ ticket.number }} is with {{owner.name}}.', values),
  ).toEqual({
    text: 'Hello Sophie, G-000012 is with Léa Martin.',
    missing: [],
  });
});

test('a value that is missing is named and leaves a visible gap, never the braces', () => {
  expect(fillIn('We call before {{promise.next}}.', values)).toEqual({
    text: 'We call before ….',
    missing: ['promise.next'],
  });
});

test.each([
  '{{note.text}}',
  '{{ticket.constructor}}',
  '{{__proto__}}',
  '{{queue.name}}',
  '{{}}',
  '{{customer.name',
  'name}}',
])('a text with %s is refused when it is saved', (text) => {
  expect(unknownVariables(text)).not.toEqual([]);
  expect(macro(text)?.message).toContain('unknown variable');
});

test('what a value holds is never read as a template again', () => {
  fc.assert(
    fc.property(fc.string(), fc.constantFrom(...TicketVariable.options), (around, inside) => {
      const braces = { ...values, 'customer.name': `${around}{{${inside}}}` };
      expect(fillIn('{{customer.name}}', braces).text).toBe(`${around}{{${inside}}}`);
    }),
    { verbose: true },
  );
});

test('a macro that neither says nor changes anything is refused', () => {
  expect(WriteMacro.safeParse({ name: 'm', texts: {}, set: {} }).success).toBe(false);
  expect(WriteMacro.safeParse({ name: 'm', texts: {}, set: { status: 'pending' } }).success).toBe(true);
});

test('one tag has one spelling', () => {
  expect(['  #Carte  Bleue ', 'carte bleue', '##CARTE BLEUE'].map((typed) => Tag.parse(typed))).toEqual([
    'carte bleue',
    'carte bleue',
    'carte bleue',
  ]);
  expect(Tag.safeParse(' # ').success).toBe(false);
});
