/** A supervisor on a colleague's call: seen by the agent first, heard as wished, kept for good, and never felt by the customer. */
import type { CallListener, ListenedToPage, Ticket } from '@lib/contracts';
import { ApiClient } from '../support/api-client.js';
import { hire } from '../faults/rows.js';
import { until } from '../faults/until.js';
import { CallStage, type StagedCall } from '../support/call-stage.js';
import { useDatabase } from '../support/postgres.js';

const database = useDatabase();
const stage = new CallStage();
let lea: ApiClient, nadia: ApiClient, max: ApiClient, elsewhere: ApiClient;

beforeAll(async () => {
  await stage.open(database.url, ['Léa', 'Nadia']);
  [lea, nadia] = stage.agents as [ApiClient, ApiClient];
  max = stage.supervisor;
  const { rows } = await stage.rows.query<{ id: string }>(
    `SELECT id FROM routing.queue WHERE name = 'Billing'`,
  );
  const other = await hire(stage.rows, 'Ines', 'supervisor', rows[0]!.id);
  await stage.rows.query(`INSERT INTO agents.membership (agent_id, queue_id) VALUES ($1, $2)`, [
    other.id,
    rows[0]!.id,
  ]);
  elsewhere = new ApiClient(stage.app.url, other.token, other.id);
}, 90_000);
afterAll(() => stage.close());
afterEach(() => {
  stage.carrier.answer = null;
});

type Answer = Ticket & { code?: string };
const path = ({ interactionId }: StagedCall) => `/api/interactions/${interactionId}/listening`;
const listen = (call: StagedCall, by = max, body: object = { purpose: 'training' }) =>
  by.post<Answer>(path(call), body);
const set = (call: StagedCall, mode: string, by = max) => by.call<Answer>('PUT', path(call), { mode });
const heard = (Muted: 'true' | 'false', Coaching: 'true' | 'false') => ({ Muted, Coaching });
const isHeard = (call: StagedCall, so: (listeners: CallListener[]) => boolean) =>
  stage.is(call, (now) => so(now.call?.listeners ?? []));
const asked = (call: StagedCall, legSid: string, nth: number) =>
  stage.asked(({ path: at }) => at.includes(`/Participants/${legSid}`), nth).then(({ form }) => form);
const hungUp = (legSid: string) =>
  stage.asked(({ path: at, form }) => at === `/Calls/${legSid}.json` && form.get('Status') === 'completed');
const steps = async (call: StagedCall) => {
  const { rows } = await stage.rows.query<{ step: string }>(
    `SELECT step.step FROM supervision.listening_step AS step JOIN supervision.listening ON listening.id = step.listening_id
     WHERE listening.interaction_id = $1 ORDER BY listening.id, step.seq`,
    [call.interactionId],
  );
  return rows.map(({ step }) => step);
};
const stepsAre = (call: StagedCall, expected: string[]) =>
  until(async () => (await steps(call)).join() === expected.join());

/** Max listens to a call of Léa's, and has come. */
async function listening(purpose = 'training'): Promise<{ call: StagedCall; legSid: string }> {
  const call = await stage.talking();
  expect((await listen(call, max, { purpose, words: 'first week' })).status).toBe(200);
  const legSid = await stage.guestLeg(call, max);
  await stage.listenerSays(call, 'participant-join', legSid, max.agentId);
  await isHeard(call, ([one]) => one?.state === 'here');
  return { call, legSid };
}

test('the agent sees who listens and why before the carrier is asked; then nobody hears them, the agent, everybody', async () => {
  const call = await stage.talking();
  let seen: CallListener[] | undefined;
  stage.carrier.answer = ({ method, path: at, form }) => {
    if (method === 'POST' && at.includes(`ix-${call.interactionId}/Participants`) && seen === undefined) {
      expect(form.get('Muted')).toBe('true');
      expect([form.get('StartConferenceOnEnter'), form.get('Beep')]).toEqual(['false', 'false']);
      seen = [];
      void lea.get<Ticket>(`/api/tickets/${call.ticketId}`).then(({ body }) => {
        seen = body.live[0]?.call?.listeners;
      });
    }
    return null;
  };
  const answer = await listen(call, max, { purpose: 'complaint', words: 'second call this week' });
  expect(answer.body.live[0]?.call?.listeners).toMatchObject([
    { supervisor: { id: max.agentId }, purpose: 'complaint', words: 'second call this week', state: 'asked' },
  ]);
  const legSid = await stage.guestLeg(call, max);
  await until(() => (seen?.length ?? 0) > 0);
  expect(seen).toMatchObject([{ supervisor: { name: 'Max' }, state: 'asked', mode: 'listen' }]);
  expect((await set(call, 'whisper')).body.code).toBe('move-not-allowed');
  await stage.listenerSays(call, 'participant-join', legSid, max.agentId);
  await isHeard(call, ([one]) => one?.state === 'here' && one.mode === 'listen');

  expect((await set(call, 'whisper')).status).toBe(200);
  const whisper = await asked(call, legSid, 1);
  expect(Object.fromEntries(whisper)).toMatchObject({
    Muted: 'false',
    Coaching: 'true',
    CallSidToCoach: call.legSid,
  });
  await stage.listenerSays(call, 'participant-modify', legSid, max.agentId, heard('false', 'true'));
  await isHeard(call, ([one]) => one?.mode === 'whisper');
  await set(call, 'barge');
  expect(Object.fromEntries(await asked(call, legSid, 2))).toMatchObject({
    Muted: 'false',
    Coaching: 'false',
  });
  await stage.listenerSays(call, 'participant-modify', legSid, max.agentId, heard('false', 'false'));
  await isHeard(call, ([one]) => one?.mode === 'barge');

  expect((await max.call('DELETE', path(call))).status).toBe(200);
  await hungUp(legSid);
  await stage.listenerSays(call, 'participant-leave', legSid, max.agentId);
  await isHeard(call, (listeners) => listeners.length === 0);
  expect((await stage.ticket(call)).live[0]?.state).toBe('connected');
  await stepsAre(call, ['here', 'whisper', 'barge', 'left']);
  await stage.hangUp(call);
});

test('agents, supervisors of another team, and whoever is on the call themselves do not listen', async () => {
  const call = await stage.talking();
  expect((await listen(call, nadia)).status).toBe(403);
  expect((await listen(call, lea)).status).toBe(403);
  expect((await listen(call, stage.stranger)).status).toBe(404);
  expect((await listen(call, elsewhere)).status).toBe(403);
  expect((await set(call, 'barge', elsewhere)).status).toBe(409);
  expect((await max.post(path(call), { purpose: 'curiosity' })).status).toBe(400);
  await stage.rows.query(`UPDATE tickets.interaction SET agent_id = $2 WHERE id = $1`, [
    call.interactionId,
    max.agentId,
  ]);
  expect((await listen(call)).status).toBe(403);
  await stage.rows.query(`UPDATE tickets.interaction SET agent_id = $2 WHERE id = $1`, [
    call.interactionId,
    lea.agentId,
  ]);
  await stage.hangUp(call);
  expect((await listen(call)).body.code).toBe('conversation-ended');
  expect(stage.ringsAsked(call).filter((label) => label.startsWith('supervisor'))).toEqual([]);
});

test('an agent who leaves leaves no customer alone with a silent supervisor, and one who barged in goes on with them', async () => {
  const first = await listening();
  await stage.says(first.call, 'participant-leave', first.call.legSid, `agent-${lea.agentId}`);
  await hungUp(first.legSid);
  await stage.asked(({ path: at, form }) =>
    at === `/Calls/${first.call.callSid}.json` ? (form.get('Url') ?? '').includes('/voice/after/') : false,
  );
  await stage.hangUp(first.call);
  await stepsAre(first.call, ['here', 'left']);

  const second = await listening();
  await stage.listenerSays(
    second.call,
    'participant-modify',
    second.legSid,
    max.agentId,
    heard('false', 'false'),
  );
  await isHeard(second.call, ([one]) => one?.mode === 'barge');
  await stage.says(second.call, 'participant-leave', second.call.legSid, `agent-${lea.agentId}`);
  await stage.is(second.call, (now) => now.agent?.id === max.agentId && now.state === 'connected');
  await stage.hangUp(second.call);
});

test('what cannot be done is said in words: the agent is gone, the line is not there, nobody picks up', async () => {
  const { call, legSid } = await listening();
  const refuse = (status: number, code: number) => {
    stage.carrier.answer = ({ method, path: at }) =>
      method === 'POST' && at.includes(`/Participants/${legSid}`)
        ? { status, body: { code, message: 'no', more_info: '', status } }
        : null;
  };
  refuse(400, 16028);
  await set(call, 'whisper');
  await isHeard(call, ([one]) => one?.refusal === 'agent-gone' && one.mode === 'listen');
  refuse(404, 20404);
  await set(call, 'barge');
  await isHeard(call, (listeners) => listeners.length === 0);
  stage.carrier.answer = null;
  await stage.listenerSays(call, 'participant-leave', legSid, max.agentId);
  await stage.legSays(call, max, legSid, 'completed', 'supervisor');

  await listen(call);
  const again = await until(async () => {
    const { rows } = await stage.rows.query<{ call_sid: string }>(
      `SELECT leg.call_sid FROM voice.leg JOIN voice.call ON call.id = leg.call_id
       WHERE call.call_sid = $1 AND leg.role = 'supervisor' AND leg.call_sid <> $2`,
      [call.callSid, legSid],
    );
    return rows[0]?.call_sid;
  });
  await isHeard(call, ([one]) => one?.state === 'asked');
  await stage.legSays(call, max, again as string, 'no-answer', 'supervisor');
  await stepsAre(call, ['here', 'refused', 'left', 'failed']);
  expect((await stage.ticket(call)).live[0]?.call?.fault).toBeNull();
  await stage.hangUp(call);
});

test.each(['before-carrier', 'after-carrier'])(
  'asked for when the process dies %s was told, the supervisor is rung once after the start',
  async (point) => {
    const call = await stage.talking();
    stage.armCrash(point);
    await listen(call).catch(() => undefined);
    await until(() =>
      fetch(`${stage.app.url}/healthz`).then(
        () => false,
        () => true,
      ),
    );
    await stage.revive();
    await stage.guestLeg(call, max);
    expect(stage.ringsAsked(call).filter((label) => label === `supervisor-${max.agentId}`)).toHaveLength(1);
    await stage.hangUp(call);
  },
);

test('who was listened to reads of it for ever: who, why and how; nobody can change or remove it', async () => {
  const { call } = await listening('quality');
  await stage.hangUp(call);
  await stepsAre(call, ['here', 'left']);
  const read = async (by: ApiClient) =>
    (await by.get<ListenedToPage>('/api/agents/me/listened-to?limit=1')).body;
  const page = await read(lea);
  expect(page.items).toMatchObject([
    {
      supervisor: { name: 'Max' },
      purpose: 'quality',
      words: 'first week',
      modes: [],
      ticket: { id: call.ticketId },
    },
  ]);
  expect(page.items[0]?.hereAt && page.items[0].endedAt).toBeTruthy();
  expect(page.nextCursor).toBe(page.items[0]?.id);
  expect((await read(nadia)).items).toEqual([]);
  for (const sql of [
    `DELETE FROM supervision.listening`,
    `UPDATE supervision.listening SET words = ''`,
    `TRUNCATE supervision.listening_step`,
    `UPDATE supervision.listening_step SET at = now()`,
  ])
    await expect(stage.rows.query(sql)).rejects.toThrow('kept as it was written');
});

describe('help asked for', () => {
  const help = (call: StagedCall) => `/api/interactions/${call.interactionId}/help`;

  test('is seen by supervisors, answered with a word or by listening, lowered by either, and ends with the call', async () => {
    const call = await stage.talking();
    expect((await nadia.post(help(call), {})).status).toBe(403);
    const raised = await lea.post<Ticket>(help(call), { words: 'refund over 500' });
    expect(raised.body.live[0]?.call?.hand).toMatchObject({ words: 'refund over 500', answer: null });
    await lea.post(help(call), { words: 'again' });
    expect((await elsewhere.post(`${help(call)}/answer`, { text: 'no' })).status).toBe(403);
    const answered = await max.post<Ticket>(`${help(call)}/answer`, { text: 'Yes, go ahead' });
    expect(answered.body.live[0]?.call?.hand).toMatchObject({
      words: 'refund over 500',
      answer: { by: { name: 'Max' }, text: 'Yes, go ahead' },
    });
    const late = await max.post<Answer>(`${help(call)}/answer`, { text: 'and more' });
    expect(late.body.code).toBe('move-not-allowed');
    expect((await lea.call<Ticket>('DELETE', help(call))).body.live[0]?.call?.hand).toBeNull();

    await lea.post(help(call), {});
    await listen(call, max, { purpose: 'help-asked' });
    const legSid = await stage.guestLeg(call, max);
    await stage.listenerSays(call, 'participant-join', legSid, max.agentId);
    await stage.is(call, (now) => now.call?.hand === null && now.call.listeners[0]?.state === 'here');
    await lea.post(help(call), {});
    await stage.hangUp(call);
    await until(async () => {
      const { rows } = await stage.rows.query(
        `SELECT 1 FROM supervision.raised_hand WHERE lowered_at IS NULL`,
      );
      return rows.length === 0;
    });
  });
});
