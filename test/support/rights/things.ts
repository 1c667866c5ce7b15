/** One agent's things, each of them real: what the rights are asked about, so that "not found" never means "not there". */
import { randomUUID } from 'node:crypto';
import type { Ticket } from '@lib/contracts';
import type { ApiClient } from '../api-client.js';
import type { TestDatabase } from '../postgres.js';

/** What a name in a route stands for, by the name of its parameter or, for `:id`, by what comes before it. */
export type ThingName =
  | 'ticket'
  | 'linked'
  | 'customer'
  | 'agent'
  | 'queue'
  | 'step'
  | 'fact'
  | 'task'
  | 'profileEntry'
  | 'checklistItem'
  | 'link'
  | 'message'
  | 'note'
  | 'heldMail'
  | 'passedOnMail'
  | 'mailFromOutside'
  | 'macro'
  | 'macroUse'
  | 'absence'
  | 'proposal'
  | 'interaction'
  | 'offer'
  | 'handOver'
  | 'promise'
  | 'alarm'
  | 'supplierWait'
  | 'view'
  | 'attachment'
  | 'recording'
  | 'playback'
  | 'bulkJob';
export type Things = Record<ThingName, string> & { number: string };

const parameters: Record<string, ThingName> = {
  absenceId: 'absence',
  entryId: 'profileEntry',
  factId: 'fact',
  agentId: 'agent',
  interactionId: 'interaction',
  itemId: 'checklistItem',
  jobId: 'bulkJob',
  linkId: 'link',
  macroId: 'macro',
  messageId: 'message',
  noteId: 'heldMail',
  proposalId: 'proposal',
  stepId: 'step',
  useId: 'macroUse',
};
/** Where the same parameter means another thing below one collection. */
const below: Record<string, ThingName> = {
  'forwarded-mails/:noteId': 'passedOnMail',
  'invitations/:messageId': 'mailFromOutside',
  ':messageId/judgement': 'mailFromOutside',
};
const collections: Record<string, ThingName> = {
  agents: 'agent',
  alarms: 'alarm',
  attachments: 'attachment',
  customers: 'customer',
  'hand-overs': 'handOver',
  interactions: 'interaction',
  macros: 'macro',
  offers: 'offer',
  playbacks: 'playback',
  promises: 'promise',
  queues: 'queue',
  recordings: 'recording',
  'supplier-waits': 'supplierWait',
  tasks: 'task',
  tickets: 'ticket',
  views: 'view',
};

/** Of one's own house or newer than this file: asked for with ids that nobody made, so the row of their route says it all. */
const UNMADE = new Set([
  'answerId',
  'entryId',
  'factId',
  'jobId',
  'checklists',
  'tasks',
  'articles',
  'version',
]);

/** What each parameter of a route names; null for settings, and for what is not made here. */
export function thingsNamedIn(path: string): { parameter: string; thing: ThingName | null }[] {
  const parts = path.split('/');
  return parts.flatMap((part, index) => {
    if (!part.startsWith(':')) return [];
    const parameter = part.slice(1);
    const before = parts[index - 1] ?? '';
    const ofAdmins = parts.includes('admin');
    const meant = below[`${before}/${part}`] ?? below[`${part}/${parts[index + 1] ?? ''}`];
    const thing = meant ?? parameters[parameter] ?? (ofAdmins ? undefined : collections[before]);
    if (!thing && !ofAdmins && !UNMADE.has(parameter) && !UNMADE.has(before))
      throw new Error(`${path}: make what :${parameter} names, so that its rights can be asked`);
    return [{ parameter, thing: thing ?? null }];
  });
}

/** The path with real ids: those of `parent` first, and for what lies below it those of `child`. */
export function pathOf(path: string, parent: Things, child: Things = parent): string {
  let depth = 0;
  return thingsNamedIn(path).reduce((filled, { parameter, thing }) => {
    const owner = depth++ === 0 ? parent : child;
    return filled.replace(`:${parameter}`, thing ? owner[thing] : randomUUID());
  }, path);
}

const strangersMail = {
  channel: 'email',
  kind: 'message',
  externalId: 'mail:strangers',
  threadKeys: [],
  lane: 'mid:strangers',
  from: { kind: 'email', value: 'stranger@elsewhere.test' },
  to: { kind: 'email', value: 'support@guichet.test' },
  receivedAt: '2026-01-02T03:04:05.000Z',
  text: 'Let me in',
};

/** Through the API wherever there is a way; what only a customer or a clock could cause is written as a row. */
export async function furnish(
  me: ApiClient,
  database: TestDatabase,
  { queue, colleague, name }: { queue: string; colleague: string; name: string },
): Promise<Things> {
  const made = async <T>(method: string, path: string, body: unknown): Promise<T> => {
    const answer = await me.call<T>(method, path, body);
    if (answer.status >= 300)
      throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  const open = (subject: string): Promise<Ticket> =>
    made('POST', '/api/tickets', {
      subject,
      customer: { name, email: `${name.toLowerCase()}@customer.test` },
      queueId: queue,
    });
  const [ticket, linked] = [await open(`Matter of ${name}`), await open(`Second matter of ${name}`)];
  const below = `/api/tickets/${ticket.id}`;
  const soon = new Date(Date.now() + 30 * 86_400_000).toISOString();
  const later = new Date(Date.now() + 31 * 86_400_000).toISOString();
  type Made = { id: string };

  const links = await made<{ links: Made[] }>('POST', `${below}/links`, {
    kind: 'follow-up-of',
    ticket: linked.number,
  });
  const message = await made<Made & { interactionId: string }>('POST', `${below}/messages`, {
    channel: 'email',
    text: 'We are looking at it.',
    delayMs: 60_000,
  });
  // It can be taken back as long as a test lasts, on however slow a machine.
  await database.query(
    `UPDATE bus.dispatch SET not_before = now() + interval '1 day' WHERE message_id = $1`,
    [message.id],
  );
  const note = await made<Made>('POST', `${below}/notes`, { text: 'inner' });
  const held = await made<Made>('POST', `${below}/notes`, { text: 'A stranger wrote' });
  await database.query(
    `INSERT INTO tickets.stranger_mail (note_id, why, customer_id, identity_id, proof, inbound)
     VALUES ($1, 'not-on-ticket', $2, $2, 'proven', $3)`,
    [held.id, ticket.customer.id, JSON.stringify(strangersMail)],
  );
  const passedOn = await made<Made>('POST', `${below}/notes`, { text: 'Who wrote this?' });
  await database.query(
    `INSERT INTO tickets.forwarded_mail (note_id, agent_id, customer_id, why, candidates, inbound)
     VALUES ($1, $2, $3, 'several', '[]', $4)`,
    [passedOn.id, me.agentId, ticket.customer.id, JSON.stringify(strangersMail)],
  );
  const plan = await made<{ steps: Made[] }>('POST', `${below}/plan`, { inner: 'Ask the bank' });
  const items = await made<Made[]>('POST', `${below}/checklist`, { items: ['Which card?'] });
  const facts = await made<Made[]>('POST', `${below}/facts`, { kind: 'told', text: 'A VX-3' });
  const tasks = await made<Made[]>('POST', `/api/tickets/${linked.id}/tasks`, {
    text: 'Look at it',
    to: { queueId: queue },
  });
  const profile = await made<{ entries: Made[] }>('POST', `/api/customers/${ticket.customer.id}/profile`, {
    kind: 'owns',
    text: 'A VX-3',
  });
  const promise = await made<Made>('POST', `${below}/promises`, { text: 'We call you', dueAt: soon });
  const wait = await made<Made>('POST', `${below}/supplier-waits`, {
    supplier: 'Hexatel',
    asked: 'Is the line broken?',
    dueAt: soon,
  });
  const macro = await made<Made>('POST', '/api/macros', {
    name: `Macro of ${name}`,
    texts: { en: 'Hello' },
    set: { addTags: ['used'] },
  });
  const use = await made<{ useId: string }>('POST', `${below}/macros/${macro.id}`, {});
  const job = await made<Made>('POST', '/api/tickets/bulk', {
    ids: [linked.id],
    action: { do: 'tags', add: ['together'] },
  });
  const view = await made<Made>('POST', '/api/views', { name: `View of ${name}`, conditions: { all: [] } });
  const absence = await made<Made>('POST', '/api/agents/me/absences', {
    kind: 'other',
    from: soon,
    to: later,
  });
  await made('POST', `${below}/hand-over`, {
    to: { agentId: colleague },
    innerNote: 'n',
    customerLine: 'My colleague will write to you.',
  });
  const row = async (sql: string, values: unknown[]): Promise<string> => {
    const [found] = await database.query<Made>(sql, values);
    if (!found) throw new Error(`no row: ${sql}`);
    return found.id;
  };
  const fromOutside = await row(
    `WITH place AS (UPDATE tickets.ticket SET seq = seq + 1, version = version + 1 WHERE id = $4 RETURNING seq)
     INSERT INTO tickets.message (id, ticket_id, seq, interaction_id, channel, direction, author_kind, author_id, text, data)
     SELECT $2, ticket_id, place.seq, interaction_id, 'email', 'in', 'customer', $3, 'Can we meet?', jsonb_build_object('from', $5::text)
     FROM tickets.message, place WHERE id = $1 RETURNING id`,
    [message.id, randomUUID(), ticket.customer.id, ticket.id, `${name.toLowerCase()}@customer.test`],
  );
  await database.query(
    `INSERT INTO tickets.invitation (message_id, uid, sequence, by_organiser, details, state)
     VALUES ($1::uuid, 'meeting@elsewhere.test', 0, true, '{}', 'replaced')`,
    [fromOutside],
  );
  const recording = await row(
    `INSERT INTO voice.recording (id, call_sid, interaction_id, queue_id, policy_version, state, changed_at, announced_at,
       started_at, ended_at, stored_at, seconds, size, sha256, peaks)
     VALUES ($1::uuid, $1::text, $2, $3, 1, 'stopped', now(), now(), now(), now(), now(), 9, 9, 'x', '[]') RETURNING id`,
    [randomUUID(), message.interactionId, queue],
  );
  const things: Things = {
    number: ticket.number,
    ticket: ticket.id,
    linked: linked.id,
    customer: ticket.customer.id,
    agent: me.agentId,
    queue,
    step: plan.steps[0]?.id ?? '',
    fact: facts[0]?.id ?? '',
    task: tasks[0]?.id ?? '',
    profileEntry: profile.entries[0]?.id ?? '',
    checklistItem: items[0]?.id ?? '',
    link: links.links[0]?.id ?? '',
    message: message.id,
    note: note.id,
    heldMail: held.id,
    passedOnMail: passedOn.id,
    mailFromOutside: fromOutside,
    macro: macro.id,
    macroUse: use.useId,
    absence: absence.id,
    promise: promise.id,
    supplierWait: wait.id,
    view: view.id,
    attachment: await upload(me),
    bulkJob: await ended(me, job.id),
    interaction: message.interactionId,
    recording,
    playback: await row(
      `INSERT INTO delivery.playback (id, recording_id, agent_id, kind, began_at, last_at)
       VALUES ($1, $2, $3, 'listened', now(), now()) RETURNING id`,
      [randomUUID(), recording, me.agentId],
    ),
    handOver: await row(`SELECT id FROM tickets.hand_over WHERE ticket_id = $1`, [ticket.id]),
    alarm: await row(
      `INSERT INTO clocks.alarm (id, promise_id, ticket_id, step, agent_id, raised_at)
       VALUES ($1, $2, $3, 'owner', $4, now()) RETURNING id`,
      [randomUUID(), promise.id, ticket.id, me.agentId],
    ),
    offer: await row(
      `INSERT INTO routing.offer (id, work_item_id, interaction_id, ticket_id, agent_id, channel, reason, state, expires_at, ended_at, round_id)
       VALUES ($1, $2, $3, $4, $5, 'email', 'queue', 'expired', now(), now(), $1) RETURNING id`,
      [randomUUID(), randomUUID(), message.interactionId, ticket.id, me.agentId],
    ),
    proposal: await row(
      `INSERT INTO customers.same_person (id, customer_id, identity_id, reason)
       SELECT $1, customer_id, id, 'same phone' FROM customers.identity WHERE customer_id = $2 RETURNING id`,
      [randomUUID(), ticket.customer.id],
    ),
  };
  const lacking = Object.entries(things).filter(([, id]) => !id);
  if (lacking.length > 0) throw new Error(`not made: ${lacking.map(([thing]) => thing).join(', ')}`);
  return things;
}

/** What works on by itself would change what is compared afterwards. */
async function ended(me: ApiClient, jobId: string): Promise<string> {
  for (let tries = 0; tries < 600; tries += 1) {
    const { body } = await me.get<{ state: string }>(`/api/tickets/bulk/${jobId}`);
    if (body.state === 'ended') return jobId;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error('the job of many tickets did not end');
}

async function upload(me: ApiClient): Promise<string> {
  const form = new FormData();
  form.append('file', new Blob(['content']), 'paper.txt');
  const response = await fetch(`${me.origin}/api/attachments`, {
    method: 'POST',
    headers: { authorization: `Bearer ${me.token}` },
    body: form,
  });
  return ((await response.json()) as { id: string }).id;
}
