/** The checker of the fault runs proves itself: it passes a clean history and finds each bug planted into one. */
import { check, type Guarantee } from '../faults/checker.js';
import { cleanHistory } from '../faults/clean-history.js';
import type { Evidence } from '../faults/evidence.js';
import { keyed } from '../faults/ledger.js';

const found = (evidence: Evidence): Guarantee[] => check(evidence).map(({ guarantee }) => guarantee);

/** The bug by its cause, and what a run would show of it. */
const plants: [string, Guarantee, (evidence: Evidence) => void][] = [
  [
    'a mail acknowledged before its commit, and the process killed in between',
    'G1 nothing lost',
    ({ stored }) => stored.messages.splice(0, 1),
  ],
  [
    'a chat line acknowledged before its commit',
    'G1 nothing lost',
    ({ stored }) => (stored.lines = stored.lines.filter(({ id }) => id !== 'l2')),
  ],
  [
    'a parser error that is swallowed, so that the mail is flagged as seen and gone',
    'G1 nothing lost',
    ({ entries, stored, seen }) => {
      entries.push({ key: 'm9', op: 'mail.imap', stream: 'mail:eve', t: 99, phase: 'intent' });
      seen.push('m9');
      stored.unfinished = [];
    },
  ],
  ['a reply the visitor is never shown', 'G1 nothing lost', ({ visitors }) => visitors.at(-1)?.shown.pop()],
  [
    'no key against repeats: the sender tried again and is stored twice',
    'G2 nothing twice',
    ({ stored }) => {
      stored.messages.push({ ...must(stored.messages[0]), id: 'i9', seq: 5 });
      must(stored.tickets[0]).seq = 5;
    },
  ],
  [
    'a reply tried again without its key',
    'G2 nothing twice',
    ({ stored }) => {
      stored.messages.push({ ...must(stored.messages[1]), id: 'x9', seq: 5 });
      must(stored.tickets[0]).seq = 5;
    },
  ],
  [
    'a line delivered twice to one screen',
    'G2 nothing twice',
    ({ visitors }) => visitors.at(-1)?.shown.push(must(visitors.at(-1)?.shown[3])),
  ],
  [
    'more twins of outgoing mail than deaths',
    'G2 nothing twice',
    ({ outgoing }) => outgoing.push(must(outgoing[0]), must(outgoing[0])),
  ],
  [
    'a timeline item shown twice',
    'G2 nothing twice',
    ({ sessions }) => must(sessions[0]).pushes.push({ stream: 'ticket:t1', seq: 8, itemId: 'w1' }),
  ],
  [
    'a refused note that was written all the same',
    'G3 no ghosts',
    ({ entries }) => {
      for (const entry of entries)
        if (entry.op === 'note' && entry.phase === 'result') entry.outcome = 'fail';
    },
  ],
  [
    'a message nobody wrote',
    'G3 no ghosts',
    ({ stored }) => {
      stored.messages.push({ ...must(stored.messages[0]), id: 'i9', seq: 5, text: keyed('?', 'nobody') });
      must(stored.tickets[0]).seq = 5;
    },
  ],
  [
    'a push missed while the console was away',
    'G4 console true',
    ({ sessions }) => {
      must(sessions[0]).pushes.splice(1, 1);
    },
  ],
  [
    'a late commit skipped by a reader of "id greater than the last"',
    'G4 console true',
    ({ sessions }) => {
      must(sessions[0]).items['t1'] = ['i1', 'e1', 'w1'];
    },
  ],
  [
    'a console that kept an offer which is over',
    'G4 console true',
    ({ consoles }) => (must(consoles[0]).folded = { me: 'lea', offers: ['o1'] }),
  ],
  ['a timeline number given twice', 'G4 console true', ({ stored }) => (must(stored.notes[0]).seq = 3)],
  [
    'a ticket taken without a guard: two owners, each told so',
    'G5 one owner',
    ({ entries }) => {
      const take = { key: 't1-sam', op: 'take', stream: 'ticket:t1', by: 'sam', t: 99 } as const;
      entries.push({ ...take, phase: 'intent' }, { ...take, phase: 'result', outcome: 'ok' });
    },
  ],
  [
    'an owner overwritten: the history overlaps',
    'G5 one owner',
    ({ stored }) => {
      stored.events.push({ ...must(stored.events[0]), id: 'e9', seq: 5, data: { from: null, to: 'sam' } });
      must(stored.tickets[0]).seq = 5;
      must(stored.tickets[0]).ownerId = 'sam';
    },
  ],
  [
    'an offer won by two agents',
    'G6 one offer',
    ({ entries }) => {
      for (const entry of entries)
        if (entry.key === 'sam:o1' && entry.phase === 'result') entry.outcome = 'ok';
    },
  ],
  [
    'two routers: the same work offered to two agents at once',
    'G6 one offer',
    ({ stored }) => {
      stored.offers.push({ ...must(stored.offers[0]), id: 'o9', agentId: 'sam', state: 'withdrawn' });
      stored.bus.splice(1, 0, {
        name: 'offer.made',
        data: { offerId: 'o9', interactionId: 'a1', agentId: 'sam' },
      });
    },
  ],
  [
    'an agent offered more than they can hold',
    'G6 one offer',
    ({ stored }) => (must(stored.agents[0]).capacity = { chat: 0, email: 8, voice: 1 }),
  ],
  [
    'chat lines stored in another order than they were said',
    'G7 in order',
    ({ stored }) => {
      const [, , first, second] = stored.messages;
      [must(first).seq, must(second).seq] = [must(second).seq, must(first).seq];
    },
  ],
  [
    'work left leased for ever',
    'G8 recovers',
    ({ stored }) => stored.unfinished.push('inbox row a1 is still received'),
  ],
  [
    'a reply marked as sent that never left',
    'G11 mail at least once',
    ({ outgoing }) => outgoing.splice(0, 1),
  ],
  [
    'a twin under another Message-ID',
    'G11 mail at least once',
    ({ outgoing }) => outgoing.push({ ...must(outgoing[0]), mailId: '<other@guichet>' }),
  ],
];

test('a clean history passes', () => {
  expect(check(cleanHistory())).toEqual([]);
});

test('one twin for one death in the doubt window passes', () => {
  const evidence = cleanHistory();
  evidence.outgoing.push(must(evidence.outgoing[0]));
  expect(check(evidence)).toEqual([]);
});

test('an unknown end may have happened or not', () => {
  const evidence = cleanHistory();
  for (const entry of evidence.entries)
    if (entry.key === 'm1' && entry.phase === 'result') entry.outcome = 'unknown';
  expect(check(evidence)).toEqual([]);
  evidence.stored.messages.splice(0, 1);
  evidence.stored.tickets = evidence.stored.tickets.filter(({ id }) => id !== 't1');
  evidence.seen = [];
  expect(found(evidence)).not.toContain('G1 nothing lost');
});

test.each(plants)('%s → %s', (_cause, guarantee, plant) => {
  const evidence = cleanHistory();
  plant(evidence);
  expect(found(evidence)).toContain(guarantee);
});

function must<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the clean history lacks what the plant needs');
  return value;
}
