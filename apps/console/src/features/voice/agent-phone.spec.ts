import { jest } from '@jest/globals';
import type { VoiceToken } from '@lib/contracts';
import { EventEmitter } from 'node:events';
import { createAgentPhone } from './agent-phone.js';
import type { AgentPhone } from './agent-phone-port.js';
import { edgeHere, type VoiceSdk } from './agent-phone-sdk.js';
import type { TabLeader } from './agent-phone-leader.js';
import { phoneSounds } from './agent-phone-sounds.js';

/** Behaves as the library's Device does towards its owner; the real one is met in the browser suite. */
class FakeDevice extends EventEmitter {
  static made: FakeDevice[] = [];
  state = 'unregistered';
  registerFails: unknown = null;
  destroyed = false;

  constructor(
    public token: string,
    readonly settings: Record<string, unknown>,
  ) {
    super();
    FakeDevice.made.push(this);
  }

  register(): Promise<void> {
    if (this.registerFails) return Promise.reject(this.registerFails as Error);
    this.state = 'registered';
    this.emit('registered');
    return Promise.resolve();
  }

  cut(): void {
    this.state = 'unregistered';
    this.emit('unregistered');
  }

  updateToken(token: string): void {
    this.token = token;
  }

  destroy(): void {
    this.destroyed = true;
  }
}

class FakeCall extends EventEmitter {
  done: string[] = [];
  accepted: object | undefined;
  customParameters: Map<string, string>;

  constructor(interactionId?: string) {
    super();
    this.customParameters = new Map(interactionId ? [['interactionId', interactionId]] : []);
  }

  accept = (how?: object): void => {
    this.accepted = how;
    this.say('accept');
  };
  reject = (): void => this.say('reject');
  disconnect = (): void => this.say('disconnect');
  ignore = (): number => this.done.push('ignore');
  status = (): string => 'closed';
  sendDigits = (digits: string): number => this.done.push(`digits ${digits}`);
  mute = (on: boolean): boolean => this.emit('mute', on);

  private say(what: string): void {
    this.done.push(what);
    this.emit(what);
  }
}

let tokens = 0;
let relay = (): VoiceToken['relay'] => null;
let leader: TabLeader & { later?: () => void; said: string[]; tell?: (id: string) => void };
const device = (): FakeDevice => FakeDevice.made.at(-1)!;

function phoneWith(mine = true): AgentPhone {
  leader = {
    said: [],
    acquire: (later) => {
      leader.later = later;
      return Promise.resolve(mine);
    },
    release: () => undefined,
    say: (id) => void leader.said.push(id),
    onMessage: (listener) => (leader.tell = listener),
  };
  return createAgentPhone({
    fetchToken: () =>
      Promise.resolve({ token: `token-${++tokens}`, edge: 'support.test/voice/edge', relay: relay() }),
    loadSdk: () => Promise.resolve({ Device: FakeDevice } as unknown as VoiceSdk),
    leader,
  });
}

async function ready(): Promise<AgentPhone> {
  const phone = phoneWith();
  await phone.start();
  return phone;
}

beforeEach(() => {
  FakeDevice.made = [];
  tokens = 0;
  relay = () => null;
  jest.useFakeTimers();
});
afterEach(() => jest.useRealTimers());

test('off, connecting, ready; the library is told where the carrier is and to keep to itself', async () => {
  const phone = phoneWith();
  const seen: string[] = [];
  phone.onChange(() => seen.push(phone.status));
  await phone.start();
  expect([...new Set(seen)]).toEqual(['connecting', 'ready']);
  expect(device().settings).toMatchObject({
    chunderw: 'support.test/voice/edge',
    publishEvents: false,
    codecPreferences: ['pcmu'],
  });
  expect(Object.keys(phoneSounds)).toHaveLength(15);
  await phone.start();
  expect(FakeDevice.made).toHaveLength(1);
});

test('the chosen microphone and loudspeaker serve every call, and one that is gone harms nothing', async () => {
  const chosen: string[] = [];
  const speakers = { set: (id: string) => (chosen.push(id), Promise.reject(new Error('gone'))) };
  const phone = createAgentPhone({
    fetchToken: () => Promise.resolve({ token: 'token', edge: null, relay: null }),
    loadSdk: () => Promise.resolve({ Device: FakeDevice } as unknown as VoiceSdk),
    leader: { acquire: () => Promise.resolve(true), release() {}, say() {}, onMessage() {} },
    microphone: () => ({ deviceId: { ideal: 'headset' } }),
    speaker: () => 'ear',
  });
  await phone.start();
  Object.assign(device(), { audio: { speakerDevices: speakers, ringtoneDevices: speakers } });
  const call = new FakeCall();
  device().emit('incoming', call);
  phone.answer();
  expect(call.accepted).toEqual({ rtcConstraints: { audio: { deviceId: { ideal: 'headset' } } } });
  expect(chosen).toEqual(['ear', 'ear']);
});

test('the line is checked by a call to the house; an offer accepted meanwhile ends the check', async () => {
  const phone = await ready();
  const check = new FakeCall();
  Object.assign(device(), { connect: () => Promise.resolve(check) });
  const result = phone.checkLine();
  await Promise.resolve();
  phone.expect('ix-1');
  expect((await result).ok).toBe(false);
  expect(check.done).toContain('disconnect');
  expect(phone.status).toBe('ready');
});

test('a line that does not stand is not checked', async () => {
  const phone = phoneWith(false);
  await phone.start();
  expect(await phone.checkLine()).toEqual({ ok: false, help: 'phone.other-tab' });
});

test('only the call of an accepted offer is answered by itself', async () => {
  const phone = await ready();
  const stranger = new FakeCall('ix-other');
  phone.expect('ix-1');
  device().emit('incoming', stranger);
  expect(phone).toMatchObject({ status: 'ringing', interactionId: 'ix-other', callSince: null });
  expect(stranger.done).toEqual([]);
  stranger.emit('cancel');
  expect(phone.status).toBe('ready');
  const mine = new FakeCall('ix-1');
  device().emit('incoming', mine);
  expect(mine.done).toEqual(['accept']);
  expect(phone).toMatchObject({ status: 'talking', interactionId: 'ix-1' });
  expect(leader.said).toEqual(['ix-1']);
});

test('an acceptance that comes after the ring, here or in another tab, answers too; once', async () => {
  const phone = await ready();
  const call = new FakeCall('ix-1');
  device().emit('incoming', call);
  leader.tell?.('ix-1');
  expect(call.done).toEqual(['accept']);
  call.emit('disconnect');
  const again = new FakeCall('ix-1');
  device().emit('incoming', again);
  expect(again.done).toEqual([]);
  phone.answer();
  expect(again.done).toEqual(['accept']);
});

test('a call without our parameter is never answered by itself', async () => {
  const phone = await ready();
  phone.expect('');
  const call = new FakeCall();
  device().emit('incoming', call);
  expect(call.done).toEqual([]);
  phone.hangUp();
  expect(call.done).toEqual(['reject']);
});

test('mute, digits, levels and hanging up reach the call and are seen', async () => {
  const phone = await ready();
  phone.expect('ix-1');
  const call = new FakeCall('ix-1');
  device().emit('incoming', call);
  phone.mute(true);
  expect(phone.muted).toBe(true);
  phone.digits('12#');
  call.emit('volume', 0.4, 0.2);
  expect(phone.level()).toEqual({ in: 0.4, out: 0.2 });
  const second = new FakeCall('ix-2');
  device().emit('incoming', second);
  expect(second.done).toEqual(['ignore']);
  phone.hangUp();
  expect(call.done).toEqual(['accept', 'digits 12#', 'disconnect']);
  expect(phone).toMatchObject({ status: 'ready', muted: false, callSince: null, interactionId: null });
});

test('the worst that is wrong with the sound is said, until it is well again', async () => {
  const phone = await ready();
  phone.expect('ix-1');
  const call = new FakeCall('ix-1');
  device().emit('incoming', call);
  expect(phone.trouble).toBeNull();
  call.emit('warning', 'high-jitter');
  expect(phone.trouble).toBe('weak');
  call.emit('warning', 'constant-audio-input-level');
  expect(phone.trouble).toBe('mic-silent');
  call.emit('warning', 'ice-connectivity-lost');
  expect(phone.trouble).toBe('connection-lost');
  call.emit('reconnecting', { code: 53_405 });
  expect(phone.trouble).toBe('reconnecting');
  call.emit('warning-cleared', 'ice-connectivity-lost');
  call.emit('reconnected');
  expect(phone.trouble).toBe('mic-silent');
  // Only the socket is gone: the call is heard on.
  call.emit('reconnecting', { code: 53_001 });
  expect(phone.trouble).toBe('mic-silent');
  phone.mute(true);
  expect(phone.trouble).toBe('weak');
  call.emit('warning', 'a-warning-of-tomorrow');
  call.emit('warning-cleared', 'high-jitter');
  expect(phone.trouble).toBeNull();
  call.emit('warning', 'low-bytes-received');
  expect(phone.trouble).toBe('nothing-heard');
  call.emit('disconnect');
  expect(phone.trouble).toBeNull();
});

test('a cut line is taken up again, with growing pauses', async () => {
  const phone = await ready();
  device().cut();
  expect(phone.status).toBe('connecting');
  await jest.advanceTimersByTimeAsync(1_000);
  expect(phone.status).toBe('ready');
});

test('a call is answered by way of the relay with the newest access to it, and as the library likes where there is none', async () => {
  const phone = await ready();
  const plain = new FakeCall('ix-1');
  phone.expect('ix-1');
  device().emit('incoming', plain);
  expect(plain.accepted).toEqual({});
  plain.emit('disconnect');
  relay = () => ({ urls: ['turn:relay.test'], username: `9:${tokens}`, credential: 'proof', only: true });
  device().emit('tokenWillExpire');
  await jest.advanceTimersByTimeAsync(0);
  const relayed = new FakeCall('ix-2');
  phone.expect('ix-2');
  device().emit('incoming', relayed);
  expect(relayed.accepted).toEqual({
    rtcConfiguration: {
      iceServers: [{ urls: ['turn:relay.test'], username: '9:2', credential: 'proof' }],
      iceTransportPolicy: 'relay',
    },
  });
});

test('an ending or refused token is replaced by a fresh one', async () => {
  await ready();
  device().emit('tokenWillExpire');
  await jest.advanceTimersByTimeAsync(0);
  expect(device().token).toBe('token-2');
  device().cut();
  device().emit('error', { code: 20104 });
  await jest.advanceTimersByTimeAsync(3_000);
  expect(device().token).toBe('token-3');
  expect(device().state).toBe('registered');
});

test.each([
  [{ code: 31401 }, 'device.mic-denied'],
  [{ code: 31402, originalError: { name: 'NotFoundError' } }, 'device.mic-none'],
  [{ code: 31402, originalError: { name: 'NotAllowedError' } }, 'device.mic-denied'],
])('%o during a call says %s and frees the line', async (error, help) => {
  const phone = await ready();
  const call = new FakeCall('ix-1');
  device().emit('incoming', call);
  call.emit('error', error);
  expect(phone).toMatchObject({ status: 'ready', error: { code: String(error.code), help } });
});

test('a registration that fails is an error with help, and is tried again', async () => {
  const phone = await ready();
  device().registerFails = { code: 53000 };
  device().cut();
  await jest.advanceTimersByTimeAsync(1_000);
  expect(phone).toMatchObject({ status: 'error', error: { code: '53000', help: 'phone.no-connection' } });
  device().registerFails = null;
  await jest.advanceTimersByTimeAsync(30_000);
  expect(phone).toMatchObject({ status: 'ready', error: undefined });
});

test('the second tab waits for the first to let go', async () => {
  const phone = phoneWith(false);
  await phone.start();
  expect(phone).toMatchObject({ status: 'off', error: { code: 'other-tab', help: 'phone.other-tab' } });
  expect(FakeDevice.made).toHaveLength(0);
  leader.later?.();
  await jest.advanceTimersByTimeAsync(0);
  expect(phone.status).toBe('ready');
});

test('stopped is off, also when the line falls afterwards', async () => {
  const phone = await ready();
  const old = device();
  phone.stop();
  expect(old.destroyed).toBe(true);
  old.cut();
  await jest.advanceTimersByTimeAsync(60_000);
  expect(phone.status).toBe('off');
  await phone.start();
  expect(phone.status).toBe('ready');
});

test('without an edge the provider’s own is used', () => {
  expect(edgeHere(null)).toBeNull();
  expect(edgeHere('support.test/voice/edge')).toBe('support.test/voice/edge');
});
