/** Recording of calls over the real carrier: told first, kept as long as was said, gone everywhere after it. */
import { jest } from '@jest/globals';
import { carrierAccount, VoiceApiModule, VoiceWorkerModule } from '@lib/channels/voice';
import type { WriteRecordingPolicy } from '@lib/contracts';
import { DeliveryApiModule, DeliveryWorkerModule } from '@lib/delivery';
import { Clock, loadConfig, newId, RecordingStore, Secrets, type Principal } from '@lib/platform';
import { OfferService, RoutingApiModule } from '@lib/routing';
import { TimelineReader } from '@lib/tickets';
import { Playbacks } from '../../libs/delivery/src/calls/playbacks.js';
import { RecordingsService } from '../../libs/delivery/src/calls/recordings.service.js';
import { RecordingControlService } from '../../libs/delivery/src/calls/recording-control.service.js';
import { CallOutService } from '../../libs/delivery/src/calls/call-out.service.js';
import { RecordingHolds } from '../../libs/channels/voice/src/recordings/recording-holds.js';
import { RecordingKeeper } from '../../libs/channels/voice/src/recordings/recording-keeper.js';
import { RecordingPolicies } from '../../libs/channels/voice/src/recordings/recording-policies.js';
import { RecordingCarrier } from '../../libs/channels/voice/src/carrier/recording-carrier.js';
import { hire } from '../faults/rows.js';
import { useDatabase } from '../support/postgres.js';
import { RoutingStage } from '../support/routing-stage.js';
import { OUR_BASE, TestCarrier, type Telephone } from '../support/telephone.js';
import { until } from '../support/voice-edge.js';

// A call goes through many hands, and a busy machine is slow at each.
jest.setTimeout(150_000);
const PATIENCE_MS = 60_000;

const database = useDatabase();
let stage: RoutingStage;
let carrier: TestCarrier;
let policies: RecordingPolicies;
let lea: Principal;

beforeAll(async () => {
  const env = { GUICHET_SECRET: 'a-secret-for-tests-only-0123456789', VOICE_WEBHOOK_BASE: OUR_BASE };
  const config = loadConfig({ DATABASE_URL: database.url, ...env });
  carrier = new TestCarrier(carrierAccount(config, new Secrets(config)));
  await carrier.listen();
  stage = await RoutingStage.open(
    database.url,
    [VoiceApiModule, VoiceWorkerModule, DeliveryApiModule, DeliveryWorkerModule, RoutingApiModule],
    { ...env, VOICE_API_BASE: carrier.url, WRAP_UP_MS: '0' },
  );
  carrier.settings.internalBase = stage.edge.url;
  // Swept by hand alone: by itself it would come in the middle of a test on a slow machine.
  await stage.edge.app.get(RecordingKeeper).onApplicationShutdown();
  policies = stage.edge.app.get(RecordingPolicies);
  lea = await stage.atWork('Léa');
});

afterAll(async () => {
  await carrier?.close();
  await stage?.close();
});

const policy: WriteRecordingPolicy = {
  enabled: true,
  purpose: 'quality',
  legalBasis: 'legitimate-interest',
  announcement: { fr: 'Cet appel est enregistré.', en: 'This call is recorded.' },
  retentionDays: 180,
  objectionKey: '9',
  keepAtCarrier: false,
};

async function set(change: Partial<WriteRecordingPolicy> = {}): Promise<number> {
  const now = (await policies.list(stage.admin)).find(({ queue }) => queue.id === stage.queueId);
  return (await policies.set(stage.admin, stage.queueId, { ...policy, ...change }, now?.version ?? 0))
    .version;
}

let dialled = 0;
interface Kept {
  id: string;
  call_sid: string;
  state: string;
  announced_at: Date | null;
  started_at: Date | null;
  recording_sid: string | null;
  stored_at: Date | null;
  sha256: string | null;
  seconds: number | null;
  peaks: number[][] | null;
  delete_at: Date | null;
  deleted_at: Date | null;
  deletion: string | null;
  erased_at: Date | null;
}
const recordingOf = async ({ call }: Telephone) =>
  (await stage.rows.query<Kept>(`SELECT * FROM voice.recording WHERE call_sid = $1`, [call.sid])).rows[0];
const whenIt = (phone: Telephone, is: (kept: Kept) => unknown) =>
  until(async () => {
    const kept = await recordingOf(phone);
    return kept && is(kept) ? kept : null;
  }, PATIENCE_MS);
const happened = async (id: string) =>
  (
    await stage.rows.query<{ what: string }>(
      `SELECT what FROM voice.recording_event WHERE recording_id = $1 ORDER BY at, id`,
      [id],
    )
  ).rows.map(({ what }) => what);
const phaseOf = ({ call }: Telephone) =>
  stage.value<string>(`SELECT phase FROM voice.call WHERE call_sid = $1`, [call.sid]);
const atCarrier = async (sid: string | null) => carrier.recordings.find(sid ?? '') !== undefined;

/** Somebody calls and Léa takes it: her phone is there, theirs comes after. */
async function answered(): Promise<Telephone> {
  const phone = carrier.dial(`+1500555${String(3_000 + ++dialled)}`, 440);
  const offer = await until(async () => (await stage.live())[0], PATIENCE_MS);
  await stage.edge.app.get(OfferService).accept(lea, offer.id);
  return phone;
}

/** Both gone and noted, so that the next caller finds her free. */
async function over(phone: Telephone): Promise<void> {
  phone.hangUp();
  await until(async () => (await phaseOf(phone)) === 'ended', PATIENCE_MS);
  await until(
    async () => (await stage.value<number>(`SELECT count(*)::integer FROM agents.engagement`)) === 0,
    PATIENCE_MS,
  );
}

test('nothing is recorded, nor said of it, in a queue for which nobody set why', async () => {
  const phone = await answered();
  await until(async () => (await phaseOf(phone)) === 'talking', PATIENCE_MS);
  expect(phone.heard.join(' ')).not.toMatch(/recorded/);
  expect(await recordingOf(phone)).toBeUndefined();
  await over(phone);
});

test('what is set is kept version by version, by administrators alone, and never over what somebody else just set', async () => {
  const version = await set();
  await expect(policies.set(lea, stage.queueId, policy, version)).rejects.toMatchObject({
    code: 'forbidden',
  });
  await expect(policies.list(lea)).rejects.toMatchObject({ code: 'forbidden' });
  const both = await Promise.allSettled([
    policies.set(stage.admin, stage.queueId, { ...policy, retentionDays: 30 }, version),
    policies.set(stage.admin, stage.queueId, { ...policy, retentionDays: 60 }, version),
  ]);
  expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  await set();
  const versions = await policies.versions(stage.admin, stage.queueId);
  expect(versions.map((one) => one.version)).toEqual([version + 2, version + 1, version]);
  expect(versions[0]?.by).toMatchObject({ id: stage.admin.agentId });
});

test('the customer is told before anything is recorded; the recording comes home, with who speaks on which channel', async () => {
  await set();
  const phone = await answered();
  await phone.hears(/This call is recorded/);
  expect(phone.heard).toContain('If you do not want this, press 9.');
  expect((await recordingOf(phone))?.started_at).toBeNull();
  const running = await whenIt(phone, ({ state }) => state === 'recording');
  expect(Number(running.announced_at)).toBeLessThanOrEqual(Number(running.started_at));
  await until(async () => (await phaseOf(phone)) === 'talking', PATIENCE_MS);
  await phone.speaks(3);
  await over(phone);
  const kept = await whenIt(phone, ({ stored_at }) => stored_at);
  expect(await happened(kept.id)).toEqual(['announced', 'started', 'ended', 'stored']);
  expect(kept.peaks?.map((channel) => Math.max(...channel) > 5)).toEqual([true, true]);
  expect(await stage.edge.app.get(RecordingStore).has(kept.id)).toBe(true);
  // Ours is whole, so that the carrier's copy may go.
  expect(await atCarrier(kept.recording_sid)).toBe(true);
  await stage.edge.app.get(RecordingKeeper).sweep();
  expect(await atCarrier(kept.recording_sid)).toBe(false);
  expect((await recordingOf(phone))?.erased_at).not.toBeNull();
});

test('who presses the key is not recorded, and talks all the same', async () => {
  const phone = await answered();
  await phone.hears(/press 9/);
  phone.press('9');
  await until(async () => (await phaseOf(phone)) === 'talking', PATIENCE_MS);
  await over(phone);
  const kept = await recordingOf(phone);
  expect(kept).toMatchObject({ state: 'objected', started_at: null, recording_sid: null });
  expect(carrier.recordings.ofCall(phone.call.sid)).toEqual([]);
  expect(await happened(kept?.id ?? '')).toEqual(['objected']);
});

test('another key cuts nothing short: it is all said again', async () => {
  const phone = await answered();
  await phone.hears(/press 9/);
  phone.press('3');
  await until(
    () => Promise.resolve(phone.heard.filter((text) => /press 9/.test(text)).length === 2),
    PATIENCE_MS,
  );
  await whenIt(phone, ({ state }) => state === 'recording');
  await over(phone);
});

test('who hangs up during the announcement was not recorded', async () => {
  const phone = await answered();
  await phone.hears(/This call is recorded/);
  await over(phone);
  expect(await recordingOf(phone)).toMatchObject({
    state: 'stopped',
    announced_at: null,
    recording_sid: null,
  });
});

/** Léa is in a call that is recorded. */
async function recorded(): Promise<{
  phone: Telephone;
  interactionId: string;
  ticketId: string;
  kept: Kept;
}> {
  await set();
  const phone = await answered();
  const kept = await whenIt(phone, ({ state }) => state === 'recording');
  await until(async () => (await phaseOf(phone)) === 'talking', PATIENCE_MS);
  const { rows } = await stage.rows.query<{ interactionId: string; ticketId: string }>(
    `SELECT interaction.id AS "interactionId", ticket_id AS "ticketId" FROM tickets.interaction
     WHERE thread_key = $1`,
    [`call:${phone.call.sid}`],
  );
  const [row] = rows;
  if (!row) throw new Error('no interaction');
  await until(async () => {
    const state = await stage.value(`SELECT state FROM tickets.interaction WHERE id = $1`, [
      row.interactionId,
    ]);
    return state === 'connected';
  }, PATIENCE_MS);
  return { phone, kept, ...row };
}
const control = () => stage.edge.app.get(RecordingControlService);
const atCarrierIs = (kept: Kept) =>
  carrier.recordings.all.find(({ request }) => request.call.sid === kept.call_sid)?.status;

describe('in the middle of a call', () => {
  test('a pause leaves out what is said meanwhile, and goes on by hand; each is kept with who did it', async () => {
    const { phone, interactionId, ticketId, kept } = await recorded();
    await control().wish(lea, interactionId, 'record-pause');
    await whenIt(phone, ({ state }) => state === 'paused');
    expect(atCarrierIs(kept)).toBe('paused');
    const before = carrier.recordings.current(phone.call.sid)?.seconds;
    await phone.speaks(4);
    expect(carrier.recordings.current(phone.call.sid)?.seconds).toBe(before);
    await control().wish(lea, interactionId, 'record-resume');
    await whenIt(phone, ({ state }) => state === 'recording');
    expect(atCarrierIs(kept)).toBe('in-progress');
    await over(phone);
    await whenIt(phone, ({ stored_at }) => stored_at);
    const { items } = await stage.edge.app.get(TimelineReader).page(ticketId, { limit: 50 });
    const shown = items.find(({ kind }) => kind === 'call')?.data.recording as {
      paused: { from: string; until: string }[];
    };
    expect(shown.paused).toHaveLength(1);
    expect(Date.parse(shown.paused[0]?.until ?? '')).toBeGreaterThan(Date.parse(shown.paused[0]?.from ?? ''));
    expect(await happened(kept.id)).toEqual(['announced', 'started', 'paused', 'resumed', 'ended', 'stored']);
    const by = await stage.value(
      `SELECT by_id FROM voice.recording_event WHERE recording_id = $1 AND what = 'paused'`,
      [kept.id],
    );
    expect(by).toBe(lea.agentId);
  });

  test.each([
    ['says something else', () => Promise.resolve('in-progress')],
    // As when the line to the carrier hangs: what comes in the end comes too late.
    ['answers too late', (late: Promise<string>) => late],
  ])('a pause to which the carrier %s ends the recording', async (_, answer) => {
    const { phone, interactionId, kept } = await recorded();
    const real = stage.edge.app.get(RecordingCarrier);
    const change = real.change.bind(real);
    let tooLate: (state: string) => void = () => undefined;
    const late = new Promise<string>((resolve) => (tooLate = resolve));
    const spy = jest
      .spyOn(real, 'change')
      .mockImplementation((line, sid, status) =>
        status === 'paused' ? answer(late) : change(line, sid, status),
      );
    try {
      await control().wish(lea, interactionId, 'record-pause');
      await whenIt(phone, ({ state }) => state === 'stopped');
      await until(() => Promise.resolve(atCarrierIs(kept) === 'completed'), PATIENCE_MS);
      expect(await happened(kept.id)).toContain('pause-failed');
      await expect(control().wish(lea, interactionId, 'record-resume')).rejects.toMatchObject({
        code: 'move-not-allowed',
      });
    } finally {
      tooLate('paused');
      spy.mockRestore();
    }
    await over(phone);
  });

  test('a private call is recorded no further, and what was recorded is kept', async () => {
    const { phone, interactionId, kept } = await recorded();
    await control().wish(lea, interactionId, 'record-private');
    await until(() => Promise.resolve(atCarrierIs(kept) === 'completed'), PATIENCE_MS);
    expect((await whenIt(phone, ({ stored_at }) => stored_at)).state).toBe('stopped');
    await over(phone);
  });

  test('the customer objects in words: it stops, and nothing of it is left anywhere', async () => {
    const { phone, interactionId, kept } = await recorded();
    await control().wish(lea, interactionId, 'record-object');
    await until(() => Promise.resolve(atCarrierIs(kept) === 'completed'), PATIENCE_MS);
    await over(phone);
    await until(async () => {
      await stage.edge.app.get(RecordingKeeper).sweep();
      return (await recordingOf(phone))?.erased_at;
    }, PATIENCE_MS);
    expect(await recordingOf(phone)).toMatchObject({
      state: 'objected',
      deletion: 'objection',
      sha256: null,
    });
    expect(await stage.edge.app.get(RecordingStore).has(kept.id)).toBe(false);
  });

  test('only whose call it is has a say in it, and only where something is recorded', async () => {
    const { phone, interactionId } = await recorded();
    const tom: Principal = { ...lea, agentId: stage.admin.agentId };
    await expect(control().wish(tom, interactionId, 'record-pause')).rejects.toMatchObject({
      code: 'not-found',
    });
    await expect(control().wish(stage.admin, interactionId, 'record-pause')).rejects.toMatchObject({
      code: 'forbidden',
    });
    await over(phone);
    await expect(control().wish(lea, interactionId, 'record-pause')).rejects.toMatchObject({
      code: 'conversation-ended',
    });
  });
});

test('whom we call is told too, when they are there, before anything is recorded', async () => {
  const { phone, ticketId } = await recorded();
  await over(phone);
  const clientId = newId();
  await stage.edge.app.get(CallOutService).call(lea, ticketId, { clientId });
  const callSid = `CA${clientId.replaceAll('-', '')}`;
  const kept = await until(async () => {
    const { rows } = await stage.rows.query<Kept>(
      `SELECT * FROM voice.recording WHERE call_sid = $1 AND state = 'recording'`,
      [callSid],
    );
    return rows[0];
  }, PATIENCE_MS);
  expect(await happened(kept.id)).toEqual(['announced', 'started']);
  expect(Number(kept.announced_at)).toBeLessThanOrEqual(Number(kept.started_at));
  for (const device of carrier.devices.values()) device.putDown();
  await whenStored(callSid);
});

const whenStored = (callSid: string) =>
  until(
    () => stage.value(`SELECT stored_at FROM voice.recording WHERE call_sid = $1`, [callSid]),
    PATIENCE_MS,
  );

test('the database itself refuses a recording that begins before its announcement', async () => {
  const begin = (announced: string) =>
    stage.rows.query(
      `INSERT INTO voice.recording (id, call_sid, interaction_id, queue_id, policy_version, state, changed_at, announced_at, started_at)
       VALUES (gen_random_uuid(), 'CAnone', gen_random_uuid(), $1, 1, 'recording', now(), ${announced}, now())`,
      [stage.queueId],
    );
  await expect(begin('NULL')).rejects.toThrow(/recording_announced/);
  await expect(begin(`now() + interval '1 second'`)).rejects.toThrow(/recording_announced/);
});

/** A call of which the sound is here. */
async function stored(change: Partial<WriteRecordingPolicy> = {}): Promise<{ phone: Telephone; kept: Kept }> {
  await set(change);
  const phone = await answered();
  await whenIt(phone, ({ state }) => state === 'recording');
  await phone.speaks(1);
  await over(phone);
  return { phone, kept: await whenIt(phone, ({ stored_at }) => stored_at) };
}

/** The keeper as it would be some days after the call. */
async function later(
  kept: Kept,
  work: (onDay: (day: number) => Promise<void>) => Promise<void>,
): Promise<void> {
  const began = Number(kept.started_at);
  const clock = jest.spyOn(stage.edge.app.get(Clock), 'now');
  try {
    await work(async (day) => {
      clock.mockImplementation(() => new Date(began + day * 86_400_000));
      await stage.edge.app.get(RecordingKeeper).sweep();
    });
  } finally {
    clock.mockRestore();
  }
}
const whereIsIt = async (kept: Kept) => [
  await stage.edge.app.get(RecordingStore).has(kept.id),
  await atCarrier(kept.recording_sid),
];

test('on day 181 the file, what it says and the carrier’s copy are gone; that there was one stays', async () => {
  const { phone, kept } = await stored({ keepAtCarrier: true });
  await later(kept, async (onDay) => {
    await onDay(179);
    expect(await whereIsIt(kept)).toEqual([true, true]);
    // The carrier is away at first: asked again until it agrees.
    carrier.away = true;
    await onDay(181);
    carrier.away = false;
    expect(await whereIsIt(kept)).toEqual([false, true]);
    await onDay(182);
    expect(await whereIsIt(kept)).toEqual([false, false]);
    expect(await recordingOf(phone)).toMatchObject({
      sha256: null,
      peaks: null,
      deletion: 'retention',
      state: 'stopped',
    });
    expect((await happened(kept.id)).slice(-2)).toEqual(['deleted', 'deleted-at-carrier']);
  });
});

const holds = () => stage.edge.app.get(RecordingHolds);

describe('under legal hold', () => {
  const view = (id: string) => stage.edge.app.get(RecordingsService).view(stage.admin, id);

  test('day 181 passes, here and at the carrier; once it is lifted, both copies go on the next run', async () => {
    const { kept } = await stored({ keepAtCarrier: true });
    await holds().place(stage.admin, kept.id, 'Dispute before the court');
    await later(kept, async (onDay) => {
      await onDay(181);
      expect(await whereIsIt(kept)).toEqual([true, true]);
      expect((await view(kept.id)).hold).toMatchObject({ reason: 'Dispute before the court' });
      await holds().lift(stage.admin, kept.id, 'Settled');
      await onDay(182);
      expect(await whereIsIt(kept)).toEqual([false, false]);
    });
    expect(await happened(kept.id)).toEqual([
      'announced',
      'started',
      'ended',
      'stored',
      'held',
      'released',
      'deleted',
      'deleted-at-carrier',
    ]);
    expect(await view(kept.id)).toMatchObject({
      state: 'deleted',
      deletion: 'retention',
      hold: null,
      peaks: [],
    });
    const { rows } = await stage.rows.query(
      `SELECT reason, placed_by, lifted_reason, lifted_by FROM voice.recording_hold WHERE recording_id = $1`,
      [kept.id],
    );
    const by = stage.admin.agentId;
    expect(rows).toEqual([
      { reason: 'Dispute before the court', placed_by: by, lifted_reason: 'Settled', lifted_by: by },
    ]);
  });

  test('a customer who objects is heard before it: nothing is kept, and nothing can be held any more', async () => {
    const { phone, interactionId, kept } = await recorded();
    await holds().place(stage.admin, kept.id, 'Dispute');
    await control().wish(lea, interactionId, 'record-object');
    await whenIt(phone, ({ state }) => state === 'objected');
    // What goes on the carrier does not delete: asked too early, it is asked again a minute later.
    await until(() => Promise.resolve(atCarrierIs(kept) === 'completed'), PATIENCE_MS);
    await over(phone);
    await expect(holds().place(stage.admin, kept.id, 'Again')).rejects.toMatchObject({
      code: 'recording-gone',
    });
    await until(async () => {
      await stage.edge.app.get(RecordingKeeper).sweep();
      return (await recordingOf(phone))?.erased_at;
    }, PATIENCE_MS);
    expect(await whereIsIt(kept)).toEqual([false, false]);
    expect(await view(kept.id)).toMatchObject({ state: 'deleted', deletion: 'objection', hold: null });
  });
});

describe('of one recording', () => {
  let kept: Kept;
  beforeAll(async () => {
    ({ kept } = await stored());
  });

  const recordings = () => stage.edge.app.get(RecordingsService);
  const playbacks = () => stage.edge.app.get(Playbacks);

  test('a copy that the carrier should not have any more goes all the same', async () => {
    await holds().place(stage.admin, kept.id, 'Dispute');
    await later(kept, async (onDay) => {
      await onDay(200);
      expect(await whereIsIt(kept)).toEqual([true, false]);
    });
    await holds().lift(stage.admin, kept.id, 'Settled');
  });

  test('of two administrators at once one places it, of two who lift it one does, and agents and supervisors never', async () => {
    const supervisor: Principal = { ...stage.admin, role: 'supervisor' };
    for (const somebody of [lea, supervisor])
      for (const act of ['place', 'lift'] as const)
        await expect(holds()[act](somebody, kept.id, 'x')).rejects.toMatchObject({ code: 'forbidden' });
    for (const act of ['place', 'lift'] as const) {
      const both = await Promise.allSettled([
        holds()[act](stage.admin, kept.id, 'x'),
        holds()[act](stage.admin, kept.id, 'x'),
      ]);
      expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    }
    for (const nothing of [newId(), 'no-id'])
      await expect(holds().place(stage.admin, nothing, 'x')).rejects.toMatchObject({ code: 'not-found' });
  });

  test('who sees the ticket or was on the call hears it, a supervisor of the team, an administrator; to others there is nothing', async () => {
    const elsewhere = await stage.queue('Elsewhere');
    const supervisorOf = async (queueId: string): Promise<Principal> => {
      const { id } = await hire(stage.rows, 'Max', 'supervisor', queueId);
      await stage.rows.query(`INSERT INTO agents.membership (agent_id, queue_id) VALUES ($1, $2)`, [
        id,
        queueId,
      ]);
      return { ...stage.admin, agentId: id, role: 'supervisor' };
    };
    const stranger = await stage.atWork('Sam', elsewhere);
    const [ours, theirs] = [await supervisorOf(stage.queueId), await supervisorOf(elsewhere)];
    for (const somebody of [lea, ours, stage.admin]) {
      expect(await recordings().view(somebody, kept.id)).toMatchObject({
        state: 'stored',
        may: { download: somebody.role === 'admin', hold: somebody.role === 'admin' },
      });
      expect((await recordings().sound(somebody, kept.id)).etag).toBe(`"${kept.sha256}"`);
    }
    for (const act of ['view', 'sound'] as const) {
      await expect(recordings()[act](stranger, kept.id)).rejects.toMatchObject({ code: 'not-found' });
      await expect(recordings()[act](theirs, kept.id)).rejects.toMatchObject({ code: 'forbidden' });
      await expect(recordings()[act](stage.admin, newId())).rejects.toMatchObject({ code: 'not-found' });
    }
    await expect(recordings().download(lea, kept.id, false)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(recordings().download(ours, kept.id, false)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(recordings().download(stranger, kept.id, false)).rejects.toMatchObject({
      code: 'not-found',
    });
    // Who was on the call hears it also when the ticket went where they see nothing.
    await stage.rows.query(`DELETE FROM agents.membership WHERE agent_id = $1`, [lea.agentId]);
    await stage.rows.query(`DELETE FROM tickets.met WHERE agent_id = $1`, [lea.agentId]);
    expect((await recordings().view(lea, kept.id)).state).toBe('stored');
    await stage.rows.query(`INSERT INTO agents.membership (agent_id, queue_id) VALUES ($1, $2)`, [
      lea.agentId,
      stage.queueId,
    ]);
  });

  test('each listening is one row, however many parts were asked for at once, and nobody’s but their own', async () => {
    const [mine, again] = [newId(), newId()];
    await Promise.all(Array.from({ length: 12 }, () => playbacks().sounded(lea, kept.id, mine)));
    await playbacks().heard(lea, mine, { from: 1, to: 1 });
    await playbacks().heard(lea, mine, { from: 0, to: 86_000 });
    await playbacks().sounded(stage.admin, kept.id, again);
    await recordings().download(stage.admin, kept.id, false);
    await recordings().download(stage.admin, kept.id, true);
    const seconds = kept.seconds ?? 0;
    const shown = (await recordings().view(lea, kept.id)).playbacks;
    expect(shown.map(({ by, kind, from, to }) => [by.id, kind, from, to])).toEqual([
      [stage.admin.agentId, 'downloaded', 0, seconds],
      [stage.admin.agentId, 'listened', null, null],
      [lea.agentId, 'listened', 0, seconds],
    ]);
    for (const [who, id] of [
      [stage.admin, mine],
      [lea, newId()],
      [lea, 'no-id'],
    ] as const)
      await expect(playbacks().heard(who, id, { from: 0, to: 1 })).rejects.toMatchObject({
        code: 'not-found',
      });
    await expect(playbacks().sounded(stage.admin, kept.id, mine)).rejects.toMatchObject({
      code: 'invalid-input',
    });
    await later(kept, async (onDay) => {
      await onDay(1);
      await expect(playbacks().sounded(lea, kept.id, mine)).rejects.toMatchObject({ code: 'invalid-input' });
    });
    await expect(stage.rows.query(`DELETE FROM delivery.playback WHERE id = $1`, [mine])).rejects.toThrow(
      /who listened is kept/,
    );
  });

  test('what was deleted is heard by nobody', async () => {
    await later(kept, async (onDay) => {
      await onDay(181);
      await expect(recordings().sound(lea, kept.id)).rejects.toMatchObject({ code: 'recording-gone' });
    });
  });
});
