/** Forged, suspect, blocked and allowed: what becomes of such a mail, who may say otherwise, and how it is taken back. */
import type { AttachmentScan, AttachmentView, MailGuardView, MailRecord } from '@lib/contracts';
import { newId, type Principal } from '@lib/platform';
import { MailLog } from '../../libs/channels/email/src/api/mail-log.js';
import { QuarantineService } from '../../libs/channels/email/src/api/quarantine.service.js';
import { MailGuards } from '../../libs/channels/email/src/spam/mail-guards.js';
import { MailJudgements } from '../../libs/channels/email/src/spam/mail-judgements.js';
import { SenderRules } from '../../libs/channels/email/src/spam/sender-rules.js';
import { StrangerMailService } from '../../libs/intake/src/stranger-mail.service.js';
import { AttachmentFiles } from '../../libs/tickets/src/attachment-files.js';
import { MailJudgementService } from '../../libs/tickets/src/mail-judgement.service.js';
import { MailHouse, SUPPORT, type Fate } from '../support/mail-house.js';
import { until } from '../support/chat-edge.js';
import { useDatabase } from '../support/postgres.js';

const database = useDatabase();
let house: MailHouse;
let lea: Principal;
let ada: Principal;
let people = 0;

beforeAll(async () => {
  house = await MailHouse.open(database.url);
  await house.rows.query(`UPDATE email.mailbox SET trusted_server = 'mx.guichet.test'`);
  lea = await house.agent('Léa');
  ada = { ...(await house.agent('Ada')), role: 'admin' };
});
afterAll(() => house?.close());

const PASS = { 'Authentication-Results': 'mx.guichet.test; dmarc=pass' };
const FAIL = { 'Authentication-Results': 'mx.guichet.test; spf=fail smtp.mailfrom=evil.example; dmarc=fail' };
const SUSPECT = { points: 6, reasons: [{ what: 'rspamd: add header (6)', points: 6 }] };
const CERTAIN = { points: 14, reasons: [{ what: 'rspamd: reject (14)', points: 14 }] };
const person = (domain = 'example.net') => `g${++people}@${domain}`;
const record = (fate?: Fate): Promise<MailRecord> => house.get(MailLog).one(fate?.id ?? '');
const messages = async (ticketId: string | null | undefined) =>
  (await house.timeline(ticketId ?? '')).filter(({ kind }) => kind === 'message');
const blocked = async (address: string) =>
  (await house.get(SenderRules).list(ada)).items.filter(({ value }) => value === address);

test('a customer’s mail that their domain disowns joins the ticket marked red, with the evidence, and copies nobody in', async () => {
  const customer = person();
  const [first] = await house.arrive({ from: customer, headers: PASS });
  const { head } = await house.answer(first?.ticketId ?? '', lea);
  const [forged] = await house.arrive({
    from: customer,
    headers: { 'In-Reply-To': head.get('message-id') ?? '', Cc: person('evil.example'), ...FAIL },
  });
  expect(forged?.ticketId).toBe(first?.ticketId);
  const mail = (await messages(first?.ticketId)).find(({ id }) => id === forged?.itemId);
  expect(mail?.data).toMatchObject({
    flag: 'sender-not-trusted',
    neverAnswer: 'sender-not-trusted',
    trust: { verdict: 'fail', by: 'provider', domain: 'example.net', spf: 'fail', dmarc: 'fail' },
  });
  expect((await record(forged)).trust?.evidence[0]).toContain('dmarc=fail');
  expect(await house.one(`SELECT participants FROM tickets.ticket WHERE id = $1`, [first?.ticketId])).toEqual(
    { participants: [] },
  );
});

test('between the lines it is a ticket that says so; above them it waits in quarantine with its reasons', async () => {
  const [suspect, certain] = await house.arrive(
    { from: person('shop.example'), scan: SUSPECT },
    { from: person('junk.example'), scan: CERTAIN },
  );
  expect((await messages(suspect?.ticketId))[0]?.data['spam']).toMatchObject({
    ...{ verdict: 'flag', reasons: [{ by: 'scanner', what: 'rspamd: add header (6)' }] },
  });
  expect(await record(certain)).toMatchObject({
    state: 'quarantined',
    error: 'looks like spam (14 of 10): rspamd: reject (14)',
    spam: { verdict: 'hold', score: 14, holdAt: 10 },
    ticketId: null,
  });
});

test('a scanner that is away is noted, and the mail comes in', async () => {
  const [fate] = await house.arrive({ from: person(), scan: 'away' });
  expect(fate?.ticketId).not.toBeNull();
  expect((await record(fate)).spam).toMatchObject({ verdict: 'clear', notes: ['scanner-away'] });
});

test('each mailbox has lines of its own and says whose headers it believes; only administrators move them', async () => {
  const guards = house.get(MailGuards);
  const of = async (address: string) =>
    (await guards.list(ada)).items.find((one) => one.address === address) as MailGuardView;
  const sales = await of('sales@guichet.test');
  const change = (by: Principal) =>
    guards.change(
      by,
      sales.mailboxId,
      { spamHeaders: 'above', flagAt: 2, holdAt: 4, arcSealers: ['list.example'] },
      sales.version,
    );
  await expect(change(lea)).rejects.toThrow(/forbidden/);
  expect(await change(ada)).toMatchObject({ version: 1, arcSealers: ['list.example'] });
  await expect(change(ada)).rejects.toThrow(/version-stale/);
  const raw = (from: string) =>
    [
      `X-Spam-Score: 4.5`,
      'Received: from a by b; Thu, 02 Apr 2026 09:00:00 +0200',
      `From: ${from}`,
      '',
      'x',
    ].join('\r\n');
  const [there, here] = await house.arrive(
    { raw: raw(person('shop.example')), mailbox: 'sales@guichet.test', to: ['sales@guichet.test'] },
    { raw: raw(person('shop.example')) },
  );
  expect([there?.state, here?.state]).toEqual(['quarantined', 'processed']);
  expect(await of(SUPPORT)).toMatchObject({ spamHeaders: 'ignored', flagAt: 5, holdAt: 10, version: 0 });
});

test('said to be spam on its ticket, the sender’s next mail is held; taken back, it comes in again', async () => {
  const sender = person('shop.example');
  const [first] = await house.arrive({ from: sender, scan: SUSPECT });
  const ticketId = first?.ticketId ?? '';
  const judge = (as: 'spam' | 'undecided', by = lea) =>
    house.get(MailJudgementService).judge(by, ticketId, first?.itemId ?? '', as);
  const outsider = await house.agent('Outsider');
  await house.rows.query(`DELETE FROM agents.membership WHERE agent_id = $1`, [outsider.agentId]);
  await expect(judge('spam', outsider)).rejects.toThrow(/not-found/);
  await judge('spam');
  await judge('spam');
  await until(async () => (await blocked(sender)).length === 1);
  expect(await blocked(sender)).toMatchObject([{ says: 'block', by: { name: 'Léa' }, rawMailId: first?.id }]);
  const [second] = await house.arrive({ from: sender });
  expect(second?.state).toBe('quarantined');
  expect((await messages(ticketId))[0]?.data['spam']).toMatchObject({ said: { as: 'spam', by: 'Léa' } });
  const told = (await house.timeline(ticketId)).filter(({ data }) => data['name'] === 'mail.judged');
  expect(told).toHaveLength(1);
  await judge('undecided');
  await until(async () => (await blocked(sender)).length === 0);
  const [third] = await house.arrive({ from: sender });
  expect(third?.state).toBe('processed');
});

test('a stranger’s held mail that is called spam blocks them, until that is taken back', async () => {
  const [first] = await house.arrive({ from: person(), headers: PASS });
  const { head } = await house.answer(first?.ticketId ?? '', lea);
  const eve = person('elsewhere.example');
  const [held] = await house.arrive({ from: eve, headers: { 'In-Reply-To': head.get('message-id') ?? '' } });
  const decide = (as: 'spam' | 'waiting') =>
    house.get(StrangerMailService).decide(lea, first?.ticketId ?? '', held?.itemId ?? '', { as });
  await decide('spam');
  await until(async () => (await blocked(eve)).length === 1);
  await decide('waiting');
  await until(async () => (await blocked(eve)).length === 0);
});

test('in quarantine: spam is set aside and kept, undecided again it waits as before; no spam is taken in, and so is the sender', async () => {
  const sender = person('lost.example');
  const [held] = await house.arrive({ from: sender, scan: CERTAIN });
  const judgements = house.get(MailJudgements);
  const id = held?.id ?? '';
  await expect(judgements.judge(lea, id, 'spam')).rejects.toThrow(/forbidden/);
  await judgements.judge(ada, id, 'spam');
  expect(await record(held)).toMatchObject({ state: 'suppressed', said: { as: 'spam', by: 'Ada' } });
  expect(await blocked(sender)).toHaveLength(1);
  await judgements.judge(ada, id, 'undecided');
  expect(await record(held)).toMatchObject({
    ...{ state: 'quarantined', said: null, error: expect.stringContaining('looks like spam') },
  });
  expect(await blocked(sender)).toEqual([]);
  await judgements.judge(ada, id, 'not-spam');
  expect(await record(held)).toMatchObject({ state: 'stored', said: { as: 'not-spam' } });
  expect(await blocked(sender)).toMatchObject([{ says: 'allow' }]);
  const [next] = await house.arrive({ from: sender, scan: CERTAIN });
  expect(next?.state).toBe('processed');
});

test('quarantine is counted by reason, and all of one reason are tried again at once; only administrators do', async () => {
  const quarantine = house.get(QuarantineService);
  const before = await quarantine.page(ada, { limit: 1 });
  const orphan = {
    from: 'MAILER-DAEMON@mx.example',
    headers: { 'Auto-Submitted': 'auto-replied', 'X-Failed-Recipients': 'nobody@example.org' },
    subject: 'Mail delivery failed: returning message to sender',
  };
  const fates = await house.arrive(
    { from: person('one.example'), scan: CERTAIN },
    { from: person('two.example'), scan: CERTAIN },
    orphan,
  );
  expect(fates.map(({ state }) => state)).toEqual(Array(3).fill('quarantined'));
  const { counts, items } = await quarantine.page(ada, { why: 'spam', limit: 50 });
  expect(counts).toEqual({
    ...before.counts,
    spam: before.counts.spam + 2,
    'orphan-return': before.counts['orphan-return'] + 1,
  });
  expect(items).toHaveLength(counts.spam);
  expect(new Set(items.map(({ heldWhy }) => heldWhy))).toEqual(new Set(['spam']));

  await expect(quarantine.retryAll(lea, 'spam')).rejects.toThrow(/forbidden/);
  const begun = await quarantine.retryAll(ada, 'spam');
  expect(begun).toMatchObject({ total: counts.spam, waiting: counts.spam, back: 0 });
  expect((await record(fates[2])).state).toBe('quarantined');
  // What the readers would make of them: one is held again, the others come in.
  await house.rows.query(
    `UPDATE email.raw_mail SET state = CASE WHEN id = $2 THEN 'quarantined' ELSE 'processed' END WHERE retry_id = $1`,
    [begun.id, fates[0]?.id],
  );
  expect(await quarantine.retry(ada, begun.id)).toEqual({
    ...{ id: begun.id, total: counts.spam, waiting: 0, back: 1 },
  });
  await expect(quarantine.retry(ada, newId())).rejects.toThrow(/not-found/);
  expect(await quarantine.retryAll(ada, 'loop')).toMatchObject({ total: 0 });
});

test('an infected file is opened by nobody without an administrator’s word, which the ticket keeps and which can be taken back', async () => {
  const files = house.get(AttachmentFiles);
  const raw = (from: string) =>
    [
      ...[`From: ${from}`, `To: ${SUPPORT}`, 'Subject: Facture', 'MIME-Version: 1.0'],
      ...[`Message-ID: <${newId()}@letters.example>`, 'Content-Type: multipart/mixed; boundary=f', ''],
      ...['--f', 'Content-Type: text/plain', '', 'Voici.', '--f'],
      ...[
        'Content-Type: application/pdf; name=facture.pdf',
        'Content-Disposition: attachment',
        '',
        from,
        '--f--',
        '',
      ],
    ].join('\r\n');
  const fileOf = async (found?: AttachmentScan) => {
    const [fate] = await house.arrive({ raw: raw(person()), found });
    const [mail] = await messages(fate?.ticketId);
    return { ticketId: fate?.ticketId ?? '', file: mail?.attachments[0] as AttachmentView };
  };
  const { ticketId, file } = await fileOf({ verdict: 'infected', detail: 'Win.Test.EICAR_HDB-1' });
  expect(file.scan).toEqual({ verdict: 'infected', detail: 'Win.Test.EICAR_HDB-1', released: false });
  for (const agent of [lea, ada])
    await expect(files.toOpen(agent, file.id)).rejects.toMatchObject({ code: 'attachment-infected' });
  const word = { released: true, reason: 'The police asks for it' };
  await expect(files.release(lea, file.id, word)).rejects.toThrow(/forbidden/);
  await files.release(ada, file.id, word);
  await files.release(ada, file.id, word);
  expect(await files.toOpen(lea, file.id)).toMatchObject({ name: 'facture.pdf' });
  const said = async () => (await house.timeline(ticketId)).filter(({ data }) => 'found' in data);
  expect(await said()).toMatchObject([
    {
      author: { name: 'Ada' },
      data: { name: 'attachment.released', file: 'facture.pdf', reason: word.reason },
    },
  ]);
  await files.release(ada, file.id, { released: false, reason: 'They have it' });
  await expect(files.toOpen(lea, file.id)).rejects.toMatchObject({ code: 'attachment-infected' });
  expect(await said()).toHaveLength(2);

  const { file: unscanned } = await fileOf({ verdict: 'unscanned', detail: 'away' });
  expect(await files.toOpen(lea, unscanned.id)).toMatchObject({ name: 'facture.pdf' });
  await expect(files.release(ada, unscanned.id, word)).rejects.toThrow(/move-not-allowed/);
  expect((await fileOf()).file.scan).toBeNull();
});

test('the lists: one entry for each sender, the later one stands; taken off it comes back as it was; words block alone', async () => {
  const rules = house.get(SenderRules);
  const write = (says: 'block' | 'allow', by = ada) =>
    rules.write(by, { kind: 'domain', value: 'Wide.example', says, why: 'They asked' });
  await expect(write('block', lea)).rejects.toThrow(/forbidden/);
  const block = await write('block');
  expect(await write('block')).toMatchObject({ id: block.id, why: 'They asked', by: { name: 'Ada' } });
  const allow = await write('allow');
  expect(await blocked('wide.example')).toMatchObject([{ id: allow.id, says: 'allow' }]);
  await rules.remove(ada, allow.id);
  expect(await blocked('wide.example')).toEqual([]);
  await rules.restore(ada, block.id);
  expect(await blocked('wide.example')).toMatchObject([{ says: 'block', why: 'They asked' }]);
  const [fate] = await house.arrive({ from: person('mail.wide.example') });
  expect(fate?.state).toBe('quarantined');
});

test('two who list the same sender at once make one entry', async () => {
  const rules = house.get(SenderRules);
  const value = person('twice.example');
  await Promise.all(
    (['block', 'allow', 'block', 'allow'] as const).map((says) =>
      rules.write(ada, { kind: 'address', value, says, why: '' }),
    ),
  );
  expect(await blocked(value)).toHaveLength(1);
});

test('the mail log says by which key a mail found its ticket, what each key was worth, and why one was refused', async () => {
  const customer = person();
  const [first] = await house.arrive({ from: customer, headers: PASS, subject: 'Une panne' });
  const { head } = await house.answer(first?.ticketId ?? '', lea);
  const replyTo = /[^<\s]+@[^>\s]+/.exec(head.get('reply-to') ?? '')?.[0] ?? '';
  const ourId = head.get('message-id') ?? '';
  const forgedId = ourId.replace(/\.[a-z2-7]{4}([a-z2-7]{22}@)/, '.aaaa$1');
  const eve = person('elsewhere.example');
  const [answer, stranger, guess, plain] = (await house.arrive(
    { from: customer, to: [replyTo], headers: { 'In-Reply-To': ourId } },
    { from: eve, to: [replyTo] },
    { from: person('elsewhere.example'), headers: { 'In-Reply-To': forgedId }, subject: 'Re: G-999999' },
    { from: person() },
  )) as [Fate, Fate, Fate, Fate];
  expect((await record(first)).threading).toMatchObject({ keys: [], matchedBy: 'new', refused: null });
  expect((await record(answer)).threading).toMatchObject({
    keys: [
      { by: 'token', answer: 'signed' },
      { by: 'own-id', answer: 'signed' },
    ],
    ...{ matchedBy: 'ticket', refused: null },
  });
  expect((await record(stranger)).threading).toMatchObject({
    ...{ keys: [{ by: 'token', answer: 'of-another' }], matchedBy: null, refused: 'token-of-another' },
  });
  expect((await record(guess)).threading).toMatchObject({
    keys: [
      { by: 'own-id', answer: 'not-ours' },
      { by: 'subject', value: 'G-999999', answer: 'hint' },
    ],
    matchedBy: 'new',
  });
  expect((await record(plain)).threading?.keys).toEqual([]);
});

test('mails are found by their verdict', async () => {
  const [forged, held] = await house.arrive(
    { from: person(), headers: FAIL },
    { from: person('junk.example'), scan: CERTAIN },
  );
  const log = house.get(MailLog);
  const ids = async (query: Partial<Parameters<MailLog['page']>[0]>) =>
    (await log.page({ limit: 200, ...query })).items.map(({ id }) => id);
  expect(await ids({ trust: 'fail' })).toContain(forged?.id);
  expect(await ids({ trust: 'fail' })).not.toContain(held?.id);
  expect(await ids({ spam: 'hold' })).toContain(held?.id);
  expect(await ids({ spam: 'hold' })).not.toContain(forged?.id);
});

test('a reader who calls our mail unwanted: nothing automatic goes there any more, and the supervisors are told on the ticket', async () => {
  const max = await house.agent('Max', 'supervisor');
  const customer = person();
  const [first] = await house.arrive({ from: customer, headers: PASS });
  const { head } = await house.answer(first?.ticketId ?? '', lea);
  const lines = [
    ...['From: Complaints <fbl@provider.example>', 'Subject: Abuse report'],
    ...['Content-Type: multipart/report; report-type=feedback-report; boundary=b', ''],
    ...['--b', 'Content-Type: text/plain', '', 'This is an abuse report.'],
    ...[
      '--b',
      'Content-Type: message/feedback-report',
      '',
      'Feedback-Type: abuse',
      'User-Agent: Provider/1.0',
    ],
    ...['Version: 1', `Original-Rcpt-To: <${customer}>`, ''],
    ...[
      '--b',
      'Content-Type: message/rfc822',
      '',
      `Message-ID: ${head.get('message-id')}`,
      'Subject: x',
      '',
      'x',
    ],
    ...['--b--', ''],
  ];
  await house.arrive({ raw: lines.join('\r\n') });
  const told = (await house.timeline(first?.ticketId ?? '')).filter(
    ({ data }) => data['name'] === 'mail.returned',
  );
  expect(told).toMatchObject([{ data: { kind: 'complaint', address: customer, undeliverable: true } }]);
  expect(
    await house.one(
      `SELECT mention_seq > read_seq AS told FROM tickets.follower WHERE ticket_id = $1 AND agent_id = $2`,
      [first?.ticketId, max.agentId],
    ),
  ).toEqual({ told: true });
});
