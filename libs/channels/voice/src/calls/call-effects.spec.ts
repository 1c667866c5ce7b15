import fc from 'fast-check';
import { effectsOf } from './call-effects.js';
import { company, isPresent, noCall, reduce, type CallEvent, type CallState } from './call-state.js';

const customer = { callSid: 'CAcustomer', role: 'customer' as const };
const agent = { callSid: 'CAagent', role: 'agent' as const, agentId: 'a1', offerId: 'o1' };
const other = { callSid: 'CAother', role: 'agent' as const, agentId: 'a2' };

const arrived: CallEvent = { kind: 'status', ...customer, status: 'ringing', at: 0, sequence: 0 };
const ringing: CallEvent = { kind: 'status', ...agent, status: 'ringing', at: 5, sequence: 0 };
const joined: CallEvent = { kind: 'joined', ...agent, conferenceSid: 'CF1', at: 7, sequence: 1 };
const together: CallEvent = { kind: 'joined', ...customer, conferenceSid: 'CF1', at: 8, sequence: 2 };
const left: CallEvent = { kind: 'left', ...agent, conferenceSid: 'CF1', at: 60, sequence: 3 };
const completed: CallEvent = { kind: 'status', ...agent, status: 'completed', at: 60, sequence: 9 };
const hungUp: CallEvent = { kind: 'status', ...customer, status: 'completed', at: 62, sequence: 3 };

function walk(...list: CallEvent[]): string[] {
  let state: CallState = noCall;
  return list.flatMap((event) => {
    const next = reduce(state, event);
    const effects = effectsOf(state, next).map(
      (effect) => effect.do + ('reason' in effect ? `:${effect.reason}` : ''),
    );
    state = next;
    return effects;
  });
}

test('an answered call: the caller is brought in, joined when there, released when the agent goes, each said once', () => {
  expect(walk(arrived, ringing, joined, together, together, left, completed, hungUp, hungUp)).toEqual([
    'join-caller',
    'report-joined',
    'release-caller',
    'report-ended',
  ]);
});

test.each(['no-answer', 'busy', 'failed', 'canceled'] as const)(
  'an agent phone that ends with %s is missed, once',
  (status) => {
    const missed: CallEvent = { kind: 'status', ...agent, status, at: 25, sequence: 2 };
    expect(walk(arrived, ringing, missed, missed)).toEqual([`report-missed:${status}`]);
  },
);

test('an agent who answers and goes before entering the conference has missed it; a late join changes nothing', () => {
  expect(walk(arrived, ringing, completed, joined, left)).toEqual(['report-missed:left-early']);
});

test('a caller heard of before the agent is joined at the same moment', () => {
  expect(walk(arrived, ringing, together, joined)).toEqual(['join-caller', 'report-joined']);
});

test('the caller hangs up while the agent phone rings: the phone stops', () => {
  expect(walk(arrived, ringing, hungUp)).toEqual(['hang-up-agents', 'report-ended']);
});

test('an agent phone that is first heard of, or joins, after the caller left is ended', () => {
  expect(walk(arrived, hungUp, ringing, joined)).toEqual([
    'report-ended',
    'hang-up-agents',
    'hang-up-agents',
  ]);
});

test('an agent who leaves a colleague with the caller releases nobody', () => {
  const second: CallEvent = { kind: 'joined', ...other, conferenceSid: 'CF1', at: 30, sequence: 2 };
  expect(walk(arrived, joined, second, left)).toEqual(['join-caller', 'join-caller']);
  expect(walk(arrived, joined, second, left, { ...second, kind: 'left', at: 80, sequence: 8 })).toEqual([
    'join-caller',
    'join-caller',
    'release-caller',
  ]);
});

test('leaving heard of before joining brings nobody in and is missed, once', () => {
  expect(walk(arrived, ringing, left, joined, completed)).toEqual(['report-missed:left-early']);
  expect(walk(arrived, ringing, left, completed, joined)).toEqual(['report-missed:left-early']);
});

describe('a line that is lost', () => {
  const lost: CallEvent = { ...hungUp, lost: true } as CallEvent;
  const said = (...events: CallEvent[]) => walk(...events).filter((one) => one === 'report-lost').length;

  test('while they talked is said once, before or after the end is known', () => {
    expect(said(arrived, ringing, joined, together, lost, lost)).toBe(1);
    expect(said(arrived, ringing, joined, together, hungUp, lost)).toBe(1);
    expect(said(arrived, ringing, joined, lost, together)).toBe(1);
  });

  test('is not said of who hung up, nor of who was still waiting', () => {
    expect(said(arrived, ringing, joined, together, hungUp)).toBe(0);
    expect(said(arrived, lost)).toBe(0);
  });
});

describe('a colleague asked in', () => {
  const guest = { callSid: 'CAguest', role: 'guest' as const, agentId: 'a3' };
  const called: CallEvent = { kind: 'status', ...guest, status: 'ringing', at: 20, sequence: 4 };
  const came: CallEvent = { kind: 'joined', ...guest, conferenceSid: 'CF1', at: 25, sequence: 6 };
  const went: CallEvent = { kind: 'left', ...guest, conferenceSid: 'CF1', at: 70, sequence: 20 };
  const held: CallEvent = { kind: 'held', ...customer, at: 19, sequence: 3 };
  const resumed: CallEvent = { kind: 'resumed', ...customer, at: 30, sequence: 8 };
  const talking = [arrived, ringing, joined, together] as const;
  const begun = ['join-caller', 'report-joined'];

  test('comes and goes without anything happening to the caller', () => {
    expect(walk(...talking, held, called, came, resumed, went)).toEqual(begun);
  });

  test.each(['no-answer', 'busy', 'failed', 'completed'] as const)(
    'whose phone ends with %s changes nothing',
    (status) => {
      expect(walk(...talking, held, called, { ...called, status, at: 40 } as CallEvent)).toEqual(begun);
    },
  );

  test('goes on with the caller when the agent leaves; on hold the caller is brought back', () => {
    expect(walk(...talking, held, called, came, left)).toEqual([...begun, 'pass-on']);
    const state = [...talking, held, called, came].reduce(reduce, noCall);
    expect(effectsOf(state, reduce(state, left))).toMatchObject([{ do: 'pass-on', leg: { agentId: 'a3' } }]);
  });

  test('who came before the agent left, but is heard of after it, goes on with the caller all the same', () => {
    expect(walk(...talking, held, called, left, came)).toEqual([...begun, 'release-caller', 'pass-on']);
  });

  test('the last of the two to leave lets the caller go, whoever it is', () => {
    expect(walk(...talking, called, came, left, went)).toEqual([...begun, 'pass-on', 'release-caller']);
    expect(walk(...talking, called, came, { ...went, at: 50 } as CallEvent, left)).toEqual([
      ...begun,
      'release-caller',
    ]);
  });

  test('the caller hangs up: the colleague’s phone stops too', () => {
    expect(walk(...talking, called, hungUp)).toEqual([...begun, 'hang-up-agents', 'report-ended']);
  });

  test('a held caller is never left with nobody: whatever happens, somebody is there or the call moves on', () => {
    const moves = [held, resumed, called, came, went, left, completed];
    fc.assert(
      fc.property(fc.shuffledSubarray(moves), (order) => {
        let state = talking.reduce<CallState>(reduce, noCall);
        const done: string[] = [];
        for (const event of order) {
          const next = reduce(state, event);
          done.push(...effectsOf(state, next).map((effect) => effect.do));
          state = next;
        }
        const alone = company(state).every((leg) => !isPresent(leg));
        if (alone) expect(done).toContain('release-caller');
      }),
    );
  });
});

describe('a supervisor who listens', () => {
  const supervisor = { callSid: 'CAsuper', role: 'supervisor' as const, agentId: 'a9' };
  const came: CallEvent = { kind: 'joined', ...supervisor, conferenceSid: 'CF1', at: 25, sequence: 6 };
  const went: CallEvent = { kind: 'left', ...supervisor, conferenceSid: 'CF1', at: 70, sequence: 20 };
  const is = (mode: 'listen' | 'whisper' | 'barge', at: number): CallEvent => ({
    kind: 'heard',
    ...supervisor,
    at,
    sequence: at,
    mode,
  });
  const talking = [arrived, ringing, joined, together] as const;
  const begun = ['join-caller', 'report-joined'];

  test('comes, whispers, barges in and goes without anything happening to the call', () => {
    expect(walk(...talking, came, is('whisper', 30), is('barge', 31), went)).toEqual(begun);
  });

  test.each(['listen', 'whisper'] as const)(
    'goes when the agent does, with mode %s; the caller is let go',
    (mode) => {
      expect(walk(...talking, came, is(mode, 30), left)).toEqual([
        ...begun,
        'release-caller',
        'let-listeners-go',
      ]);
    },
  );

  test('who barged in goes on with the caller when the agent leaves; silent again they are gone for the caller', () => {
    expect(walk(...talking, came, is('barge', 30), left)).toEqual([...begun, 'pass-on']);
    expect(walk(...talking, came, is('barge', 30), left, is('listen', 90))).toEqual([
      ...begun,
      'pass-on',
      'release-caller',
      'let-listeners-go',
    ]);
  });

  test('goes when the call passes to a colleague, who was told of nobody', () => {
    const guest: CallEvent = {
      kind: 'joined',
      callSid: 'CAguest',
      role: 'guest',
      agentId: 'a3',
      conferenceSid: 'CF1',
      at: 26,
      sequence: 7,
    };
    expect(walk(...talking, came, guest, left)).toEqual([...begun, 'pass-on', 'let-listeners-go']);
  });

  test('whatever happens, a caller is never alone with somebody they cannot hear', () => {
    const moves = [came, is('whisper', 30), is('barge', 40), is('listen', 50), went, left, completed];
    fc.assert(
      fc.property(fc.shuffledSubarray(moves), (order) => {
        let state = talking.reduce<CallState>(reduce, noCall);
        const done: string[] = [];
        for (const event of order) {
          const next = reduce(state, event);
          done.push(...effectsOf(state, next).map((effect) => effect.do));
          state = next;
        }
        if (company(state).every((leg) => !isPresent(leg))) expect(done).toContain('release-caller');
      }),
    );
  });
});
