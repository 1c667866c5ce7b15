/**
 * Who hears whom, by tones over real connections: every mode of a talk, both directions, and each channel of a recording.
 * The table is printed at the end: `npm run test:e2e -- voice-hearing`.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Twilio } from 'twilio';
import { startVoiceNode, type RunningVoiceNode } from '@lib/voice-node';
import * as its from '../fixtures/audio/account.js';
import { AccountSite } from '../fixtures/audio/account-site.js';
import { until } from '../fixtures/audio/browsers.js';
import { toneLevel } from '../fixtures/audio/goertzel.js';
import { localTwilio } from '../fixtures/audio/local-twilio.js';
import { Hummers, type HummingDevice } from '../fixtures/audio/peers/humming-device.js';
import { SoftPhone } from '../fixtures/audio/peers/soft-phone.js';
import { WebPhone } from '../fixtures/audio/peers/web-phone.js';
import { readWav } from '../fixtures/audio/stereo-wav.js';
import { toneWav } from '../fixtures/audio/tone-wav.js';

const HZ = { customer: 440, agent: 700, third: 1000, supervisor: 1300, music: 1700 };
type Voice = keyof typeof HZ;
type Party = Exclude<Voice, 'music'>;
const PARTIES: Party[] = ['customer', 'agent', 'third', 'supervisor'];
const DOMINANCE_DB = 40;
/** Half a second of sound: bins narrow enough for tones 260 Hz apart. */
const WINDOW = 4000;
const thirdNumber = '+15005550144';
const directory = mkdtempSync(join(tmpdir(), 'voice-hearing-'));
const table: string[][] = [];

let hummers: Hummers;
let site: AccountSite;
let node: RunningVoiceNode;
let client: Twilio;
let customer: WebPhone;
let third: WebPhone;
let agent: SoftPhone;
let supervisor: SoftPhone;
let conferenceSid: string;
let agentSid: string;

beforeAll(async () => {
  hummers = await Hummers.start();
  site = new AccountSite(its.authToken, ({ path }) => documents[path]);
  site.files.set('/tone.wav', toneWav(HZ.music, 1));
  await site.listen();
  node = await startVoiceNode({
    ...its.voiceNodeOptions(site.origin, join(directory, 'journal')),
    log: () => undefined,
  });
  client = localTwilio(its.accountSid, its.accountSid, its.authToken, node.port);
  const edge = `ws://127.0.0.1:${node.port}`;
  customer = await WebPhone.plug(edge, hummers, its.phoneNumber, HZ.customer);
  third = await WebPhone.plug(edge, hummers, thirdNumber, HZ.third);
  third.whenRung = 'answer';
  agent = await SoftPhone.register(edge, hummers, its.accessToken('agent'), HZ.agent);
  supervisor = await SoftPhone.register(edge, hummers, its.accessToken('supervisor'), HZ.supervisor);
});

afterAll(async () => {
  for (const phone of [customer, third, agent, supervisor]) phone?.unplug();
  await node?.close();
  await site?.close();
  hummers?.stop();
  rmSync(directory, { recursive: true, force: true });
  process.stdout.write(`\n${printed()}\n`);
});

test('a caller in the queue hears its music and nobody else', async () => {
  await customer.dial(its.supportNumber);
  await until('the customer waits', () => site.at('/wait').length > 0);
  await expectHearing('music while queued', { customer: ['music'] });
});

test('talk: customer and agent hear each other, and never themselves', async () => {
  const participant = await invite('client:agent', 'agent');
  ({ conferenceSid, callSid: agentSid } = participant);
  await until('the agent is in', () => joined().includes('agent'));
  await client.calls(customer.callSid ?? '').update({ url: `${site.origin}/join` });
  await until('the customer is in', () => joined().includes('customer'));
  await expectHearing('talk', { customer: ['agent'], agent: ['customer'] });
});

test('mute: the muted agent still hears, and is not heard', async () => {
  await change('agent', { muted: true });
  await expectHearing('agent muted', { customer: [], agent: ['customer'] });
  await change('agent', { muted: false });
});

test('hold: the held customer hears music alone and nobody hears them', async () => {
  await change('customer', { hold: true, holdUrl: `${site.origin}/hold` });
  await expectHearing('customer held', { customer: ['music'], agent: [] });
});

test('consult: agent and third person talk while the customer is held', async () => {
  await invite(thirdNumber, 'third');
  await until('the third is in', () => joined().includes('third'));
  await expectHearing('consult', { customer: ['music'], agent: ['third'], third: ['agent'] });
});

test('three-way: all hear the two others; a held third hears and says nothing', async () => {
  await change('customer', { hold: false });
  await expectHearing('three-way', {
    customer: ['agent', 'third'],
    agent: ['customer', 'third'],
    third: ['customer', 'agent'],
  });
  await change('third', { hold: true, holdUrl: `${site.origin}/hold` });
  await expectHearing('third held', { customer: ['agent'], agent: ['customer'], third: ['music'] });
  third.hangUp();
  await until('the third is out', () => left().includes('third'));
});

test('monitor, whisper and barge: who listens is heard by nobody, by the agent alone, by all', async () => {
  await invite('client:supervisor', 'supervisor', { muted: true });
  await until('the supervisor is in', () => joined().includes('supervisor'));
  const both: Party[] = ['customer', 'agent'];
  await expectHearing('monitor', { customer: ['agent'], agent: ['customer'], supervisor: both });
  await change('supervisor', { coaching: true, callSidToCoach: agentSid, muted: false });
  await expectHearing('whisper', {
    customer: ['agent'],
    agent: ['customer', 'supervisor'],
    supervisor: both,
  });
  await change('customer', { hold: true, holdUrl: `${site.origin}/hold` });
  await expectHearing('whisper on hold', {
    customer: ['music'],
    agent: ['supervisor'],
    supervisor: ['agent'],
  });
  await change('customer', { hold: false });
  await change('supervisor', { coaching: false, muted: false });
  await expectHearing('barge', {
    customer: ['agent', 'supervisor'],
    agent: ['customer', 'supervisor'],
    supervisor: both,
  });
  await change('agent', { muted: true });
  await expectHearing('barge, agent muted', {
    customer: ['supervisor'],
    agent: ['customer', 'supervisor'],
    supervisor: ['customer'],
  });
  supervisor.hangUp();
  await until('the supervisor is out', () => left().includes('supervisor'));
  await change('agent', { muted: false });
});

test('each channel of a recording holds one side: what the leg said, then what it heard', async () => {
  const ofCustomer = await client
    .calls(customer.callSid ?? '')
    .recordings.create({ recordingChannels: 'dual' });
  const ofAgent = await client.calls(agentSid).recordings.create({ recordingChannels: 'dual' });
  const mono = await client.calls(agentSid).recordings.create({ recordingChannels: 'mono' });
  await pause(1_200);
  for (const [sid, recording] of [
    [customer.callSid ?? '', ofCustomer],
    [agentSid, ofAgent],
    [agentSid, mono],
  ] as const)
    await client.calls(sid).recordings(recording.sid).update({ status: 'stopped' });
  await expectRecorded('recording of the customer leg', ofCustomer.sid, [['customer'], ['agent']]);
  await expectRecorded('recording of the agent leg', ofAgent.sid, [['agent'], ['customer']]);
  await expectRecorded('mono recording', mono.sid, [['agent', 'customer']]);
});

test('a paused recording keeps nothing said meanwhile: skipped, or silent for as long', async () => {
  expect((await recordedWhilePaused('skip')).length).toBeLessThan(WINDOW);
  const silent = await recordedWhilePaused('silence');
  expect(silent.length).toBeGreaterThan(WINDOW);
  expect(Math.max(...silent.slice(-WINDOW).map(Math.abs))).toBeLessThan(10);
});

test('voicemail: the caller alone is recorded, in one channel, and hears nothing of the room', async () => {
  await client.calls(customer.callSid ?? '').update({ url: `${site.origin}/voicemail` });
  await pause(1_800); // the beep, and half a second after it
  await expectHearing('voicemail', { customer: [], agent: [] });
  customer.press('#');
  await until('the message is there', () => site.at('/left').length > 0);
  const sid = site.at('/left')[0]?.parameters.RecordingSid ?? '';
  await expectRecorded('voicemail recording', sid, [['customer']]);
});

async function recordedWhilePaused(pauseBehavior: 'skip' | 'silence'): Promise<number[]> {
  const { sid } = await client.calls(agentSid).recordings.create({ recordingChannels: 'dual' });
  const current = client.calls(agentSid).recordings('Twilio.CURRENT');
  expect(await current.update({ status: 'paused', pauseBehavior })).toMatchObject({ sid, status: 'paused' });
  await pause(800);
  await current.update({ status: 'stopped' });
  const [said = []] = readWav(await wav(sid));
  await client.recordings(sid).remove();
  await expect(client.recordings(sid).fetch()).rejects.toMatchObject({ code: 20404 });
  return said;
}

/** Waits until the newest half second of everyone named shows exactly the voices named, 40 dB above all others. */
async function expectHearing(mode: string, expected: Partial<Record<Party, Voice[]>>): Promise<void> {
  const devices = (Object.keys(expected) as Party[]).map((who) => [who, deviceOf(who)] as const);
  for (const [, device] of devices) device.forget();
  const wrong = () =>
    devices.flatMap(([who, device]) => faults(who, device.heard(WINDOW), expected[who] ?? [], WINDOW));
  let last: string[] = [];
  for (let tries = 0; tries < 40; tries++) {
    await pause(100);
    last = wrong();
    if (last.length === 0) break;
  }
  table.push([mode, ...PARTIES.map((who) => (expected[who] ? heardBy(deviceOf(who)) : ''))]);
  expect(last).toEqual([]);
}

async function expectRecorded(mode: string, sid: string, expected: Voice[][]): Promise<void> {
  await until('the recording is finished', async () => {
    return (await client.recordings(sid).fetch()).status === 'completed';
  });
  const channels = readWav(await wav(sid));
  expect(channels).toHaveLength(expected.length);
  const middle = channels.map((channel) => channel.slice(-WINDOW - 800, -800));
  table.push([mode, ...middle.map((channel, at) => `channel ${at + 1}: ${levels(channel)}`)]);
  expect(
    middle.flatMap((channel, at) => faults(`channel ${at + 1}`, channel, expected[at] ?? [], WINDOW)),
  ).toEqual([]);
}

function faults(who: string, heard: ArrayLike<number>, expected: Voice[], enough: number): string[] {
  if (heard.length < enough) return [`${who} heard only ${heard.length} samples`];
  const level = (voice: Voice) => toneLevel(heard, HZ[voice]);
  const missing = expected
    .filter((voice) => level(voice) < -40)
    .map((voice) => `${who} does not hear ${voice}`);
  // Where nothing is to be heard, a voice counts as absent when it is 40 dB below a humming device.
  const quietest = Math.min(-15, ...expected.map(level));
  const leaking = (Object.keys(HZ) as Voice[])
    .filter((voice) => !expected.includes(voice) && quietest - level(voice) < DOMINANCE_DB)
    .map((voice) => `${who} hears ${voice} at ${Math.round(level(voice))} dB`);
  return [...missing, ...leaking];
}

const heardBy = (device: HummingDevice) => levels(device.heard(WINDOW));

function levels(heard: ArrayLike<number>): string {
  const audible = (Object.keys(HZ) as Voice[]).filter((voice) => toneLevel(heard, HZ[voice]) > -55);
  const shown = audible.map((voice) => `${voice} ${Math.round(toneLevel(heard, HZ[voice]))}`);
  return shown.join(', ') || '–';
}

function printed(): string {
  const rows = [['mode (levels in dB)', ...PARTIES.map((who) => `${who} hears`)], ...table];
  const widths = [0, 1, 2, 3, 4].map((at) => Math.max(...rows.map((row) => (row[at] ?? '').length)));
  return rows.map((row) => row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')).join('\n');
}

function deviceOf(who: Party): HummingDevice {
  const { device } = { customer, agent, third, supervisor }[who];
  if (!device) throw new Error(`${who} has no line`);
  return device;
}

function invite(to: string, label: string, more: { muted?: boolean } = {}) {
  return client.conferences('room').participants.create({
    ...{ to, label, from: its.supportNumber, beep: 'false', waitUrl: '', ...more },
    conferenceStatusCallback: `${site.origin}/conf`,
    conferenceStatusCallbackEvent: ['start', 'end', 'join', 'leave'],
  });
}

type Change = Parameters<ReturnType<ReturnType<Twilio['conferences']>['participants']>['update']>[0];
const change = (label: string, to: Change) =>
  client.conferences(conferenceSid).participants(label).update(to);

const labels = (event: string) =>
  site
    .at('/conf')
    .filter(({ parameters }) => parameters.StatusCallbackEvent === event)
    .map(({ parameters }) => parameters.ParticipantLabel);
const joined = () => labels('participant-join');
const left = () => labels('participant-leave');
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function wav(sid: string): Promise<Buffer> {
  const { mediaUrl } = await client.recordings(sid).fetch();
  const response = await fetch(`${mediaUrl}.wav`, { headers: { authorization: its.authorization } });
  return Buffer.from(await response.arrayBuffer());
}

const documents: Record<string, string> = {
  '/inbound': '<Response><Enqueue waitUrl="/wait">q</Enqueue></Response>',
  '/wait': '<Response><Play loop="0">/tone.wav</Play></Response>',
  '/hold': '<Response><Play loop="0">/tone.wav</Play></Response>',
  '/join': `<Response><Dial><Conference beep="false" participantLabel="customer" waitUrl="">room</Conference></Dial></Response>`,
  '/voicemail': '<Response><Record action="/left" finishOnKey="#" maxLength="30" timeout="10"/></Response>',
  '/left': '<Response><Hangup/></Response>',
};
