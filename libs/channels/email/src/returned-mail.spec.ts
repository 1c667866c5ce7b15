/** What mail systems write, and whose fault it is. */
import { kindOf, returnsOf } from './returned-mail.js';

const report = (status: string | null, reason: string, action: string | null = 'failed', hard = false) => ({
  recipient: 'zoe@example.net',
  action,
  status,
  reason,
  hard,
});

test.each([
  ['hard', report('5.1.1', 'smtp; 550 5.1.1 User unknown', 'failed', true)],
  ['soft', report('5.2.2', 'smtp; 552 5.2.2 Mailbox full')],
  ['soft', report('4.4.1', 'connection timed out')],
  ['soft', report('5.3.4', 'message too big')],
  ['policy', report('5.7.1', 'smtp; 550 5.7.1 Message rejected')],
  ['policy', report('5.0.0', 'rejected due to SPF failure, see our policy')],
  ['policy', report(null, 'your host is on our block list')],
  ['delayed', report('4.4.7', 'still trying', 'delayed')],
  ['delivered', report('2.0.0', '', 'delivered')],
  ['delivered', report('2.0.0', '', 'relayed')],
] as const)('%s: %j', (kind, said) => {
  expect(kindOf(said)).toBe(kind);
});

test('a complaint is one whatever its reports say, and also without any', () => {
  const verdict = { auto: true, outOfOffice: false, bulk: false, bounce: false, delayed: false, hard: false };
  const complained = { ...verdict, complaint: true, evidence: [] };
  expect(returnsOf({ reports: [report(null, 'feedback', 'complaint')], verdict: complained })).toMatchObject([
    { kind: 'complaint', address: 'zoe@example.net' },
  ]);
  expect(returnsOf({ reports: [], verdict: complained })).toMatchObject([
    { kind: 'complaint', address: null },
  ]);
  expect(returnsOf({ reports: [], verdict: { ...complained, complaint: false } })).toEqual([]);
});
