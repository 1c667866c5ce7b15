/** A day of a house: people write in every place there is, so that no column of words stays without a row. */
import { createHash, randomUUID } from 'node:crypto';
import { carrierAccount } from '@lib/channels/voice';
import { loadConfig, Secrets } from '@lib/platform';
import { createTransport } from 'nodemailer';
import { ApiClient } from '../api-client.js';
import type { RunningApp } from '../app.js';
import type { TestDatabase } from '../postgres.js';
import { openConsole, openVisitor } from '../rights/sockets.js';
import { furnish, type Things } from '../rights/things.js';
import type { SmtpSink } from '../smtp-sink.js';
import { sign } from '../voice-edge.js';

export interface Stage {
  app: RunningApp;
  database: TestDatabase;
  sink: SmtpSink;
  /** What the product signs with, so that a call can be signed as the carrier's. */
  secret: string;
  lea: ApiClient;
  max: ApiClient;
  ada: ApiClient;
}

/** What the day left behind: a ticket that came by mail, one of a chat, and one with everything on it. */
export interface Day {
  things: Things;
  mailed: string;
  chatted: string;
  visitorToken: string;
  billing: string;
}

/** A day of the house, so that there is something written in every place. */
export async function liveThrough(stage: Stage): Promise<Day> {
  const { app, database, sink, lea, max, ada } = stage;
  const { items: queues } = await done<{ items: { id: string; name: string }[] }>(lea, 'GET', '/api/queues');
  const queueNamed = (name: string) => queues.find((queue) => queue.name === name)?.id ?? '';
  const sam = await ApiClient.logIn(app.url, 'sam');
  await done(ada, 'PUT', '/api/admin/resolving', {
    causeRequired: false,
    askCustomer: true,
    causes: [{ fr: 'Câble usé', en: 'Worn cable' }],
  });
  for (const audience of ['inner', 'customer'])
    await done(ada, 'POST', '/api/admin/fields', {
      kind: 'text',
      audience,
      fr: `${audience} label`,
      en: `${audience} label`,
    });
  for (const visibility of ['internal', 'public']) {
    const texts = {
      en: { title: `Of the ${visibility} article`, body: `Words of the ${visibility} article` },
    };
    const { id } = await done<{ id: string }>(lea, 'POST', '/api/articles', {
      visibility,
      texts,
      tags: ['known'],
    });
    await done(max, 'POST', `/api/articles/${id}/publish`, {}, { 'if-match': '1' });
  }
  await done(max, 'POST', '/api/checklists', { name: 'Bank', items: ['Which card?'] });
  await done(max, 'PUT', `/api/agents/${lea.agentId}/state`, { state: 'away', reason: 'training' });
  await done(ada, 'PATCH', `/api/admin/people/${sam.agentId}`, { skills: { n1: 2 } });
  const things = await furnish(lea, database, {
    queue: queueNamed('Support'),
    colleague: sam.agentId,
    name: 'Carla',
  });
  const below = `/api/tickets/${things.ticket}`;
  await done(sam, 'POST', `/api/hand-overs/${things.handOver}/decline`, { reason: 'too much work' });
  await done(lea, 'PUT', `${below}/behind`, { text: 'known fault' });
  await done(lea, 'PUT', `${below}/understood`, { text: 'The bell does not ring' });
  await done(lea, 'POST', `${below}/plan`, { inner: 'Fetch it', customer: 'You will hear from us' });
  const { items: fields } = await done<{ items: { id: string; audience: string }[] }>(
    lea,
    'GET',
    '/api/fields',
  );
  const values = Object.fromEntries(
    fields.map(({ id, audience }) => [
      id,
      audience === 'inner' ? 'of the inner field' : 'of the customer’s field',
    ]),
  );
  await done(lea, 'PUT', `${below}/fields`, { values });
  await done(lea, 'POST', `/api/supplier-waits/${things.supplierWait}/messages`, {
    direction: 'to',
    text: 'News?',
  });
  await done(lea, 'POST', `/api/supplier-waits/${things.supplierWait}/end`, { outcome: 'They answered' });
  await done(lea, 'POST', `/api/promises/${things.promise}/cancel`, { reason: 'settled' });
  await database.query(
    `INSERT INTO tickets.escalation (id, ticket_id, from_level, to_level, reason, asked_by, expert_id, hand_over_id)
     VALUES ($1, $2, 1, 2, 'too hard', $3, $3, $1)`,
    [randomUUID(), things.ticket, lea.agentId],
  );
  const mailed = await mailIn(stage);
  // Acknowledged by itself, before anybody answers.
  await sink.waitFor(1, () => true, 20_000);
  await done(lea, 'POST', `/api/tickets/${mailed}/messages`, { channel: 'email', text: 'We had a look.' });
  await sink.waitFor(2);
  // Before the call, which would ring first and alone.
  const chat = await chatIn(stage);
  await ring(stage, '/voice/inbound');
  return { things, mailed, billing: queueNamed('Facturation'), ...chat };
}

async function mailIn({ app, database, lea }: Stage): Promise<string> {
  const transport = createTransport({ host: '127.0.0.1', port: app.smtpPort, ignoreTLS: true });
  await transport.sendMail({
    from: 'Dora <dora@customer.test>',
    to: 'support@guichet.test',
    subject: 'My brakes squeal',
    text: 'They squeal in the rain.',
  });
  transport.close();
  const id = await found(database, `SELECT id FROM tickets.ticket WHERE subject = 'My brakes squeal'`);
  await done(lea, 'POST', `/api/tickets/${id}/take`);
  return id;
}

/** With an agent who accepts it, so that a name is shown. */
async function chatIn({ app, database, lea }: Stage): Promise<{ chatted: string; visitorToken: string }> {
  const visitor = await openVisitor(app.url, {});
  const { visitorToken } = JSON.parse((visitor.heard[0] ?? '').slice('hello '.length)) as {
    visitorToken: string;
  };
  await visitor.emitWithAck('chat.start', {
    name: 'Eli',
    email: 'eli@customer.test',
    text: 'My light is out',
    locale: 'en',
  });
  const desk = await openConsole(app.url, { token: lea.token });
  await desk.emitWithAck('agent.set-state', { state: 'available' });
  const offerId = await found(
    database,
    `SELECT id FROM routing.offer WHERE channel = 'chat' AND state = 'made'`,
  );
  const accepted = await desk.emitWithAck('offer.accept', { offerId });
  if (!accepted.ok) throw new Error(accepted.problem.code);
  for (const socket of [visitor, desk]) socket.close();
  return { chatted: accepted.ticketId, visitorToken };
}

/** As the carrier would; `:callSid` in the path stands for the call. */
export async function ring(
  { app, secret }: Stage,
  path: string,
  more: Record<string, string> = {},
  callSid = newSid(),
): Promise<{ status: number; text: string }> {
  const config = loadConfig({ GUICHET_SECRET: secret });
  const { accountSid, authToken } = carrierAccount(config, new Secrets(config));
  const body = {
    AccountSid: accountSid,
    ApiVersion: '2010-04-01',
    CallSid: callSid,
    CallStatus: 'ringing',
    Direction: 'inbound',
    From: '+33612345678',
    To: '+15005550100',
    ...more,
  };
  const where = path.replace(':callSid', callSid);
  const signature = sign(authToken, `http://localhost:${app.port}${where}`, body);
  const answer = await fetch(app.url + where, {
    method: 'POST',
    headers: { 'x-twilio-signature': signature },
    body: new URLSearchParams(body),
  });
  return { status: answer.status, text: `${headersOf(answer)}\n${await answer.text()}` };
}

export function newSid(): string {
  return `CA${createHash('md5').update(randomUUID()).digest('hex')}`;
}

export function headersOf(answer: Response): string {
  return [...answer.headers].map(([name, value]) => `${name}: ${value}`).join('\n');
}

export async function done<T>(
  who: ApiClient,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<T> {
  const answer = await who.call<T>(method, path, body, headers);
  if (answer.status >= 300)
    throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
}

export async function found(database: TestDatabase, sql: string, values: unknown[] = []): Promise<string> {
  let id = '';
  await until(async () => {
    const [row] = await database.query<{ id: string }>(sql, values);
    id = row?.id ?? '';
    return row !== undefined;
  });
  return id;
}

export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    if (await isSo()) return;
    await new Promise((ready) => setTimeout(ready, 50));
  }
  throw new Error(`never so: ${String(isSo)}`);
}
