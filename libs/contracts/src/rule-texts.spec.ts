import { fillRuleText, RuleText, unknownRuleVariables } from './rule-texts.js';

const values = {
  'ticket.number': 'G-000007',
  answerer: 'Léa',
  'answer.by': null,
  'promise.next': null,
} as const;

test('a line whose variable nobody knows is left out whole, and no gap stays', () => {
  const text =
    'Bonjour,\n\nVous aurez une réponse au plus tard {{answer.by}}.\n\nC’est {{ answerer }}, {{ticket.number}}.';
  expect(fillRuleText(text, values)).toBe('Bonjour,\n\nC’est Léa, G-000007.');
});

test('what a value holds is never looked at again', () => {
  expect(fillRuleText('{{answerer}}', { ...values, answerer: '{{ticket.number}}' })).toBe(
    '{{ticket.number}}',
  );
});

test.each(['ticket.subject', 'customer.name', 'queue.name', 'constructor', '__proto__'])(
  '%s is no variable of a rule’s text',
  (name) => {
    expect(unknownRuleVariables(`{{${name}}}`)).toEqual([name]);
    expect(RuleText.safeParse(`Bonjour {{${name}}}`).success).toBe(false);
  },
);

test('broken braces are said to be so', () => {
  expect(unknownRuleVariables('{{answerer}} }}')).toEqual(['{{ }}']);
});
