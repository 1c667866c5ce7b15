/** One call with two real browsers: a test phone calls in, waits with music, and talks with an agent on the unmodified Voice SDK. */
import { jest } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { Twilio } from 'twilio';
import { startVoiceNode, type RunningVoiceNode } from '@lib/voice-node';
import * as its from '../fixtures/audio/account.js';
import { AccountSite } from '../fixtures/audio/account-site.js';
import { browserWithTone, dominates, level, until } from '../fixtures/audio/browsers.js';
import { toneLevel } from '../fixtures/audio/goertzel.js';
import { localTwilio } from '../fixtures/audio/local-twilio.js';
import { misfits } from '../fixtures/audio/openapi-shape.js';
import { readWav } from '../fixtures/audio/stereo-wav.js';

const { accountSid, authToken, apiKeySid, apiKeySecret, supportNumber, accessToken } = its;

jest.setTimeout(120_000);

const CUSTOMER_HZ = 450;
const AGENT_HZ = 1050;
/** A note that sounds in three of the four chords of the waiting music. */
const MUSIC_HZ = 293.66;

const directory = mkdtempSync(join(tmpdir(), 'voice-node-e2e-'));
let site: AccountSite;
let node: RunningVoiceNode;
let customerBrowser: Browser;
let agentBrowser: Browser;
let customer: Page;
let agent: Page;

beforeAll(async () => {
  site = new AccountSite(authToken, ({ path }) => documents[path]);
  await site.listen();
  node = await startVoiceNode({
    ...its.voiceNodeOptions(site.origin, join(directory, 'journal')),
    log: () => undefined,
  });
  site.edgePort = node.port;
  [customerBrowser, agentBrowser] = await Promise.all([
    browserWithTone(CUSTOMER_HZ, directory),
    browserWithTone(AGENT_HZ, directory),
  ]);
  [customer, agent] = await Promise.all([customerBrowser.newPage(), agentBrowser.newPage()]);
  await customer.goto(`${site.origin}/phone?number=%2B15005550123`);
  await agent.goto(`${site.origin}/agent`);
  await agent.evaluate(`start(${JSON.stringify(accessToken('lea'))})`);
});

afterAll(async () => {
  await Promise.all([customerBrowser?.close(), agentBrowser?.close()]);
  await node?.close();
  await site?.close();
  rmSync(directory, { recursive: true, force: true });
});

test('a caller hears music, then an agent; both hear each other; both legs are recorded; hanging up ends all', async () => {
  const client = localTwilio(accountSid, apiKeySid, apiKeySecret, node.port);
  await until('the phone is ready', () => customer.evaluate('snapshot?.state === "ready"'));
  await customer.evaluate(`line.dial(${JSON.stringify(supportNumber)})`);

  await until('the caller waits', () => site.at('/wait').length > 0);
  await until('the caller hears music', async () => (await level(customer, MUSIC_HZ)) > -55);
  const inbound = site.at('/inbound')[0];
  expect(inbound?.parameters).toMatchObject({
    From: '+15005550123',
    To: supportNumber,
    Direction: 'inbound',
  });
  const customerSid = inbound?.parameters.CallSid ?? '';

  const participant = await client.conferences('room-1').participants.create({
    from: supportNumber,
    to: 'client:lea?ticket=G-42',
    label: 'agent-lea',
    beep: 'false',
    waitUrl: '',
    statusCallback: `${site.origin}/leg`,
    statusCallbackEvent: ['initiated', 'ringing', 'answered', 'completed'],
    conferenceStatusCallback: `${site.origin}/conf`,
    conferenceStatusCallbackEvent: ['start', 'end', 'join', 'leave'],
  });
  await until('the agent is rung', () => agent.evaluate('seen.includes("incoming")'));
  expect(await agent.evaluate('call.customParameters.get("ticket")')).toBe('G-42');
  await agent.evaluate('accept()');
  await until('the agent has joined', () => events().includes('participant-join'));

  await client.calls(customerSid).update({ url: `${site.origin}/join` });
  await until('the conference starts', () => events().includes('conference-start'));
  const customerRecording = await client.calls(customerSid).recordings.create({ recordingChannels: 'dual' });
  const agentRecording = await client
    .calls(participant.callSid)
    .recordings.create({ recordingChannels: 'dual' });

  await until('the customer hears the agent', () => dominates(customer, AGENT_HZ, CUSTOMER_HZ));
  await until('the agent hears the customer', () => dominates(agent, CUSTOMER_HZ, AGENT_HZ));
  expect(await health()).toMatchObject({
    ok: true,
    calls: 2,
    conferences: 1,
    registeredClients: 1,
    phones: 1,
    silentLegs: 0,
  });

  await customer.evaluate('line.hangUp()');
  await until('the customer leg is reported', () => statuses(customerSid).includes('completed'));
  await client.conferences(participant.conferenceSid).update({ status: 'completed' });
  await until('the agent leg ends', () => agent.evaluate('seen.includes("disconnect")'));
  await until('the agent leg is reported', () => statuses(participant.callSid).includes('completed'));
  await until('the conference end is reported', () => events().includes('conference-end'));

  expect(await recorded(client, customerRecording.sid, CUSTOMER_HZ, AGENT_HZ)).toBe(
    'own first, other second',
  );
  expect(await recorded(client, agentRecording.sid, AGENT_HZ, CUSTOMER_HZ)).toBe('own first, other second');
  expect(statuses(participant.callSid).sort()).toEqual(['completed', 'in-progress', 'initiated', 'ringing']);
  expect(site.at('/queue-exit').map(({ parameters }) => parameters.QueueResult)).toEqual(['redirected']);
  expect(site.received.filter((each) => !each.signatureIsValid)).toEqual([]);
});

test('a browser calls out, the phone is rung, and a browser that lost its socket keeps its call', async () => {
  await agent.evaluate('void (seen.length = 0)');
  await agent.evaluate('connect({ To: "+15005550123", reason: "follow-up" })');
  await until('the phone rings', () => customer.evaluate('snapshot.state === "incoming"'));
  expect(site.at('/client').at(-1)?.parameters).toMatchObject({ From: 'client:lea', reason: 'follow-up' });
  await customer.evaluate('line.answer()');
  await until('the customer hears the agent', () => dominates(customer, AGENT_HZ, CUSTOMER_HZ));

  await agent.evaluate('dropSocket()');
  await until('the browser is registered again', async () => {
    return (
      (await health()).registeredClients === 1 && (await agent.evaluate('device.state === "registered"'))
    );
  });
  expect((await health()).calls).toBe(2);
  await agent.evaluate('call.disconnect()');
  await until('no call is left', async () => (await health()).calls === 0);
});

test('a token that ends lets the call go on and no new one in, until a fresh one is given', async () => {
  await agent.evaluate('void (seen.length = 0)');
  await agent.evaluate('connect({ To: "+15005550123" })');
  await until('the phone rings', () => customer.evaluate('snapshot.state === "incoming"'));
  await customer.evaluate('line.answer()');
  await until('the customer hears the agent', () => dominates(customer, AGENT_HZ, CUSTOMER_HZ));
  expect(await chaos('expire')).toEqual({ expired: 1 });
  await until('the SDK is told', () => agent.evaluate('seen.includes("error 20104")'));
  expect(await health()).toMatchObject({ calls: 2, registeredClients: 0 });
  const client = localTwilio(accountSid, accountSid, authToken, node.port);
  const refused = await client.calls.create({
    from: supportNumber,
    to: 'client:lea',
    url: `${site.origin}/menu`,
  });
  await until(
    'nobody is there',
    async () => (await client.calls(refused.sid).fetch()).status === 'no-answer',
  );

  await agent.evaluate(`device.updateToken(${JSON.stringify(accessToken('lea'))})`);
  await until('the browser can be called again', async () => (await health()).registeredClients === 1);
  expect(await agent.evaluate('call.status()')).toBe('open');
  await agent.evaluate('call.disconnect()');
  await until('no call is left', async () => (await health()).calls === 0);
  await client.calls.create({ from: supportNumber, to: 'client:lea', url: `${site.origin}/menu` });
  await until('it rings', () => agent.evaluate('seen.includes("incoming")'));
  await agent.evaluate('call.reject()');
  await until('no call is left', async () => (await health()).calls === 0);
});

test('digits of the SDK reach a Gather, and a rejected call is busy', async () => {
  await agent.evaluate('connect({ To: "menu" })');
  await until('the menu is asked for', () => site.at('/client').length > 1);
  await until('sound flows', () => agent.evaluate('packets > 0'));
  await agent.evaluate('call.sendDigits("12#")');
  await until('the digits arrive', () => site.at('/digits').length > 0);
  expect(site.at('/digits')[0]?.parameters.Digits).toBe('12');
  await until('no call is left', async () => (await health()).calls === 0);

  const client = localTwilio(accountSid, accountSid, authToken, node.port);
  const call = await client.calls.create({
    from: supportNumber,
    to: '+15005550123',
    url: `${site.origin}/menu`,
  });
  await until('the phone rings', () => customer.evaluate('snapshot.state === "incoming"'));
  await customer.evaluate('line.reject("busy")');
  await until('the call is busy', async () => (await client.calls(call.sid).fetch()).status === 'busy');
});

test('a forged token and a nonsense token do not open the line', async () => {
  for (const [token, code] of [
    [accessToken('eve', 'another-secret'), 31202],
    ['nonsense', 31204],
  ] as const) {
    const page = await agentBrowser.newPage();
    await page.goto(`${site.origin}/agent`);
    await page.evaluate(`void start(${JSON.stringify(token)}).catch(() => undefined)`);
    await until('the refusal arrives', () =>
      page.evaluate('seen.some((each) => each.startsWith("error")) || refusals.length > 0'),
    );
    expect(await page.evaluate<number[]>('refusals')).toContain(code);
    await page.close();
  }
});

const documents: Record<string, string> = {
  '/inbound': `<Response><Say language="fr-FR">Bonjour.</Say>
    <Enqueue waitUrl="/wait" action="/queue-exit">q-1</Enqueue></Response>`,
  '/wait': `<Response><Say language="en-GB">Your ticket is G, 4, 2.</Say>
    <Play>/music.wav</Play><Redirect>/wait</Redirect></Response>`,
  '/join': `<Response><Dial action="/after">
    <Conference beep="false" participantLabel="customer">room-1</Conference></Dial></Response>`,
  '/client': `<Response><Gather action="/digits" timeout="4"><Pause length="1"/></Gather>
    <Dial callerId="${supportNumber}"><Number>+15005550123</Number></Dial></Response>`,
  '/digits': '<Response><Hangup/></Response>',
};

const events = () => site.at('/conf').map(({ parameters }) => parameters.StatusCallbackEvent);

const statuses = (callSid: string) =>
  site
    .at('/leg')
    .filter(({ parameters }) => parameters.CallSid === callSid)
    .map(({ parameters }) => parameters.CallStatus);

async function recorded(client: Twilio, sid: string, own: number, other: number): Promise<string> {
  const recording = await client.recordings(sid).fetch();
  expect(recording.status).toBe('completed');
  const shown = await fetch(`${recording.mediaUrl}.json`, { headers: { authorization: its.authorization } });
  expect(misfits('api.v2010.account.recording', await shown.json())).toEqual([]);
  const response = await fetch(`${recording.mediaUrl}.wav`, {
    headers: { authorization: its.authorization },
  });
  const [first = [], second = []] = readWav(Buffer.from(await response.arrayBuffer()));
  const ownFirst = toneLevel(first, own) - toneLevel(first, other) > 40;
  const otherSecond = toneLevel(second, other) - toneLevel(second, own) > 40;
  return `${ownFirst ? 'own' : '?'} first, ${otherSecond ? 'other' : '?'} second`;
}

async function chaos(what: string): Promise<unknown> {
  const response = await fetch(`http://127.0.0.1:${node.port}/chaos/${accountSid}/${what}`, {
    method: 'POST',
    headers: { authorization: its.authorization },
  });
  return response.json();
}

async function health(): Promise<Record<string, unknown>> {
  return (await (await fetch(`http://127.0.0.1:${node.port}/health`)).json()) as Record<string, unknown>;
}
