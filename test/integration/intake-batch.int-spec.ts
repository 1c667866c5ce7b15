/** Mails taken in by the batch, however divided, end as they would one by one: the same people, the same tickets, the same exchanges. */
import { InboundMessage, type InboundMessageInput } from '@lib/contracts';
import { Inbox, Wakeups, type InboxResult } from '@lib/bus';
import { Database } from '@lib/database';
import { ensureDefaultQueue } from '@lib/demo';
import { IntakeService, IntakeWorkerModule } from '@lib/intake';
import { newId } from '@lib/platform';
import { RoutingWorkerModule } from '@lib/routing';
import { TicketReader, TicketsWorkerModule } from '@lib/tickets';
import { ground } from '../../apps/rooms.js';
import { startChatEdge, type ChatEdge } from '../support/chat-edge.js';
import { useDatabase } from '../support/postgres.js';

const database = useDatabase();
let edge: ChatEdge;

beforeAll(async () => {
  edge = await startChatEdge(database.url, {
    rooms: (config) => [...ground(config), IntakeWorkerModule, RoutingWorkerModule, TicketsWorkerModule],
  });
  await ensureDefaultQueue(edge.app.get(Database));
});
afterAll(() => edge.close());

/** One letter of the story: who writes, and which earlier letter (by place) it answers. */
interface Letter {
  writer: number;
  answers: number | null;
  automatic: boolean;
}

test.each([1, 2, 3, 4, 5, 6])('story %i', async (seed) => {
  const story = write(seed, 5, 12);
  const alone = await tell(`alone${seed}`, story, async (messages) => {
    const results: InboxResult[] = [];
    for (const message of messages)
      results.push(await transaction((tx) => edge.app.get(IntakeService).receive(tx, message)));
    return results;
  });
  const together = await tell(`together${seed}`, story, takeTogether);
  const divided = await tell(`divided${seed}`, divide(story, seed), takeTogether);
  expect(together).toEqual(alone);
  expect(divided).toEqual(alone);
  expect(new Set(alone.tickets).size).toBeLessThan(60); // the story has mails that belong together
});

test('what is read at every push, and asked at every look, is planned for good and not thought out anew each time', async () => {
  await transaction(async (tx) => {
    const one = new Inbox({ query: tx.query.bind(tx) } as unknown as Database, edge.app.get(Wakeups));
    for (let times = 0; times < 12; times += 1) {
      await edge.app.get(TicketReader).views([newId()], tx);
      await one.lease(['voice', 'chat'], 4);
    }
    const plans = await tx.query<{ statement: string; custom: number; generic: number }>(
      `SELECT statement, custom_plans::integer AS custom, generic_plans::integer AS generic FROM pg_prepared_statements
       WHERE statement LIKE '%AS "handOverCount"%WHERE ticket.id = ANY%' OR statement LIKE 'UPDATE bus.inbox%LIMIT 4 FOR UPDATE%'`,
    );
    expect(plans).toHaveLength(2);
    for (const { custom, generic } of plans) {
      expect(custom).toBeLessThanOrEqual(5);
      expect(generic).toBeGreaterThanOrEqual(7);
    }
  });
});

test('what many write in one statement is what each alone would have written', async () => {
  const odd = (place: string, at: number): InboundMessage => {
    const plain = letter(place, at, [], { writer: at, answers: null, automatic: false });
    if (at === 0) return { ...plain, text: `${'a'.repeat(159)}😀 and more` };
    if (at === 1)
      return { ...plain, text: `"quoted" \\ back\tslash \u2028 ’`, html: '<p>Été</p>', subject: undefined };
    if (at === 2) return { ...plain, cc: [{ kind: 'email', value: `copied@${place}.test` }] };
    if (at === 3) return { ...plain, trust: 'fail', from: { ...plain.from, name: 'Zoé' } };
    return plain;
  };
  const places = { alone: 'odd-alone', together: 'odd-together' };
  for (const at of [0, 1, 2, 3, 4])
    await transaction((tx) => edge.app.get(IntakeService).receive(tx, odd(places.alone, at)));
  await takeTogether([0, 1, 2, 3, 4].map((at) => odd(places.together, at)));
  const alone = await wordsOf(places.alone);
  expect(await wordsOf(places.together)).toBe(alone);
  expect(JSON.parse(alone)).toHaveLength(5);
});

test('rows written at once outside a transaction are each kept or refused alone', async () => {
  const house = edge.app.get(Database);
  await house.query(`CREATE TABLE public.kept (id integer PRIMARY KEY, size integer CHECK (size > 0))`);
  const put = (id: number, size: number): Promise<unknown[]> =>
    house.each(
      `INSERT INTO public.kept (id, size) SELECT id, size
       FROM json_to_recordset($1::json) AS given(id integer, size integer) ON CONFLICT (id) DO NOTHING`,
      { id, size },
    );
  const outcomes = await Promise.allSettled(
    Array.from({ length: 250 }, (_, id) => put(id, id === 120 ? -1 : 1)),
  );
  expect(outcomes.flatMap(({ status }, id) => (status === 'rejected' ? [id] : []))).toEqual([120]);
  const [kept] = await house.query<{ count: number }>(`SELECT count(*)::int AS count FROM public.kept`);
  expect(kept?.count).toBe(249);
});

test('when one of a batch cannot be taken in, nothing of the batch stays', async () => {
  const [good, bad] = [letter('rollback', 0, [], { writer: 0, answers: null, automatic: false }), null].map(
    (message) => message ?? { ...letter('rollback', 1, [], { writer: 1, answers: null, automatic: false }) },
  ) as [InboundMessage, InboundMessage];
  bad.receivedAt = 'no time at all';
  await expect(
    transaction((tx) => edge.app.get(IntakeService).receiveMails(tx, [good, bad])),
  ).rejects.toThrow(/time/i);
  const left = await database.query(`SELECT 1 FROM customers.identity WHERE value LIKE '%@rollback.test'`);
  expect(left).toEqual([]);
});

type Take = (messages: InboundMessage[]) => Promise<InboxResult[]>;

function takeTogether(messages: InboundMessage[]): Promise<InboxResult[]> {
  return transaction((tx) => edge.app.get(IntakeService).receiveMails(tx, messages));
}

/** The same letters in the same order, in batches of other sizes that still hold at most one letter of a thread. */
function divide(story: Letter[][], seed: number): Letter[][] {
  const random = dice(seed + 1_000);
  return story.flatMap((batch) => {
    const cut = 1 + random(batch.length - 1);
    return [batch.slice(0, cut), batch.slice(cut)];
  });
}

interface Told {
  customers: number[];
  tickets: number[];
  exchanges: number[];
  timelines: unknown[];
}

/** Everything told, batch by batch; the answer says which letters share a customer, a ticket, an exchange, and what was written. */
async function tell(place: string, story: Letter[][], take: Take): Promise<Told> {
  const results: InboxResult[] = [];
  let told = 0;
  for (const batch of story) {
    const messages = batch.map((one, at) => letter(place, told + at, story.flat(), one));
    results.push(...(await take(messages)));
    told += batch.length;
  }
  const owners = await database.query<{ id: string; customer: string }>(
    `SELECT id, customer_id AS customer FROM tickets.ticket WHERE id = ANY($1)`,
    [results.map((result) => result.ticketId)],
  );
  const customerOf = new Map(owners.map((row) => [row.id, row.customer]));
  return {
    customers: shape(results.map((result) => customerOf.get(result.ticketId) ?? '')),
    tickets: shape(results.map((result) => result.ticketId)),
    exchanges: shape(results.map((result) => result.interactionId ?? '')),
    timelines: JSON.parse(await wordsOf(place)) as unknown[],
  };
}

async function wordsOf(place: string): Promise<string> {
  return JSON.stringify(await written(place)).replaceAll(new RegExp(place, 'gi'), 'place');
}

/** Every row that the letters of a place made, without what is counted or timed; held mails may stand between them. */
function written(place: string): Promise<unknown[]> {
  return database.query(
    `SELECT row_number() OVER (PARTITION BY message.ticket_id ORDER BY message.seq)::integer AS place, message.text, message.reply_text, message.html, message.subject, message.direction, message.author_kind,
       message.author_name, message.data, message.at, ticket.subject AS matter, ticket.status, ticket.priority, ticket.channels,
       ticket.participants, ticket.last_message, ticket.seq AS last, ticket.version, ticket.queue_id IS NOT NULL AS queued,
       interaction.state, interaction.thread_key, interaction.our_address, interaction.data AS facts, item.channel AS line,
       item.state AS waits, item.sort_key < item.enqueued_at AS ahead, customer.name, identity.proof,
       (SELECT array_agg(key ORDER BY key) FROM tickets.thread WHERE thread.ticket_id = ticket.id) AS keys
     FROM tickets.message JOIN tickets.ticket ON ticket.id = message.ticket_id
     JOIN tickets.interaction ON interaction.id = message.interaction_id
     LEFT JOIN routing.work_item AS item ON item.interaction_id = interaction.id
     JOIN customers.customer ON customer.id = ticket.customer_id
     JOIN customers.identity ON identity.id = interaction.identity_id
     WHERE message.data->>'from' ILIKE '%@' || $1 || '.test' ORDER BY message.at, message.seq`,
    [place],
  );
}

/** Each value by the place it first came at: what is shared shows, whatever the ids are. */
function shape(values: string[]): number[] {
  return values.map((value) => values.indexOf(value));
}

function letter(
  place: string,
  at: number,
  all: Letter[],
  { writer, answers, automatic }: Letter,
): InboundMessage {
  const root = (index: number): number => {
    const before = all[index]?.answers ?? null;
    return before === null ? index : root(before);
  };
  const mid = (index: number): string => `mid:${index}@${place}.test`;
  const name = `writer${writer}@${place}.test`;
  const message: InboundMessageInput = {
    channel: 'email',
    kind: 'message',
    externalId: `mail:${place}:${at}`,
    lane: mid(answers === null ? at : root(answers)),
    threadKeys: [...(answers === null ? [] : [mid(answers)]), mid(at)],
    from: { kind: 'email', value: at % 2 ? name : name.toUpperCase() },
    to: { kind: 'email', value: 'support@guichet.test' },
    receivedAt: new Date(1_760_000_000_000 + at * 1_000).toISOString(),
    subject: `Letter ${at}`,
    text: `Words of letter ${at}`,
    ...(automatic && { automatic: { auto: true, evidence: ['auto-submitted'] } }),
    data: { messageId: `${at}@${place}.test` },
  };
  return InboundMessage.parse(message);
}

/** As the inbox leases them: a batch has at most one letter of each thread. */
function write(seed: number, batches: number, size: number): Letter[][] {
  const random = dice(seed);
  const written: Letter[] = [];
  return Array.from({ length: batches }, () => {
    const known = written.length;
    const threads = new Set<number>();
    const batch: Letter[] = [];
    while (batch.length < size) {
      const answers = known > 0 && random(3) === 0 ? random(known) : null;
      const root = answers === null ? -1 - batch.length : rootOf(written, answers);
      if (threads.has(root)) continue;
      threads.add(root);
      // Mostly the same few people, mostly answering their own letters.
      const writer = answers !== null && random(4) > 0 ? (written[answers]?.writer ?? 0) : random(5);
      batch.push({ writer, answers, automatic: random(8) === 0 });
    }
    written.push(...batch);
    return batch;
  });
}

function rootOf(letters: Letter[], at: number): number {
  const before = letters[at]?.answers ?? null;
  return before === null ? at : rootOf(letters, before);
}

function dice(seed: number): (sides: number) => number {
  let state = seed * 2_654_435_761;
  return (sides) => {
    state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 0x9e3779b9) | 0;
    return ((state >>> 8) & 0xffff) % sides;
  };
}

function transaction<T>(
  work: Parameters<Database['transaction']>[0] extends (tx: infer X) => unknown
    ? (tx: X) => Promise<T>
    : never,
): Promise<T> {
  return edge.app.get(Database).transaction(work);
}
