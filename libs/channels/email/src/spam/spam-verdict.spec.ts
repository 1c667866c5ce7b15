/** Whose word counts, how much, and where a mail goes for it. */
import fc from 'fast-check';
import { readHeaderBlock } from '../reading/header-block.js';
import { readMail } from '../reading/read-mail.js';
import { providerThinks } from './provider-score.js';
import { spamVerdict, type SpamGround } from './spam-verdict.js';

const written = (...head: string[]) => Buffer.from([...head, '', 'Win a prize now', ''].join('\r\n'));
const LETTER = ['From: Eve <eve@sub.spam.example>', 'Subject: Hello'];

async function judge(head: string[], change: Partial<SpamGround> = {}) {
  const { mail } = await readMail(written(...head, ...LETTER));
  return spamVerdict(mail, {
    ...{ spamHeaders: 'above', flagAt: 5, holdAt: 10, rules: [], scan: null, trust: 'none' },
    ...{ answersUs: false, said: null, ...change },
  });
}

const RECEIVED = 'Received: from a by mx.house.example; Thu, 02 Apr 2026 09:00:00 +0200';
const rule = (kind: 'address' | 'domain' | 'words', value: string, says: 'block' | 'allow' = 'block') => ({
  ...{ kind, value, says, why: 'because' },
});

test.each([
  ['X-Spam-Flag: YES', 5],
  ['X-Spam-Status: Yes, score=12.3 required=5.0 tests=BAYES_99', 12.3],
  ['X-Spam-Status: Yes, score=8.0 required=4.0', 10],
  ['X-Spam-Status: No, score=4.9 required=10.0', 2.5],
  ['X-Spam-Score: 7.2', 7.2],
  ['X-Rspamd-Score: 16.20 / 15.00', 16.2],
  ['X-Spamd-Result: default: False [6.40 / 15.00]; ARC_NA', 6.4],
  ['X-Rspamd-Action: add header', 5],
  ['X-Rspamd-Action: reject', 10],
  ['X-MS-Exchange-Organization-SCL: 6', 5],
  ['X-MS-Exchange-Organization-SCL: 9', 10],
  ['X-Forefront-Antispam-Report: CIP:1.2.3.4;SCL:5;SFV:SPM;CAT:SPM', 5],
  ['X-Forefront-Antispam-Report: CIP:1.2.3.4;SFV:SPM;CAT:HPHISH;', 10],
  ['X-Spam-Flag: NO', 0],
  ['X-MS-Exchange-Organization-SCL: -1', 0],
  ['X-Spam-Score: -3.1', 0],
  ['X-Spam-Score: viele', 0],
])('%s is worth %d', async (line, score) => {
  const spam = await judge([line, RECEIVED]);
  expect(spam.score).toBe(score);
  expect(spam.verdict).toBe(score >= 10 ? 'hold' : score >= 5 ? 'flag' : 'clear');
});

test('a header below the newest Received line is a stranger’s; believed only where the provider removes those of others', async () => {
  const head = [RECEIVED, 'X-Spam-Score: 20', RECEIVED];
  expect((await judge(head)).verdict).toBe('clear');
  expect((await judge(head, { spamHeaders: 'anywhere' })).verdict).toBe('hold');
  expect((await judge(['X-Spam-Score: 20', RECEIVED], { spamHeaders: 'ignored' })).verdict).toBe('clear');
  // Without any line of a server nobody can tell who wrote it.
  expect((await judge(['X-Spam-Score: 20'])).verdict).toBe('clear');
});

test('a sender on our lists: the nearest entry counts, and a forged name opens nothing', async () => {
  const score = { scan: { points: 12, reasons: [{ what: 'rspamd: reject (12)', points: 12 }] } };
  const address = 'eve@sub.spam.example';
  const by = async (...rules: ReturnType<typeof rule>[]) => (await judge([], { rules })).verdict;
  expect(await by(rule('domain', 'spam.example'))).toBe('hold');
  expect(await by(rule('domain', 'spam.example'), rule('address', address, 'allow'))).toBe('clear');
  expect(await by(rule('domain', 'spam.example', 'allow'), rule('domain', 'sub.spam.example'))).toBe('hold');
  expect(await by(rule('domain', 'am.example'), rule('address', 'ever@sub.spam.example'))).toBe('clear');
  const allowed = { ...score, rules: [rule('address', address, 'allow')] };
  expect(await judge([], allowed)).toMatchObject({ verdict: 'clear', notes: ['allowed'], score: 12 });
  expect(await judge([], { ...allowed, trust: 'fail' })).toMatchObject({ verdict: 'hold', notes: [] });
});

test('blocked words are found however they are spaced and written, with the reason they stand there for', async () => {
  const spam = await judge([], { rules: [rule('words', 'win  a PRIZE')] });
  expect(spam).toMatchObject({
    ...{
      verdict: 'hold',
      reasons: [{ by: 'house', what: 'block words: win  a PRIZE (because)', points: null }],
    },
  });
});

test('who answers our own mail is flagged at most; what a person said goes before every machine', async () => {
  const scan = { points: 30, reasons: [] };
  expect(await judge([], { scan, answersUs: true })).toMatchObject({
    verdict: 'flag',
    notes: ['answers-us'],
  });
  expect(await judge([], { scan, said: 'not-spam' })).toMatchObject({ verdict: 'clear', notes: ['said'] });
});

test('two machines of one opinion are not twice as sure; one that is away is said to be', async () => {
  const scan = { points: 6, reasons: [] };
  expect(await judge(['X-Spam-Score: 6', RECEIVED], { scan })).toMatchObject({ score: 6, verdict: 'flag' });
  expect(await judge([], { scan: 'away' })).toMatchObject({ verdict: 'clear', notes: ['scanner-away'] });
});

test('whatever stands in these headers, it is read in no time and gives a number within bounds', () => {
  const names = [
    'x-spam-status',
    'x-spam-score',
    'x-spamd-result',
    'x-forefront-antispam-report',
    'x-spam-flag',
  ];
  fc.assert(
    fc.property(fc.constantFrom(...names), fc.string({ maxLength: 3_000 }), (name, value) => {
      const points = providerThinks([{ name, value, above: true }], 'anywhere')?.points ?? 0;
      expect(points >= 0 && points <= 50).toBe(true);
    }),
  );
});

test('where a field stands is known whatever its case', () => {
  const block = readHeaderBlock(written('x-spam-flag: YES', 'RECEIVED: a', 'X-Spam-Flag: NO'));
  expect(block.above('x-spam-flag', 'received')).toEqual([
    { value: 'YES', above: true },
    { value: 'NO', above: false },
  ]);
});
