/** How our mails are written: whom they say they are from, what stands under them, how they are signed, and the mark that finds its ticket without a header. */
import { Outbox } from '@lib/bus';
import { NO_WRITING, type WriteMailWriting } from '@lib/contracts';
import { Database } from '@lib/database';
import { Clock, newId, Secrets, type Principal } from '@lib/platform';
import { dkimVerify } from 'mailauth/lib/dkim/verify.js';
import { simpleParser } from 'mailparser';
import { SendingDomainsService } from '../../libs/channels/email/src/domains/sending-domains.service.js';
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
  asksWhenRead: false,
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
});
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

test('a mail asks to be told when it is read only if its mailbox does; what comes back is noted on that very message, quietly', async () => {
  await set({});
  const ticketId = await asked('ines@home.example');
  expect((await house.answer(ticketId, lea)).head.has('disposition-notification-to')).toBe(false);
  await set({ asksWhenRead: true });
  const { head, messageId } = await house.answer(ticketId, lea);
  const back = head.get('disposition-notification-to') ?? '';
  expect(back).toMatch(/^<?support\+b[a-z2-7.]+@guichet\.test>?$/);
  const before = await house.timeline(ticketId);
  const report = (type: string, kind: string, fields: string[], to = back) => ({
    raw: [
      'From: ines@home.example',
      `To: ${to}`,
      `Subject: Lu (${newId()})`,
      `Content-Type: multipart/report; report-type=${type}; boundary=b`,
      ...['', '--b', 'Content-Type: text/plain', '', 'Votre message', '', '--b'],
      ...[`Content-Type: message/${kind}`, '', ...fields, '', '--b--', ''],
    ].join('\r\n'),
  });
  const receipt = (id: string, disposition = 'manual-action/MDN-sent-manually; displayed') =>
    report('disposition-notification', 'disposition-notification', [
      'Final-Recipient: rfc822;ines@home.example',
      `Original-Message-ID: ${id}`,
      `Disposition: ${disposition}`,
    ]);
  const stateOf = async () =>
    (await house.timeline(ticketId)).find(({ id }) => id === messageId)?.delivery?.state;
  const ours = head.get('message-id') ?? '';
  const arrived = report('delivery-status', 'delivery-status', [
    'Reporting-MTA: dns; mx.home.example',
    '',
    'Final-Recipient: rfc822;ines@home.example',
    'Action: delivered',
    'Status: 2.0.0',
    '',
    '--b',
    'Content-Type: text/rfc822-headers',
    '',
    `Message-ID: ${ours}`,
  ]);
  await house.arrive(arrived);
  expect(await stateOf()).toBe('delivered');
  await house.arrive(receipt(ours, 'automatic-action/MDN-sent-automatically; deleted'));
  expect(await stateOf()).toBe('delivered');
  await house.arrive(receipt(ours));
  expect(await stateOf()).toBe('read');
  await house.arrive(arrived);
  expect(await stateOf()).toBe('read');
  expect(await house.timeline(ticketId)).toHaveLength(before.length);
  const kind = 'disposition-notification';
  const other = ['Original-Message-ID: <somebody@else.example>', 'Disposition: manual-action/x; displayed'];
  const [strange] = await house.arrive(report(kind, kind, other, SUPPORT));
  expect(strange).toMatchObject({ state: 'suppressed', error: expect.stringContaining('read receipt') });
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
  expect(changes.n).toBe(5);
});

describe('a sending domain', () => {
  const published = new Map<string, string[]>();
  let silent = false;
  let domains: SendingDomainsService;

  beforeAll(() => {
    const texts = (name: string) => Promise.resolve(silent ? null : (published.get(name) ?? []));
    domains = new SendingDomainsService(house.get(Database), house.get(Secrets), house.get(Clock), { texts });
  });

  const only = async () => {
    const { items } = await domains.list(ada);
    const found = items.find(({ domain }) => domain === 'acme.test');
    if (!found) throw new Error('not listed');
    return found;
  };
  const verified = async (raw: string) => {
    const resolver = (name: string) => Promise.resolve((published.get(name) ?? []).map((text) => [text]));
    const { results } = await dkimVerify(Buffer.from(raw), { resolver: resolver as never });
    return results.map(
      ({ status, signingDomain, selector }) => `${status.result} ${signingDomain} ${selector}`,
    );
  };
  const sent = async () => house.answer(await asked(`${newId()}@home.example`), lea, { text: 'Bonjour.' });

  test('a key is made, told to be published, checked, switched on, and receivers find each mail signed by it', async () => {
    await set({});
    expect((await domains.list(ada)).items.map(({ domain }) => domain)).toEqual([
      'acme.test',
      'guichet.test',
    ]);
    const made = await domains.makeKey(ada, 'acme.test');
    const [key] = made.keys;
    if (!key) throw new Error('no key');
    expect(key).toMatchObject({ state: 'waiting', finding: null, usable: true });
    expect(Buffer.from(/p=(.*)$/.exec(key.record)?.[1] ?? '', 'base64').length).toBe(294);
    expect(await verified((await sent()).raw)).toEqual(['none undefined undefined']);

    await expect(domains.switchOn(ada, key.id, false)).rejects.toThrow(/sending-key-unchecked/);
    silent = true;
    expect((await domains.check(ada, 'acme.test')).keys[0]?.finding).toBe('no-answer');
    silent = false;
    expect((await domains.check(ada, 'acme.test')).keys[0]?.finding).toBe('missing');
    published.set(key.recordName, [key.record]);
    published.set('acme.test', ['v=spf1 mx -all']);
    published.set('_dmarc.acme.test', ['v=DMARC1; p=none']);
    expect(await domains.check(ada, 'acme.test')).toMatchObject({
      keys: [{ finding: 'right' }],
      spf: { finding: 'found', record: 'v=spf1 mx -all' },
      dmarc: { finding: 'watching' },
    });
    await domains.switchOn(ada, key.id, false);

    const { raw, messageId } = await sent();
    expect(await verified(raw)).toEqual([`pass acme.test ${key.selector}`]);
    expect(await verified(raw.replace('Bonjour.', 'Payez ici.'))).not.toContain(
      `pass acme.test ${key.selector}`,
    );
    // What was built once leaves again as it was, whatever is switched meanwhile.
    await domains.switchOff(ada, key.id);
    expect(await house.leaves(messageId)).toBe(raw);
    expect(await verified((await sent()).raw)).toEqual(['none undefined undefined']);
    await domains.switchOn(ada, key.id, false);
  });

  test('a new key takes over while the old one stays believed; one that signs cannot be removed', async () => {
    const [old] = (await only()).keys;
    const before = await sent();
    const { keys } = await domains.makeKey(ada, 'acme.test');
    const [next] = keys;
    if (!old || !next) throw new Error('no keys');
    expect(next.selector).not.toBe(old.selector);
    const after = await domains.switchOn(ada, next.id, true);
    expect(after.keys.map(({ state, anyway }) => [state, anyway])).toEqual([
      ['signing', true],
      ['retired', false],
    ]);
    published.set(next.recordName, [next.record]);
    expect(await verified((await sent()).raw)).toEqual([`pass acme.test ${next.selector}`]);
    expect(await verified(before.raw)).toEqual([`pass acme.test ${old.selector}`]);
    expect((await domains.check(ada, 'acme.test')).keys[0]).toMatchObject({
      finding: 'right',
      anyway: false,
    });
    await expect(domains.remove(ada, next.id)).rejects.toThrow(/sending-key-signing/);
    await domains.remove(ada, old.id);
    expect((await only()).keys).toHaveLength(1);
  });

  test('who made a key, switched it on or off, replaced or removed it is kept with the moment, also of a key that is gone; what was so already is no act', async () => {
    const { changes, keys } = await only();
    const [next] = keys;
    const told = changes.map(({ what, by, selector }) => [
      what,
      by.id,
      selector === next?.selector ? 'next' : 'old',
    ]);
    expect(told.toReversed()).toEqual([
      ['made', ada.agentId, 'old'],
      ['switched-on', ada.agentId, 'old'],
      ['switched-off', ada.agentId, 'old'],
      ['switched-on', ada.agentId, 'old'],
      ['made', ada.agentId, 'next'],
      ['retired', ada.agentId, 'old'],
      ['switched-on-anyway', ada.agentId, 'next'],
      ['removed', ada.agentId, 'old'],
    ]);
    await domains.switchOn(ada, next?.id ?? '', false);
    await domains.switchOn(ada, next?.id ?? '', false);
    expect((await only()).changes).toEqual(changes);
  });

  test('the private half is sealed and in no answer; others than administrators change nothing, and no foreign domain', async () => {
    const rows = await house.rows.query(`SELECT * FROM email.sending_key`);
    expect(JSON.stringify([rows.rows, await only()])).not.toMatch(/PRIVATE KEY/);
    expect((rows.rows[0] as { sealed: string }).sealed).toMatch(/^v1\./);
    expect(JSON.stringify(await only())).not.toContain('sealed');
    const max: Principal = { ...ada, role: 'supervisor' };
    const [key] = (await only()).keys;
    for (const refused of [
      domains.makeKey(max, 'acme.test'),
      domains.check(max, 'acme.test'),
      domains.switchOff(max, key?.id ?? ''),
      domains.remove(max, key?.id ?? ''),
      domains.list({ ...ada, role: 'agent' }),
    ])
      await expect(refused).rejects.toThrow(/forbidden/);
    await expect(domains.makeKey(ada, 'bank.example')).rejects.toThrow(/not-found/);
  });
});
