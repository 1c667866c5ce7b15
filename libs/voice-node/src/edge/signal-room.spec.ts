/** A softphone that loses its socket or its way for sound in a call: what it is told, and that its call goes on. */
import { jest } from '@jest/globals';
import twilio from 'twilio';
import type { LineEvents } from '../line.js';
import type { MediaPeer } from '../media/media-peer.js';
import { SignalRoom, type EdgeContext } from './signal-room.js';

const authority = { accountSid: 'AC1', apiKeySid: 'SK1', apiKeySecret: 'a-secret' };
const described = (attempt: string) => `v=0\r\na=ice-ufrag:${attempt}\r\n`;

interface Answer {
  type: string;
  payload: { sdp?: string; reconnect?: string };
}

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

/** A room in which one softphone has taken a call. */
async function inCall() {
  const offers: string[] = [];
  const peer = {
    connected: true,
    offer: () => Promise.resolve(described('ours')),
    accept: () => Promise.resolve(),
    answer: (offer: string) => Promise.resolve(`answer ${offers.push(offer)}`),
    ...{ send: () => undefined, close: () => undefined, onSamples: () => undefined, onLost: () => undefined },
  } satisfies MediaPeer;
  const room = new SignalRoom();
  room.open({ options: authority, newPeer: () => peer } as unknown as EdgeContext);
  const first = enter(room);
  const line = room.lineTo('lea');
  if (!line) throw new Error('nobody is there');
  const hungUp = jest.fn();
  line.listen({ ringing: () => undefined, answered: () => undefined, hungUp } as unknown as LineEvents);
  await line.ring({ callSid: 'CA1', accountSid: 'AC1', from: 'a', to: 'client:lea', parameters: {} });
  const { reconnect } = first.last('invite').payload;
  first.say('answer', { callsid: 'CA1', sdp: described('first') });
  await settled();
  return { room, first, line, offers, hungUp, reconnect };
}

function enter(room: SignalRoom) {
  const frames: Answer[] = [];
  const session = room.enter({ send: (frame) => frames.push(frame as Answer), close: () => undefined });
  const say = (type: string, payload: object) => session.message({ type, payload });
  const token = new twilio.jwt.AccessToken('AC1', 'SK1', 'a-secret', { identity: 'lea', ttl: 3_600 });
  token.addGrant(new twilio.jwt.AccessToken.VoiceGrant({ incomingAllow: true }));
  say('listen', { token: token.toJwt() });
  say('register', { media: { audio: true } });
  const last = (type: string) => frames.findLast((frame) => frame.type === type) as Answer;
  const count = (type: string) => frames.filter((frame) => frame.type === type).length;
  return { say, last, count, left: () => session.left() };
}

const settled = () => jest.advanceTimersByTimeAsync(0);

test('who looks for another way is answered, and gets the whole time anew to find it', async () => {
  const { first, line, offers } = await inCall();
  line.leg.silentMs = 14_000;
  first.say('reinvite', { callsid: 'CA1', sdp: described('second') });
  await settled();
  expect(offers).toEqual([described('second')]);
  expect(first.last('answer').payload.sdp).toBe('answer 1');
  expect(line.leg.silentMs).toBe(0);
});

test('who comes back on another socket with its search unanswered is answered there', async () => {
  const { room, first, reconnect } = await inCall();
  first.left();
  const second = enter(room);
  second.say('invite', { callsid: 'CA1', reconnect, sdp: described('second') });
  await settled();
  expect(second.last('answer').payload).toMatchObject({ sdp: 'answer 1', reconnect });
});

test('an answer that was lost with the socket is given again, and the sound does not move twice', async () => {
  const { room, first, offers, reconnect } = await inCall();
  first.say('reinvite', { callsid: 'CA1', sdp: described('second') });
  await settled();
  first.left();
  const second = enter(room);
  second.say('invite', { callsid: 'CA1', reconnect, sdp: described('second') });
  await settled();
  expect(second.last('answer').payload.sdp).toBe('answer 1');
  expect(offers).toHaveLength(1);
});

test('who only lost its socket comes back without a word about sound, and its call is not ended later', async () => {
  const { room, first, offers, hungUp, reconnect } = await inCall();
  first.left();
  await jest.advanceTimersByTimeAsync(5_000);
  const second = enter(room);
  second.say('invite', { callsid: 'CA1', reconnect, sdp: described('first') });
  await settled();
  expect(second.last('answer').payload).toEqual({ callsid: 'CA1', reconnect });
  await jest.advanceTimersByTimeAsync(60_000);
  expect(offers).toEqual([]);
  expect(hungUp).not.toHaveBeenCalled();
  second.left();
  await jest.advanceTimersByTimeAsync(15_000);
  expect(hungUp).toHaveBeenCalledTimes(1);
});

test('two searches at once are answered one after the other', async () => {
  const { first, offers } = await inCall();
  first.say('reinvite', { callsid: 'CA1', sdp: described('second') });
  first.say('reinvite', { callsid: 'CA1', sdp: described('third') });
  await settled();
  expect(offers).toEqual([described('second'), described('third')]);
  expect(first.count('answer')).toBe(2);
  expect(first.last('answer').payload.sdp).toBe('answer 2');
});
