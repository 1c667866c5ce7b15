/**
 * What we ask of the provider and what our carrier answers, judged by the provider's own description of its API.
 * The description is not kept here: where it is absent the reason is printed and nothing is judged.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Twilio } from 'twilio';
import { startVoiceNode, type RunningVoiceNode } from '@lib/voice-node';
import type { CarrierAccount } from '../../libs/channels/voice/src/carrier/carrier-account.js';
import { Carrier, labelOf } from '../../libs/channels/voice/src/carrier/carrier.js';
import { RecordingCarrier } from '../../libs/channels/voice/src/carrier/recording-carrier.js';
import { VoiceUrls } from '../../libs/channels/voice/src/twiml/voice-urls.js';
import { isSigned } from '../../libs/channels/voice/src/webhooks/signature.js';
import * as its from '../fixtures/audio/account.js';
import { AccountSite } from '../fixtures/audio/account-site.js';
import { until } from '../fixtures/audio/browsers.js';
import { localTwilio } from '../fixtures/audio/local-twilio.js';
import { description, misfits } from '../fixtures/audio/openapi-shape.js';
import { Hummers } from '../fixtures/audio/peers/humming-device.js';
import { SoftPhone } from '../fixtures/audio/peers/soft-phone.js';
import { WebPhone } from '../fixtures/audio/peers/web-phone.js';
import { startReferee, type Referee } from '../support/prism.js';

const agentId = '01890a5d-ac96-774b-bcce-b302099a8057';
const interactionId = '01890a5d-ac96-774b-bcce-b302099a8058';
const supervisorId = '01890a5d-ac96-774b-bcce-b302099a8059';
const directory = mkdtempSync(join(tmpdir(), 'voice-referee-'));
let hummers: Hummers;
let site: AccountSite;
let node: RunningVoiceNode;
let referee: Referee | undefined;
let carrier: Carrier;
let recordings: RecordingCarrier;
let client: Twilio;
let customer: WebPhone;
let agent: SoftPhone;
let supervisor: SoftPhone;

beforeAll(async () => {
  hummers = await Hummers.start();
  site = new AccountSite(its.authToken, ({ path }) => documents[path]);
  await site.listen();
  node = await startVoiceNode({
    ...its.voiceNodeOptions(site.origin, join(directory, 'journal')),
    log: () => undefined,
  });
  referee = description ? await startReferee(node.port) : undefined;
  const port = referee?.port ?? node.port;
  const place = {
    account: {
      ...its.account,
      apiKey: its.apiKeySid,
      apiSecret: its.apiKeySecret,
      appSid: its.applicationSid,
    },
    apiBase: `http://127.0.0.1:${port}`,
  };
  const urls = new VoiceUrls({ publicUrl: site.origin, VOICE_WEBHOOK_BASE: undefined });
  carrier = new Carrier(place as unknown as CarrierAccount, urls);
  recordings = new RecordingCarrier(carrier, place as unknown as CarrierAccount, urls);
  client = localTwilio(its.accountSid, its.accountSid, its.authToken, port);
  const edge = `ws://127.0.0.1:${node.port}`;
  customer = await WebPhone.plug(edge, hummers, its.phoneNumber, 440);
  agent = await SoftPhone.register(edge, hummers, its.accessToken(`agent-${agentId}`), 700);
  supervisor = await SoftPhone.register(edge, hummers, its.accessToken(`agent-${supervisorId}`), 1_000);
}, 90_000);

afterAll(async () => {
  customer?.unplug();
  agent?.unplug();
  supervisor?.unplug();
  await referee?.close();
  await node?.close();
  await site?.close();
  hummers?.stop();
  rmSync(directory, { recursive: true, force: true });
});

afterEach(() => {
  // The client shows only a status; the referee's own words say what was wrong.
  const found = referee?.findings.splice(0) ?? [];
  if (found.length > 0) process.stderr.write(`${found.join('\n')}\n`);
});

test('everything our adapter asks is a request the provider describes, and is answered as it describes', async () => {
  await customer.dial(its.supportNumber);
  await until('the caller waits', () => site.at('/wait').length > 0);
  const callSid = customer.callSid ?? '';
  const order = {
    callSid,
    interactionId,
    agentId,
    offerId: null,
    ticketNumber: 'G-1',
    from: its.supportNumber,
  };
  const legSid = await carrier.ringAgent(order);
  expect(await carrier.findAgentLeg(interactionId, agentId)).toBe(legSid);
  await until('the agent is in', () => joined().includes(labelOf('agent', agentId)));
  expect(await carrier.redirect(callSid, `${site.origin}/join`)).toBe(true);
  await until('the caller is in', () => joined().includes('customer'));
  expect(await carrier.statusOf(callSid)).toMatchObject({ status: 'in-progress' });
  const recordingSid = await recordings.start(callSid, callSid);
  expect(await recordings.findRunning(callSid)).toBe(recordingSid);
  expect(await recordings.change(callSid, recordingSid, 'paused')).toBe('paused');
  expect(await recordings.change(callSid, recordingSid, 'in-progress')).toBe('in-progress');
  const [room] = await client.conferences.list({
    friendlyName: `ix-${interactionId}`,
    status: 'in-progress',
  });
  expect(await recordings.announce(room?.sid ?? '', callSid, `${site.origin}/wait`)).toBe(true);
  expect(await recordings.change(callSid, recordingSid, 'stopped')).toBe('completed');
  expect(await recordings.findRunning(callSid)).toBeNull();
  await recordings.remove(recordingSid);
  // What is gone stays gone, and asking again is no failure.
  await recordings.remove(recordingSid);
  const listening = { ...order, role: 'supervisor' as const, agentId: supervisorId };
  const listener = await carrier.ringAgent(listening);
  expect(await carrier.findAgentLeg(interactionId, supervisorId, 'supervisor')).toBe(listener);
  await until('the supervisor is in', () => joined().includes(labelOf('supervisor', supervisorId)));
  const [{ sid } = { sid: '' }] = await client.conferences.list();
  for (const mode of ['whisper', 'barge', 'listen'] as const)
    expect(await carrier.setListening(sid, listener, mode, legSid)).toBe(true);
  expect(await carrier.hangUp(listener)).toBe(true);
  await until(
    'the supervisor has left',
    async () => (await carrier.statusOf(listener))?.status === 'completed',
  );
  expect(await carrier.setListening(sid, listener, 'whisper', legSid)).toBe(false);
  expect(await carrier.endConference(interactionId)).toBe(true);
  await until('the caller is let go', async () => (await carrier.statusOf(callSid))?.status === 'completed');
  expect(await carrier.hangUp(legSid)).toBe(true);
  expect(await carrier.statusOf('CA' + '0'.repeat(32))).toBeNull();
});

test('every resource of the carrier is answered in the described shape, whole and without a field too many', async () => {
  await customer.dial(its.supportNumber);
  await until('the caller waits', async () =>
    (await client.queues.list()).some(({ currentSize }) => currentSize === 1),
  );
  const [queue] = await client.queues.list();
  const members = client.queues(queue?.sid ?? '').members;
  expect(await members.list()).toMatchObject([{ callSid: customer.callSid, position: 1 }]);
  expect(
    await client
      .queues(queue?.sid ?? '')
      .members('Front')
      .fetch(),
  ).toMatchObject({ callSid: customer.callSid });
  const own = await client.queues.create({ friendlyName: 'vip', maxSize: 10 });
  expect(await client.queues(own.sid).update({ friendlyName: 'gold', maxSize: 20 })).toMatchObject({
    friendlyName: 'gold',
    maxSize: 20,
  });
  await expect(client.queues.create({ friendlyName: 'gold' })).rejects.toMatchObject({ status: 400 });
  await expect(client.queues(queue?.sid ?? '').remove()).rejects.toMatchObject({ status: 400 });
  expect(await client.queues(own.sid).remove()).toBe(true);
  await fits('queue', `/Queues/${queue?.sid}.json`);
  await fits('queue.member', `/Queues/${queue?.sid}/Members/Front.json`);

  const call = client.calls(customer.callSid ?? '');
  const recording = await call.recordings.create({ recordingChannels: 'dual', recordingTrack: 'both' });
  await fits('call', `/Calls/${customer.callSid}.json`);
  await fits('call.call_recording', `/Calls/${customer.callSid}/Recordings/${recording.sid}.json`);
  await call.recordings(recording.sid).update({ status: 'paused', pauseBehavior: 'skip' });
  await call.recordings('Twilio.CURRENT').update({ status: 'in-progress' });
  await call.recordings(recording.sid).update({ status: 'stopped' });
  await fits('recording', `/Recordings/${recording.sid}.json`);
  expect(await call.recordings.list()).toHaveLength(1);
  expect(await call.recordings(recording.sid).remove()).toBe(true);
  const stream = await call.streams.create({
    url: 'ws://127.0.0.1:9/nobody',
    name: 'ears',
    track: 'both_tracks',
  });
  expect(stream).toMatchObject({ name: 'ears', status: 'in-progress' });

  await members('Front').update({ url: `${site.origin}/join` });
  await until(
    'the caller has a room',
    async () => (await client.conferences.list({ status: 'init' })).length === 1,
  );
  const [conference] = await client.conferences.list({ friendlyName: `ix-${interactionId}`, status: 'init' });
  const room = client.conferences(conference?.sid ?? '');
  await room.participants.create({ to: `client:agent-${agentId}`, from: its.supportNumber, label: 'second' });
  await until('they talk', async () => (await room.fetch()).status === 'in-progress');
  await fits('conference', `/Conferences/${conference?.sid}.json`);
  await fits('conference.participant', `/Conferences/${conference?.sid}/Participants/second.json`);
  expect(await room.participants.list({ muted: false })).toHaveLength(2);
  for (const change of [
    { muted: true },
    { hold: true, holdUrl: `${site.origin}/wait`, holdMethod: 'POST' },
    { hold: false, endConferenceOnExit: true },
    { announceUrl: `${site.origin}/wait` },
    { coaching: true, callSidToCoach: customer.callSid ?? '', muted: false },
  ])
    expect(await room.participants('second').update(change)).toMatchObject({ label: 'second' });
  expect(await room.update({ announceUrl: `${site.origin}/wait` })).toMatchObject({ status: 'in-progress' });
  expect(await room.participants('second').remove()).toBe(true);
  await until('the room is closed', async () => (await room.fetch()).status === 'completed');
  await fits(
    'incoming_phone_number',
    `/IncomingPhoneNumbers/${(await client.incomingPhoneNumbers.list())[0]?.sid}.json`,
  );
  await fits('application', `/Applications/${its.applicationSid}.json`);
});

test('the account is shown, and its numbers and applications are led elsewhere, as described', async () => {
  expect(await client.api.v2010.accounts(its.accountSid).fetch()).toMatchObject({ status: 'active' });
  const [number] = await client.incomingPhoneNumbers.list();
  const ways = {
    voiceUrl: `${site.origin}/inbound`,
    voiceMethod: 'POST',
    voiceFallbackUrl: `${site.origin}/again`,
    voiceFallbackMethod: 'POST',
    statusCallback: `${site.origin}/leg`,
    statusCallbackMethod: 'POST',
  };
  expect(await client.incomingPhoneNumbers(number?.sid ?? '').update(ways)).toMatchObject(ways);
  expect(
    await client.applications(its.applicationSid).update({ voiceUrl: `${site.origin}/client` }),
  ).toMatchObject({ voiceUrl: `${site.origin}/client` });
});

test('the referee sees planted faults: a word that is none is refused before it reaches the carrier', async () => {
  const calls = client.calls(customer.callSid ?? '');
  await expect(calls.update({ status: 'finished' as 'completed' })).rejects.toMatchObject({
    status: description ? 422 : 400,
  });
  if (referee)
    expect(referee.findings.splice(0).join()).toContain('Status must be equal to one of the allowed');
});

test('every webhook of the carrier is one the SDK accepts, and a word changed in any of them is seen', () => {
  expect(site.received.length).toBeGreaterThan(10);
  for (const { signature, url, parameters, signatureIsValid } of site.received) {
    const signed = (body: Record<string, string>, token = its.authToken) =>
      isSigned({ signature, originalUrl: url, body }, site.origin, [token]);
    expect([url, signatureIsValid]).toEqual([url, true]);
    for (const name of Object.keys(parameters)) {
      const changed = { ...parameters, [name]: `${parameters[name]}x` };
      expect(signed(changed)).toBe(false);
    }
    expect(signed(parameters)).toBe(true);
    expect(signed(parameters, 'another-token')).toBe(false);
  }
});

async function fits(schema: string, path: string): Promise<void> {
  const response = await fetch(`http://127.0.0.1:${node.port}/2010-04-01/Accounts/${its.accountSid}${path}`, {
    headers: { authorization: its.authorization },
  });
  expect([schema, response.status]).toEqual([schema, 200]);
  expect(misfits(`api.v2010.account.${schema}`, await response.json())).toEqual([]);
}

const joined = () =>
  site
    .at('/voice/conf')
    .filter(({ parameters }) => parameters.StatusCallbackEvent === 'participant-join')
    .map(({ parameters }) => parameters.ParticipantLabel);

const documents: Record<string, string> = {
  '/inbound': '<Response><Enqueue waitUrl="/wait">q</Enqueue></Response>',
  '/wait': '<Response><Pause length="30"/></Response>',
  '/join': `<Response><Dial><Conference beep="false" participantLabel="customer" waitUrl="">ix-${interactionId}</Conference></Dial></Response>`,
};
