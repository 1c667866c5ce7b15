/** The process dies in the middle of something that was to be done to a call: started again, all of it is so once, and nobody is lost. */
import { jest } from '@jest/globals';
import type { InteractionView } from '@lib/contracts';
import { newId } from '@lib/platform';
import { until } from '../faults/until.js';
import type { ApiClient } from '../support/api-client.js';
import { CallStage, type StagedCall } from '../support/call-stage.js';
import { useDatabase } from '../support/postgres.js';

/** Each test starts the product again, on a machine that may be busy. */
jest.setTimeout(120_000);
const patienceMs = 60_000;

const database = useDatabase();
const stage = new CallStage();
let lea: ApiClient, nadia: ApiClient;

beforeAll(async () => {
  await stage.open(database.url, ['Léa', 'Nadia'], { WRAP_UP_MS: '600000' });
  [lea, nadia] = stage.agents as [ApiClient, ApiClient];
}, 90_000);
afterAll(() => stage.close(), 30_000);

const act = (call: StagedCall, what: string, body: object = {}) =>
  lea.post(`/api/interactions/${call.interactionId}/${what}`, body);
/** What is asked of the product while it dies may be answered or not. */
const perhaps = (asked: Promise<unknown>) => asked.catch(() => undefined);
const unheld = ({ state, call }: InteractionView) => state === 'connected' && call?.heldSince === null;
const held = ({ state, call }: InteractionView) => state === 'held' && call?.heldSince !== null;
const labelOf = (role: string, { agentId }: ApiClient) => `${role}-${agentId}`;
/** The carrier was asked to end this: a leg by its sid, a conference by its interaction. */
const endsAsked = (name: string) =>
  stage.carrier.asked.filter(({ path, form }) => path.includes(name) && form.get('Status') === 'completed');
const joinsAsked = ({ callSid }: StagedCall) =>
  stage.carrier.asked.filter(
    ({ path, form }) => path === `/Calls/${callSid}.json` && form.get('Url')?.includes('/voice/join/'),
  );

async function dead(): Promise<void> {
  const gone = () =>
    fetch(`${stage.app.url}/healthz`).then(
      () => false,
      () => true,
    );
  await until(gone, patienceMs);
}

/** Nothing is waiting to be done to any call. */
async function idle(): Promise<void> {
  const todo = `SELECT 1 FROM voice.job WHERE done_at IS NULL UNION ALL
    SELECT 1 FROM bus.dispatch WHERE channel = 'voice' AND state IN ('waiting', 'leased')`;
  await until(async () => (await stage.rows.query(todo)).rowCount === 0, patienceMs);
}

/** Who is held by a call, as "name: state". */
async function engaged(): Promise<string[]> {
  const { rows } = await stage.rows.query<{ who: string }>(
    `SELECT agent.name || ': ' || engagement.state AS who FROM agents.engagement
     JOIN agents.agent ON agent.id = engagement.agent_id ORDER BY agent.name`,
  );
  return rows.map(({ who }) => who);
}

/** The customer hangs up; whoever wraps up is done. */
async function over(call: StagedCall): Promise<void> {
  await stage.hangUp(call);
  await wrapUp(call);
}

async function wrapUp(call: StagedCall): Promise<void> {
  for (const agent of stage.agents)
    await agent.post(`/api/interactions/${call.interactionId}/wrap-up/complete`);
  await until(async () => (await engaged()).length === 0, patienceMs);
}

describe('who accepted a call', () => {
  test.each([
    ['before-carrier', 'before the carrier was asked for their phone'],
    ['carrier-answered', 'when the carrier rings their phone and nobody has written it down'],
  ])('and the process dies (%s) %s, is rung once and has the customer', async (point) => {
    const waiting = await stage.calling();
    stage.armCrash(point);
    await perhaps(stage.accept(waiting));
    await dead();
    await stage.revive();
    const call = await stage.rung(waiting);
    expect(stage.ringsAsked(call)).toEqual([labelOf('agent', lea)]);
    await stage.bothIn(call);
    await idle();
    expect(stage.ringsAsked(call)).toEqual([labelOf('agent', lea)]);
    expect(joinsAsked(call)).toHaveLength(1);
    expect(await engaged()).toEqual(['Léa: engaged']);
    await over(call);
  });
});

test('a caller on the way to the agent when the process dies is not called back from the talk', async () => {
  const waiting = await stage.calling();
  await stage.accept(waiting);
  const call = await stage.rung(waiting);
  stage.armCrash('after-carrier-job');
  await stage.says(call, 'participant-join', call.legSid, labelOf('agent', lea));
  await dead();
  // The carrier has done as it was asked, and says so before anybody asks again.
  await stage.revive({ jobsWait: true });
  await stage.says(call, 'participant-join', call.callSid, 'customer');
  await stage.is(call, unheld);
  await stage.leasesEnd();
  await idle();
  expect(joinsAsked(call)).toHaveLength(1);
  await over(call);
});

describe('decided while they talk', () => {
  test.each(['before-carrier', 'after-carrier'])(
    'a hold is done after the start, when the process dies %s was told',
    async (point) => {
      const call = await stage.talking();
      stage.armCrash(point);
      await perhaps(act(call, 'hold'));
      await dead();
      await stage.revive();
      const times = point === 'before-carrier' ? 1 : 2;
      await until(() => stage.holdsAsked(call).length >= times, patienceMs);
      expect(new Set(stage.holdsAsked(call))).toEqual(new Set(['true']));
      await stage.says(call, 'participant-hold', call.callSid, 'customer');
      await stage.is(call, held);
      await over(call);
    },
  );

  test('a colleague is asked in once, let go once, and the customer comes back from the music, each with a death in the middle', async () => {
    const call = await stage.talking();
    stage.armCrash('carrier-answered');
    await perhaps(act(call, 'invite', { agentId: nadia.agentId }));
    await dead();
    await stage.revive();
    const guestSid = await stage.guestLeg(call, nadia);
    await idle();
    expect(stage.ringsAsked(call)).toEqual([labelOf('agent', lea), labelOf('guest', nadia)]);
    await stage.says(call, 'participant-hold', call.callSid, 'customer');
    await stage.says(call, 'participant-join', guestSid, labelOf('guest', nadia));
    await stage.is(call, held);

    stage.armCrash('after-carrier');
    await perhaps(act(call, 'resume'));
    await dead();
    await stage.revive();
    await idle();
    expect(stage.holdsAsked(call).slice(1)).toEqual(['false', 'false']);
    await stage.says(call, 'participant-unhold', call.callSid, 'customer');
    await stage.is(call, unheld);
    expect(await engaged()).toEqual(['Léa: engaged', 'Nadia: engaged']);

    stage.armCrash('after-carrier');
    await perhaps(act(call, 'dismiss', { agentId: nadia.agentId }));
    await dead();
    await stage.revive();
    await stage.says(call, 'participant-leave', guestSid, labelOf('guest', nadia));
    await until(async () => (await engaged()).join() === 'Léa: engaged', patienceMs);
    await stage.is(call, unheld);
    expect(endsAsked(call.legSid)).toEqual([]);
    await over(call);
  });

  test('the end is the end: the customer is let go, and the agent wraps up once, with a death in the middle of both', async () => {
    const call = await stage.talking();
    stage.armCrash('after-carrier');
    await perhaps(act(call, 'end'));
    await dead();
    await stage.revive();
    await idle();
    expect(endsAsked(`/Conferences/CF${call.interactionId}`)).toHaveLength(2);
    await stage.hangUp(call);
    expect(await engaged()).toEqual(['Léa: wrapping-up']);

    stage.armCrash('after-commit-before-ack');
    const said = { note: 'She will send the bill' };
    await perhaps(act(call, 'wrap-up/complete', said));
    await dead();
    await stage.revive();
    expect((await act(call, 'wrap-up/complete', said)).status).toBe(200);
    expect(await engaged()).toEqual([]);
    const { rows } = await stage.rows.query(
      `SELECT (SELECT count(*)::int FROM tickets.note WHERE ticket_id = $1) AS notes,
         (SELECT count(*)::int FROM bus.event WHERE name = 'wrap-up.completed' AND data->>'interactionId' = $2) AS ends`,
      [call.ticketId, call.interactionId],
    );
    expect(rows).toEqual([{ notes: 1, ends: 1 }]);
  });
});

test('a customer we call is called once, when the process dies as the carrier answers that it rings', async () => {
  const before = await stage.talking();
  await over(before);
  const call = await stage.callingAgent(lea, before.ticketId, newId());
  stage.armCrash('carrier-answered');
  await perhaps(stage.says(call, 'participant-join', call.legSid, labelOf('agent', lea)));
  await dead();
  await stage.revive();
  const lineSid = await stage.lineOf(call);
  await idle();
  expect(stage.ringsAsked(call)).toEqual([labelOf('agent', lea), 'customer']);
  await stage.lineSays(call, lineSid, 'in-progress');
  await stage.says(call, 'participant-join', lineSid, 'customer');
  await stage.is(call, ({ state }) => state === 'connected');
  await stage.lineSays(call, lineSid, 'completed');
  await stage.is(call, ({ state }) => state === 'wrapping-up');
  await wrapUp(call);
});
