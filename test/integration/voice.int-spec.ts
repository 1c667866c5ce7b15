/** Calls against a real database and a carrier that only remembers what it was asked. */
import { Dispatches } from '@lib/bus';
import { Database } from '@lib/database';
import { newId } from '@lib/platform';
import { startFakeCarrier, type FakeCarrier } from '../support/fake-carrier.js';
import { useDatabase } from '../support/postgres.js';
import { startVoiceEdge, until, type VoiceEdge } from '../support/voice-edge.js';

const database = useDatabase();
const agentId = newId();
const otherId = newId();
const principal = (id: string) => ({ agentId: id, role: 'agent' as const, name: 'Léa', sessionId: newId() });
let carrier: FakeCarrier;
let edge: VoiceEdge;

beforeAll(async () => {
  carrier = await startFakeCarrier();
  edge = await startVoiceEdge(database.url, {
    env: { VOICE_API_BASE: carrier.url, PUBLIC_URL: 'https://support.test' },
    agents: { lea: principal(agentId), sam: principal(otherId) },
  });
});
afterAll(async () => {
  await edge.close();
  await carrier.close();
});
afterEach(() => {
  carrier.answer = null;
  expect(carrier.misfits).toEqual([]);
});

let calls = 0;
const newSid = () => `CA${String(++calls).padStart(4, '0')}${newId().replaceAll('-', '').slice(0, 28)}`;
const about = (callSid: string, more: Record<string, string> = {}) => ({
  AccountSid: edge.account.accountSid,
  ApiVersion: '2010-04-01',
  CallSid: callSid,
  CallStatus: 'ringing',
  Direction: 'inbound',
  From: '+33612345678',
  To: '+15005550100',
  FromCity: '',
  ...more,
});
const inbox = (callSid: string) =>
  database.query<{
    external_id: string;
    body: { kind: string; from: unknown; data: Record<string, unknown> };
  }>(`SELECT external_id, body FROM bus.inbox WHERE lane = $1 ORDER BY ordinal`, [`call:${callSid}`]);
/** What becomes of the work; how the call stands meanwhile is told beside it. */
const events = async (interactionId: string) =>
  (
    await database.query<{ name: string; data: Record<string, unknown> }>(
      `SELECT name, data FROM bus.event WHERE subject_id = $1 AND name <> 'call.changed' ORDER BY id`,
      [interactionId],
    )
  ).map(({ name, data }) => (data.reason ? `${name}:${String(data.reason)}` : name));
const call = async (callSid: string) =>
  (
    await database.query<Record<string, unknown>>(`SELECT * FROM voice.call WHERE call_sid = $1`, [callSid])
  )[0];
const asked = (callSid: string) =>
  carrier.asked.filter(({ method, path }) => method === 'POST' && path === `/Calls/${callSid}.json`);
const rung = (interactionId: string) =>
  carrier.asked.filter(
    ({ method, path }) => method === 'POST' && path === `/Conferences/ix-${interactionId}/Participants.json`,
  );
const applied = () =>
  until(
    async () =>
      (await database.query(`SELECT 1 FROM voice.webhook_inbox WHERE applied_at IS NULL`)).length === 0,
  );
const path = (url: string | null | undefined) => (url ?? '').replace('https://support.test', '');

async function dispatch(
  kind: 'connect' | 'end',
  callSid: string,
  interactionId: string,
  agent = agentId,
  offerId = newId(),
) {
  await edge.app
    .get(Database)
    .transaction((tx) =>
      edge.app
        .get(Dispatches)
        .put(
          tx,
          { channel: 'voice', kind, callSid, interactionId, agentId: agent, offerId },
          { key: newId() },
        ),
    );
}

async function arrived() {
  const callSid = newSid();
  await edge.hook('/voice/inbound', about(callSid));
  return { callSid, interactionId: newId() };
}

async function connected() {
  const { callSid, interactionId } = await arrived();
  await dispatch('connect', callSid, interactionId);
  const participant = await until(() => Promise.resolve(rung(interactionId)[0]));
  const row = await until(async () => (await call(callSid))?.agent_call_sid as string | null);
  return {
    callSid,
    interactionId,
    legSid: row,
    participant,
    legUrl: path(participant.form.get('StatusCallback')),
  };
}

let sequence = 0;
const conference = (interactionId: string, event: string, callSid: string, label: string) =>
  edge.hook('/voice/conf', {
    AccountSid: edge.account.accountSid,
    ConferenceSid: `CF${interactionId.replaceAll('-', '')}`,
    FriendlyName: `ix-${interactionId}`,
    StatusCallbackEvent: event,
    CallSid: callSid,
    ParticipantLabel: label,
    SequenceNumber: String(++sequence),
    Timestamp: new Date().toUTCString(),
  });
const legStatus = (url: string, legSid: string, status: string) =>
  edge.hook(url, {
    ...about(legSid, {
      CallStatus: status,
      Direction: 'outbound-api',
      From: '+15005550100',
      To: `client:agent-${agentId}`,
    }),
    SequenceNumber: String(++sequence),
    Timestamp: new Date().toUTCString(),
    CallbackSource: 'call-progress-events',
  });
const hangUp = (callSid: string) =>
  edge.hook(
    '/voice/leg',
    about(callSid, { CallStatus: 'completed', CallDuration: '42', SequenceNumber: '3' }),
  );

describe('the door', () => {
  test('V01: no, wrong or empty signature, another scheme or host in the signature: 403 and nothing written', async () => {
    const body = about(newSid());
    const post = (headers: Record<string, string>) =>
      fetch(`${edge.url}/voice/inbound`, { method: 'POST', headers, body: new URLSearchParams(body) });
    const forged = [
      {},
      { 'x-twilio-signature': '' },
      { 'x-twilio-signature': 'AAAAAAAAAAAAAAAAAAAAAAAAAAA=' },
    ];
    for (const headers of forged) {
      const response = await post(headers as Record<string, string>);
      expect(response.status).toBe(403);
      expect(await response.json()).toMatchObject({ code: 'bad-signature' });
    }
    const { sign } = await import('../support/voice-edge.js');
    for (const base of ['http://support.test', edge.url, 'https://support.test.evil.example']) {
      const signature = sign(edge.account.authToken, `${base}/voice/inbound`, body);
      const host = new URL(base).host;
      expect((await post({ 'x-twilio-signature': signature, 'x-forwarded-host': host })).status).toBe(403);
    }
    expect(await call(body.CallSid)).toBeUndefined();
  });

  test('V03: a signed parameter outside the documented set is 400', async () => {
    const answer = await edge.hook('/voice/inbound', about(newSid(), { Frmo: 'x' }));
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.text)).toMatchObject({ code: 'invalid-input', errors: [{ path: 'Frmo' }] });
  });

  test('a call without an id is 400, a waiting call nobody knows still hears music', async () => {
    const { CallSid: _, ...body } = about('x');
    expect((await edge.hook('/voice/inbound', body as Record<string, string>)).status).toBe(400);
    const sid = newSid();
    const answer = await edge.hook(`/voice/wait/${sid}?lang=fr`, about(sid));
    expect(answer).toMatchObject({ status: 200, text: expect.stringContaining('<Play>') as string });
  });
});

describe('arrival', () => {
  test('one call is one row, one inbox row and the same bytes, however often and however much at once it is said', async () => {
    const callSid = newSid();
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => edge.hook('/voice/inbound', about(callSid))),
    );
    answers.push(await edge.hook('/voice/inbound', about(callSid, { From: '+33699999999' })));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(answers[0]?.text).toContain('<Say language="fr-FR">Bonjour.');
    expect((await inbox(callSid)).map(({ external_id }) => external_id)).toEqual([`call:${callSid}:started`]);
    expect((await inbox(callSid))[0]?.body.from).toEqual({ kind: 'phone', value: '+33612345678' });
    expect(await call(callSid)).toMatchObject({
      phase: 'waiting',
      direction: 'inbound',
      to_value: '+15005550100',
    });
  });

  test('a telephone of ours that checks its line hears music, and leaves no call, whatever is said of it later', async () => {
    const callSid = newSid();
    const from = { From: `client:agent-${agentId}`, To: '' };
    const answer = await edge.hook('/voice/client', about(callSid, from));
    expect(answer).toMatchObject({ status: 200, text: expect.stringContaining('<Play>') as string });
    for (const CallStatus of ['in-progress', 'completed'])
      await edge.hook('/voice/leg', about(callSid, { ...from, CallStatus }));
    await until(async () => {
      const waiting = await database.query(
        `SELECT 1 FROM voice.webhook_inbox WHERE call_sid = $1 AND applied_at IS NULL`,
        [callSid],
      );
      return waiting.length === 0;
    });
    expect(await call(callSid)).toBeUndefined();
    expect(await inbox(callSid)).toEqual([]);
  });

  test('a hang-up that overtakes the arrival still gives started before ended, abandoned', async () => {
    const callSid = newSid();
    await hangUp(callSid);
    await applied();
    await edge.hook('/voice/inbound', about(callSid));
    const rows = await inbox(callSid);
    expect(rows.map(({ body }) => body.kind)).toEqual(['started', 'ended']);
    expect(rows[1]?.body.data).toMatchObject({
      abandoned: true,
      by: 'customer',
      durationSeconds: 42,
      reason: 'caller-hung-up',
    });
  });

  test('the queue says the caller hung up: ended once, also when the status says it again', async () => {
    const { callSid } = await arrived();
    await edge.hook(
      `/voice/queue-exit/${callSid}`,
      about(callSid, { QueueResult: 'hangup', QueueTime: '7', CallStatus: 'completed' }),
    );
    await hangUp(callSid);
    await hangUp(callSid);
    await applied();
    expect((await inbox(callSid)).map(({ body }) => body.kind)).toEqual(['started', 'ended']);
    expect((await call(callSid))?.ended_at).not.toBeNull();
  });
});

describe('an offer accepted', () => {
  test('rings the agent once, brings the caller in when the agent is there, ends with both', async () => {
    const { callSid, interactionId, legSid, participant, legUrl } = await connected();
    expect(Object.fromEntries(participant.form)).toMatchObject({
      To: `client:agent-${agentId}?interactionId=${interactionId}`,
      From: '+15005550100',
      Label: `agent-${agentId}`,
      EndConferenceOnExit: 'false',
      Timeout: '20',
    });
    await legStatus(legUrl, legSid, 'ringing');
    await conference(interactionId, 'participant-join', legSid, `agent-${agentId}`);
    const moved = await until(() => Promise.resolve(asked(callSid)[0]));
    expect(moved.form.get('Url')).toBe(`https://support.test/voice/join/${callSid}`);
    const join = await edge.hook(`/voice/join/${callSid}`, about(callSid, { CallStatus: 'in-progress' }));
    expect(join.text).toContain(`>ix-${interactionId}</Conference>`);
    await conference(interactionId, 'participant-join', callSid, 'customer');
    await applied();
    expect(await call(callSid)).toMatchObject({
      phase: 'talking',
      interaction_id: interactionId,
      agent_id: agentId,
    });
    expect(await events(interactionId)).toEqual(['call.agent-joined']);

    await conference(interactionId, 'participant-leave', legSid, `agent-${agentId}`);
    const released = await until(() => Promise.resolve(asked(callSid)[1]));
    expect(released.form.get('Url')).toBe(`https://support.test/voice/after/${callSid}`);
    const after = await edge.hook(`/voice/after/${callSid}`, about(callSid, { CallStatus: 'in-progress' }));
    expect(after.text).toContain('<Hangup/>');
    await hangUp(callSid);
    await applied();
    const [, ended] = await inbox(callSid);
    expect(ended?.body.data).toMatchObject({ reason: 'agent-hung-up', by: 'agent', abandoned: false });
    expect(await events(interactionId)).toEqual(['call.agent-joined']);
  });

  test.each(['no-answer', 'busy', 'failed', 'canceled'])(
    'an agent phone that ends with %s is said once; the caller stays',
    async (status) => {
      const { callSid, interactionId, legSid, legUrl } = await connected();
      for (const said of ['ringing', status, status]) await legStatus(legUrl, legSid, said);
      await applied();
      expect(await events(interactionId)).toEqual([`call.agent-missed:${status}`]);
      expect(asked(callSid)).toEqual([]);
      expect(await call(callSid)).toMatchObject({ phase: 'waiting', ended_at: null });
    },
  );

  test('the caller hangs up while the agent phone rings: it stops ringing', async () => {
    const { callSid, legSid, interactionId } = await connected();
    await hangUp(callSid);
    const stopped = await until(() => Promise.resolve(asked(legSid)[0]));
    expect(stopped.form.get('Status')).toBe('completed');
    await applied();
    expect(await events(interactionId)).toEqual([]);
    expect((await inbox(callSid))[1]?.body.data).toMatchObject({ abandoned: true });
  });

  test('the agent leaves before the caller came in: missed, and the caller is back in the queue, not out', async () => {
    const { callSid, legSid, interactionId } = await connected();
    await conference(interactionId, 'participant-join', legSid, `agent-${agentId}`);
    await conference(interactionId, 'participant-leave', legSid, `agent-${agentId}`);
    await until(() =>
      Promise.resolve(asked(callSid).find(({ form }) => form.get('Url')?.includes('/voice/after/'))),
    );
    const answer = await edge.hook(`/voice/after/${callSid}`, about(callSid, { CallStatus: 'in-progress' }));
    expect(answer.text).toContain('<Enqueue');
    expect(await events(interactionId)).toEqual(['call.agent-missed:left-early']);
  });

  test('an answer lost on the way is looked for, not asked for twice', async () => {
    const { callSid, interactionId } = await arrived();
    carrier.answer = ({ method, path }) =>
      method === 'POST' && path.includes(interactionId) ? { status: 0, body: null, cutAfter: true } : null;
    await dispatch('connect', callSid, interactionId);
    await until(async () => (await call(callSid))?.agent_call_sid);
    expect(rung(interactionId)).toHaveLength(1);
  });

  test('a refusal is said as missed with its code, and not tried again', async () => {
    const { callSid, interactionId } = await arrived();
    const refusal = { code: 13224, message: 'no', more_info: '', status: 400 };
    carrier.answer = ({ path }) => (path.includes(interactionId) ? { status: 400, body: refusal } : null);
    await dispatch('connect', callSid, interactionId);
    await until(async () => (await events(interactionId)).length > 0);
    expect(await events(interactionId)).toEqual(['call.agent-missed:refused-13224']);
    expect(rung(interactionId)).toHaveLength(1);
  });
});

test('the core ends a call: together by the conference, alone by the call', async () => {
  const alone = await arrived();
  await dispatch('end', alone.callSid, alone.interactionId);
  expect((await until(() => Promise.resolve(asked(alone.callSid)[0]))).form.get('Status')).toBe('completed');

  const { callSid, legSid, interactionId } = await connected();
  await conference(interactionId, 'participant-join', legSid, `agent-${agentId}`);
  await conference(interactionId, 'participant-join', callSid, 'customer');
  await applied();
  await dispatch('end', callSid, interactionId);
  const ended = await until(() =>
    Promise.resolve(
      carrier.asked.find(
        ({ method, path }) => method === 'POST' && path === `/Conferences/CF${interactionId}.json`,
      ),
    ),
  );
  expect(ended.form.get('Status')).toBe('completed');
});

test('V02: every callback three times, shuffled: one record, one of each event', async () => {
  const { callSid, legSid, interactionId, legUrl } = await connected();
  const tell = [
    () => legStatus(legUrl, legSid, 'ringing'),
    () => conference(interactionId, 'participant-join', legSid, `agent-${agentId}`),
    async () => {
      await until(() => Promise.resolve(asked(callSid)[0]));
      return conference(interactionId, 'participant-join', callSid, 'customer');
    },
  ];
  const replay: (() => Promise<unknown>)[] = [];
  for (const once of tell) {
    const before = sequence;
    replay.push(() => {
      sequence = before;
      return once();
    });
    await once();
  }
  for (const again of [...replay, ...replay].reverse()) await again();
  sequence += 100;
  await applied();
  expect(await events(interactionId)).toEqual(['call.agent-joined']);
  expect(asked(callSid)).toHaveLength(1);
});

describe('the softphone', () => {
  const decode = (part: string) =>
    JSON.parse(
      /^[{]/.test(Buffer.from(part, 'base64url').toString())
        ? Buffer.from(part, 'base64url').toString()
        : '{}',
    ) as Record<string, unknown>;

  const ask = (token: string | null, body: unknown = {}) =>
    fetch(`${edge.url}/api/voice/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
      body: JSON.stringify(body),
    });

  test('an agent gets a token for an hour, for themselves', async () => {
    const response = await ask('lea');
    expect(response.status).toBe(200);
    const answer = (await response.json()) as {
      token: string;
      identity: string;
      edge: string;
      expiresAt: string;
    };
    expect(answer).toMatchObject({ identity: `agent-${agentId}`, edge: 'support.test/voice/edge' });
    const [header, payload] = answer.token.split('.').map(decode);
    expect(header).toMatchObject({ alg: 'HS256', cty: 'twilio-fpa;v=1' });
    expect(payload?.grants).toEqual({
      identity: `agent-${agentId}`,
      voice: { incoming: { allow: true }, outgoing: { application_sid: edge.account.appSid } },
    });
    expect(Number(payload?.exp) - Number(payload?.iat)).toBe(3_600);
  });

  test('nobody gets a colleague’s identity, and a stranger nothing', async () => {
    expect((await ask('sam', { identity: `agent-${agentId}` })).status).toBe(403);
    expect((await ask('sam', { identity: `agent-${otherId}` })).status).toBe(200);
    expect((await ask('sam', { ttl: 1 })).status).toBe(400);
    expect((await ask(null)).status).toBe(401);
    expect((await ask('unknown')).status).toBe(401);
  });
});
