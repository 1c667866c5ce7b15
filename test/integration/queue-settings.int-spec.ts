/** Queues and people as they are set up: what is kept, what is refused, what the router makes of it, and who may do it. */
import { AgentStateService } from '@lib/agents';
import type { PreviewRouting, QueueSettings } from '@lib/contracts';
import { newId } from '@lib/platform';
import {
  PeopleSettingsService,
  QueuePreview,
  QueueReader,
  QueueRulesService,
  QueueSettingsService,
} from '@lib/routing';
import { House, startGatewayEdge, until, type GatewayEdge, type Person } from '../support/gateway-edge.js';
import { useDatabase } from '../support/postgres.js';

const database = useDatabase();
let edge: GatewayEdge;
let house: House;
let queues: QueueSettingsService;
let ada: Person;
let max: Person;
let defaultId: string;

beforeAll(async () => {
  edge = await startGatewayEdge(database.url, { OFFER_TIMEOUT_MS: '60000' });
  house = new House(edge.app);
  queues = edge.app.get(QueueSettingsService);
  defaultId = await house.queue('Everything');
  await database.query(`UPDATE routing.queue SET is_default = true WHERE id = $1`, [defaultId]);
  [ada, max] = [await house.person('Ada', 'admin'), await house.person('Max', 'supervisor')];
});
afterAll(() => edge.close());

test('a queue is made, changed all at once, and the record says who set what, from what to what', async () => {
  const lea = await house.person('Lea', 'agent');
  const made = await queues.make(ada, settings({ name: 'Bikes', memberIds: [lea.agentId] }));
  expect(made).toMatchObject({ name: 'Bikes', level: 1, memberIds: [lea.agentId], isDefault: false });
  const changed = await queues.change(
    ada,
    made.id,
    { ...settings({ name: 'Bikes and scooters' }), level: 2, strategy: 'ring-all' },
    made.version,
  );
  expect(changed).toMatchObject({ level: 2, strategy: 'ring-all', memberIds: [] });
  expect((await queues.list(max)).map(({ name }) => name)).toContain('Bikes and scooters');
  const { items } = await queues.changes(max, made.id);
  expect(items.map(({ what, by }) => [what, by.name])).toEqual([
    ['changed', 'Ada'],
    ['made', 'Ada'],
  ]);
  expect(items[0]?.changed).toContainEqual({ field: 'level', before: 1, after: 2 });
  expect(items[0]?.changed.map(({ field }) => field).sort()).toEqual([
    'level',
    'memberIds',
    'name',
    'strategy',
  ]);
});

test('rules and overflow set on their own are recorded like any other change of a queue', async () => {
  const [{ id }, other] = [
    await queues.make(ada, settings({ name: 'Set in parts' })),
    await queues.make(ada, settings({ name: 'Where it flows' })),
  ];
  const parts = edge.app.get(QueueRulesService);
  const overflow = [{ when: { kind: 'unstaffed' as const }, to: { queueId: other.id } }];
  await parts.set(ada, id, { strategy: 'round-robin', rings: [] });
  await parts.setOverflow(ada, id, { rules: overflow });
  const { items } = await queues.changes(max, id);
  expect(items.map(({ what, by, changed }) => [what, by.name, what === 'made' ? [] : changed])).toEqual([
    ['changed', 'Ada', [{ field: 'overflow', before: [], after: overflow }]],
    ['changed', 'Ada', [{ field: 'strategy', before: 'longest-idle', after: 'round-robin' }]],
    ['made', 'Ada', []],
  ]);
  // Refused, it leaves no trace either.
  const itself = { rules: [{ when: { kind: 'unstaffed' as const }, to: { queueId: id } }] };
  await expect(parts.setOverflow(ada, id, itself)).rejects.toMatchObject({ code: 'invalid-input' });
  expect((await queues.changes(max, id)).items).toHaveLength(3);
});

test('who saves over somebody else’s change is told, and nothing is lost', async () => {
  const { id, version } = await queues.make(ada, settings({ name: 'Contended' }));
  await queues.change(ada, id, settings({ name: 'Contended', answerWithinSeconds: 30 }), version);
  await expect(queues.change(ada, id, settings({ name: 'Contended' }), version)).rejects.toMatchObject({
    code: 'version-stale',
  });
  expect(await queues.one(ada, id)).toMatchObject({ answerWithinSeconds: 30 });
});

test('faults are said with their place: a name twice, strangers, a queue that would overflow into itself, a calendar nobody made', async () => {
  const { id, version } = await queues.make(ada, settings({ name: 'Faulty' }));
  await expect(queues.make(ada, settings({ name: 'faulty' }))).rejects.toMatchObject({
    code: 'queue-name-taken',
  });
  const wrong = settings({
    name: 'Faulty',
    memberIds: [newId()],
    overflow: [
      { when: { kind: 'waited', seconds: 60 }, to: { queueId: id } },
      { when: { kind: 'closed', calendarId: 'nowhere' }, to: { diversion: 'voicemail' } },
    ],
  });
  await expect(queues.change(ada, id, wrong, version)).rejects.toMatchObject({
    code: 'invalid-input',
    errors: [
      expect.objectContaining({ path: 'memberIds.0' }),
      expect.objectContaining({ path: 'overflow.0.to.queueId' }),
      expect.objectContaining({ path: 'overflow.1.when.calendarId' }),
    ],
  });
});

test('a queue that is needed is not archived, and each reason is named', async () => {
  const [queue, other] = [
    await queues.make(ada, settings({ name: 'Needed' })),
    await queues.make(ada, settings({ name: 'Before it' })),
  ];
  await house.receive(newId(), 'Still here', { queueId: queue.id });
  await database.query(
    `INSERT INTO routing.entry_point (channel, address, queue_id) VALUES ('voice', '+15005550199', $1)`,
    [queue.id],
  );
  await database.query(
    `INSERT INTO email.mailbox (id, address, aliases, state, state_since, created_at, queue_id, removed_at)
     SELECT gen_random_uuid(), address, '[]', 'idle', now(), now(), $1::uuid, removed_at
     FROM (VALUES ('feeds@guichet.test', NULL), ('gone@guichet.test', now())) AS given(address, removed_at)`,
    [queue.id],
  );
  await queues.change(
    ada,
    other.id,
    settings({ name: 'Before it', overflow: [{ when: { kind: 'unstaffed' }, to: { queueId: queue.id } }] }),
    other.version,
  );
  await expect(queues.archive(ada, queue.id)).rejects.toMatchObject({
    code: 'queue-in-use',
    errors: [
      { path: 'waiting', message: '1' },
      { path: 'entry-point', message: '+15005550199, feeds@guichet.test' },
      { path: 'overflow', message: 'Before it' },
    ],
  });
  await expect(queues.archive(ada, defaultId)).rejects.toMatchObject({
    code: 'queue-in-use',
    errors: [expect.objectContaining({ path: 'default' })],
  });
});

test('an archived queue takes nothing more: what was meant for it waits in the default queue, and it comes back with its members', async () => {
  const lea = await house.person('Lea', 'agent');
  const { id } = await queues.make(ada, settings({ name: 'Winter', memberIds: [lea.agentId] }));
  await queues.archive(ada, id);
  const live = await edge.app.get(QueueReader).live();
  expect(live.map((queue) => queue.id)).not.toContain(id);
  const { id: interactionId } = await house.receive(newId(), 'Snow', { queueId: id });
  const [item] = await database.query(`SELECT queue_id FROM routing.work_item WHERE interaction_id = $1`, [
    interactionId,
  ]);
  expect(item).toEqual({ queue_id: defaultId });
  const back = await queues.restore(ada, id);
  expect(back).toMatchObject({ name: 'Winter', memberIds: [lea.agentId], archivedAt: null });
  await expect(queues.restore(ada, id)).rejects.toMatchObject({ code: 'not-found' });
});

test('archiving and placing at once lose nobody: whoever comes waits in a queue that is open', async () => {
  for (let round = 0; round < 5; round += 1) {
    const { id } = await queues.make(ada, settings({ name: `Race ${round}` }));
    const [archived, placed] = await Promise.allSettled([
      queues.archive(ada, id),
      house.receive(newId(), 'Me first', { queueId: id }),
    ]);
    if (placed.status !== 'fulfilled') throw placed.reason;
    const [item] = await database.query<{ open: boolean }>(
      `SELECT queue.archived_at IS NULL AS open FROM routing.work_item JOIN routing.queue ON queue.id = work_item.queue_id
       WHERE interaction_id = $1`,
      [placed.value.id],
    );
    expect([archived.status, item]).toEqual([expect.any(String), { open: true }]);
  }
});

test('the preview asks whom the router would ask under settings that are not kept, says why not the others, and leaves no trace', async () => {
  const people = await Promise.all(
    ['Able', 'Busy', 'Away', 'Plain'].map((name) => house.person(name, 'agent')),
  );
  const [able, busy, away, plain] = people;
  if (!able || !busy || !away || !plain) throw new Error('four people');
  for (const person of [able, busy, plain]) await staff(person);
  await database.query(
    `UPDATE agents.agent SET skills = '{"bikes": 3}', languages = '["fr"]' WHERE id = $1`,
    [able.agentId],
  );
  await database.query(`UPDATE agents.agent SET capacity = capacity || '{"chat": 0}' WHERE id = $1`, [
    busy.agentId,
  ]);
  const before = await written();
  const wish: PreviewRouting = {
    settings: settings({
      name: 'Never kept',
      memberIds: people.map(({ agentId }) => agentId),
      rings: [
        { afterSeconds: 0, skills: { bikes: 2 }, language: true },
        { afterSeconds: 60, skills: {}, language: false },
      ],
    }),
    item: { channel: 'chat', language: 'fr', waitedSeconds: 0 },
  };
  const preview = edge.app.get(QueuePreview);
  const now = await preview.of(max, wish);
  expect(now.ring).toEqual({ number: 1, skills: { bikes: 2 }, language: 'fr' });
  expect(Object.fromEntries(now.members.map(({ agent, why }) => [agent.name, why]))).toEqual({
    Able: null,
    Busy: 'busy',
    Away: 'not-at-work',
    Plain: 'language',
  });
  const later = await preview.of(max, { ...wish, item: { ...wish.item, waitedSeconds: 90 } });
  expect(later.ring?.number).toBe(2);
  expect(later.members.find(({ agent }) => agent.name === 'Plain')?.why).toBe('later-in-line');
  expect(await written()).toEqual(before);
});

test('only administrators set queues up; supervisors read and try out; agents are refused', async () => {
  const { id, version } = await queues.make(ada, settings({ name: 'Guarded' }));
  const lea = await house.person('Lea', 'agent');
  const refused = { code: 'forbidden' };
  for (const person of [max, lea]) {
    await expect(queues.make(person, settings({ name: 'Mine' }))).rejects.toMatchObject(refused);
    await expect(queues.change(person, id, settings({ name: 'Mine' }), version)).rejects.toMatchObject(
      refused,
    );
    await expect(queues.archive(person, id)).rejects.toMatchObject(refused);
    await expect(queues.restore(person, id)).rejects.toMatchObject(refused);
  }
  await expect(queues.list(lea)).rejects.toMatchObject(refused);
  await expect(queues.one(lea, id)).rejects.toMatchObject(refused);
  await expect(queues.changes(lea, id)).rejects.toMatchObject(refused);
  const item = { channel: 'chat', language: null, waitedSeconds: 0 } as const;
  await expect(
    edge.app.get(QueuePreview).of(lea, { settings: settings({ name: 'Mine' }), item }),
  ).rejects.toMatchObject(refused);
});

test('a supervisor sets up the agents of their own queues, and what was set is recorded', async () => {
  const [ours, theirs] = [await house.queue('Ours'), await house.queue('Theirs')];
  const boss = await house.person('Boss', 'supervisor', [ours]);
  const lea = await house.person('Lea', 'agent', [ours, theirs]);
  await database.query(
    `INSERT INTO clocks.calendar (id, name, time_zone, week, holidays) VALUES ('early', 'Early', 'Europe/Paris', '{}', '[]')
     ON CONFLICT DO NOTHING`,
  );
  const people = edge.app.get(PeopleSettingsService);
  const after = await people.change(boss, lea.agentId, {
    skills: { bikes: 4 },
    languages: ['fr', 'en', 'fr'],
    queueIds: [theirs],
    calendarId: 'early',
  });
  expect(after).toMatchObject({
    skills: { bikes: 4 },
    languages: ['fr', 'en'],
    queueIds: [theirs],
    calendarId: 'early',
  });
  const { items } = await people.changes(ada, lea.agentId);
  expect(items[0]).toMatchObject({ what: 'changed', by: { name: 'Boss' } });
  expect(items[0]?.changed.map(({ field }) => field).sort()).toEqual([
    'calendarId',
    'languages',
    'queueIds',
    'skills',
  ]);
  // Out of the last queue they shared: no longer of that team.
  await expect(people.change(boss, lea.agentId, { skills: {} })).rejects.toMatchObject({ code: 'forbidden' });
});

test('nobody sets up another team, another team’s queue, a capacity without being administrator, or anybody above themselves', async () => {
  const [ours, theirs] = [await house.queue('Ours too'), await house.queue('Theirs too')];
  const boss = await house.person('Boss', 'supervisor', [ours]);
  const peer = await house.person('Peer', 'supervisor', [ours]);
  const lea = await house.person('Lea', 'agent', [ours]);
  const sam = await house.person('Sam', 'agent', [theirs]);
  const people = edge.app.get(PeopleSettingsService);
  const refused = { code: 'forbidden' };
  const own = { voice: 1, chat: 9, email: 9 };
  await expect(people.change(boss, sam.agentId, { skills: {} })).rejects.toMatchObject(refused);
  await expect(people.change(boss, peer.agentId, { skills: {} })).rejects.toMatchObject(refused);
  await expect(people.change(boss, boss.agentId, { skills: { n3: 1 } })).rejects.toMatchObject(refused);
  await expect(people.change(boss, ada.agentId, { skills: {} })).rejects.toMatchObject(refused);
  await expect(people.change(lea, lea.agentId, { skills: { n3: 1 } })).rejects.toMatchObject(refused);
  await expect(people.list(lea)).rejects.toMatchObject(refused);
  await expect(people.changes(lea, lea.agentId)).rejects.toMatchObject(refused);
  await expect(people.changes(boss, ada.agentId)).rejects.toMatchObject(refused);
  await expect(people.change(boss, lea.agentId, { queueIds: [ours, theirs] })).rejects.toMatchObject(refused);
  await expect(people.change(boss, lea.agentId, { capacity: own })).rejects.toMatchObject(refused);
  await expect(people.change(ada, lea.agentId, { queueIds: [newId()] })).rejects.toMatchObject({
    code: 'invalid-input',
  });
  expect(await people.change(ada, lea.agentId, { capacity: own })).toMatchObject({
    capacity: own,
    capacityIsOwn: true,
  });
  expect(await people.change(ada, lea.agentId, { capacity: null })).toMatchObject({ capacityIsOwn: false });
  const editable = (await people.list(boss)).filter((person) => person.editable);
  expect(editable.map(({ id }) => id)).toEqual([lea.agentId]);
});

test('members changed from a colleague’s page are not written over by who has the queue open', async () => {
  const lea = await house.person('Lea', 'agent');
  const open = await queues.make(ada, settings({ name: 'Open in two places' }));
  await edge.app.get(PeopleSettingsService).change(ada, lea.agentId, { queueIds: [open.id] });
  await expect(
    queues.change(ada, open.id, settings({ name: 'Open in two places' }), open.version),
  ).rejects.toMatchObject({ code: 'version-stale' });
  expect(await queues.one(ada, open.id)).toMatchObject({ memberIds: [lea.agentId] });
});

function settings(part: Partial<QueueSettings> & { name: string }): QueueSettings {
  return {
    level: 1,
    answerWithinSeconds: 20,
    callback: null,
    reopenDays: 14,
    strategy: 'longest-idle',
    rings: [],
    steps: null,
    overflow: [],
    memberIds: [],
    ...part,
  };
}

function written(): Promise<unknown[]> {
  return database.query(
    `SELECT (SELECT count(*) FROM routing.offer), (SELECT count(*) FROM routing.queue), (SELECT count(*) FROM agents.membership),
       (SELECT count(*) FROM agents.settings_change), (SELECT count(*) FROM agents.engagement)`,
  );
}

/** At work: available, with a console that stays. */
async function staff(person: Person): Promise<void> {
  await database.query(
    `INSERT INTO agents.console (id, agent_id, expires_at) VALUES ($1, $2, now() + interval '1 hour')`,
    [newId(), person.agentId],
  );
  await edge.app.get(AgentStateService).set(person, { state: 'available' });
  await until(async () => {
    const rows = await database.query(`SELECT 1 FROM agents.room WHERE agent_id = $1 AND at_work`, [
      person.agentId,
    ]);
    return rows.length > 0;
  });
}
