/** The telephone is connected at the carrier by an administrator: seen, set by a press, put back; and what stands in the way has a name. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ProblemDetails, TelephonePlace, TelephoneSetup } from '@lib/contracts';
import { newId, type Principal } from '@lib/platform';
import { startVoiceNode, type RunningVoiceNode } from '@lib/voice-node';
import * as its from '../fixtures/audio/account.js';
import { useDatabase } from '../support/postgres.js';
import { startVoiceEdge, type VoiceEdge } from '../support/voice-edge.js';

const database = useDatabase();
const folder = mkdtempSync(join(tmpdir(), 'guichet-setup-'));
const elsewhere = 'https://elsewhere.example/hook';
const someone = (role: Principal['role']): Principal => ({
  agentId: newId(),
  role,
  name: 'Ada',
  sessionId: newId(),
});
let carrier: RunningVoiceNode;
let edge: VoiceEdge;
const opened: VoiceEdge[] = [];

const edgeAt = async (apiBase: string, env: Record<string, string> = {}): Promise<VoiceEdge> => {
  const started = await startVoiceEdge(database.url, {
    env: {
      VOICE_CARRIER: 'twilio',
      VOICE_API_BASE: apiBase,
      PUBLIC_URL: 'https://support.example',
      VOICE_NUMBERS: '+15005550100,+33900000000',
      TWILIO_ACCOUNT_SID: its.accountSid,
      TWILIO_AUTH_TOKEN: its.authToken,
      TWILIO_API_KEY: its.apiKeySid,
      TWILIO_API_SECRET: its.apiKeySecret,
      TWILIO_APP_SID: its.applicationSid,
      ...env,
    },
    agents: { ada: someone('admin'), max: someone('supervisor'), lea: someone('agent') },
  });
  opened.push(started);
  return started;
};

beforeAll(async () => {
  carrier = await startVoiceNode({
    port: 0,
    host: '127.0.0.1',
    accountSid: its.accountSid,
    authToken: its.authToken,
    apiKeySid: its.apiKeySid,
    apiKeySecret: its.apiKeySecret,
    applicationSid: its.applicationSid,
    numbers: [{ phoneNumber: '+15005550100', voiceUrl: elsewhere }],
    applications: [{ sid: its.applicationSid, voiceUrl: elsewhere }],
    journalDir: folder,
    log: () => undefined,
  });
  edge = await edgeAt(`http://127.0.0.1:${carrier.port}`);
});
afterAll(async () => {
  await Promise.all(opened.map((one) => one.close()));
  await carrier.close();
  rmSync(folder, { recursive: true, force: true });
});

async function ask<T = TelephoneSetup>(
  path = '',
  { as = 'ada', method = path ? 'POST' : 'GET', at = edge } = {},
): Promise<{ status: number; body: T }> {
  const answer = await fetch(`${at.url}/api/admin/telephone${path}`, {
    method,
    headers: { authorization: `Bearer ${as}` },
  });
  return { status: answer.status, body: (await answer.json()) as T };
}
const placeOf = (setup: TelephoneSetup, kind: TelephonePlace['kind']): TelephonePlace =>
  setup.places.find((place) => place.kind === kind) as TelephonePlace;
const atCarrier = async (sid: string): Promise<string> => {
  const answer = await fetch(
    `http://127.0.0.1:${carrier.port}/2010-04-01/Accounts/${its.accountSid}/IncomingPhoneNumbers/${sid}.json`,
    { headers: { authorization: `Basic ${btoa(`${its.accountSid}:${its.authToken}`)}` } },
  );
  return ((await answer.json()) as { voice_url: string }).voice_url;
};

test('numbers and application are shown with what leads elsewhere, and a number we do not have is named', async () => {
  const { body } = await ask();
  expect(body).toMatchObject({
    carrier: 'twilio',
    account: { sid: `…${its.accountSid.slice(-4)}` },
    address: 'https://support.example',
    findings: [{ finding: 'number-not-yours', level: 'warn', about: '+33900000000' }],
    changes: [],
  });
  expect(placeOf(body, 'number')).toMatchObject({ name: '+15005550100', connected: false });
  expect(placeOf(body, 'number').differences).toContainEqual({
    field: 'voiceUrl',
    now: elsewhere,
    wanted: 'https://support.example/voice/inbound',
  });
  expect(placeOf(body, 'application').connected).toBe(false);
  expect(JSON.stringify(body)).not.toContain(its.authToken);
});

test('one press leads a number to us, a second changes nothing, and undo puts back what was there', async () => {
  const { sid } = placeOf((await ask()).body, 'number');
  const connected = await ask(`/places/number/${sid}/connect`);
  expect(placeOf(connected.body, 'number')).toMatchObject({ connected: true, differences: [] });
  expect(await atCarrier(sid)).toBe('https://support.example/voice/inbound');
  const again = await ask(`/places/number/${sid}/connect`);
  expect(again.body.changes).toHaveLength(1);
  const [change] = again.body.changes;
  expect(change).toMatchObject({ state: 'done', name: '+15005550100' });
  expect(change?.fields).toContainEqual({
    field: 'voiceUrl',
    before: elsewhere,
    after: 'https://support.example/voice/inbound',
  });
  const undone = await ask(`/changes/${change?.id}/undo`);
  expect(undone.body.changes[0]).toMatchObject({ state: 'undone' });
  expect(await atCarrier(sid)).toBe(elsewhere);
  expect((await ask(`/changes/${change?.id}/undo`)).status).toBe(404);
});

test('what somebody has set at the carrier since is not undone over', async () => {
  const { sid } = placeOf((await ask()).body, 'number');
  const { body } = await ask(`/places/number/${sid}/connect`);
  await fetch(
    `http://127.0.0.1:${carrier.port}/2010-04-01/Accounts/${its.accountSid}/IncomingPhoneNumbers/${sid}.json`,
    {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${its.accountSid}:${its.authToken}`)}` },
      body: new URLSearchParams({ VoiceUrl: 'https://third.example/hook' }),
    },
  );
  const undone = await ask<ProblemDetails>(`/changes/${body.changes[0]?.id}/undo`);
  expect(undone).toMatchObject({ status: 412, body: { code: 'version-stale' } });
  expect(await atCarrier(sid)).toBe('https://third.example/hook');
});

test('a wrong token, an address nobody reaches and a carrier that is gone are each named', async () => {
  const wrong = await edgeAt(`http://127.0.0.1:${carrier.port}`, { TWILIO_AUTH_TOKEN: 'f'.repeat(32) });
  expect((await ask('', { at: wrong })).body.findings).toEqual([
    { finding: 'credentials-refused', level: 'stop', about: '20003' },
  ]);
  expect(await ask<ProblemDetails>('/places/number/PN1/connect', { at: wrong })).toMatchObject({
    status: 502,
    body: { code: 'carrier-refused', errors: [{ path: 'code', message: '20003' }] },
  });
  const inside = await edgeAt(`http://127.0.0.1:${carrier.port}`, { PUBLIC_URL: 'http://localhost:3000' });
  expect((await ask('', { at: inside })).body.findings).toContainEqual({
    finding: 'address-not-public',
    level: 'stop',
    about: 'http://localhost:3000',
  });
  const gone = await edgeAt('http://127.0.0.1:9');
  expect((await ask('', { at: gone })).body.findings).toEqual([
    { finding: 'carrier-unreachable', level: 'stop', about: null },
  ]);
  expect(await ask<ProblemDetails>('/places/number/PN1/connect', { at: gone })).toMatchObject({
    status: 502,
    body: { code: 'carrier-unreachable' },
  });
});

test('administrators alone look and set', async () => {
  for (const as of ['max', 'lea']) {
    expect((await ask('', { as })).status).toBe(403);
    expect((await ask('/places/number/PN1/connect', { as })).status).toBe(403);
    expect((await ask(`/changes/${newId()}/undo`, { as })).status).toBe(403);
  }
  expect((await ask('/places/number/PN404/connect')).status).toBe(404);
});
