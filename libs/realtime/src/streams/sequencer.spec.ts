/** R2, R3: gapless numbers, a bounded backlog, and no number used twice in one epoch. */
import type { Push } from '@lib/contracts';
import fc from 'fast-check';
import { Sequencer } from './sequencer.js';

function make(options: { backlogPushes?: number; backlogMs?: number } = {}) {
  const sent: Push[] = [];
  const clock = { at: 0 };
  const sequencer = new Sequencer({
    epoch: 'e',
    now: () => clock.at,
    send: (push) => sent.push(push),
    ...options,
  });
  const say = (stream: string, id = 'x') => sequencer.publish(stream, 'ticket.left', { ticketId: id }, 7);
  return { sequencer, sent, clock, say };
}

describe('Sequencer', () => {
  it('R2 numbers each stream gapless on its own and stamps epoch and version', () => {
    const { sequencer, sent, say } = make();
    const from = sequencer.follow('a');
    say('a');
    sequencer.follow('b');
    say('a');
    say('b');
    const ofA = sent.filter((push) => push.stream === 'a');
    expect(ofA.map((push) => push.seq)).toEqual([from + 1, from + 2]);
    expect(ofA[0]).toMatchObject({ epoch: 'e', version: 7, ticketId: 'x' });
  });

  it('says nothing on a stream nobody follows', () => {
    const { sent, say } = make();
    say('a');
    expect(sent).toEqual([]);
  });

  it('R3 answers what came after a cursor, and null when it is no longer kept', () => {
    const { sequencer, say } = make({ backlogPushes: 3 });
    const from = sequencer.follow('a');
    for (let i = 0; i < 5; i++) say('a', `${i}`);
    expect(sequencer.since('a', from + 2)?.map((push) => push.seq)).toEqual([from + 3, from + 4, from + 5]);
    expect(sequencer.since('a', from + 5)).toEqual([]);
    expect(sequencer.since('a', from + 1)).toBeNull();
    expect(sequencer.since('a', from + 6)).toBeNull();
    expect(sequencer.since('other', 0)).toBeNull();
  });

  it('R3 keeps the backlog five minutes after the last follower left, and not longer', () => {
    const { sequencer, clock, say } = make({ backlogMs: 300_000 });
    const closed: string[] = [];
    sequencer.onClosed((stream) => closed.push(stream));
    const from = sequencer.follow('a');
    sequencer.unfollow('a');
    clock.at = 120_000;
    say('a');
    sequencer.expire();
    expect(sequencer.since('a', from)).toHaveLength(1);
    clock.at = 300_000;
    sequencer.expire();
    expect(sequencer.isOpen('a')).toBe(false);
    expect(closed).toEqual(['a']);
  });

  it('R3 never gives an old follower of a forgotten stream the new numbers as if nothing was missing', () => {
    const operation = fc.record({
      stream: fc.constantFrom('a', 'b', 'c'),
      act: fc.constantFrom('say', 'cycle'),
    });
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 80 }), (operations) => {
        const { sequencer, clock, say } = make({ backlogMs: 10 });
        const seen = new Map<string, Set<number>>();
        for (const stream of ['a', 'b', 'c']) sequencer.follow(stream);
        for (const { stream, act } of operations) {
          if (act === 'cycle') {
            sequencer.unfollow(stream);
            clock.at += 11;
            sequencer.expire();
            sequencer.follow(stream);
            continue;
          }
          const before = sequencer.cursor(stream) ?? 0;
          say(stream);
          const seq = sequencer.cursor(stream) ?? 0;
          expect(seq).toBe(before + 1);
          const used = seen.get(stream) ?? new Set();
          expect(used.has(seq)).toBe(false);
          seen.set(stream, used.add(seq));
        }
      }),
    );
  });
});
