/** Who hears whom in a conference, measured in tones, and what its owner is told. */
import { toneLevel } from '../../../test/fixtures/audio/goertzel.js';
import type { Call } from './call.js';
import type { Conference, Seat } from './conference.js';
import { FixtureCarrier, type FakeLine } from './twiml/carrier.fixture.js';

const HZ = { customer: 440, agent: 700, supervisor: 1000 };
type Who = keyof typeof HZ;

let carrier: FixtureCarrier;
let lines: Record<Who, FakeLine>;
let calls: Record<Who, Call>;

beforeEach(async () => {
  carrier = new FixtureCarrier();
  lines = { customer: plug('customer'), agent: plug('agent'), supervisor: plug('supervisor') };
  calls = { customer: join('customer'), agent: join('agent'), supervisor: join('supervisor') };
  await carrier.pass(200);
});

test('all three hear the two others and never themselves', async () => {
  expect(await whoHearsWhom()).toEqual({
    customer: ['agent', 'supervisor'],
    agent: ['customer', 'supervisor'],
    supervisor: ['customer', 'agent'],
  });
});

test('monitor: a muted supervisor hears both and is heard by nobody', async () => {
  room().update(seat('supervisor'), { muted: true });
  expect(await whoHearsWhom()).toEqual({
    customer: ['agent'],
    agent: ['customer'],
    supervisor: ['customer', 'agent'],
  });
});

test('whisper: only the coached agent hears the supervisor; barge: all do', async () => {
  room().update(seat('supervisor'), { coaching: true, callSidToCoach: calls.agent.sid, muted: false });
  expect(await whoHearsWhom()).toEqual({
    customer: ['agent'],
    agent: ['customer', 'supervisor'],
    supervisor: ['customer', 'agent'],
  });
  room().update(seat('supervisor'), { coaching: false, callSidToCoach: null });
  expect((await whoHearsWhom()).customer).toEqual(['agent', 'supervisor']);
});

test('hold: the held customer hears music alone and is heard by nobody, until taken back', async () => {
  room().update(seat('customer'), { hold: true });
  expect(await whoHearsWhom()).toEqual({ customer: [], agent: ['supervisor'], supervisor: ['agent'] });
  expect(toneLevel(lines.customer.heard.slice(-4000), 300)).toBeGreaterThan(-40);
  room().update(seat('customer'), { hold: false });
  expect((await whoHearsWhom()).customer).toEqual(['agent', 'supervisor']);
});

test('every change is told once, in gapless sequence, to the first callback only', async () => {
  room().update(seat('agent'), { muted: true });
  room().update(seat('agent'), { hold: true });
  lines.supervisor.putDown();
  await carrier.settle();
  const told = carrier.askedAt('http://account/conf');
  expect(told.map((each) => each.StatusCallbackEvent)).toEqual([
    'participant-join',
    'participant-join',
    'conference-start',
    'participant-join',
    'participant-mute',
    'participant-hold',
    'participant-leave',
  ]);
  expect(told.map((each) => Number(each.SequenceNumber))).toEqual([0, 1, 2, 3, 4, 5, 6]);
  expect(told.at(-1)).toMatchObject({
    ParticipantLabel: 'supervisor',
    ReasonParticipantLeft: 'participant_hung_up',
  });
  expect(carrier.askedAt('http://account/other')).toEqual([]);
});

test('the end of the conference frees everyone: each goes on with its own document', async () => {
  room().end('conference-ended-via-api', null);
  await carrier.pass(100);
  expect(Object.values(calls).map((call) => call.status)).toEqual(['completed', 'completed', 'completed']);
  expect(carrier.askedAt('http://account/after-customer')).toMatchObject([{ DialCallStatus: 'answered' }]);
  expect(carrier.askedAt('http://account/conf').at(-1)).toMatchObject({
    StatusCallbackEvent: 'conference-end',
    ReasonConferenceEnded: 'conference-ended-via-api',
  });
});

test('a party with endConferenceOnExit takes the room with it', async () => {
  room().update(seat('agent'), { endConferenceOnExit: true });
  lines.agent.putDown();
  await carrier.pass(100);
  expect(Object.values(calls).every((call) => call.ended)).toBe(true);
});

function plug(who: Who): FakeLine {
  return carrier.plug(who, HZ[who]);
}

function join(who: Who): Call {
  const callback = who === 'customer' ? '/conf' : '/other';
  const call = carrier.exchange.accept(lines[who], '+15005550123', '+15005550100', null);
  carrier.documents[`http://account/${who}`] = `<Response><Dial action="/after-${who}">
    <Conference beep="false" participantLabel="${who}" statusCallback="${callback}"
      statusCallbackEvent="start end join leave mute hold modify">room</Conference></Dial></Response>`;
  carrier.interpreter.start(call, { url: `http://account/${who}`, method: 'POST' });
  return call;
}

function room(): Conference {
  const conference = carrier.exchange.conferenceNamed('room');
  if (!conference) throw new Error('no conference');
  return conference;
}

function seat(who: Who): Seat {
  const found = room().find(who);
  if (!found) throw new Error(`no seat for ${who}`);
  return found;
}

/** A voice counts as heard at -40 dB or more, and as absent when every voice that is heard is 40 dB above it. */
async function whoHearsWhom(): Promise<Record<Who, Who[]>> {
  await carrier.pass(800);
  const everyone = Object.keys(HZ) as Who[];
  const heardBy = (listener: Who): Who[] => {
    const levels = new Map(
      everyone.map((who) => [who, toneLevel(lines[listener].heard.slice(-4000), HZ[who])]),
    );
    const heard = everyone.filter((who) => (levels.get(who) ?? -200) > -40);
    const quietest = Math.min(...heard.map((who) => levels.get(who) ?? -200));
    for (const who of everyone) {
      if (!heard.includes(who) && heard.length > 0)
        expect(quietest - (levels.get(who) ?? -200)).toBeGreaterThan(40);
    }
    return heard;
  };
  return { customer: heardBy('customer'), agent: heardBy('agent'), supervisor: heardBy('supervisor') };
}
