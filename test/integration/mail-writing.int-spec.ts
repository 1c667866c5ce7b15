/** How our mails are written: whom they say they are from, what stands under them, and the mark that finds its ticket without a header. */
import { Outbox } from '@lib/bus';
import { NO_WRITING, type WriteMailWriting } from '@lib/contracts';
import { Database } from '@lib/database';
import { newId, type Principal } from '@lib/platform';
import { simpleParser } from 'mailparser';
import { MailWritingService } from '../../libs/channels/email/src/settings/mail-writing.service.js';
import { MailSignatures } from '../../libs/delivery/src/mail-signatures.js';
import { readMail } from '../../libs/channels/email/src/reading/read-mail.js';
import { MailHouse, SUPPORT } from '../support/mail-house.js';
import { useDatabase } from '../support/postgres.js';

const database = useDatabase();
const ada: Principal = { agentId: newId(), role: 'admin', name: 'Ada', sessionId: newId() };
let house: MailHouse;
let lea: Principal;
let settings: MailWritingService;
let mailboxId: string;

const WRITING: WriteMailWriting = {
  displayAddress: 'bonjour@acme.test',
  nameTemplate: '{{agent.first-name}} de {{company}}',
  team: 'Service clients',
  phone: '01 23 45 67 89',
  signature: { fr: '{{agent.name}}\n{{team}}, {{phone}}', en: '{{agent.name}}' },
};

beforeAll(async () => {
  house = await MailHouse.open(database.url);
  lea = await house.agent('Léa Martin');
  settings = new MailWritingService(house.get(Database), house.get(Outbox));
  const { id } = await house.one<{ id: string }>(
    `UPDATE email.mailbox SET name = 'Acme', aliases = '["bonjour@acme.test"]' WHERE address = $1 RETURNING id`,
    [SUPPORT],
  );
  mailboxId = id;
}, 60_000);
afterAll(() => house?.close());

async function asked(from: string): Promise<string> {
  const [fate] = await house.arrive({ from, subject: 'Facture' });
  return fate?.ticketId ?? '';
}
const set = async (part: Partial<WriteMailWriting>) => {
  const { version } = await settings.of(ada, mailboxId);
  return settings.write(ada, mailboxId, { ...WRITING, ...part }, version);
};
const read = async (raw: string) => readMail(Buffer.from(raw));

test('an answer says whom it is from as the mailbox is set up, and is signed once in both parts', async () => {
  await set({});
  const signatures = house.get(MailSignatures);
  await signatures.writeOwnLine(lea, { fr: 'Joignable dès 9 h', en: '' });
  const ticketId = await asked('zoe@home.example');
  const shown = await signatures.shown(lea, ticketId);
  expect(shown).toMatchObject({
    fromName: 'Léa de Acme',
    fromAddress: 'bonjour@acme.test',
    text: 'Léa Martin\nService clients, 01 23 45 67 89\nJoignable dès 9 h',
  });
  const { raw, head, messageId } = await house.answer(ticketId, lea, { text: 'Bonjour Zoé.' });
  expect(head.get('message-id')).toMatch(/@acme\.test>$/);
  const { mail, rawHtml } = await read(raw);
  expect(mail.from).toEqual([{ name: 'Léa de Acme', address: 'bonjour@acme.test' }]);
  expect(mail.replyTo[0]?.address).toMatch(/^support\+t[a-z2-7.]+@guichet\.test$/);
  const signature = '-- \nLéa Martin\nService clients, 01 23 45 67 89\nJoignable dès 9 h';
  expect(mail.text.trim()).toBe(`Bonjour Zoé.\n\n${signature}`);
  expect(mail.replyText).toBe('Bonjour Zoé.');
  expect(rawHtml?.match(/Service clients/g)).toHaveLength(1);
  const item = (await house.timeline(ticketId)).find(({ id }) => id === messageId);
  expect(item).toMatchObject({ replyText: 'Bonjour Zoé.', text: `Bonjour Zoé.\n\n${signature}` });
  expect(await house.leaves(messageId)).toBe(raw);
});

test('a mailbox without a way of writing sends the words as they were written', async () => {
  await set({ ...NO_WRITING });
  await house.get(MailSignatures).writeOwnLine(lea, { fr: '', en: '' });
  const ticketId = await asked('nina@home.example');
  const { raw, messageId } = await house.answer(ticketId, lea, { text: 'Bonjour.' });
  expect((await read(raw)).mail.text.trim()).toBe('Bonjour.');
  expect((await read(raw)).mail.from).toEqual([{ name: 'Léa Martin (Acme)', address: SUPPORT }]);
  const item = (await house.timeline(ticketId)).find(({ id }) => id === messageId);
  expect(item).toMatchObject({ text: 'Bonjour.', replyText: null, html: null });
});

test('an answer that lost every header and the token finds its ticket by the hidden mark in what it quotes', async () => {
  const ticketId = await asked('rose@home.example');
  const { raw } = await house.answer(ticketId, lea, { text: 'Nous regardons.' });
  // As a mail program shows it: our own reader takes the mark out.
  const { html } = await simpleParser(raw);
  const quoting = (from: string) => ({
    raw: [
      `From: ${from}`,
      `To: ${SUPPORT}`,
      'Subject: Mon souci',
      `Message-ID: <${newId()}@home.example>`,
      'Content-Type: text/html; charset=utf-8',
      '',
      `<p>Oui, encore.</p><blockquote>${String(html)}</blockquote>`,
      '',
    ].join('\r\n'),
  });
  const [own, strange] = await house.arrive(quoting('rose@home.example'), quoting('eve@else.example'));
  expect(own?.ticketId).toBe(ticketId);
  const items = await house.timeline(ticketId);
  const said = items.filter(({ direction }) => direction === 'in').at(-1);
  expect(said?.data).toMatchObject({ matchedBy: 'ticket' });
  expect(said?.text).toContain('Oui, encore.');
  expect(`${said?.text} ${said?.html}`).not.toMatch(/ref:/);
  // Whoever got hold of the mark is not let in by it.
  const held = items.filter(({ kind, visibility }) => kind === 'note' && visibility === 'inner');
  expect(held).toHaveLength(1);
  expect(strange?.itemId).not.toBe(own?.itemId);
});

test('only administrators set it, for a mailbox’s own addresses, and not over what another has just set', async () => {
  await expect(settings.write({ ...ada, role: 'supervisor' }, mailboxId, WRITING, 0)).rejects.toThrow(
    /forbidden/,
  );
  await expect(settings.of({ ...ada, role: 'agent' }, mailboxId)).rejects.toThrow(/forbidden/);
  await expect(set({ displayAddress: 'ceo@bank.example' })).rejects.toThrow(/invalid-input/);
  const { version } = await set({});
  await expect(settings.write(ada, mailboxId, WRITING, version - 1)).rejects.toThrow(/version-stale/);
  const changes = await house.one<{ n: number }>(
    `SELECT count(*)::int AS n FROM email.mailbox_change WHERE mailbox_id = $1 AND after ? 'signature'`,
    [mailboxId],
  );
  expect(changes.n).toBe(3);
});
