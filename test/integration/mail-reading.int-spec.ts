/** What is read in a mail beyond its words: whose it is when a colleague passed it on. */
import type { ForwardQuestionView } from '@lib/contracts';
import type { Principal } from '@lib/platform';
import { ForwardedMailService } from '../../libs/intake/src/forwarded-mail.service.js';
import { MailHouse, SUPPORT, type Fate, type Letter } from '../support/mail-house.js';
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
}, 60_000);
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
