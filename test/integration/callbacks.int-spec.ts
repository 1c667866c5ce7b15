/** Called back instead of waiting on the line: asked for by keys, in line where they stood, called once by one person, and never in vain without a word. */
import { jest } from '@jest/globals';
import type { CallbackRules, OfferView, Ticket, TimelineItem } from '@lib/contracts';
import { newId } from '@lib/platform';
import { until } from '../faults/until.js';
import type { ApiClient } from '../support/api-client.js';
import { CallStage, type StagedCall } from '../support/call-stage.js';
import { useDatabase } from '../support/postgres.js';

/** Each step is quick; on a busy machine there are many. */
jest.setTimeout(90_000);
const PATIENCE_MS = 30_000;

const database = useDatabase();
const stage = new CallStage();
let lea: ApiClient;

beforeAll(async () => {
  await stage.open(database.url, ['Léa']);
  [lea] = stage.agents as [ApiClient];
}, 90_000);
afterAll(() => stage.close());
beforeEach(async () => {
  await leaIs('away');
  // What another test left in line would be offered first.
  await stage.rows
    .query(`UPDATE callbacks.callback SET state = 'cancelled', ended_at = now() WHERE ended_at IS NULL;
    DELETE FROM routing.offer; DELETE FROM routing.work_item; DELETE FROM agents.engagement`);
  await offers({ tries: 2, pauseMinutes: 15, calendarId: null });
});

const leaIs = (state: 'available' | 'away') =>
  stage.rows.query(`UPDATE agents.agent SET state = $2, missed_offers = 0 WHERE id = $1`, [
    lea.agentId,
    state,
  ]);
const offers = (callback: CallbackRules | null) =>
  stage.rows.query(`UPDATE routing.queue SET callback = $1`, [callback && JSON.stringify(callback)]);
const one = async <T>(sql: string, parameters: unknown[] = []): Promise<T | undefined> =>
  (await stage.rows.query(sql, parameters)).rows[0] as T | undefined;
const eventually = <T>(work: () => Promise<T | null | undefined | false>): Promise<T> =>
  until(work, PATIENCE_MS) as Promise<T>;

interface Caller {
  callSid: string;
  from: string;
  ticketId: string;
  since: Date;
}

const aNumber = () => `+33612${String(Math.floor(Math.random() * 1e6)).padStart(6, '0')}`;
const spelled = (number: string) => `0, ${number.slice(3).split('').join(', ')}`;
const say = (caller: Pick<Caller, 'callSid' | 'from'>, path: string, more: Record<string, string> = {}) =>
  stage.hook(path, { ...stage.about(caller.callSid), From: caller.from, ...more });

/** Somebody waits in line. */
async function calls(from = aNumber()): Promise<Caller> {
  const callSid = `CA${newId().replaceAll('-', '')}`;
  await say({ callSid, from }, '/voice/inbound');
  const placed = await eventually(() =>
    one<{ ticketId: string; since: Date }>(
      `SELECT item.ticket_id AS "ticketId", item.enqueued_at AS since FROM routing.work_item AS item
       JOIN tickets.interaction ON interaction.id = item.interaction_id WHERE interaction.thread_key = $1`,
      [`call:${callSid}`],
    ),
  );
  return { callSid, from, ...placed };
}

/** Out of the line's music, and asked for a number. */
async function presses1(caller: Caller): Promise<string> {
  await say(caller, `/voice/choice/${caller.callSid}?lang=fr`, { Digits: '1' });
  await stage.asked(
    ({ path, form }) =>
      path.includes(caller.callSid) &&
      (form.get('Url') ?? '').endsWith(`/voice/callback/${caller.callSid}?n=0`),
  );
  return say(caller, `/voice/callback/${caller.callSid}?n=0`);
}

async function asks(from?: string): Promise<Caller> {
  const caller = await calls(from);
  await presses1(caller);
  await say(caller, `/voice/callback/${caller.callSid}?n=1`, { Digits: '1' });
  await say(caller, '/voice/leg', { CallStatus: 'completed', SequenceNumber: '99' });
  await waiting(caller);
  return caller;
}

interface Standing {
  id: string;
  state: string;
  number: string;
  tries: number;
  interactionId: string;
  outcome: string | null;
}
const callbackOf = ({ ticketId }: Pick<Caller, 'ticketId'>) =>
  one<Standing>(
    `SELECT id, state, number, tries, interaction_id AS "interactionId", last_outcome AS outcome FROM callbacks.callback
     WHERE ticket_id = $1 ORDER BY created_at DESC LIMIT 1`,
    [ticketId],
  );
const isNow = (caller: Caller, state: string) =>
  eventually(async () => {
    const now = await callbackOf(caller);
    return now?.state === state && now;
  });
const itemOf = (interactionId: string) =>
  one<{ state: string; since: Date; channel: string }>(
    `SELECT state, enqueued_at AS since, channel FROM routing.work_item WHERE interaction_id = $1`,
    [interactionId],
  );
const waiting = (caller: Caller) =>
  eventually(async () => {
    const now = await callbackOf(caller);
    return now?.state === 'waiting' && (await itemOf(now.interactionId))?.state === 'waiting' && now;
  });
const events = async ({ ticketId }: Caller): Promise<string[]> => {
  const { body } = await stage.supervisor.get<{ items: TimelineItem[] }>(`/api/tickets/${ticketId}/timeline`);
  return body.items.flatMap(({ data }) => (typeof data.name === 'string' ? [data.name] : []));
};

async function offered(caller: Caller): Promise<OfferView> {
  await leaIs('available');
  return eventually(() =>
    one<OfferView>(
      `SELECT id, interaction_id AS "interactionId" FROM routing.offer WHERE ticket_id = $1 AND agent_id = $2 AND state = 'made'`,
      [caller.ticketId, lea.agentId],
    ),
  );
}

/** Léa takes it; the carrier has rung her. */
async function taken(caller: Caller): Promise<StagedCall> {
  const offer = await offered(caller);
  expect((await lea.post(`/api/offers/${offer.id}/accept`)).status).toBe(200);
  await leaIs('away');
  return lineFor(caller, offer.interactionId);
}

async function lineFor({ ticketId }: Caller, interactionId: string): Promise<StagedCall> {
  const callSid = `CA${interactionId.replaceAll('-', '')}`;
  const leg = await eventually(() =>
    one<{ sid: string }>(
      `SELECT leg.call_sid AS sid FROM voice.leg JOIN voice.call ON call.id = leg.call_id WHERE call.call_sid = $1 AND leg.role = 'agent'`,
      [callSid],
    ),
  );
  const conferenceSid = `CF${interactionId.replaceAll('-', '')}`;
  return { callSid, legSid: leg.sid, interactionId, ticketId, conferenceSid };
}

/** Léa picks up, and the customer's line is rung. */
async function rung(call: StagedCall): Promise<string> {
  await stage.says(call, 'participant-join', call.legSid, `agent-${lea.agentId}`);
  return stage.lineOf(call);
}

const freeAgain = () =>
  eventually(async () => !(await one(`SELECT 1 FROM agents.engagement WHERE agent_id = $1`, [lea.agentId])));

test('who waits is offered a callback, hears the number read back, and keeps the place they had', async () => {
  const caller = await calls();
  expect(await say(caller, `/voice/wait/${caller.callSid}?lang=fr`)).toContain(
    'Pour un rappel sans perdre votre place, faites le 1.',
  );
  expect(await presses1(caller)).toContain(`Nous pouvons vous rappeler au ${spelled(caller.from)}.`);
  const taken = await say(caller, `/voice/callback/${caller.callSid}?n=1`, { Digits: '1' });
  expect(taken).toContain(`Nous vous rappellerons au ${spelled(caller.from)}`);
  expect(taken).toContain('<Hangup/>');
  await say(caller, '/voice/leg', { CallStatus: 'completed', SequenceNumber: '99' });
  const now = await waiting(caller);
  expect(now).toMatchObject({ number: caller.from, tries: 0 });
  expect(await itemOf(now.interactionId)).toEqual({
    state: 'waiting',
    since: caller.since,
    channel: 'voice',
  });
  const first = await one(
    `SELECT interaction.state, item.state AS item FROM tickets.interaction JOIN routing.work_item AS item ON item.interaction_id = interaction.id
     WHERE thread_key = $1`,
    [`call:${caller.callSid}`],
  );
  expect(first).toEqual({ state: 'ended', item: 'done' });
  expect(await events(caller)).toContain('callback.asked');
  const { body } = await stage.supervisor.get<Ticket>(`/api/tickets/${caller.ticketId}`);
  expect(body.callback).toMatchObject({ state: 'waiting', number: caller.from, mostTries: 2 });
  await offers(null);
  expect(await say(caller, `/voice/wait/${caller.callSid}?lang=fr`)).not.toContain('Pour un rappel');
});

test('another number is keyed in; one that costs the house or nobody may call is refused', async () => {
  const caller = await calls();
  await presses1(caller);
  const visit = (n: number, keys: string) =>
    say(caller, `/voice/callback/${caller.callSid}?n=${n}`, { Digits: keys });
  expect(await visit(1, '2')).toContain('Tapez le numéro');
  expect(await visit(2, '0899123456')).toContain('Nous ne pouvons pas appeler ce numéro.');
  expect(await visit(3, '112')).toContain('Nous ne pouvons pas appeler ce numéro.');
  expect(await visit(4, '0144556677')).toContain('au 0, 1, 4, 4, 5, 5, 6, 6, 7, 7.');
  await visit(5, '1');
  expect(await waiting(caller)).toMatchObject({ number: '+33144556677' });
});

test('when their turn comes the agent is rung first, then the customer from our number, and it is done', async () => {
  const caller = await asks();
  const call = await taken(caller);
  const { body } = await stage.supervisor.get<Ticket>(`/api/tickets/${caller.ticketId}`);
  expect(body.owner?.id).toBe(lea.agentId);
  expect(stage.ringsAsked(call)).toEqual([`agent-${lea.agentId}`]);
  const line = await rung(call);
  const asked = await stage.asked(
    ({ path, form }) => path.includes(call.interactionId) && form.get('Label') === 'customer',
  );
  expect([asked.form.get('To'), asked.form.get('From')]).toEqual([caller.from, '+15005550100']);
  await stage.lineSays(call, line, 'in-progress');
  await stage.says(call, 'participant-join', line, 'customer');
  await stage.is(call, ({ state, direction }) => state === 'connected' && direction === 'out');
  await stage.lineSays(call, line, 'completed');
  await isNow(caller, 'done');
  await freeAgain();
});

test('who does not answer is called again after the pause, as often as was set; then it is said, and waits in writing', async () => {
  const caller = await asks();
  const first = await taken(caller);
  await stage.lineSays(first, await rung(first), 'no-answer');
  const asleep = await isNow(caller, 'scheduled');
  expect(asleep.tries).toBe(1);
  await freeAgain();
  const { body } = await stage.supervisor.get<Ticket>(`/api/tickets/${caller.ticketId}`);
  const pause = Date.parse(body.callback?.dueAt ?? '') - Date.now();
  expect(pause).toBeGreaterThan(10 * 60_000);
  expect(pause).toBeLessThanOrEqual(15 * 60_000);
  await stage.rows.query(`UPDATE bus.timer SET due_at = now() WHERE key = $1`, [asleep.id]);
  const again = await waiting(caller);
  expect((await itemOf(again.interactionId))?.since).toEqual(caller.since);
  const second = await taken(caller);
  await stage.lineSays(second, await rung(second), 'busy');
  expect(await isNow(caller, 'failed')).toMatchObject({ tries: 2, outcome: 'busy' });
  const told = await events(caller);
  expect(told.filter((name) => name === 'callback.not-reached')).toHaveLength(1);
  expect(told).toContain('callback.failed');
  const written = await one<{ state: string; agent: string }>(
    `SELECT state, agent_id AS agent FROM tickets.interaction WHERE ticket_id = $1 AND channel = 'email'`,
    [caller.ticketId],
  );
  expect(written).toEqual({ state: 'connected', agent: lea.agentId });
});

test('an agent who does not pick up costs the customer no try and no place', async () => {
  const caller = await asks();
  const call = await taken(caller);
  await stage.hook(`/voice/leg?of=${call.callSid}&agent=${lea.agentId}`, {
    ...stage.about(call.legSid),
    ...{ CallStatus: 'no-answer', SequenceNumber: '7', Timestamp: new Date().toUTCString() },
  });
  const again = await eventually(async () => {
    const now = await waiting(caller);
    return now.interactionId !== call.interactionId && now;
  });
  expect(again.tries).toBe(0);
  expect((await itemOf(again.interactionId))?.since).toEqual(caller.since);
  expect(stage.ringsAsked(call)).not.toContain('customer');
  await freeAgain();
});

test('who calls again by themselves stands where they stood, and nobody calls them any more', async () => {
  const caller = await asks();
  const back = await calls(caller.from);
  expect(back.ticketId).toBe(caller.ticketId);
  const dropped = await isNow(caller, 'cancelled');
  expect(dropped.outcome).toBe('called-again');
  const { rows } = await stage.rows.query<{ state: string; since: Date }>(
    `SELECT item.state, item.enqueued_at AS since FROM routing.work_item AS item WHERE ticket_id = $1 AND state IN ('waiting', 'offered')`,
    [caller.ticketId],
  );
  expect(rows).toEqual([{ state: 'waiting', since: caller.since }]);
  expect((await itemOf(dropped.interactionId))?.state).toBe('done');
  await say(back, '/voice/leg', { CallStatus: 'completed', SequenceNumber: '99' });
});

test('asked for many times at once it is one callback, and the repeat hears the same', async () => {
  const caller = await calls();
  await presses1(caller);
  const confirm = () => say(caller, `/voice/callback/${caller.callSid}?n=1`, { Digits: '1' });
  const answers = await Promise.all(Array.from({ length: 4 }, confirm));
  expect(new Set(answers.filter((text) => !text.includes('again='))).size).toBe(1);
  await waiting(caller);
  const { rows } = await stage.rows.query(`SELECT 1 FROM callbacks.callback WHERE ticket_id = $1`, [
    caller.ticketId,
  ]);
  expect(rows).toHaveLength(1);
  await expect(say(caller, `/voice/callback/${caller.callSid}?n=9`)).rejects.toThrow('404');
});

test('who rings already comes first: the caller stays on the line', async () => {
  const caller = await calls();
  await presses1(caller);
  await offered(caller);
  expect(await say(caller, `/voice/callback/${caller.callSid}?n=1`, { Digits: '1' })).toContain('<Enqueue');
  expect(await callbackOf(caller)).toBeUndefined();
  await say(caller, '/voice/leg', { CallStatus: 'completed', SequenceNumber: '99' });
});

test('taken when the process dies before anybody is rung, everybody is rung once after the start', async () => {
  const caller = await asks();
  const offer = await offered(caller);
  stage.armCrash('after-commit-before-ack');
  await lea.post(`/api/offers/${offer.id}/accept`).catch(() => undefined);
  await eventually(() =>
    fetch(`${stage.app.url}/healthz`).then(
      () => false,
      () => true,
    ),
  );
  await stage.revive();
  const call = await lineFor(caller, offer.interactionId);
  await leaIs('away');
  await stage.lineSays(call, await rung(call), 'in-progress');
  expect(stage.ringsAsked(call)).toEqual([`agent-${lea.agentId}`, 'customer']);
  await stage.lineSays(call, await stage.lineOf(call), 'completed');
  await isNow(caller, 'scheduled');
});

describe('a line that is lost while they talk', () => {
  const talks = async (): Promise<StagedCall> => {
    await leaIs('available');
    const call = await stage.talking();
    await leaIs('away');
    return call;
  };
  const over = (call: StagedCall, more: Record<string, string> = {}) =>
    stage.hook('/voice/leg', {
      ...stage.about(call.callSid),
      ...{ CallStatus: 'completed', SequenceNumber: '99', CallDuration: '9', ...more },
    });
  const cut = { ErrorCode: '53405', ErrorMessage: 'Media connection failed' };
  const told = async (call: StagedCall) => {
    const names = await events({ ...call, from: '', since: new Date() });
    return names.filter((name) => name === 'call.line-lost').length;
  };
  /** The call that is set aside for it. */
  const next = async (call: StagedCall) => {
    const { callback } = await stage.ticket(call);
    return callback?.resumes === lea.agentId && callback;
  };
  const due = (id: string) =>
    stage.rows.query(`UPDATE bus.timer SET due_at = now() WHERE kind = 'callbacks-due' AND key = $1`, [id]);
  const again = async (call: StagedCall): Promise<StagedCall> => {
    const { id } = await eventually(() => next(call));
    const { interactionId } = (await callbackOf(call)) as Standing;
    await due(id);
    return lineFor({ ...call, from: '', since: new Date() }, interactionId);
  };

  test('is called back by the same agent: their telephone rings, then the customer’s, and it is done', async () => {
    const call = await talks();
    await over(call, cut);
    await eventually(() => next(call));
    const back = await again(call);
    const line = await rung(back);
    const [{ from_value: number }] = (
      await stage.rows.query<{ from_value: string }>(
        `SELECT from_value FROM voice.call WHERE call_sid = $1`,
        [call.callSid],
      )
    ).rows as [{ from_value: string }];
    const { form } = await stage.asked(
      (one) => one.path.includes(back.interactionId) && one.form.get('Label') === 'customer',
    );
    expect([form.get('To'), stage.ringsAsked(back)]).toEqual([number, [`agent-${lea.agentId}`, 'customer']]);
    await stage.lineSays(back, line, 'in-progress');
    await stage.says(back, 'participant-join', line, 'customer');
    await stage.is(back, ({ state, agent }) => state === 'connected' && agent?.id === lea.agentId);
    await stage.lineSays(back, line, 'completed');
    await isNow(call as unknown as Caller, 'done');
    await freeAgain();
  });

  test('is said once, also when its end was heard first and as often as it is told; who hung up is not called', async () => {
    const hungUp = await talks();
    await stage.hangUp(hungUp);
    const call = await talks();
    await over(call);
    await over(call, { ...cut, SequenceNumber: '100' });
    await over(call, { ...cut, SequenceNumber: '101' });
    const { id } = await eventually(() => next(call));
    expect(await told(call)).toBe(1);
    expect([await told(hungUp), await callbackOf(hungUp)]).toEqual([0, undefined]);
    await lea.call('DELETE', `/api/tickets/${call.ticketId}/callback`);
    expect((await callbackOf(call))?.id).toBe(id);
    await freeAgain();
  });

  test('cancelled in time, nobody is rung; taken back, it waits in line', async () => {
    const call = await talks();
    await over(call, cut);
    const { id } = await eventually(() => next(call));
    const { interactionId } = (await callbackOf(call)) as Standing;
    const cancelled = await lea.call<Ticket>('DELETE', `/api/tickets/${call.ticketId}/callback`);
    expect([cancelled.status, cancelled.body.callback, cancelled.body.live]).toEqual([200, null, []]);
    await freeAgain();
    await lea.post(`/api/tickets/${call.ticketId}/callback/restore`, {});
    await waiting(call as unknown as Caller);
    await due(id);
    expect(stage.ringsAsked({ ...call, interactionId })).toEqual([]);
  });

  test('put down before the telephone rings, it is as if it were cancelled', async () => {
    const call = await talks();
    await over(call, cut);
    await eventually(() => next(call));
    const { interactionId } = (await callbackOf(call)) as Standing;
    await lea.post(`/api/interactions/${interactionId}/end`, {});
    expect(await isNow(call as unknown as Caller, 'cancelled')).toMatchObject({ tries: 0 });
    expect(stage.ringsAsked({ ...call, interactionId })).toEqual([]);
    await freeAgain();
  });

  test('whose customer calls again first is joined to that call, and nobody calls them', async () => {
    const call = await talks();
    await over(call, cut);
    await eventually(() => next(call));
    const { interactionId } = (await callbackOf(call)) as Standing;
    const { rows } = await stage.rows.query<{ from_value: string }>(
      `SELECT from_value FROM voice.call WHERE call_sid = $1`,
      [call.callSid],
    );
    const back = await calls(rows[0]?.from_value);
    expect(back.ticketId).toBe(call.ticketId);
    expect(await isNow(back, 'cancelled')).toMatchObject({ outcome: 'called-again' });
    expect(stage.ringsAsked({ ...call, interactionId })).toEqual([]);
    await freeAgain();
    await say(back, '/voice/leg', { CallStatus: 'completed', SequenceNumber: '99' });
  });

  test('again and again, a person decides', async () => {
    const call = await talks();
    await stage.rows.query(
      `INSERT INTO tickets.ticket_event (id, ticket_id, seq, name, actor_kind, data)
       SELECT gen_random_uuid(), $1, -n, 'call.line-lost', 'system', '{}' FROM generate_series(1, 3) AS n`,
      [call.ticketId],
    );
    await over(call, cut);
    await eventually(async () => (await told(call)) > 0);
    expect(await callbackOf(call)).toBeUndefined();
    await freeAgain();
  });
});

describe('arranged by an agent', () => {
  const arranged = (by: ApiClient, ticketId: string, more: object = {}) => {
    const at = new Date(Date.now() + 24 * 3_600_000);
    return by.post<Ticket & { code?: string }>(`/api/tickets/${ticketId}/callback`, {
      ...{ at: at.toISOString(), until: new Date(at.getTime() + 3_600_000).toISOString() },
      ...{ text: 'Je vous appelle demain.', ...more },
    });
  };
  const sentHome = async (): Promise<Caller> => {
    const caller = await calls();
    await say(caller, '/voice/leg', { CallStatus: 'completed', SequenceNumber: '99' });
    await eventually(async () => {
      const [last] = (
        await stage.rows.query(
          `SELECT 1 FROM routing.work_item WHERE ticket_id = $1 AND state = 'abandoned'`,
          [caller.ticketId],
        )
      ).rows;
      return last !== undefined;
    });
    return caller;
  };

  test('it is promised, comes into line at its time, and the promise is kept when they are reached', async () => {
    const caller = await sentHome();
    const { status, body } = await arranged(lea, caller.ticketId);
    expect([status, body.callback?.state]).toEqual([200, 'scheduled']);
    expect(body.promise?.text).toBe('Je vous appelle demain.');
    const asleep = await isNow(caller, 'scheduled');
    await stage.rows.query(`UPDATE bus.timer SET due_at = now() WHERE kind = 'callbacks-due' AND key = $1`, [
      asleep.id,
    ]);
    await waiting(caller);
    const call = await taken(caller);
    const line = await rung(call);
    await stage.lineSays(call, line, 'in-progress');
    await stage.says(call, 'participant-join', line, 'customer');
    await stage.is(call, ({ state }) => state === 'connected');
    await stage.lineSays(call, line, 'completed');
    await isNow(caller, 'done');
    await eventually(async () => (await stage.ticket(caller)).promise === null);
    await freeAgain();
  });

  test('cancelled, nobody calls; taken back at once, it stands as it was', async () => {
    const caller = await sentHome();
    const { body } = await arranged(lea, caller.ticketId);
    const cancelled = await lea.call<Ticket>('DELETE', `/api/tickets/${caller.ticketId}/callback`);
    expect([cancelled.status, cancelled.body.callback]).toEqual([200, null]);
    const back = await lea.post<Ticket>(`/api/tickets/${caller.ticketId}/callback/restore`, {});
    expect(back.body.callback?.dueAt).toBe(body.callback?.dueAt);
  });

  test('is for who may see the ticket, for a time to come; who calls at once does without it', async () => {
    const caller = await sentHome();
    expect((await arranged(stage.stranger, caller.ticketId)).status).toBe(404);
    const past = { at: '2001-01-01T09:00:00.000Z', until: '2001-01-01T10:00:00.000Z' };
    expect((await arranged(lea, caller.ticketId, past)).status).toBe(400);
    expect((await lea.call('DELETE', `/api/tickets/${caller.ticketId}/callback`)).status).toBe(404);
    await arranged(lea, caller.ticketId);
    const call = await stage.callingOut(lea, caller.ticketId);
    expect(await isNow(caller, 'cancelled')).toMatchObject({ outcome: 'called-by-hand' });
    await stage.lineSays(call, await stage.lineOf(call), 'busy');
    await freeAgain();
  });
});
