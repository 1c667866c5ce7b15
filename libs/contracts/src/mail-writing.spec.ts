/** Who a mail says it is from, and what stands under it. */
import { NO_WRITING, senderNameOf, signatureOf, WriteMailWriting, writingValues } from './mail-writing.js';

const values = writingValues({ team: 'Service après-vente', phone: '' }, 'Acme', 'Léa Martin');
const none = { fr: '', en: '' };

test('the sender is the agent with the house behind it, or as the template says', () => {
  const named = (nameTemplate: string, of = values) => senderNameOf({ nameTemplate }, of);
  expect(named('')).toBe('Léa Martin (Acme)');
  expect(named('{{agent.first-name}} de {{company}}')).toBe('Léa de Acme');
  expect(named('{{agent.name}}, {{phone}}')).toBe('Léa Martin (Acme)');
  expect(named('', writingValues(NO_WRITING, '', 'Léa'))).toBe('Léa');
});

test('a name cannot bring a line, an address or a variable of its own along', () => {
  const sly = writingValues(NO_WRITING, 'Acme', 'Léa\r\nBcc: x {{company}}');
  expect(senderNameOf({ nameTemplate: '{{agent.name}}' }, sly)).toBe('Léa Bcc: x {{company}}');
  const fits = (part: object) => WriteMailWriting.safeParse({ ...NO_WRITING, ...part }).success;
  expect(fits({ nameTemplate: 'Acme <x@evil.test>' })).toBe(false);
  expect(fits({ nameTemplate: '{{queue}}' })).toBe(false);
  expect(fits({ nameTemplate: 'a\nb' })).toBe(false);
  expect(fits({ signature: { fr: '{agent.name}', en: '' } })).toBe(true);
  expect(fits({ signature: { fr: '{{agent.name', en: '' } })).toBe(false);
  expect(fits({ signature: { fr: 'x\n'.repeat(13) + 'x', en: '' } })).toBe(false);
});

test('a line whose value is missing is left out whole, the own line comes last, the other language helps out', () => {
  const signature = { fr: '{{agent.name}}\n{{team}} · {{company}}\nTél. {{phone}}', en: '' };
  expect(signatureOf({ signature }, none, values, 'fr')).toBe('Léa Martin\nService après-vente · Acme');
  expect(signatureOf({ signature }, { fr: 'Absente le lundi', en: '' }, values, 'en')).toBe(
    'Léa Martin\nService après-vente · Acme\nAbsente le lundi',
  );
  expect(signatureOf({ signature: none }, none, values, 'fr')).toBe('');
});
