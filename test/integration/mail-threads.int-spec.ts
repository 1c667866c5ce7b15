/** Where a mail goes: into its ticket for who belongs there, held for everybody else, and never to a customer by mistake. */
import { StrangerMailService } from '../../libs/intake/src/stranger-mail.service.js';
import { jest } from '@jest/globals';
import { Clock, type Principal } from '@lib/platform';
import { RelationsReader } from '../../libs/tickets/src/relations/relations-reader.js';
import { UndeliverableService } from '../../libs/tickets/src/undeliverable.service.js';
import { headOf, MailHouse, SUPPORT, type Fate, type Letter } from '../support/mail-house.js';
import { until } from '../support/chat-edge.js';
import { useDatabase } from '../support/postgres.js';

const database = useDatabase();
let house: MailHouse;
let lea: Principal;
let people = 0;

beforeAll(async () => {
  house = await MailHouse.open(database.url);
  await house.rows.query(`UPDATE email.mailbox SET trusted_server = 'mx.guichet.test'`);
  lea = await house.agent('Léa');
});
afterAll(() => house?.close());

const PASS = { 'Authentication-Results': 'mx.guichet.test; dmarc=pass' };
const FAIL = { 'Authentication-Results': 'mx.guichet.test; dmarc=fail' };
const person = (domain = 'example.net') => `p${++people}@${domain}`;

interface Thread {
  ticketId: string;
  number: string;
  customer: string;
  replyTo: string;
  ourId: string;
  theirId: string;
}

/** A customer wrote, Léa answered. */
async function thread(customer = person()): Promise<Thread> {
  const theirId = `<q${people}.${Date.now()}@letters.example>`;
  const [fate] = await house.arrive({ from: customer, headers: { 'Message-ID': theirId, ...PASS } });
  const ticketId = fate?.ticketId ?? '';
  const { head } = await house.answer(ticketId, lea);
  const { number } = await house.one<{ number: string }>(
    `SELECT 'G-' || lpad(number::text, 6, '0') AS number FROM tickets.ticket WHERE id = $1`,
    [ticketId],
  );
  const replyTo = /[^<\s]+@[^>\s]+/.exec(head.get('reply-to') ?? '')?.[0] ?? '';
  return { ticketId, number, customer, replyTo, ourId: head.get('message-id') ?? '', theirId };
}

/** What people said. When a rule's acknowledgement leaves depends on how busy the house is, and is not asked here. */
const messages = async (ticketId: string) =>
  (await house.timeline(ticketId)).filter(({ kind, author }) => kind === 'message' && author.kind !== 'rule');
const held = async (ticketId: string) =>
  (await house.timeline(ticketId)).filter(({ data }) => 'stranger' in data);

test('who answers our mail is on the ticket by the address, by our id, by their own id; the owner stays', async () => {
  const { ticketId, customer, replyTo, ourId, theirId } = await thread();
  const fates = await house.arrive(
    { from: customer, to: [replyTo], subject: 'Rien à voir' },
    { from: customer, headers: { 'In-Reply-To': ourId } },
    { from: customer, headers: { References: `${theirId}\r\n ${ourId}` } },
    { from: customer, headers: { References: theirId } },
  );
  expect(fates.map((fate) => fate.ticketId)).toEqual(Array(4).fill(ticketId));
  expect(await messages(ticketId)).toHaveLength(6);
  expect(await house.one(`SELECT owner_id FROM tickets.ticket WHERE id = $1`, [ticketId])).toEqual({
    owner_id: lea.agentId,
  });
});

test('a stranger who answers lands beside the conversation: nothing in it, no word to anybody outside, no clock moves', async () => {
  const { ticketId, replyTo, ourId } = await thread();
  const before = await house.one(
    `SELECT status, last_message, updated_at FROM tickets.ticket WHERE id = $1`,
    [ticketId],
  );
  const mallory = person('elsewhere.example');
  const [byToken, byId] = (await house.arrive(
    { from: `Mallory <${mallory}>`, to: [replyTo], subject: 'Re: secret', text: 'Let me in' },
    { from: mallory, headers: { 'In-Reply-To': ourId } },
  )) as [Fate, Fate];
  expect([byToken.ticketId, byId.ticketId]).toEqual([ticketId, ticketId]);
  expect(await messages(ticketId)).toHaveLength(2);
  const [first, second] = await held(ticketId);
  expect(first).toMatchObject({
    id: byToken.itemId,
    kind: 'note',
    visibility: 'inner',
    author: { kind: 'customer', name: 'Mallory' },
    text: 'Let me in',
    data: { stranger: { why: 'token-of-another', state: 'waiting', from: mallory, subject: 'Re: secret' } },
  });
  expect(second?.data).toMatchObject({ stranger: { why: 'not-on-ticket' } });
  expect(
    await house.one(`SELECT status, last_message, updated_at FROM tickets.ticket WHERE id = $1`, [ticketId]),
  ).toEqual(before);
  expect(await toldTo(mallory)).toEqual([]);
  const seen = await house.one(
    `SELECT mention_seq > read_seq AS told FROM tickets.follower WHERE ticket_id = $1 AND agent_id = $2`,
    [ticketId, lea.agentId],
  );
  expect(seen).toEqual({ told: true });
});

test('added, their mail is in the conversation, and from then on they may answer', async () => {
  const { ticketId, ourId, customer } = await thread();
  const bob = person('partner.example');
  const [fate] = await house.arrive({ from: bob, headers: { 'In-Reply-To': ourId }, text: 'Je confirme' });
  const decide = (as: 'added' | 'spam') =>
    house.get(StrangerMailService).decide(lea, ticketId, fate?.itemId ?? '', { as });
  await decide('added');
  await decide('added');
  await expect(decide('spam')).rejects.toThrow(/move-not-allowed/);
  expect((await messages(ticketId)).map(({ data }) => data['from'])).toContain(bob);
  expect((await held(ticketId))[0]?.data).toMatchObject({ stranger: { state: 'added', decidedBy: 'Léa' } });
  // Their word does not make them the one who is answered.
  expect((await house.answer(ticketId, lea)).head.get('to')).toContain(customer);
  const [again] = await house.arrive({ from: bob, headers: { 'In-Reply-To': ourId } });
  expect(again?.ticketId).toBe(ticketId);
  expect(await messages(ticketId)).toHaveLength(5);
});

test('split off, it is a ticket of its own customer; called spam, it is kept and can be taken back', async () => {
  const { ticketId, ourId } = await thread();
  const [bob, eve] = [person('partner.example'), person('spam.example')];
  const [matter, junk] = (await house.arrive(
    { from: bob, headers: { 'In-Reply-To': ourId }, subject: 'Une autre affaire' },
    { from: eve, headers: { 'In-Reply-To': ourId }, subject: 'Gagnez' },
  )) as [Fate, Fate];
  const service = house.get(StrangerMailService);
  const made = await service.decide(lea, ticketId, matter.itemId ?? '', { as: 'split' });
  expect(made).not.toBe(ticketId);
  expect(
    await house.one(
      `SELECT subject, follows_ticket_id, customer_id = (SELECT customer_id FROM customers.identity WHERE value = $2) AS theirs
       FROM tickets.ticket WHERE id = $1`,
      [made, bob],
    ),
  ).toEqual({ subject: 'Une autre affaire', follows_ticket_id: ticketId, theirs: true });
  await service.decide(lea, ticketId, junk.itemId ?? '', { as: 'spam' });
  await service.decide(lea, ticketId, junk.itemId ?? '', { as: 'waiting' });
  expect((await held(ticketId)).map(({ data }) => (data['stranger'] as { state: string }).state)).toEqual([
    'split',
    'waiting',
  ]);
  const sam = await house.agent('Sam of elsewhere');
  await house.rows.query(`DELETE FROM agents.membership WHERE agent_id = $1`, [sam.agentId]);
  await expect(service.decide(sam, ticketId, junk.itemId ?? '', { as: 'added' })).rejects.toThrow(
    /not-found/,
  );
});

test('a colleague of the customer’s own organisation, proven to be, is let in and it is said; unproven or at a public provider, held', async () => {
  const own = await thread(person('acme.example'));
  const [proven, unproven] = [person('acme.example'), person('acme.example')];
  await house.arrive(
    { from: proven, headers: { 'In-Reply-To': own.ourId, ...PASS } },
    { from: unproven, headers: { 'In-Reply-To': own.ourId } },
  );
  const timeline = await house.timeline(own.ticketId);
  expect(timeline.filter(({ data }) => data['name'] === 'participant.added')).toMatchObject([
    { data: { address: proven, why: 'same-organisation' } },
  ]);
  expect((await messages(own.ticketId)).map(({ data }) => data['from'])).toContain(proven);
  expect(await held(own.ticketId)).toMatchObject([{ data: { stranger: { from: unproven } } }]);

  const shared = await thread(person('gmail.com'));
  await house.arrive({ from: person('gmail.com'), headers: { 'In-Reply-To': shared.ourId, ...PASS } });
  expect(await held(shared.ticketId)).toHaveLength(1);
});

test('whom the customer copies may answer; whom a stranger copies may not', async () => {
  const { ticketId, customer, ourId } = await thread();
  const [friend, foe] = [person(), person()];
  await house.arrive({ from: customer, headers: { 'In-Reply-To': ourId, Cc: friend } });
  await house.arrive({ from: person(), headers: { 'In-Reply-To': ourId, Cc: foe } });
  const [welcome, unwelcome] = (await house.arrive(
    { from: friend, headers: { 'In-Reply-To': ourId } },
    { from: foe, headers: { 'In-Reply-To': ourId } },
  )) as [Fate, Fate];
  const ids = (await messages(ticketId)).map(({ id }) => id);
  expect(ids).toContain(welcome.itemId);
  expect(ids).not.toContain(unwelcome.itemId);
});

test('a mail that says to come from an agent is nobody’s word: held, even where the agent was copied in', async () => {
  const { ticketId, ourId, customer } = await thread();
  const { email } = await house.one<{ email: string }>(`SELECT email FROM agents.agent WHERE id = $1`, [
    lea.agentId,
  ]);
  await house.answer(ticketId, lea, { to: [customer], cc: [email] });
  const [fate] = await house.arrive({
    from: email,
    headers: { 'In-Reply-To': ourId },
    text: 'Remboursez-le',
  });
  expect((await messages(ticketId)).map(({ id }) => id)).not.toContain(fate?.itemId);
  expect(await held(ticketId)).toMatchObject([{ data: { stranger: { why: 'agent-address' } } }]);
});

test('what answers a closed ticket begins one that follows it, and goes on there; a machine’s word wakes nothing', async () => {
  const { ticketId, customer, ourId } = await thread();
  await thread(customer); // another open matter of theirs is not what they answer
  for (const status of ['resolved', 'closed'] as const)
    await house.rows.query(`UPDATE tickets.ticket SET status = $2, resolved_at = now() WHERE id = $1`, [
      ticketId,
      status,
    ]);
  const [absent] = await house.arrive({
    from: customer,
    headers: { 'In-Reply-To': ourId, 'Auto-Submitted': 'auto-replied' },
    subject: 'Absence du bureau',
  });
  expect(absent?.ticketId).toBe(ticketId);
  const [first] = await house.arrive({ from: customer, headers: { 'In-Reply-To': ourId } });
  const [second] = await house.arrive({ from: customer, headers: { 'In-Reply-To': ourId } });
  expect(first?.ticketId).not.toBe(ticketId);
  expect(second?.ticketId).toBe(first?.ticketId);
  expect(
    await house.one(`SELECT follows_ticket_id FROM tickets.ticket WHERE id = $1`, [first?.ticketId]),
  ).toEqual({ follows_ticket_id: ticketId });
  expect(await house.one(`SELECT status FROM tickets.ticket WHERE id = $1`, [ticketId])).toEqual({
    status: 'closed',
  });
});

test('what comes into a mailbox waits in the queue it feeds; in the one that catches everything where none is named', async () => {
  await house.rows.query(`INSERT INTO routing.queue (id, name) VALUES (gen_random_uuid(), 'Sales')`);
  const feeds = (queue: string | null) =>
    house.rows.query(
      `UPDATE email.mailbox SET queue_id = (SELECT id FROM routing.queue WHERE name = $1) WHERE address = 'sales@guichet.test'`,
      [queue],
    );
  const to = { to: ['sales@guichet.test'], mailbox: 'sales@guichet.test' };
  await feeds('Sales');
  const [sales] = await house.arrive({ from: person(), ...to });
  await feeds(null);
  const [any] = await house.arrive({ from: person(), ...to });
  const queueOf = async (fate?: Fate) =>
    house.one<{ name: string; is_default: boolean }>(
      `SELECT name, is_default FROM routing.queue WHERE id = (SELECT queue_id FROM tickets.ticket WHERE id = $1)`,
      [fate?.ticketId],
    );
  expect(await queueOf(sales)).toMatchObject({ name: 'Sales' });
  expect(await queueOf(any)).toMatchObject({ is_default: true });
});

describe('an answer to a resolved ticket', () => {
  const DAY = 86_400_000;
  const resolvedAt = new Date('2026-03-02T09:00:00Z');
  const after = (ms: number) => new Date(resolvedAt.getTime() + ms);

  /** Resolved at that moment, in a queue that waits so many days for an answer. */
  async function resolved(days: number): Promise<Thread> {
    const answered = await thread();
    await house.rows.query(`UPDATE routing.queue SET reopen_days = $1 WHERE is_default`, [days]);
    await house.rows.query(
      `UPDATE tickets.ticket SET status = 'resolved', resolved_at = $2,
         queue_id = (SELECT id FROM routing.queue WHERE is_default) WHERE id = $1`,
      [answered.ticketId, resolvedAt],
    );
    return answered;
  }
  const answers = async ({ customer, ourId }: Thread, at: Date, headers = {}) =>
    (await house.arrive({ from: customer, at, headers: { 'In-Reply-To': ourId, ...headers } }))[0]?.ticketId;
  const ticketOf = (id: string | null | undefined) =>
    house.one<{ status: string; owner: string; queued: boolean; follows: string | null }>(
      `SELECT status, owner_id AS owner, queue_id IS NOT NULL AS queued, follows_ticket_id AS follows FROM tickets.ticket WHERE id = $1`,
      [id],
    );
  afterAll(() => house.rows.query(`UPDATE routing.queue SET reopen_days = 14`));

  test('reopens it up to the last second of its queue’s days; then it begins one that follows, with the same owner', async () => {
    const inTime = await resolved(3);
    expect(await answers(inTime, after(3 * DAY - 1_000))).toBe(inTime.ticketId);
    expect(await ticketOf(inTime.ticketId)).toMatchObject({ status: 'open', owner: lea.agentId });

    const late = await resolved(3);
    const next = await answers(late, after(3 * DAY));
    expect(next).not.toBe(late.ticketId);
    expect(await ticketOf(next)).toEqual({
      status: 'open',
      owner: lea.agentId,
      queued: true,
      follows: late.ticketId,
    });
    expect(await ticketOf(late.ticketId)).toMatchObject({ status: 'resolved' });
    const { links } = await house.get(RelationsReader).relations(lea, next ?? '');
    expect(links).toMatchObject([{ kind: 'follow-up-of', direction: 'out', ticket: { id: late.ticketId } }]);
    const told = (await house.timeline(late.ticketId)).filter(({ data }) => data['name'] === 'ticket.linked');
    expect(told).toMatchObject([{ data: { kind: 'follow-up-of', direction: 'in', ticketId: next } }]);
  });

  test('goes on in the one that follows, until that one too is over', async () => {
    const late = await resolved(3);
    const next = await answers(late, after(4 * DAY));
    expect(await answers(late, after(5 * DAY))).toBe(next);
    await house.rows.query(`UPDATE tickets.ticket SET status = 'resolved', resolved_at = $2 WHERE id = $1`, [
      next,
      after(6 * DAY),
    ]);
    expect(await answers(late, after(8 * DAY))).toBe(next);
    await house.rows.query(`UPDATE tickets.ticket SET status = 'resolved', resolved_at = $2 WHERE id = $1`, [
      next,
      after(8 * DAY),
    ]);
    const third = await answers(late, after(11 * DAY));
    expect(await ticketOf(third)).toMatchObject({ follows: next, owner: lea.agentId });
  });

  test('never reopens it where the days are none, and a machine’s word opens nothing', async () => {
    const over = await resolved(0);
    const machine = { 'Auto-Submitted': 'auto-replied' };
    expect(await answers(over, after(1_000), machine)).toBe(over.ticketId);
    expect(await ticketOf(over.ticketId)).toMatchObject({ status: 'resolved' });
    expect(await ticketOf(await answers(over, after(2_000)))).toMatchObject({ follows: over.ticketId });
  });

  test('leaves who is no longer there out of it: then it waits in the same queue', async () => {
    const gone = await house.agent('Gone');
    const late = await resolved(3);
    await house.rows.query(`UPDATE tickets.ticket SET owner_id = $2 WHERE id = $1`, [
      late.ticketId,
      gone.agentId,
    ]);
    await house.rows.query(`UPDATE agents.agent SET disabled_at = now() WHERE id = $1`, [gone.agentId]);
    expect(await ticketOf(await answers(late, after(5 * DAY)))).toMatchObject({ owner: null, queued: true });
  });
});

test('the same mail to two of our mailboxes is one ticket and one message', async () => {
  const headers = { To: `${SUPPORT}, sales@guichet.test`, 'Message-ID': '<twins@letters.example>' };
  const from = person();
  const [one, other] = (await house.arrive(
    { from, headers, text: 'Une fois' },
    { from, headers, text: 'Une fois', to: ['sales@guichet.test'], mailbox: 'sales@guichet.test' },
  )) as [Fate, Fate];
  expect([one.state, other.state]).toEqual(['processed', 'duplicate']);
  expect(other.ticketId).toBe(one.ticketId);
  expect(await messages(one.ticketId ?? '')).toHaveLength(1);
});

test('a thousand tries to get into other people’s tickets: none is in a conversation, none is told anything', async () => {
  const threads = await Promise.all(['one', 'two', 'three'].map((firm) => thread(person(`${firm}.example`))));
  const before = await Promise.all(threads.map(({ ticketId }) => messages(ticketId)));
  const tries = Array.from({ length: 1_000 }, (_, n): Letter => {
    const target = threads[n % threads.length] as Thread;
    const other = threads[(n + 1) % threads.length] as Thread;
    const from = `h${n % 40}@hijack.example`;
    const broken = target.ourId.replace(/.(?=@)/, (letter) => (letter === 'a' ? 'b' : 'a'));
    const stolen = target.replyTo;
    const text = `try ${n}`;
    switch (n % 10) {
      case 0:
        return { from, text, subject: `Re: question [${target.number}]` };
      case 1:
        return { from, text, headers: { 'In-Reply-To': target.ourId } };
      case 2:
        return { from, text, headers: { References: `${target.theirId} ${target.ourId}` } };
      case 3:
        return { from, text, to: [stolen] };
      case 4:
        return { from, text, headers: { Cc: stolen } };
      case 5:
        return { from, text, to: [stolen.replace(/.(?=@)/, 'x')] };
      case 6:
        return { from, text, headers: { 'In-Reply-To': broken } };
      // A customer of ours, with the token and the number of another's ticket.
      case 7:
        return {
          from: other.customer,
          text,
          to: [stolen],
          headers: { 'In-Reply-To': target.ourId, ...PASS },
        };
      case 8:
        return {
          from: `"${target.customer}" <${from}>`,
          text,
          headers: { 'In-Reply-To': target.ourId, 'Reply-To': target.customer },
        };
      default:
        return {
          from: `${target.customer}, ${from}`,
          text,
          headers: { 'In-Reply-To': target.ourId, ...FAIL },
        };
    }
  });
  await settled();
  const told = await dispatched();
  const fates = await house.arrive(...tries);
  expect(new Set(fates.map(({ state }) => state))).toEqual(new Set(['processed']));
  const after = await Promise.all(threads.map(({ ticketId }) => messages(ticketId)));
  for (const [at, { customer }] of threads.entries()) {
    const added = (after[at] ?? []).slice(before[at]?.length);
    // Only what a customer wrote on their own ticket.
    expect(added.filter(({ data }) => data['from'] !== customer)).toEqual([]);
  }
  await settled();
  const words = (await dispatched()).slice(told.length);
  const secrets = threads.flatMap(({ number, ticketId }) => [number, ticketId]);
  // What they wrote themselves in a subject is no news to them; nothing else of the tickets left.
  const news = words.map(({ body }) => body.replaceAll(/"subject": "[^"]*"/g, ''));
  expect(news.filter((body) => secrets.some((secret) => body.includes(secret)))).toEqual([]);
});

const toldTo = async (address: string) =>
  (await dispatched()).filter(({ body }) => body.includes(`"${address}"`));
const dispatched = async () =>
  (
    await house.rows.query<{ body: string }>(
      `SELECT body::text AS body FROM bus.dispatch WHERE channel = 'email' ORDER BY id`,
    )
  ).rows;
/** Rules have heard of everything and said what they say. */
const settled = () =>
  until(async () => {
    const { rows } = await house.rows.query(
      `SELECT 1 FROM bus.delivery WHERE listener = 'rules.ticket' UNION ALL SELECT 1 FROM rules.run WHERE state = 'due' LIMIT 1`,
    );
    return rows.length === 0;
  }, 30_000);

describe('what comes back', () => {
  const bounce = (
    { head }: { head: Map<string, string> },
    to: string,
    report: { status: string; words: string; action?: string },
  ): Letter => ({
    envelopeFrom: '',
    raw: [
      'From: Mail Delivery System <MAILER-DAEMON@mx.example>',
      `Subject: Undelivered Mail Returned to Sender ${++people}`,
      'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
      '',
      '--b',
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns; mx.example',
      '',
      `Final-Recipient: rfc822; ${to}`,
      `Action: ${report.action ?? 'failed'}`,
      `Status: ${report.status}`,
      `Diagnostic-Code: smtp; ${report.words}`,
      '--b',
      'Content-Type: text/rfc822-headers',
      '',
      `Message-ID: ${head.get('message-id')}`,
      '--b--',
      '',
    ].join('\r\n'),
  });
  const unknown = { status: '5.1.1', words: '550 5.1.1 User unknown' };
  const full = { status: '5.2.2', words: '552 5.2.2 Mailbox full' };
  const flagOf = (address: string) =>
    house.one<{ why: string; words: string; lifted: boolean } | undefined>(
      `SELECT why, words, lifted_at IS NOT NULL AS lifted FROM customers.undeliverable WHERE address = $1`,
      [address],
    );
  const returned = async (ticketId: string) =>
    (await house.timeline(ticketId)).filter(({ data }) => data['name'] === 'mail.returned');
  const stateOf = (messageId: string) =>
    until(async () => {
      const { state } = await house.one<{ state: string }>(
        `SELECT delivery_state AS state FROM tickets.message WHERE id = $1`,
        [messageId],
      );
      return state === 'queued' ? null : state;
    });

  test('an unknown address: the very message says so in the server’s words, the address takes no mail, the owner is told, nobody is answered', async () => {
    const { ticketId, customer } = await thread();
    const sent = await house.answer(ticketId, lea);
    await house.rows.query(`UPDATE tickets.follower SET read_seq = 9999 WHERE ticket_id = $1`, [ticketId]);
    const turns = () =>
      house.one(`SELECT count(*)::integer AS count FROM tickets.interaction WHERE ticket_id = $1`, [
        ticketId,
      ]);
    const [before, begun] = [await turns(), Date.now()];
    const [fate] = await house.arrive(bounce(sent, customer, unknown));
    expect(fate).toMatchObject({ state: 'processed', ticketId });
    expect(await stateOf(sent.messageId)).toBe('bounced');
    expect(Date.now() - begun).toBeLessThan(5_000);
    expect(await returned(ticketId)).toMatchObject([
      {
        id: fate?.itemId,
        data: {
          kind: 'hard',
          address: customer,
          status: '5.1.1',
          messageId: sent.messageId,
          undeliverable: true,
        },
      },
    ]);
    expect(await flagOf(customer)).toMatchObject({
      why: 'hard',
      words: expect.stringContaining('User unknown'),
    });
    expect(await turns()).toEqual(before);
    expect(await house.one(`SELECT status FROM tickets.ticket WHERE id = $1`, [ticketId])).toEqual({
      status: 'pending',
    });
    expect(
      await house.one(
        `SELECT mention_seq > 1 AS told FROM tickets.follower WHERE ticket_id = $1 AND agent_id = $2`,
        [ticketId, lea.agentId],
      ),
    ).toEqual({ told: true });
    expect(
      await house.one(`SELECT 1 FROM customers.identity WHERE value LIKE 'mailer-daemon%'`),
    ).toBeUndefined();

    await expect(house.answer(ticketId, lea)).rejects.toThrow(`address-undeliverable: ${customer}`);
    await house.answer(ticketId, lea, { anyway: true });
  });

  test('the flag goes when the customer writes, or when an agent of the ticket says so; a machine’s mail and a forged one lift nothing', async () => {
    const { ticketId, customer, ourId } = await thread();
    const sent = await house.answer(ticketId, lea);
    await house.arrive(bounce(sent, customer, unknown));
    const headers = { 'In-Reply-To': ourId };
    await house.arrive({ from: customer, headers: { ...headers, 'Auto-Submitted': 'auto-replied' } });
    await house.arrive({ from: customer, headers: { ...headers, ...FAIL } });
    expect(await flagOf(customer)).toMatchObject({ lifted: false });
    await house.arrive({ from: customer, headers });
    expect(await flagOf(customer)).toMatchObject({ lifted: true });

    await house.arrive(bounce(sent, customer, unknown));
    const service = house.get(UndeliverableService);
    expect(await service.ofTicket(lea, ticketId)).toMatchObject([{ address: customer, why: 'hard' }]);
    await expect(service.liftOnTicket(lea, ticketId, 'somebody@else.example')).rejects.toThrow(/not-found/);
    expect(() => service.page(lea, { limit: 10 })).toThrow(/forbidden/);
    await service.liftOnTicket(lea, ticketId, customer);
    expect(await service.ofTicket(lea, ticketId)).toEqual([]);
  });

  test('a full mailbox three times in a week is no; a refusal for what we are is never the address’s fault; a delay changes nothing', async () => {
    const { ticketId, customer } = await thread();
    const sent = await house.answer(ticketId, lea);
    await house.arrive(bounce(sent, customer, { action: 'delayed', status: '4.4.1', words: 'still trying' }));
    expect(
      await house.one(`SELECT delivery_state FROM tickets.message WHERE id = $1`, [sent.messageId]),
    ).toEqual({
      delivery_state: 'queued',
    });
    await house.arrive(bounce(sent, customer, { status: '5.7.1', words: '550 5.7.1 Blocked by policy' }));
    await house.arrive(bounce(sent, customer, full), bounce(sent, customer, full));
    expect(await flagOf(customer)).toBeUndefined();
    await house.arrive(bounce(sent, customer, full));
    expect(await flagOf(customer)).toMatchObject({ why: 'soft' });
    expect((await returned(ticketId)).map(({ data }) => data['kind'])).toEqual([
      'delayed',
      'policy',
      'soft',
      'soft',
      'soft',
    ]);
  });

  test('a report that it arrived is quiet, and never takes back that it did not', async () => {
    const { ticketId, customer } = await thread();
    const sent = await house.answer(ticketId, lea);
    const arrived = { action: 'delivered', status: '2.0.0', words: '250 ok' };
    await house.arrive(bounce(sent, customer, arrived));
    expect(await stateOf(sent.messageId)).toBe('delivered');
    await house.arrive(bounce(sent, customer, unknown));
    await until(async () => (await stateOf(sent.messageId)) === 'bounced');
    await house.arrive(bounce(sent, customer, { ...arrived, words: '250 again' }));
    expect(await stateOf(sent.messageId)).toBe('bounced');
    expect(await returned(ticketId)).toHaveLength(1);
  });

  test('a forged report changes nothing, and one on our mail speaks of nobody else than who it went to', async () => {
    const { ticketId } = await thread();
    const sent = await house.answer(ticketId, lea);
    const victim = person();
    const [forged] = await house.arrive(
      bounce({ head: new Map([['message-id', '<t.1.aa.bb.cc@guichet.test>']]) }, victim, unknown),
    );
    expect(forged).toMatchObject({ state: 'quarantined', error: expect.stringContaining('orphan') });
    const two = await house.answer(ticketId, lea, { to: [person(), person()] });
    await house.arrive(bounce(two, victim, unknown));
    expect(await flagOf(victim)).toBeUndefined();
    expect(await stateOf(two.messageId)).toBe('bounced');
    expect(
      await house.one(`SELECT delivery_state FROM tickets.message WHERE id = $1`, [sent.messageId]),
    ).toEqual({
      delivery_state: 'queued',
    });
  });
});

describe('mails faster than people write', () => {
  const gathered = async (address: string) =>
    (
      await house.rows.query<{ id: string; mails: number; told: number }>(
        `SELECT ticket.id, (SELECT count(*)::integer FROM tickets.message WHERE message.ticket_id = ticket.id AND direction = 'in') AS mails,
           (SELECT count(*)::integer FROM tickets.follower JOIN agents.agent ON agent.id = follower.agent_id
            WHERE follower.ticket_id = ticket.id AND agent.role = 'supervisor') AS told
         FROM tickets.ticket_event JOIN tickets.ticket ON ticket.id = ticket_event.ticket_id
         WHERE ticket_event.name = 'mail.possible-loop'
           AND ticket.customer_id = (SELECT customer_id FROM customers.identity WHERE value = $1)`,
        [address],
      )
    ).rows;

  test('more than twenty of one sender in ten minutes, or ten of one subject in an hour, are gathered in one ticket; others come in as ever', async () => {
    const [fast, stuck, calm] = [person('fast.example'), person('stuck.example'), person('calm.example')];
    const at = (minute: number) => new Date(Date.UTC(2026, 0, 5, 8, minute));
    await house.arrive(
      ...Array.from({ length: 27 }, (_, n) => ({ from: fast, subject: `Alarm ${n}`, at: at(1) })),
      ...Array.from({ length: 13 }, (_, n) => ({
        from: stuck,
        subject: `Re: ${'Re: '.repeat(n % 2)}Reçu`,
        at: at(4 * n),
      })),
      ...Array.from({ length: 20 }, (_, n) => ({ from: calm, subject: `Question ${n}`, at: at(2 * n) })),
    );
    expect(await gathered(fast)).toMatchObject([{ mails: 7 }]);
    expect(await gathered(stuck)).toMatchObject([{ mails: 3 }]);
    expect(await gathered(calm)).toEqual([]);
  });

  test('a day of two houses that answer each other, an absence, a list, a runaway and a return: a few acknowledgements, one gathered ticket, one alarm', async () => {
    const max = await house.agent('Max', 'supervisor');
    const [twin, dumb, away, list, gone] = ['twin', 'dumb', 'away', 'list', 'gone'].map((name) =>
      person(`${name}.example`),
    ) as [string, string, string, string, string];
    const clock = jest.spyOn(house.get(Clock), 'now');
    await settled();
    let seen = (await dispatched()).length;
    let hour = 0;
    const now = (minute = 0) => new Date(Date.UTC(2026, 1, 3, hour, minute));
    /** What the others' machines make of what we said since. */
    const answers = async (): Promise<Letter[]> => {
      const all = await house.rows.query<{ to: string; messageId: string }>(
        `SELECT body->'to'->0->>'address' AS to, body->>'messageId' AS "messageId" FROM bus.dispatch WHERE channel = 'email' ORDER BY id`,
      );
      const fresh = all.rows.slice(seen);
      seen = all.rows.length;
      const letters: Letter[] = [];
      for (const { to, messageId } of fresh) {
        const id = headOf(await house.leaves(messageId)).get('message-id') ?? '';
        const auto = { 'In-Reply-To': id, 'Auto-Submitted': 'auto-replied' };
        if (to === twin)
          letters.push({
            from: twin,
            subject: 'Votre demande [G-000001]',
            headers: { ...auto, 'X-Guichet-Loop': 'other x' },
            at: now(1),
          });
        if (to === away)
          letters.push({ from: away, subject: 'Absence du bureau', headers: auto, at: now(1) });
        // The worst kind: a machine that marks nothing, names nothing and never says the same twice.
        if (to === dumb)
          letters.push({ from: dumb, subject: `Ticket #${seen}${letters.length} opened`, at: now(1) });
        if (to === gone)
          letters.push({
            envelopeFrom: '',
            raw: `From: MAILER-DAEMON@mx.example\r\nSubject: Undelivered\r\nX-Failed-Recipients: ${gone}\r\nIn-Reply-To: ${id}\r\n\r\n550 5.1.1 User unknown`,
          });
      }
      return letters;
    };
    for (hour of [0, 3, 9, 15, 21]) {
      clock.mockImplementation(() => now(2));
      let letters: Letter[] = [twin, dumb, away, list, gone].map((from) => ({
        from,
        subject: `Heure ${hour}`,
        at: now(),
        ...(from === list && { headers: { 'List-Id': '<news.list.example>' } }),
      }));
      // The runaway: twice a minute.
      if (hour === 3 || hour === 15)
        letters.push(
          ...Array.from({ length: 26 }, (_, n) => ({
            from: dumb,
            subject: `Again ${hour}.${n}`,
            at: now(1),
          })),
        );
      for (let round = 0; letters.length > 0; round += 1) {
        expect(round).toBeLessThan(4);
        await house.arrive(...letters);
        await settled();
        letters = await answers();
      }
    }
    clock.mockRestore();
    for (const [address, most] of [
      [twin, 3],
      [dumb, 3],
      [away, 3],
      [gone, 3],
      [list, 0],
    ] as const)
      expect((await toldTo(address)).length).toBeLessThanOrEqual(most);
    const ours = await gathered(dumb);
    expect(ours).toMatchObject([{ told: 1 }]);
    expect(ours[0]?.mails).toBeGreaterThanOrEqual(12);
    const alarms = await house.rows.query(
      `SELECT 1 FROM bus.event WHERE name = 'ticket.followed' AND data->>'agentId' = $1`,
      [max.agentId],
    );
    expect(alarms.rows).toHaveLength(1);
  });
});
