/** A call while it goes on: hold, colleagues asked in, handed over, and what is left when the carrier or we fall silent. */
import type { InteractionView, Ticket, TimelinePage } from '@lib/contracts';
import { newId } from '@lib/platform';
import { connectConsole, type ConsoleConnection } from '@lib/realtime-client';
import { until } from '../faults/until.js';
import type { ApiClient } from '../support/api-client.js';
import { CallStage, type StagedCall } from '../support/call-stage.js';
import { useDatabase } from '../support/postgres.js';

const database = useDatabase();
const stage = new CallStage();
let lea: ApiClient, nadia: ApiClient, tom: ApiClient;

beforeAll(async () => {
  await stage.open(database.url, ['Léa', 'Nadia', 'Tom']);
  [lea, nadia, tom] = stage.agents as [ApiClient, ApiClient, ApiClient];
}, 90_000);
afterAll(() => stage.close());
afterEach(() => {
  stage.carrier.answer = null;
});

const act = (call: StagedCall, what: string, by = lea, body: object = {}) =>
  by.post<Ticket & { code?: string }>(`/api/interactions/${call.interactionId}/${what}`, body);
const held = ({ state, call }: InteractionView) => state === 'held' && call?.heldSince !== null;
const unheld = ({ state, call }: InteractionView) => state === 'connected' && call?.heldSince === null;
const guestIs = (state: string) => (now: InteractionView) =>
  now.call?.parties.some((party) => party.role === 'guest' && party.state === state) ?? false;
const holds = (call: StagedCall, times: number) =>
  until(() => stage.holdsAsked(call).length >= times && stage.holdsAsked(call));
const engaged = async (agent: ApiClient) =>
  (await stage.rows.query(`SELECT 1 FROM agents.engagement WHERE agent_id = $1`, [agent.agentId])).rowCount;

/** Nadia is asked in and has come; the customer hears music. */
async function consulting(): Promise<{ call: StagedCall; guestSid: string }> {
  const call = await stage.talking();
  expect((await act(call, 'invite', lea, { agentId: nadia.agentId })).status).toBe(200);
  const guestSid = await stage.guestLeg(call, nadia);
  await stage.says(call, 'participant-hold', call.callSid, 'customer');
  await stage.says(call, 'participant-join', guestSid, `guest-${nadia.agentId}`);
  await stage.is(call, (now) => held(now) && guestIs('present')(now));
  return { call, guestSid };
}

describe('hold', () => {
  test('is so when the carrier says so, not when it was asked for; and the time on hold is kept', async () => {
    const call = await stage.talking();
    expect((await act(call, 'hold')).body.live[0]?.state).toBe('connected');
    expect(await holds(call, 1)).toEqual(['true']);
    const { form } = await stage.asked(({ path }) => path.includes(`/Participants/${call.callSid}`));
    expect(form.get('HoldUrl')).toBe(`http://localhost:${stage.app.port}/voice/hold/${call.callSid}?lang=fr`);
    expect((await stage.ticket(call)).live[0]).toMatchObject({
      state: 'connected',
      call: { heldSince: null },
    });
    await stage.says(call, 'participant-hold', call.callSid, 'customer');
    await stage.is(call, held);
    await act(call, 'resume');
    expect(await holds(call, 2)).toEqual(['true', 'false']);
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    await stage.says(call, 'participant-unhold', call.callSid, 'customer');
    const back = (await stage.is(call, unheld)) as InteractionView;
    expect(back.call?.heldMs).toBeGreaterThanOrEqual(1_000);
    await stage.hangUp(call);
  });

  test('told late, twice and the wrong way round, it ends as it was', async () => {
    const call = await stage.talking();
    const told = [
      ['participant-unhold', 202],
      ['participant-hold', 201],
    ] as const;
    for (const [event, sequence] of [...told, ...told])
      await stage.says(call, event, call.callSid, 'customer', sequence);
    await until(async () => {
      const { rows } = await stage.rows.query(`SELECT 1 FROM voice.webhook_inbox WHERE applied_at IS NULL`);
      return rows.length === 0;
    });
    await stage.is(call, unheld);
    await stage.hangUp(call);
  });

  test('is for the agent whose call it is: for others it is forbidden or not there, and over it is over', async () => {
    const call = await stage.talking();
    for (const what of ['hold', 'resume']) {
      expect((await act(call, what, tom)).status).toBe(403);
      expect((await act(call, what, stage.supervisor)).status).toBe(403);
      expect((await act(call, what, stage.stranger)).status).toBe(404);
    }
    await stage.hangUp(call);
    const late = await act(call, 'hold');
    expect([late.status, late.body.code]).toEqual([409, 'conversation-ended']);
    expect(stage.holdsAsked(call)).toEqual([]);
  });

  test('refused by the carrier it is said to the agent, until the next thing works', async () => {
    const call = await stage.talking();
    const refusal = { code: 20001, message: 'no', more_info: '', status: 400 };
    stage.carrier.answer = ({ path }) =>
      path.includes(`/Participants/${call.callSid}`) ? { status: 400, body: refusal } : null;
    await act(call, 'hold');
    await stage.is(call, (now) => now.call?.fault === 'hold' && now.state === 'connected');
    stage.carrier.answer = null;
    await act(call, 'hold');
    await stage.is(call, (now) => now.call?.fault === null);
    await stage.hangUp(call);
  });

  test('whose answer was lost is asked for again, and nothing is doubled', async () => {
    const call = await stage.talking();
    let cut = false;
    stage.carrier.answer = ({ path }) => {
      if (cut || !path.includes(`/Participants/${call.callSid}`)) return null;
      cut = true;
      return { status: 0, body: null, cutAfter: true };
    };
    await act(call, 'hold');
    expect(await holds(call, 2)).toEqual(['true', 'true']);
    await stage.says(call, 'participant-hold', call.callSid, 'customer');
    await stage.is(call, (now) => held(now) && now.call?.fault === null);
    await stage.hangUp(call);
  });

  test.each(['before-carrier', 'after-carrier'])(
    'decided when the process dies %s was told, it is done after the start',
    async (point) => {
      const call = await stage.talking();
      stage.armCrash(point);
      await act(call, 'hold').catch(() => undefined);
      await until(() =>
        fetch(`${stage.app.url}/healthz`).then(
          () => false,
          () => true,
        ),
      );
      await stage.revive();
      await holds(call, point === 'before-carrier' ? 1 : 2);
      expect(new Set(stage.holdsAsked(call))).toEqual(new Set(['true']));
      await stage.says(call, 'participant-hold', call.callSid, 'customer');
      await stage.is(call, held);
      await stage.hangUp(call);
    },
  );
});

describe('a colleague asked in', () => {
  test('is rung once while the customer hears music; let go, the customer is back', async () => {
    const { call, guestSid } = await consulting();
    await act(call, 'invite', lea, { agentId: nadia.agentId });
    const rung = stage.carrier.asked.filter(
      ({ method, path, form }) =>
        method === 'POST' &&
        path.includes(call.interactionId) &&
        form.get('Label') === `guest-${nadia.agentId}`,
    );
    expect(rung).toHaveLength(1);
    expect(Object.fromEntries(rung[0]?.form ?? [])).toMatchObject({ EndConferenceOnExit: 'false' });
    expect(await engaged(nadia)).toBe(1);
    expect((await nadia.get(`/api/tickets/${call.ticketId}`)).status).toBe(200);
    await act(call, 'dismiss', lea, { agentId: nadia.agentId });
    await stage.asked(({ path, form }) => path.includes(guestSid) && form.get('Status') === 'completed');
    await holds(call, 2);
    await stage.says(call, 'participant-leave', guestSid, `guest-${nadia.agentId}`);
    await stage.says(call, 'participant-unhold', call.callSid, 'customer');
    await stage.is(call, (now) => unheld(now) && guestIs('left')(now) && now.agent?.id === lea.agentId);
    await until(async () => (await engaged(nadia)) === 0);
    await stage.hangUp(call);
  });

  test('who does not answer is said, and who is asked must be at work with a free line', async () => {
    const call = await stage.talking();
    await stage.rows.query(`UPDATE agents.agent SET state = 'offline' WHERE id = $1`, [tom.agentId]);
    for (const agentId of [tom.agentId, lea.agentId])
      expect((await act(call, 'invite', lea, { agentId })).body.code).toBe('agent-not-available');
    await stage.rows.query(`UPDATE agents.agent SET state = 'away' WHERE id = $1`, [tom.agentId]);
    await act(call, 'invite', lea, { agentId: nadia.agentId });
    const guestSid = await stage.guestLeg(call, nadia);
    await stage.is(call, guestIs('ringing'));
    await stage.legSays(call, nadia, guestSid, 'no-answer');
    await stage.is(call, (now) => guestIs('no-answer')(now) && now.agent?.id === lea.agentId);
    await until(async () => (await engaged(nadia)) === 0);
    await stage.hangUp(call);
  });

  test('all together, and then alone with the customer: the call is theirs, the ticket stays its owner’s', async () => {
    const { call } = await consulting();
    await act(call, 'resume');
    await stage.says(call, 'participant-unhold', call.callSid, 'customer');
    await stage.is(call, unheld);
    await stage.says(call, 'participant-leave', call.legSid, `agent-${lea.agentId}`);
    await stage.is(call, (now) => now.agent?.id === nadia.agentId);
    expect((await stage.ticket(call)).owner?.id).toBe(lea.agentId);
    await until(async () => (await engaged(lea)) === 0);
    expect(await engaged(nadia)).toBe(1);
    expect((await act(call, 'hold')).status).toBe(403);
    expect((await act(call, 'hold', nadia)).status).toBe(200);
    await stage.hangUp(call);
    await until(async () => (await engaged(nadia)) === 0);
  });

  test('an agent who leaves a customer on hold to a colleague leaves nobody with music', async () => {
    const { call } = await consulting();
    await stage.says(call, 'participant-leave', call.legSid, `agent-${lea.agentId}`);
    expect(await holds(call, 2)).toEqual(['true', 'false']);
    await stage.is(call, (now) => now.agent?.id === nadia.agentId);
    await stage.hangUp(call);
  });

  test('a ticket handed over on the phone moves with its acceptance, and with it the call', async () => {
    const { call } = await consulting();
    const texts = { innerNote: 'She was charged twice', customerLine: 'Nadia knows all about it' };
    const asked = await lea.post<Ticket>(`/api/tickets/${call.ticketId}/hand-over`, {
      to: { agentId: nadia.agentId },
      ...texts,
    });
    expect(asked.status).toBe(200);
    expect((await stage.ticket(call)).owner?.id).toBe(lea.agentId);
    expect(stage.holdsAsked(call)).toEqual(['true']);
    expect((await nadia.post(`/api/hand-overs/${asked.body.handOver?.id}/accept`)).status).toBe(200);
    expect((await stage.ticket(call)).owner?.id).toBe(nadia.agentId);
    expect(await holds(call, 2)).toEqual(['true', 'false']);
    await stage.asked(({ path, form }) => path.includes(call.legSid) && form.get('Status') === 'completed');
    await stage.says(call, 'participant-unhold', call.callSid, 'customer');
    await stage.says(call, 'participant-leave', call.legSid, `agent-${lea.agentId}`);
    await stage.is(call, (now) => unheld(now) && now.agent?.id === nadia.agentId);
    const { rows } = await stage.rows.query<{ data: { text: string } }>(
      `SELECT data FROM tickets.ticket_event WHERE ticket_id = $1 AND name = 'call.line-said'`,
      [call.ticketId],
    );
    expect(rows).toEqual([{ data: { text: texts.customerLine } }]);
    await stage.hangUp(call);
  });
});

describe('how a call sounds', () => {
  const part = (call: StagedCall, number: number, more: object = {}) => ({
    callSid: call.legSid,
    part: number,
    seconds: 5,
    mos: 4.3,
    worstMos: 4.2,
    packetsReceived: 240,
    packetsLost: 0,
    worstJitterMs: 4,
    worstRttMs: 30,
    warnings: {},
    ...more,
  });
  const tell = (call: StagedCall, number: number, more: object = {}, by = lea) =>
    by.post<{ code: string }>('/api/voice/quality', part(call, number, more));
  /** As if the last part had come long enough ago. */
  const later = (call: StagedCall) =>
    stage.rows.query(
      `UPDATE voice.leg_quality SET heard_at = heard_at - interval '5 seconds' WHERE call_sid = $1`,
      [call.legSid],
    );
  let watching: ConsoleConnection;
  beforeAll(() => {
    const { token } = stage.supervisor;
    watching = connectConsole({ url: stage.app.url, token, schedule: (flush) => flush() });
  });
  afterAll(() => watching.close());
  const watched = (call: StagedCall) =>
    watching.store
      .getSnapshot()
      .overview?.calls.find(({ interactionId }) => interactionId === call.interactionId);

  test('is told by the telephone of its agent, added up, and seen by agent and supervisor while it lasts and after', async () => {
    const call = await stage.talking();
    expect((await stage.ticket(call)).live[0]?.call?.quality).toBeNull();
    expect((await tell(call, 1)).status).toBe(204);
    await stage.is(call, (now) => now.call?.quality?.level === 'good');
    await later(call);
    const bad = { mos: 2.3, worstMos: 1.9, packetsReceived: 220, packetsLost: 40, worstJitterMs: 90 };
    await tell(call, 2, { ...bad, worstRttMs: 410, warnings: { 'low-mos': 3, 'high-rtt': 5 } });
    const poor = (await stage.is(call, (now) => now.call?.quality?.level === 'poor')) as InteractionView;
    expect(poor.call?.quality).toEqual({
      ...{
        level: 'poor',
        seconds: 10,
        mos: 3.3,
        worstMos: 1.9,
        lossPercent: 8,
        worstJitterMs: 90,
        worstRttMs: 410,
      },
      warnings: [
        { name: 'high-rtt', seconds: 5 },
        { name: 'low-mos', seconds: 3 },
      ],
    });
    const pushed = await until(() => {
      const quality = watched(call)?.quality;
      return quality?.level === 'poor' && quality;
    }, 30_000);
    expect(pushed).toEqual(poor.call?.quality);
    await later(call);
    await tell(call, 3, { mos: null, worstMos: null, warnings: { 'low-mos': 2 } });
    await stage.is(call, (now) => now.call?.quality?.level === null);
    await stage.hangUp(call);
    const { body } = await lea.get<TimelinePage>(`/api/tickets/${call.ticketId}/timeline`);
    const kept = body.items.find(({ interactionId }) => interactionId === call.interactionId)?.data.quality;
    expect(kept).toMatchObject([
      {
        name: 'Léa',
        seconds: 15,
        mos: 3.3,
        lossPercent: 5.4,
        warnings: [{ seconds: 5 }, { name: 'low-mos', seconds: 5 }],
      },
    ]);
  });

  test('told twice counts once, too fast is refused, and both leave it as it was', async () => {
    const call = await stage.talking();
    await tell(call, 1);
    expect((await tell(call, 1, { mos: 1.2 })).status).toBe(204);
    const fast = await tell(call, 2, { mos: 1.2 });
    expect([fast.status, fast.body.code]).toEqual([429, 'rate-limited']);
    const now = (await stage.is(call, ({ call: shown }) => shown?.quality !== null)) as InteractionView;
    expect(now.call?.quality).toMatchObject({ level: 'good', seconds: 5, mos: 4.3 });
    await stage.hangUp(call);
  });

  test('is told of one’s own leg only: not by colleagues, supervisors or strangers, nor when it is long over', async () => {
    const call = await stage.talking();
    for (const other of [nadia, tom, stage.supervisor, stage.stranger])
      expect((await tell(call, 1, {}, other)).status).toBe(404);
    expect((await tell(call, 1, { callSid: call.callSid })).status).toBe(404);
    await stage.rows.query(
      `UPDATE voice.leg SET ended_at = now() - interval '1 minute' WHERE call_sid = $1`,
      [call.legSid],
    );
    expect((await tell(call, 1)).status).toBe(404);
    expect((await stage.ticket(call)).live[0]?.call?.quality).toBeNull();
    await stage.hangUp(call);
  });
});

describe('a call we make', () => {
  let ticketId: string;
  beforeAll(async () => {
    ({ ticketId } = await stage.known());
  });

  const out = (by: ApiClient, ticketId: string, body: object) =>
    by.post<Ticket & { code?: string }>(`/api/tickets/${ticketId}/calls`, body);
  const outcome = async ({ interactionId }: StagedCall) => {
    const { rows } = await stage.rows.query<{ state: string; outcome: string | null }>(
      `SELECT state, data->>'outcome' AS outcome FROM tickets.interaction WHERE id = $1`,
      [interactionId],
    );
    return rows[0];
  };
  const over = (call: StagedCall) => stage.is(call, () => false, true);

  test('rings the agent, then the customer on their number from ours, and is a call like any other', async () => {
    const call = await stage.callingOut(lea, ticketId);
    const lineSid = await stage.lineOf(call);
    const asked = await stage.asked(
      ({ path, form }) => path.includes(call.interactionId) && form.get('Label') === 'customer',
    );
    expect(asked.form.get('To')).toMatch(/^\+336\d{8}$/);
    expect(Object.fromEntries(asked.form)).toMatchObject({
      From: '+15005550100',
      EndConferenceOnExit: 'false',
    });
    await stage.lineSays(call, lineSid, 'ringing');
    const ringing = await stage.is(call, (now) => now.call?.customer === 'ringing');
    expect(ringing).toMatchObject({ direction: 'out', state: 'offered' });
    await stage.lineSays(call, lineSid, 'in-progress');
    await stage.says(call, 'participant-join', lineSid, 'customer');
    await stage.is(call, ({ state }) => state === 'connected');
    await act(call, 'hold');
    await stage.asked(
      ({ path, form }) => path.includes(`/Participants/${lineSid}`) && form.get('Hold') === 'true',
    );
    await stage.says(call, 'participant-hold', lineSid, 'customer');
    await stage.is(call, held);
    await stage.lineSays(call, lineSid, 'completed');
    await over(call);
    expect(await outcome(call)).toMatchObject({ state: 'ended' });
    await until(async () => (await engaged(lea)) === 0);
  });

  test.each(['busy', 'no-answer', 'failed'])(
    'that ends with %s says so, and the agent is free again',
    async (word) => {
      const call = await stage.callingOut(lea, ticketId);
      await stage.lineSays(call, await stage.lineOf(call), word);
      await over(call);
      expect(await outcome(call)).toEqual({ state: 'abandoned', outcome: word });
      await stage.asked(({ path, form }) => path.includes(call.legSid) && form.get('Status') === 'completed');
      expect(await engaged(lea)).toBe(0);
    },
  );

  test('asked for twice, also by a carrier whose answer was lost, rings everybody once', async () => {
    let cut = false;
    stage.carrier.answer = ({ method, path, form }) => {
      if (cut || method !== 'POST' || form.get('Label') !== 'customer') return null;
      cut = path.length > 0;
      return { status: 0, body: null, cutAfter: true };
    };
    const call = await stage.callingOut(lea, ticketId);
    expect((await out(lea, ticketId, { clientId: call.interactionId })).status).toBe(200);
    await stage.lineOf(call);
    expect(stage.ringsAsked(call).filter((label) => label === `agent-${lea.agentId}`)).toHaveLength(1);
    expect(stage.ringsAsked(call).filter((label) => label === 'customer').length).toBeLessThanOrEqual(2);
    await stage.lineSays(call, await stage.lineOf(call), 'no-answer');
    await over(call);
  });

  test('whose agent does not pick up, or hangs up while it rings, reaches nobody', async () => {
    const call = await stage.callingOut(lea, ticketId);
    const lineSid = await stage.lineOf(call);
    await stage.says(call, 'participant-leave', call.legSid, `agent-${lea.agentId}`);
    await stage.asked(({ path, form }) => path.includes(lineSid) && form.get('Status') === 'completed');
    await over(call);
    expect(await outcome(call)).toEqual({ state: 'abandoned', outcome: 'canceled' });
    expect(await engaged(lea)).toBe(0);
  });

  test('a number the carrier will not call is said, not tried for ever', async () => {
    const refusal = { code: 21211, message: 'no', more_info: '', status: 400 };
    stage.carrier.answer = ({ form }) =>
      form.get('Label') === 'customer' ? { status: 400, body: refusal } : null;
    const call = await stage.callingOut(lea, ticketId);
    await over(call);
    expect(await outcome(call)).toEqual({ state: 'abandoned', outcome: 'failed' });
  });

  test('is for who may see the ticket and has a free line, to a number of the customer’s, under a name of its own', async () => {
    const other = await stage.talking();
    const clientId = other.interactionId;
    expect((await out(stage.stranger, ticketId, { clientId: newId() })).status).toBe(404);
    expect((await out(lea, ticketId, { clientId: newId() })).body.code).toBe('capacity-full');
    expect((await out(nadia, ticketId, { clientId })).body.code).toBe('idempotency-key-reused');
    expect((await out(nadia, ticketId, { clientId: newId(), identityId: ticketId })).status).toBe(404);
    expect((await out(nadia, other.ticketId, { clientId: newId() })).body.code).toBe('move-not-allowed');
    await stage.hangUp(other);
    const { body: mail } = await lea.post<Ticket>('/api/tickets', {
      subject: 'By mail',
      customer: { name: 'Ada', email: 'ada@example.org' },
    });
    expect((await out(lea, mail.id, { clientId: newId() })).body.code).toBe('no-address-on-channel');
  });
});
