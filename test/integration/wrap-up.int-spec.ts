/** The end of a call: each agent's own wrap-up, what came of it, and capacity that comes back exactly once. */
import type { Ticket, WrapUpChoice, WrapUpSettings } from '@lib/contracts';
import { newId } from '@lib/platform';
import { until } from '../faults/until.js';
import type { ApiClient } from '../support/api-client.js';
import { CallStage, type StagedCall } from '../support/call-stage.js';
import { useDatabase } from '../support/postgres.js';

const database = useDatabase();
const stage = new CallStage();
let lea: ApiClient, nadia: ApiClient;
let queueId: string;

beforeAll(async () => {
  // Nothing here may end by itself before a test says so.
  await stage.open(database.url, ['Léa', 'Nadia'], { WRAP_UP_MS: '600000' });
  [lea, nadia] = stage.agents as [ApiClient, ApiClient];
  await stage.rows.query(`UPDATE agents.agent SET role = 'admin' WHERE id = $1`, [stage.supervisor.agentId]);
  queueId = await value(`SELECT id FROM routing.queue WHERE is_default`);
}, 90_000);
afterAll(() => stage.close());

async function value<T>(sql: string, parameters: unknown[] = []): Promise<T> {
  const { rows } = await stage.rows.query<Record<string, T>>(sql, parameters);
  return Object.values(rows[0] ?? {})[0] as T;
}
const holding = (agent: ApiClient) =>
  value<string | undefined>(`SELECT string_agg(state, ',') FROM agents.engagement WHERE agent_id = $1`, [
    agent.agentId,
  ]);
const settings = `/api/admin/queues/`;
const put = async (wanted: object) => {
  const { body: now } = await stage.supervisor.get<WrapUpSettings>(`${settings}${queueId}/wrap-up`);
  const headers = { 'if-match': String(now.version) };
  return stage.supervisor.call<WrapUpSettings & { code?: string }>(
    'PUT',
    `${settings}${queueId}/wrap-up`,
    { required: false, asksCustomer: false, dispositions: [], ...wanted },
    headers,
  );
};
const one = (fr: string, en: string, more: object = {}) => ({
  ...{ label: { fr, en }, active: true, reasonRequired: false, resolves: false },
  ...more,
});
const done = (call: StagedCall, by: ApiClient, body: object = {}) =>
  by.post<Ticket & { code?: string }>(`/api/interactions/${call.interactionId}/wrap-up/complete`, body);
const wrapping = async (call: StagedCall) =>
  (await stage.ticket(call)).wrapUps.map(({ agent }) => agent.id).sort();
const told = async ({ ticketId }: StagedCall) => {
  const { rows } = await stage.rows.query<{ data: object }>(
    `SELECT data FROM tickets.ticket_event WHERE ticket_id = $1 AND name = 'wrap-up.completed' ORDER BY seq`,
    [ticketId],
  );
  return rows.map(({ data }) => data);
};
async function over(): Promise<StagedCall> {
  const call = await stage.talking();
  await stage.hangUp(call);
  return call;
}

describe('what a queue asks for', () => {
  test('is set by administrators alone, all at once, against the version they saw', async () => {
    const path = `${settings}${queueId}/wrap-up`;
    expect((await lea.get(path)).status).toBe(403);
    const body = { required: true, asksCustomer: false, dispositions: [one('Réglé', 'Settled')] };
    expect((await lea.call('PUT', path, body, { 'if-match': '0' })).status).toBe(403);
    const first = await put(body);
    expect(first.body).toMatchObject({ required: true, version: 1, dispositions: [{ active: true }] });
    const stale = await stage.supervisor.call<{ code: string }>('PUT', path, body, { 'if-match': '0' });
    expect([stale.status, stale.body.code]).toEqual([412, 'version-stale']);
    const [kept] = first.body.dispositions;
    const second = await put({
      dispositions: [one('Autre', 'Other'), { ...kept, label: { fr: 'Réglé !', en: 'Settled!' } }],
    });
    expect(second.body.dispositions.map(({ label }) => label.en)).toEqual(['Other', 'Settled!']);
    expect(second.body.dispositions[1]?.id).toBe(kept?.id);
    expect((await put({ dispositions: [one('', 'Nameless')] })).status).toBe(400);
    expect((await stage.supervisor.get(`${settings}${newId()}/wrap-up`)).status).toBe(404);
  });
});

describe('a wrap-up', () => {
  test('ends with what came of it, a note for colleagues and the ticket resolved, in one press', async () => {
    const { body } = await put({
      required: true,
      dispositions: [one('Remboursé', 'Refunded', { resolves: true, reasonRequired: true })],
    });
    const [refunded] = body.dispositions;
    const call = await over();
    expect(await holding(lea)).toBe('wrapping-up');
    const choice = await lea.get<WrapUpChoice>(`/api/interactions/${call.interactionId}/wrap-up`);
    expect(choice.body).toMatchObject({ required: true, dispositions: [{ label: { en: 'Refunded' } }] });
    expect((await done(call, lea)).body.code).toBe('disposition-needed');
    expect((await done(call, lea, { dispositionId: newId() })).status).toBe(400);
    expect((await done(call, lea, { dispositionId: refunded?.id })).status).toBe(400);
    expect(await holding(lea)).toBe('wrapping-up');
    const said = { dispositionId: refunded?.id, reason: 'charged twice', note: 'Goodwill, 20 €' };
    const answer = await done(call, lea, said);
    expect(answer.body).toMatchObject({ status: 'resolved', live: [], wrapUps: [] });
    expect(await holding(lea)).toBeNull();
    expect(await told(call)).toEqual([
      {
        ...{ interactionId: call.interactionId, channel: 'voice', by: 'agent', reason: 'charged twice' },
        disposition: { fr: 'Remboursé', en: 'Refunded' },
      },
    ]);
    expect(await value(`SELECT text FROM tickets.note WHERE ticket_id = $1`, [call.ticketId])).toBe(
      said.note,
    );
    // Pressed twice: nothing more happens.
    expect((await done(call, lea, said)).status).toBe(200);
    expect(
      await value(`SELECT count(*)::integer FROM tickets.note WHERE ticket_id = $1`, [call.ticketId]),
    ).toBe(1);
  });

  test('that runs out is over and says that none was given; a restart does not lose it', async () => {
    const call = await over();
    await stage.app.kill();
    await stage.rows.query(`UPDATE bus.timer SET due_at = now() WHERE kind = 'wrap-up'`);
    await stage.app.start();
    await until(async () => (await holding(lea)) === null);
    expect(await told(call)).toEqual([{ interactionId: call.interactionId, channel: 'voice', by: 'time' }]);
    expect(
      await value(
        `SELECT ended_by || coalesce(disposition::text, ' none') FROM tickets.wrap_up WHERE interaction_id = $1`,
        [call.interactionId],
      ),
    ).toBe('time none');
  });

  test('belongs to its agent: others may not end it, a supervisor may without a word', async () => {
    const call = await over();
    expect((await done(call, nadia)).status).toBe(403);
    expect((await done(call, stage.stranger)).status).toBe(404);
    expect((await nadia.get(`/api/interactions/${call.interactionId}/wrap-up`)).status).toBe(404);
    expect((await done(call, stage.supervisor)).status).toBe(200);
    expect(await told(call)).toMatchObject([{ by: 'supervisor' }]);
    expect(await holding(lea)).toBeNull();
  });

  test('is given to the agent who left the customer to a colleague, and the colleague has one after', async () => {
    await put({ dispositions: [one('Réglé', 'Settled')] });
    const call = await stage.talking();
    await lea.post(`/api/interactions/${call.interactionId}/invite`, { agentId: nadia.agentId });
    const guestSid = await stage.guestLeg(call, nadia);
    await stage.says(call, 'participant-join', guestSid, `guest-${nadia.agentId}`);
    await stage.is(call, (now) => now.call?.parties.some(({ agent }) => agent.id === nadia.agentId) ?? false);
    await stage.says(call, 'participant-leave', call.legSid, `agent-${lea.agentId}`);
    await stage.is(call, (now) => now.agent?.id === nadia.agentId);
    expect(await wrapping(call)).toEqual([lea.agentId]);
    expect([await holding(lea), await holding(nadia)]).toEqual(['wrapping-up', 'engaged']);

    await stage.hangUp(call);
    await until(async () => (await wrapping(call)).length === 2);
    expect((await done(call, nadia)).body.live).toEqual([]);
    // The interaction is over; who left first is not done yet, and is still held by it alone.
    expect([await holding(lea), await holding(nadia)]).toEqual(['wrapping-up', null]);
    const { body: choice } = await lea.get<WrapUpChoice>(`/api/interactions/${call.interactionId}/wrap-up`);
    expect((await done(call, lea, { dispositionId: choice.dispositions[0]?.id })).status).toBe(200);
    expect(await holding(lea)).toBeNull();
    expect(await told(call)).toMatchObject([{ by: 'agent' }, { disposition: { en: 'Settled' } }]);
  });
});

describe('how the call was', () => {
  const after = (call: StagedCall) =>
    stage.ask(call, `/voice/after/${call.callSid}`, { DialCallStatus: 'completed' });
  const press = (call: StagedCall, visit: number, keys: string) =>
    stage.ask(call, `/voice/survey/${call.callSid}?n=${visit}`, { Digits: keys });
  const scores = (call: StagedCall) =>
    value<number[] | null>(`SELECT array_agg(score) FROM tickets.satisfaction WHERE interaction_id = $1`, [
      call.interactionId,
    ]);
  const said = async (call: StagedCall) =>
    value<number>(
      `SELECT count(*)::integer FROM tickets.ticket_event WHERE ticket_id = $1 AND name = 'csat.answered'`,
      [call.ticketId],
    );
  /** The agent ended it: the conference is over, and the customer is still on the line. */
  async function agentEnded(): Promise<StagedCall> {
    const call = await stage.talking();
    expect((await lea.post(`/api/interactions/${call.interactionId}/end`)).status).toBe(200);
    await stage.asked(
      ({ path, form }) => path.includes(call.interactionId) && form.get('Status') === 'completed',
    );
    await stage.says(call, 'conference-end', call.callSid, 'customer');
    return call;
  }
  const free = async (call: StagedCall) => {
    await done(call, lea);
    await stage.hangUp(call);
  };

  beforeAll(async () => {
    await put({ asksCustomer: true });
  });

  test('is asked after the agent hung up, said again, and answered once; the ticket says so', async () => {
    const call = await agentEnded();
    const question = await after(call);
    expect(question).toContain(`/voice/survey/${call.callSid}?n=1`);
    expect(await after(call)).toBe(question);
    expect(await press(call, 1, '*')).toContain('?n=2');
    const thanks = await press(call, 2, '4');
    expect(thanks).toContain('Merci de votre réponse');
    expect(await press(call, 2, '4')).toBe(thanks);
    // Another key at a visit that was answered: the first answer stays.
    await press(call, 1, '1');
    await until(async () => (await said(call)) === 1);
    expect(await scores(call)).toEqual([4]);
    expect((await stage.ticket(call)).wrapUps).toHaveLength(1);
    await free(call);
    expect(await said(call)).toBe(1);
  });

  test('is skipped by a key, and not asked for ever of who says nothing', async () => {
    const skipped = await agentEnded();
    await after(skipped);
    expect(await press(skipped, 1, '#')).toContain('Hangup');
    await free(skipped);
    const silent = await agentEnded();
    await after(silent);
    expect(await press(silent, 1, '')).toContain('?n=2');
    expect(await press(silent, 2, '9')).toContain('?n=3');
    expect(await press(silent, 3, '')).not.toContain('Gather');
    await free(silent);
    expect([await scores(skipped), await scores(silent)]).toEqual([null, null]);
  });

  test('lets the agent go at once, also when they only hung up their phone, and does not cut the customer off', async () => {
    const call = await stage.talking();
    await stage.says(call, 'participant-leave', call.legSid, `agent-${lea.agentId}`);
    await stage.asked(
      ({ path, form }) => path.includes(call.callSid) && (form.get('Url') ?? '').includes('/voice/after/'),
    );
    await stage.says(call, 'participant-leave', call.callSid, 'customer');
    expect(await after(call)).toContain('Gather');
    await stage.is(call, ({ state }) => state === 'wrapping-up');
    expect(
      await value(
        `SELECT actor_kind FROM tickets.ticket_event WHERE name = 'interaction.ended' AND data->>'interactionId' = $1`,
        [call.interactionId],
      ),
    ).toBe('agent');
    // An end that was pressed in the same moment comes to the carrier only now.
    const end = { channel: 'voice', kind: 'end', interactionId: call.interactionId, callSid: call.callSid };
    await stage.rows.query(
      `INSERT INTO bus.dispatch (id, channel, lane, key, body) VALUES ($1, 'voice', $2, $2, $3)`,
      [newId(), `ended:${call.interactionId}`, JSON.stringify(end)],
    );
    await until(
      async () =>
        (await value(`SELECT state FROM bus.dispatch WHERE key = $1`, [`ended:${call.interactionId}`])) ===
        'sent',
    );
    const cut = stage.carrier.asked.filter(
      ({ path, form }) => path.includes(`/Calls/${call.callSid}`) && form.get('Status') === 'completed',
    );
    expect(cut).toEqual([]);
    expect(await press(call, 1, '5')).toContain('Merci');
    await until(async () => (await scores(call))?.[0] === 5);
    await free(call);
  });

  test('is not asked of who hung up themselves, nor where the queue does not ask', async () => {
    const gone = await stage.talking();
    const document = await stage.ask(gone, `/voice/after/${gone.callSid}`, {
      ...{ DialCallStatus: 'completed', CallStatus: 'completed' },
    });
    expect(document).not.toContain('Gather');
    await until(async () => (await holding(lea)) === 'wrapping-up');
    await done(gone, lea);
    await put({ asksCustomer: false });
    const call = await agentEnded();
    expect(await after(call)).not.toContain('Gather');
    await expect(press(call, 1, '5')).rejects.toThrow('404');
    await free(call);
  });
});
