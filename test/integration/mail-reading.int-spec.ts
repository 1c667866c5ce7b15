/** What is read in a mail beyond its words: whose it is when a colleague passed it on, and the meeting it asks us to. */
import type { ForwardQuestionView, InvitationView } from '@lib/contracts';
import { readMail } from '../../libs/channels/email/src/reading/read-mail.js';
import { InvitationAnswers } from '../../libs/delivery/src/invitation-answers.service.js';
import type { Principal } from '@lib/platform';
import { ForwardedMailService } from '../../libs/intake/src/forwarded-mail.service.js';
import { headOf, MailHouse, SUPPORT, type Fate, type Letter } from '../support/mail-house.js';
import { until } from '../support/chat-edge.js';
import { useDatabase } from '../support/postgres.js';

const database = useDatabase();
let house: MailHouse;
let lea: Principal;
let leaMail: string;
let people = 0;

beforeAll(async () => {
  house = await MailHouse.open(database.url);
  await house.rows.query(`UPDATE email.mailbox SET trusted_server = 'mx.guichet.test'`);
  lea = await house.agent('Léa');
  leaMail = await mailOf(lea);
});
afterAll(() => house?.close());

const person = (domain = 'example.net') => `r${++people}@${domain}`;
const mailOf = async ({ agentId }: Principal) =>
  (await house.one<{ email: string }>(`SELECT email FROM agents.agent WHERE id = $1`, [agentId])).email;
const ticketOf = (id: string) =>
  house.one<{
    subject: string;
    owner: string | null;
    address: string | null;
    proof: string | null;
    name: string | null;
  }>(
    `SELECT subject, owner_id AS owner, identity.value AS address, identity.proof, customer.name FROM tickets.ticket
     JOIN customers.customer ON customer.id = ticket.customer_id
     LEFT JOIN customers.identity ON identity.customer_id = customer.id AND kind = 'email' WHERE ticket.id = $1`,
    [id],
  );
const questions = async (ticketId: string) =>
  (await house.timeline(ticketId)).flatMap(({ id, kind, data }) =>
    kind === 'note' && 'forwarded' in data ? [{ id, ...(data['forwarded'] as ForwardQuestionView) }] : [],
  );

/** As a French webmail passes a letter on. */
const inText = (from: string, above = 'Peux-tu voir ?') =>
  [
    above,
    '',
    '---------- Forwarded message ---------',
    `De : ${from}`,
    'Date: jeu. 2 avr. 2026 à 09:00',
    'Subject: Panne de chaudière',
    'To: <lea@guichet.test>',
    '',
    '',
    'Bonjour,',
    'plus de chauffage depuis hier.',
  ].join('\r\n');

const attached = (from: string, by: string, more = '') =>
  [
    `From: Léa <${by}>`,
    `To: ${SUPPORT}`,
    'Subject: TR: Facture fausse',
    `Message-ID: <fwd${++people}@guichet.test>`,
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary=o',
    '',
    '--o',
    'Content-Type: text/plain; charset=utf-8',
    '',
    'Attention, elle est fâchée.',
    '--o',
    'Content-Type: message/rfc822; name="facture.eml"',
    'Content-Disposition: attachment; filename="facture.eml"',
    '',
    `From: ${from}`,
    'To: lea@guichet.test',
    'Date: Thu, 02 Apr 2026 09:00:00 +0200',
    'Subject: Facture fausse',
    `Message-ID: <orig${people}@letters.example>`,
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary=i',
    '',
    '--i',
    'Content-Type: text/plain; charset=utf-8',
    '',
    'La facture 12 est fausse.',
    '--i',
    'Content-Type: application/pdf; name="facture-12.pdf"',
    'Content-Disposition: attachment; filename="facture-12.pdf"',
    '',
    'PDF',
    '--i--',
    more,
    '--o--',
    '',
  ].join('\r\n');

describe('a mail that an agent passes on', () => {
  test('is its author’s: their ticket, their words, the agent follows and what the agent wrote stays inside; a reply goes to the author', async () => {
    const zoe = person();
    const [fate] = (await house.arrive({
      from: `Léa <${leaMail}>`,
      subject: 'Fwd: Panne de chaudière',
      text: inText(`Zoé Martin <${zoe}>`, 'Peux-tu voir ? Elle est pénible.'),
    })) as [Fate];
    const ticketId = fate.ticketId ?? '';
    expect(await ticketOf(ticketId)).toEqual({
      subject: 'Panne de chaudière',
      owner: null,
      address: zoe,
      proof: 'confirmed',
      name: 'Zoé Martin',
    });
    const [message, note] = (await house.timeline(ticketId)).filter(({ kind }) => kind !== 'event');
    expect(message).toMatchObject({
      kind: 'message',
      author: { kind: 'customer', name: 'Zoé Martin' },
      text: 'Bonjour,\nplus de chauffage depuis hier.',
      data: {
        from: zoe,
        neverAnswer: 'forwarded',
        forwarded: { by: 'Léa', byId: lea.agentId, sentAt: 'jeu. 2 avr. 2026 à 09:00' },
      },
    });
    expect(JSON.stringify(message)).not.toContain('pénible');
    expect(note).toMatchObject({
      kind: 'note',
      visibility: 'inner',
      author: { kind: 'agent', name: 'Léa' },
      text: 'Peux-tu voir ? Elle est pénible.',
    });
    expect(
      await house.one(`SELECT 1 AS follows FROM tickets.follower WHERE ticket_id = $1 AND agent_id = $2`, [
        ticketId,
        lea.agentId,
      ]),
    ).toEqual({ follows: 1 });
    const { head, raw } = await house.answer(ticketId, lea);
    expect(head.get('to')).toContain(zoe);
    expect(raw).not.toContain('pénible');
  });

  test('attached whole, it keeps its date, its files and its thread; nobody is told by a machine', async () => {
    const [zoe, before] = [person(), await dispatched()];
    const [fate] = (await house.arrive({ raw: attached(`Zoé <${zoe}>`, leaMail) })) as [Fate];
    const ticketId = fate.ticketId ?? '';
    expect(await ticketOf(ticketId)).toMatchObject({ subject: 'Facture fausse', address: zoe });
    const [message] = (await house.timeline(ticketId)).filter(({ kind }) => kind === 'message');
    expect(message).toMatchObject({
      subject: 'Facture fausse',
      text: 'La facture 12 est fausse.',
      data: { forwarded: { sentAt: '2026-04-02T07:00:00.000Z' } },
    });
    expect(message?.attachments.map(({ name }) => name)).toEqual(['facture-12.pdf', 'facture.eml']);
    const { head } = await house.answer(ticketId, lea);
    expect(head.get('in-reply-to')).toBe(`<orig${people}@letters.example>`);
    // The customer answers what they wrote themselves: it is the same matter.
    const [again] = await house.arrive({
      from: zoe,
      headers: { References: `<orig${people}@letters.example>` },
    });
    expect(again?.ticketId).toBe(ticketId);
    await settled();
    expect(await dispatched()).toBe(before + 1);
  });

  test('by anybody else, by a forger, by a colleague who left or by a machine, it stays what it is', async () => {
    const gone = await house.agent('Gone');
    await house.rows.query(`UPDATE agents.agent SET disabled_at = now() WHERE id = $1`, [gone.agentId]);
    const zoe = person();
    const letter = { subject: 'Fwd: Panne de chaudière', text: inText(zoe) };
    const foreign = await house.agent('Foreign');
    await house.rows.query(`UPDATE agents.agent SET email = 'foreign@elsewhere.example' WHERE id = $1`, [
      foreign.agentId,
    ]);
    const tries: (Letter & { from: string })[] = [
      { ...letter, from: person() },
      { ...letter, from: leaMail, headers: { 'Authentication-Results': 'mx.guichet.test; dmarc=fail' } },
      { ...letter, from: leaMail, headers: { 'Auto-Submitted': 'auto-generated' } },
      { ...letter, from: await mailOf(gone) },
      { ...letter, from: 'foreign@elsewhere.example' },
    ];
    for (const one of tries) {
      const [fate] = await house.arrive(one);
      expect((await ticketOf(fate?.ticketId ?? '')).address).toBe(one.from);
    }
    // Proven by their own mail system, a colleague may write from elsewhere.
    const [proven] = await house.arrive({
      ...letter,
      from: 'foreign@elsewhere.example',
      headers: { 'Authentication-Results': 'mx.guichet.test; dmarc=pass' },
    });
    expect((await ticketOf(proven?.ticketId ?? '')).address).toBe(zoe);
  });

  test('joins the customer’s open matter only where the colleague may see it: nobody reads a ticket by passing a mail on', async () => {
    const zoe = person();
    const [own] = await house.arrive({ from: zoe });
    const [seen] = await house.arrive({ from: leaMail, subject: 'Fwd: Suite', text: inText(zoe) });
    expect(seen?.ticketId).toBe(own?.ticketId);
    const outside = await house.agent('Outside');
    await house.rows.query(`DELETE FROM agents.membership WHERE agent_id = $1`, [outside.agentId]);
    const [fate] = await house.arrive({
      from: await mailOf(outside),
      subject: 'Fwd: Suite',
      text: inText(zoe),
    });
    expect(fate?.ticketId).not.toBe(own?.ticketId);
    expect((await ticketOf(fate?.ticketId ?? '')).address).toBe(zoe);
  });

  test('naming nobody, two, ourselves or a colleague, it is asked about and never guessed; an answer makes it theirs', async () => {
    const [zoe, max] = [person(), person()];
    const letters = [inText('Martin Zoé'), inText(`${zoe}, ${max}`), inText(SUPPORT), inText(leaMail)];
    const fates = await house.arrive(
      ...letters.map((text) => ({ from: leaMail, subject: 'Fwd: Panne', text })),
    );
    const asked = await Promise.all(fates.map(({ ticketId }) => questions(ticketId ?? '')));
    expect(
      asked.map(([one]) => [one?.why, one?.state, one?.candidates.map(({ address }) => address)]),
    ).toEqual([
      ['nobody-named', 'waiting', []],
      ['several', 'waiting', [zoe, max]],
      ['ours', 'waiting', []],
      ['ours', 'waiting', []],
    ]);
    for (const { ticketId } of fates) {
      expect(await ticketOf(ticketId ?? '')).toMatchObject({ owner: lea.agentId, address: null });
      expect((await house.timeline(ticketId ?? '')).filter(({ kind }) => kind === 'message')).toEqual([]);
    }
    const [, several, ours] = fates as [Fate, Fate, Fate];
    const service = house.get(ForwardedMailService);
    const noteId = asked[1]?.[0]?.id ?? '';
    const decide = (address: string) =>
      service.decide(lea, several.ticketId ?? '', noteId, { as: 'named', address });
    await expect(decide(SUPPORT)).rejects.toThrow(/invalid-input/);
    await expect(decide(leaMail)).rejects.toThrow(/invalid-input/);
    await Promise.all([decide(zoe), decide(zoe)]);
    expect(await ticketOf(several.ticketId ?? '')).toMatchObject({ owner: lea.agentId, address: zoe });
    const timeline = await house.timeline(several.ticketId ?? '');
    expect(timeline.filter(({ kind }) => kind === 'message')).toMatchObject([
      { text: 'Bonjour,\nplus de chauffage depuis hier.', data: { from: zoe } },
    ]);
    expect(await questions(several.ticketId ?? '')).toMatchObject([
      { state: 'named', address: zoe, decidedBy: 'Léa' },
    ]);
    await expect(service.decide(lea, several.ticketId ?? '', noteId, { as: 'own-words' })).rejects.toThrow(
      /move-not-allowed/,
    );
    const { head } = await house.answer(several.ticketId ?? '', lea);
    expect(head.get('to')).toContain(zoe);

    await service.decide(lea, ours.ticketId ?? '', asked[2]?.[0]?.id ?? '', { as: 'own-words' });
    expect(await questions(ours.ticketId ?? '')).toMatchObject([{ state: 'own-words' }]);
    const outside = await house.agent('Not of it');
    await house.rows.query(`DELETE FROM agents.membership WHERE agent_id = $1`, [outside.agentId]);
    await expect(
      service.decide(outside, fates[0]?.ticketId ?? '', asked[0]?.[0]?.id ?? '', { as: 'own-words' }),
    ).rejects.toThrow(/not-found/);
  });
});

describe('an invitation', () => {
  interface Asked {
    from: string;
    uid: string;
    sequence?: number;
    method?: string;
    organiser?: string;
    start?: string;
    headers?: string[];
  }
  const invite = ({
    from,
    uid,
    sequence = 0,
    method = 'REQUEST',
    organiser = from,
    start,
    headers = [],
  }: Asked) => ({
    raw: [
      `From: Zoé <${from}>`,
      `To: ${SUPPORT}`,
      'Subject: Point sur la facture',
      `Message-ID: <inv${++people}@letters.example>`,
      ...headers,
      'MIME-Version: 1.0',
      'Content-Type: multipart/alternative; boundary=c',
      '',
      '--c',
      'Content-Type: text/plain; charset=utf-8',
      '',
      'Venez.',
      '--c',
      `Content-Type: text/calendar; charset=utf-8; method=${method}`,
      '',
      'BEGIN:VCALENDAR',
      'VERSION:2.0',
      `METHOD:${method}`,
      'BEGIN:VEVENT',
      `UID:${uid}`,
      `SEQUENCE:${sequence}`,
      `DTSTAMP:202604010800${String(people % 60).padStart(2, '0')}Z`,
      'SUMMARY:Point sur la facture',
      `DTSTART;TZID=Europe/Paris:${start ?? '20260402T090000'}`,
      `ORGANIZER;CN=Zoé:mailto:${organiser}`,
      `ATTENDEE:mailto:${SUPPORT}`,
      'END:VEVENT',
      'END:VCALENDAR',
      '--c--',
      '',
    ].join('\r\n'),
  });
  const views = async (ticketId: string) =>
    (await house.timeline(ticketId)).flatMap(({ data }) =>
      'invitation' in data ? [data['invitation'] as InvitationView] : [],
    );
  const arrived = async (asked: Asked) => {
    const [fate] = (await house.arrive(invite(asked))) as [Fate];
    return { ticketId: fate.ticketId ?? '', messageId: fate.itemId ?? '' };
  };
  const answers = () => house.get(InvitationAnswers);

  test('is told with its moment, and answered to its organiser once, as calendar programs do; another answer is sent as well', async () => {
    const [zoe, uid] = [person(), `m${people}@example.net`];
    const { ticketId, messageId } = await arrived({ from: zoe, uid, sequence: 4 });
    expect(await views(ticketId)).toMatchObject([
      {
        state: 'standing',
        byOrganiser: true,
        answer: null,
        details: {
          method: 'request',
          title: 'Point sur la facture',
          start: { at: '2026-04-02T07:00:00.000Z' },
        },
      },
    ]);
    const replies = async () =>
      (await house.rows.query(`SELECT 1 FROM bus.dispatch WHERE body ? 'calendarReply'`)).rows.length;
    await Promise.all([1, 2, 3].map(() => answers().answer(lea, ticketId, messageId, 'accepted')));
    expect(await replies()).toBe(1);
    expect(await views(ticketId)).toMatchObject([{ answer: { as: 'accepted', by: 'Léa' } }]);
    const sent = (await house.timeline(ticketId)).findLast(({ direction }) => direction === 'out');
    const raw = await house.leaves(sent?.id ?? '');
    expect(headOf(raw).get('to')).toContain(zoe);
    expect(raw).toMatch(/Content-Type: text\/calendar; charset=utf-8; method=REPLY/i);
    const { mail } = await readMail(Buffer.from(raw));
    expect(mail.invitation).toBeNull();
    const file = mail.attachments.find(({ type }) => type === 'text/calendar');
    const calendar = Buffer.from(file?.bytes ?? []).toString('utf8');
    for (const line of [
      'METHOD:REPLY',
      `UID:${uid}`,
      'SEQUENCE:4',
      `ATTENDEE;PARTSTAT=ACCEPTED:mailto:${SUPPORT}`,
    ])
      expect(calendar).toContain(line);
    await answers().answer(lea, ticketId, messageId, 'declined');
    expect(await replies()).toBe(2);
    expect(await views(ticketId)).toMatchObject([{ answer: { as: 'declined' } }]);
  });

  test('is replaced and called off by its organiser alone, in whatever order the mails come', async () => {
    const [zoe, uid] = [person(), `n${people}@example.net`];
    const first = await arrived({ from: zoe, uid, sequence: 1 });
    const update = await arrived({ from: zoe, uid, sequence: 2, start: '20260402T110000' });
    const late = await arrived({ from: zoe, uid, sequence: 0 });
    expect([first.ticketId, late.ticketId]).toEqual([update.ticketId, update.ticketId]);
    const states = async () => (await views(update.ticketId)).map(({ state }) => state);
    expect(await states()).toEqual(['replaced', 'standing', 'replaced']);
    await expect(answers().answer(lea, first.ticketId, first.messageId, 'accepted')).rejects.toThrow(
      /move-not-allowed/,
    );
    // Somebody who was copied may write on the ticket, and still calls off nobody else's meeting.
    const friend = person();
    await house.arrive({ from: zoe, headers: { Cc: friend } });
    const { number } = await house.one<{ number: string }>(
      `SELECT 'G-' || lpad(number::text, 6, '0') AS number FROM tickets.ticket WHERE id = $1`,
      [update.ticketId],
    );
    const foreign = invite({ from: friend, uid, sequence: 9, method: 'CANCEL', organiser: zoe });
    const [forged] = await house.arrive({
      raw: foreign.raw.replace('Subject: Point', `Subject: [${number}] Point`),
    });
    expect(forged?.ticketId).toBe(update.ticketId);
    expect((await views(update.ticketId)).at(-1)).toMatchObject({ byOrganiser: false });
    expect(await states()).toEqual(['replaced', 'standing', 'replaced', 'standing']);
    await arrived({ from: zoe, uid, sequence: 3, method: 'CANCEL' });
    expect((await states()).slice(0, 2)).toEqual(['replaced', 'cancelled']);
    await expect(answers().answer(lea, update.ticketId, update.messageId, 'accepted')).rejects.toThrow(
      /move-not-allowed/,
    );
    // What was called off stays so, also for an older mail that comes after.
    await arrived({ from: zoe, uid, sequence: 2, start: '20260402T120000' });
    expect((await states()).at(-1)).toBe('cancelled');
  });

  test('by somebody else than its organiser, or on a ticket one may not see, is not answered', async () => {
    const zoe = person();
    const foreign = await arrived({ from: zoe, uid: `o${people}@example.net`, organiser: person() });
    await expect(answers().answer(lea, foreign.ticketId, foreign.messageId, 'accepted')).rejects.toThrow(
      /move-not-allowed/,
    );
    const own = await arrived({ from: person(), uid: `p${people}@example.net` });
    const outside = await house.agent('Not asked');
    await house.rows.query(`DELETE FROM agents.membership WHERE agent_id = $1`, [outside.agentId]);
    await expect(answers().answer(outside, own.ticketId, own.messageId, 'accepted')).rejects.toThrow(
      /not-found/,
    );
    await expect(answers().answer(lea, foreign.ticketId, own.messageId, 'accepted')).rejects.toThrow(
      /not-found/,
    );
  });
});

test('a signature that nothing marks is learnt from the second mail of its sender, shown on demand, and never taught by a machine', async () => {
  const [zoe, max] = [person(), person()];
  const signed = (words: string) => `${words}\r\n\r\nZoé Martin\r\nResponsable achats\r\n`;
  const write = async (from: string, words: string, headers = {}) => {
    const [fate] = (await house.arrive({ from, text: signed(words), headers })) as [Fate];
    const item = (await house.timeline(fate.ticketId ?? '')).find(({ id }) => id === fate.itemId);
    expect(item?.text).toContain('Responsable achats');
    return item?.replyText;
  };
  expect(await write(zoe, 'Bonjour, ma commande manque.')).toContain('Zoé Martin');
  expect(await write(zoe, 'Toujours rien.')).toBe('Toujours rien.');
  expect(await write(zoe, 'Merci, elle est là.')).toBe('Merci, elle est là.');
  expect(await write(max, 'Bonjour.')).toContain('Zoé Martin');
  const machine = { 'Auto-Submitted': 'auto-replied' };
  const robot = person();
  await write(robot, 'Un', machine);
  await write(robot, 'Deux', machine);
  expect(await house.one(`SELECT 1 FROM email.ending WHERE address = $1`, [robot])).toBeUndefined();
});

const dispatched = async () =>
  (
    await house.one<{ count: number }>(
      `SELECT count(*)::integer AS count FROM bus.dispatch WHERE channel = 'email'`,
    )
  ).count;
const settled = () =>
  until(async () => {
    const { rows } = await house.rows.query(
      `SELECT 1 FROM bus.delivery WHERE listener = 'rules.ticket' UNION ALL SELECT 1 FROM rules.run WHERE state = 'due' LIMIT 1`,
    );
    return rows.length === 0;
  }, 30_000);
