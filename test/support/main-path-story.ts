/** The story itself, told once and run against both shapes of the product. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Ticket, TimelineItem } from '@lib/contracts';
import { simpleParser } from 'mailparser';
import nodemailer from 'nodemailer';
import type { Browser } from 'playwright-core';
import { browserWithTone } from '../fixtures/audio/browsers.js';
import { ApiClient } from './api-client.js';
import { DEMO_PASSWORD } from './app.js';
import { AgentDesk, eventually, TestPhone, TONES, Visitor } from './main-path.js';
import type { Dovecot } from './dovecot.js';
import type { SmtpSink } from './smtp-sink.js';

export interface Product {
  origin: string;
  smtpPort: number;
  dovecot: Dovecot;
  sink: SmtpSink;
}

const CUSTOMER = { name: 'Sophie Marchand', email: 'sophie.marchand@example.org', phone: '+15005550177' };

export function tellMainPath(product: () => Product): void {
  const folder = mkdtempSync(join(tmpdir(), 'guichet-story-'));
  let agents: Browser;
  let customers: Browser;
  let lea: AgentDesk;
  let sam: AgentDesk;
  let admin: ApiClient;
  let ticket: Ticket;

  beforeAll(async () => {
    agents = await browserWithTone(TONES.agent, folder);
    customers = await browserWithTone(TONES.customer, folder);
    admin = await ApiClient.logIn(product().origin, 'ada');
    lea = await AgentDesk.open(agents, product().origin, 'lea@guichet.test', DEMO_PASSWORD);
    await lea.goAvailable();
  }, 90_000);

  afterAll(async () => {
    await agents?.close();
    await customers?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('a mail by SMTP becomes a ticket, rings at an agent, and whoever accepts owns it', async () => {
    await sendMail(product(), {
      subject: 'Prélevée deux fois',
      text: 'Bonjour, je vois deux prélèvements de 49,00 €.',
      messageId: '<first@example.org>',
    });
    await lea.acceptOffer(/Prélevée deux fois/);
    await lea.timelineShows('deux prélèvements de 49,00 €');
    ticket = await onlyTicket(admin);
    expect(ticket.owner?.name).toBe('Léa Martin');
    expect(ticket.number).toMatch(/^G-\d{6}$/);
    // From here on a colleague is free too, and idle for longer than the owner.
    sam = await AgentDesk.open(agents, product().origin, 'sam@guichet.test', DEMO_PASSWORD);
    await sam.goAvailable();
  });

  test("the reply leaves by SMTP and threads in the customer's mail program", async () => {
    await lea.write('email', 'Bonjour Sophie, je regarde cela tout de suite.');
    const [captured] = await product().sink.waitFor(
      1,
      ({ to, raw }) => to.includes(CUSTOMER.email) && !raw.includes('Auto-Submitted: auto-replied'),
      30_000,
    );
    const reply = await simpleParser(captured?.raw ?? Buffer.alloc(0));
    expect(reply.inReplyTo).toBe('<first@example.org>');
    expect([reply.references].flat()).toContain('<first@example.org>');
    expect(reply.subject).toBe(`Re: Prélevée deux fois [${ticket.number}]`);
    expect(reply.text).toContain('je regarde cela tout de suite');
    // Their answer, from their own server over IMAP, comes back by the threading headers alone.
    await product().dovecot.deliver('box1', rawReply(reply.messageId ?? '', reply.subject ?? ''));
    await lea.timelineShows('Merci Léa, la carte finit par 4412');
    expect((await onlyTicket(admin)).id).toBe(ticket.id);
  });

  test('a chat of the same customer goes to the owner, on the same ticket', async () => {
    const visitor = await Visitor.open(customers, product().origin);
    await visitor.start({
      name: 'Sophie',
      email: CUSTOMER.email,
      phone: CUSTOMER.phone,
      text: 'Je reviens pour mon double prélèvement',
    });
    await visitor.sees(new RegExp(ticket.number));
    await lea.acceptOffer(/double prélèvement/);
    await lea.timelineShows('Je reviens pour mon double prélèvement');
    await lea.write('note', 'Doublon confirmé par la banque, remboursement direct possible.');
    await lea.write('chat', 'Oui, je l’ai sous les yeux.');
    await visitor.sees('Oui, je l’ai sous les yeux.');
    await visitor.sees(/Léa/);
    await visitor.says('Parfait, merci beaucoup');
    await lea.timelineShows('Parfait, merci beaucoup');
    expect(await visitor.innerText()).not.toContain('Doublon confirmé');
  });

  test('a call of the same customer goes to the owner, and both hear each other', async () => {
    const phone = await TestPhone.open(customers, product().origin, CUSTOMER.phone);
    await phone.call();
    await lea.acceptOffer(/Sophie/);
    await eventually('the agent hears the customer', () => lea.hears(TONES.customer, TONES.agent), 40_000);
    await eventually('the customer hears the agent', () => phone.hears(TONES.agent, TONES.customer), 40_000);
    await phone.hangUp();
    await eventually('the call is over for the agent', async () =>
      (await onlyTicket(admin)).live.every(
        (interaction) => interaction.channel !== 'voice' || interaction.state === 'wrapping-up',
      ),
    );
  });

  test('it is one ticket with three channels, one owner and one gapless timeline, and nobody else was rung', async () => {
    const now = await onlyTicket(admin);
    expect(now.id).toBe(ticket.id);
    expect([...now.channels].sort()).toEqual(['chat', 'email', 'voice']);
    expect(now.owner?.name).toBe('Léa Martin');
    expect(now.customer.identities.map((identity) => identity.kind).sort()).toEqual([
      'email',
      'phone',
      'visitor',
    ]);
    const { body } = await admin.get<{ items: TimelineItem[] }>(
      `/api/tickets/${now.number}/timeline?limit=200`,
    );
    expect(body.items.map((item) => item.seq)).toEqual(body.items.map((_, index) => index + 1));
    expect(body.items.filter((item) => item.kind === 'note').map((item) => item.visibility)).toEqual([
      'inner',
    ]);
    expect(body.items.some((item) => item.kind === 'call')).toBe(true);
    expect(sam.offersSeen).toEqual([]);
    expect(new Set(lea.offersSeen)).toEqual(new Set([ticket.number]));
  });
}

async function onlyTicket(admin: ApiClient): Promise<Ticket> {
  const { body } = await admin.get<{ items: Ticket[] }>(
    `/api/tickets?q=${encodeURIComponent(CUSTOMER.email)}`,
  );
  expect(body.items).toHaveLength(1);
  return body.items[0] as Ticket;
}

async function sendMail(
  product: Product,
  mail: { subject: string; text: string; messageId: string },
): Promise<void> {
  const transport = nodemailer.createTransport({
    host: '127.0.0.1',
    port: product.smtpPort,
    secure: false,
    ignoreTLS: true,
  });
  await transport.sendMail({
    from: { name: CUSTOMER.name, address: CUSTOMER.email },
    to: 'support@guichet.test',
    ...mail,
  });
  transport.close();
}

function rawReply(inReplyTo: string, subject: string): string {
  return [
    `From: "${CUSTOMER.name}" <${CUSTOMER.email}>`,
    'To: support@guichet.test',
    `Subject: ${Buffer.from(subject).every((byte) => byte < 128) ? subject : `=?utf-8?B?${Buffer.from(subject).toString('base64')}?=`}`,
    'Message-ID: <second@example.org>',
    `In-Reply-To: ${inReplyTo}`,
    `References: <first@example.org> ${inReplyTo}`,
    `Date: ${new Date().toUTCString()}`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: 8bit',
    '',
    'Merci Léa, la carte finit par 4412.',
    '',
  ].join('\r\n');
}
