/** The carrier's API through the unmodified twilio SDK, and its answers against the provider's own description of them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Twilio } from 'twilio';
import WebSocket from 'ws';
import { startVoiceNode, type RunningVoiceNode } from '@lib/voice-node';
import * as its from '../fixtures/audio/account.js';
import { AccountSite } from '../fixtures/audio/account-site.js';
import { until } from '../fixtures/audio/browsers.js';
import { localTwilio } from '../fixtures/audio/local-twilio.js';
import { misfits } from '../fixtures/audio/openapi-shape.js';

const { accountSid, authToken, supportNumber, phoneNumber } = its;
const directory = mkdtempSync(join(tmpdir(), 'voice-node-rest-'));
let site: AccountSite;
let node: RunningVoiceNode;
let client: Twilio;
let phone: WebSocket;
const rung: { callSid: string; from: string }[] = [];

beforeAll(async () => {
  site = new AccountSite(authToken, () => undefined);
  await site.listen();
  node = await startVoiceNode({
    ...its.voiceNodeOptions(site.origin, join(directory, 'journal')),
    log: () => undefined,
  });
  client = localTwilio(accountSid, its.apiKeySid, its.apiKeySecret, node.port);
  phone = await plugPhone();
});

afterAll(async () => {
  phone.close();
  await node.close();
  await site.close();
  rmSync(directory, { recursive: true, force: true });
});

test('a call is created, found, listed in pages and cancelled; every answer has the described shape', async () => {
  const call = await client.calls.create({
    to: phoneNumber,
    from: supportNumber,
    twiml: '<Response><Pause length="5"/></Response>',
    statusCallback: `${site.origin}/leg`,
    statusCallbackEvent: ['initiated', 'ringing', 'completed'],
  });
  expect(call).toMatchObject({ status: 'queued', direction: 'outbound-api', to: phoneNumber });
  await until('the phone rings', () => rung.some(({ callSid }) => callSid === call.sid));
  expect((await client.calls(call.sid).fetch()).status).toBe('ringing');
  expect(misfits('api.v2010.account.call', await get(`/Calls/${call.sid}.json`))).toEqual([]);
  await client.calls(call.sid).update({ status: 'canceled' });
  expect((await client.calls(call.sid).fetch()).status).toBe('canceled');
  expect(await client.calls(call.sid).update({ status: 'completed' })).toMatchObject({ status: 'canceled' });
  await until('the end is told', () => leg(call.sid).includes('canceled'));
  expect(leg(call.sid).sort()).toEqual(['canceled', 'initiated', 'ringing']);

  for (let i = 0; i < 3; i++)
    await client.calls.create({ to: 'client:nobody', from: supportNumber, url: site.origin });
  await until('nobody is there', async () => (await client.calls.list({ status: 'no-answer' })).length === 3);
  const paged = await client.calls.list({ pageSize: 2 });
  expect(new Set(paged.map(({ sid }) => sid)).size).toBe(4);
});

test('a participant is rung into a conference by name, found by label, changed, and shown the door', async () => {
  const room = client.conferences('ix-1');
  const participant = await room.participants.create({
    to: phoneNumber,
    from: supportNumber,
    label: 'agent-1',
    muted: true,
    earlyMedia: true,
  });
  await until('the phone rings', () => rung.some(({ callSid }) => callSid === participant.callSid));
  expect(participant).toMatchObject({ label: 'agent-1', muted: true, coaching: false });
  const path = `/Conferences/${participant.conferenceSid}`;
  expect(misfits('api.v2010.account.conference', await get(`${path}.json`))).toEqual([]);
  expect(
    misfits('api.v2010.account.conference.participant', await get(`${path}/Participants/agent-1.json`)),
  ).toEqual([]);
  const byLabel = client.conferences(participant.conferenceSid).participants('agent-1');
  expect(await byLabel.update({ muted: false, endConferenceOnExit: true })).toMatchObject({
    muted: false,
    endConferenceOnExit: true,
  });
  expect(await client.conferences.list({ status: 'init', friendlyName: 'ix-1' })).toHaveLength(1);
  await expect(byLabel.update({ coaching: true, callSidToCoach: participant.callSid })).rejects.toMatchObject(
    { code: 16028 },
  );
  expect(await byLabel.remove()).toBe(true);
  await until(
    'the call is over',
    async () => (await client.calls(participant.callSid).fetch()).status === 'canceled',
  );
  await expect(byLabel.fetch()).rejects.toMatchObject({ status: 404, code: 20404 });
  expect((await client.conferences(participant.conferenceSid).fetch()).status).toBe('completed');
});

test('refusals have the codes the provider documents', async () => {
  const create = (to: string, from: string, url = site.origin) => client.calls.create({ to, from, url });
  await expect(create('+15005550001', supportNumber)).rejects.toMatchObject({ code: 21211, status: 400 });
  await expect(create('+15005550002', supportNumber)).rejects.toMatchObject({ code: 21214 });
  await expect(create(phoneNumber, '+15005559999')).rejects.toMatchObject({ code: 21210 });
  await expect(create(phoneNumber, supportNumber, 'no-url')).rejects.toMatchObject({ code: 21205 });
  await expect(client.calls('CA' + '0'.repeat(32)).fetch()).rejects.toMatchObject({ code: 20404 });
  const stranger = localTwilio(accountSid, accountSid, 'wrong', node.port);
  await expect(stranger.calls.list()).rejects.toMatchObject({ code: 20003, status: 401 });
});

test('numbers and applications are listed in the described shape', async () => {
  expect(await client.incomingPhoneNumbers.list()).toMatchObject([{ phoneNumber: supportNumber }]);
  expect(await client.applications.list()).toMatchObject([{ sid: its.applicationSid }]);
  const numbers = (await get('/IncomingPhoneNumbers.json')) as { incoming_phone_numbers: unknown[] };
  const applications = (await get('/Applications.json')) as { applications: unknown[] };
  expect(misfits('api.v2010.account.incoming_phone_number', numbers.incoming_phone_numbers[0])).toEqual([]);
  expect(misfits('api.v2010.account.application', applications.applications[0])).toEqual([]);
});

test('a page of another site may not open a line', async () => {
  const socket = new WebSocket(`ws://127.0.0.1:${node.port}/phone`, { origin: 'https://elsewhere.example' });
  const outcome = await new Promise((resolve) => {
    socket.on('open', () => resolve('open'));
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode));
    socket.on('error', () => resolve('error'));
  });
  expect(outcome).toBe(403);
});

async function get(path: string): Promise<unknown> {
  const response = await fetch(`http://127.0.0.1:${node.port}/2010-04-01/Accounts/${accountSid}${path}`, {
    headers: { authorization: its.authorization },
  });
  expect(response.status).toBe(200);
  return response.json();
}

const leg = (callSid: string) =>
  site
    .at('/leg')
    .filter(({ parameters }) => parameters.CallSid === callSid)
    .map(({ parameters }) => parameters.CallStatus);

async function plugPhone(): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${node.port}/phone`);
  await new Promise((resolve) => socket.once('open', resolve));
  socket.send(JSON.stringify({ type: 'register', number: phoneNumber }));
  await new Promise<void>((resolve) => {
    socket.on('message', (data: Buffer) => {
      const text = data.toString('utf8').trim();
      const frame = (text ? JSON.parse(text) : {}) as { type?: string; callSid: string; from: string };
      if (frame.type === 'registered') resolve();
      if (frame.type === 'incoming') rung.push(frame);
    });
  });
  return socket;
}
