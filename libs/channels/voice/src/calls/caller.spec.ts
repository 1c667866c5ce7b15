import { InboundMessage } from '@lib/contracts';
import { endedMessage, isLineCheck, readCaller, startedMessage } from './caller.js';

const sid = `CA${'1'.repeat(32)}`;
const own = '+15005550100';
const at = new Date('2026-01-02T03:04:05Z');

test.each([
  ['a number', { From: '+33612345678', To: own }, { kind: 'phone', value: '+33612345678' }],
  [
    'a number with a name',
    { From: '+33612345678', CallerName: 'J' },
    { kind: 'phone', value: '+33612345678', name: 'J' },
  ],
  ['a web caller', { From: 'client:web-1a2b' }, { kind: 'client', value: 'web-1a2b' }],
  ['the word anonymous', { From: 'anonymous' }, { kind: 'client', value: `anonymous:${sid}` }],
  ['anonymous on the keypad', { From: '+266696687' }, { kind: 'client', value: `anonymous:${sid}` }],
  ['nothing', {}, { kind: 'client', value: `anonymous:${sid}` }],
  ['markup', { From: 'client:"><Dial>' }, { kind: 'client', value: `anonymous:${sid}` }],
])('from %s', (_, body, from) => {
  expect(readCaller(sid, body as Record<string, string>, own).from).toEqual(from);
});

test.each([
  [{ From: '+33612345678', To: own }, 'fr'],
  [{ From: '+442071234567', To: '+33140000000' }, 'en'],
  [{ From: 'anonymous', To: '+33140000000' }, 'fr'],
  [{ From: 'client:web-1', locale: 'fr' }, 'fr'],
  [{ From: 'client:web-1', locale: 'xx' }, 'en'],
])('%o is greeted in %s', (body, locale) => {
  expect(readCaller(sid, body as Record<string, string>, own).locale).toBe(locale);
});

test('two withheld callers are two people', () => {
  const one = readCaller('CA1', { From: 'anonymous' }, own);
  const two = readCaller('CA2', { From: 'anonymous' }, own);
  expect(one.from.value).not.toBe(two.from.value);
});

test('what goes to the inbox is valid and keyed by the call', () => {
  const caller = readCaller(sid, { From: '+33612345678', To: own }, own);
  const started = InboundMessage.parse(startedMessage(sid, caller, at));
  const end = { reason: 'caller-hung-up', by: 'customer' as const, durationSeconds: 12, abandoned: true };
  const ended = InboundMessage.parse(endedMessage(sid, caller, at, end));
  expect(started).toMatchObject({
    externalId: `call:${sid}:started`,
    lane: `call:${sid}`,
    to: { kind: 'phone', value: own },
  });
  expect(ended).toMatchObject({
    externalId: `call:${sid}:ended`,
    lane: started.lane,
    threadKeys: started.threadKeys,
    data: end,
  });
});

test('only a telephone of ours checks its line; whoever bears a like name is a customer', () => {
  const agent = 'client:agent-01890a5d-ac96-774b-bcce-b302099a8057';
  expect(isLineCheck({ From: agent })).toBe(true);
  for (const From of [
    'client:web-1a2b',
    '+33612345678',
    'client:agent-',
    `${agent}x`,
    `client:x${agent}`,
    '',
  ])
    expect(isLineCheck({ From })).toBe(false);
  expect(isLineCheck({})).toBe(false);
});
