/** Words of the house in every inner column, then every way out is walked: none of them may be read where customers read. */
import { jest } from '@jest/globals';
import { ApiClient } from '../support/api-client.js';
import { startApp } from '../support/app.js';
import { columnsOf, Heard, plant, secretsOf, wordsFor, type Column } from '../support/leaks/canaries.js';
import { done, liveThrough, type Day, type Stage } from '../support/leaks/day.js';
import { fillEmpty } from '../support/leaks/rows.js';
import { textColumns } from '../support/leaks/text-columns.js';
import { WaysOut } from '../support/leaks/ways-out.js';
import { createDatabase } from '../support/postgres.js';
import { publicRoutes } from '../support/rights/api-description.js';
import { startSmtpSink } from '../support/smtp-sink.js';

jest.setTimeout(120_000);

let stage: Stage;
let day: Day;
let ways: WaysOut;
let columns: Column[];
/** What must not be read outside, and the column it stands in. */
let needles: Map<string, string>;

/** Rows that live for an instant, or only where something outside has failed. */
const ROWLESS = ['bus.delivery.error', 'voice.job.error'];

beforeAll(async () => {
  const secret = 'a-secret-for-tests-only-0123456789';
  const [database, sink] = await Promise.all([createDatabase(), startSmtpSink()]);
  const app = await startApp({
    databaseUrl: database.url,
    env: { GUICHET_DEMO: '1', SMTP_URL: sink.url, GUICHET_SECRET: secret },
  });
  const [lea, max, ada] = (await Promise.all(
    ['lea', 'max', 'ada'].map((one) => ApiClient.logIn(app.url, one)),
  )) as [ApiClient, ApiClient, ApiClient];
  stage = { app, database, sink, secret, lea, max, ada };
  columns = await columnsOf(database);
}, 90_000);

afterAll(async () => {
  ways?.close();
  await stage?.app.dispose();
  await stage?.sink.stop();
  await stage?.database.drop();
});

test('every column that can hold words says who may read them', () => {
  expect(columns.filter(({ readers }) => !readers).map(({ name }) => name)).toEqual([]);
  const named = Object.entries(textColumns).flatMap(([table, readers]) =>
    Object.values(readers).flatMap((list) => list.split(' ').map((column) => `${table}.${column}`)),
  );
  const known = new Set(columns.map(({ name }) => name));
  expect(named.filter((name) => !known.has(name))).toEqual([]);
});

test('nothing that the house wrote for itself leaves it: mail, chat, calls, pages, files, refusals', async () => {
  const { database } = stage;
  day = await liveThrough(stage);
  ways = new WaysOut(stage, day);
  needles = wordsFor(columns);
  expect(needles.size).toBeGreaterThan(40);
  await fillEmpty(database, tablesToFill(), {
    ticket_id: day.mailed,
    customer_id: day.things.customer,
    agent_id: stage.lea.agentId,
    queue_id: day.billing,
  });
  // What is kept as it was written would take no word.
  for (const table of ['listening', 'listening_step'])
    await database.query(`ALTER TABLE supervision.${table} DISABLE TRIGGER USER`);
  const empty = await plant(database, columns, needles);
  expect(empty.filter((name) => !ROWLESS.includes(name))).toEqual([]);
  for (const [secret, column] of await secretsOf(database, columns)) needles.set(secret, column);
  needles.set('of the inner field', 'record.field_value.value (inner)');
  needles.set('of the internal article', 'knowledge.article.texts (internal)');
  needles.set('inner label', 'record.field.label_en (inner)');

  const heard = new Heard();
  await ways.mail(heard);
  await ways.chat(heard);
  await ways.calls(heard);
  await ways.everybody(heard);
  await ways.portal(heard);
  await ways.help(heard);
  expect(heard.leaks(needles)).toEqual([]);
  // A walk that hears nothing proves nothing: each way carried what its customer waits for.
  expect(heard.all('mail')).toMatch(
    /We order new pads[^]*paper\.txt[^]*Your brakes squeal[^]*My colleagues of the other team[^]*\/confirm\//,
  );
  expect(heard.all('files')).toMatch(/lamp\.txt[^]*200 [^]*photo of a lamp/);
  // Who answers is told before the first line or after it.
  expect(heard.all('chat')).toMatch(/Is the plug in\?[^]*chat\.ended/);
  expect(heard.all('chat')).toMatch(/chat\.agent[^]*Léa Martin[^]*chat\.ended/);
  expect(heard.all('calls')).toMatch(/<Enqueue[^]*<Play[^]*<Hangup|<Enqueue[^]*<Say/);
  expect(heard.all('public')).toMatch(/<form[^]*urn:guichet:problem:not-found/);
  expect(heard.all('portal')).toMatch(/of the customer’s field[^]*You will hear from us/);
  expect(heard.all('help')).toMatch(/Words of the public article[^]*Did this article help/);
  expect([...ways.asked].sort()).toEqual(publicRoutes());
});

test('the walk finds what leaks: a note in a chat, a supplier’s words in a mail, inner wording in a plan', async () => {
  const wordOf = (column: string): string => {
    const [word] = [...needles].find(([, name]) => name === column) ?? [];
    if (!word) throw new Error(`no word in ${column}`);
    return word;
  };
  const { database, sink, lea } = stage;
  const heard = new Heard();
  await database.query(`UPDATE chat.line SET text = text || $1 WHERE author_kind = 'agent'`, [
    `${wordOf('tickets.note.text')}s`,
  ]);
  heard.add('chat', (await ways.openAsVisitor()).heard.join('\n'));
  const before = sink.mails.length;
  const text = `Déjà vu : ${wordOf('clocks.supplier_message.text').toUpperCase()} ${'é'.repeat(90)}`;
  await done(lea, 'POST', `/api/tickets/${day.things.linked}/messages`, { channel: 'email', text });
  await ways.sent(day.things.linked, 'Déjà vu');
  await ways.hearMails(heard, before);
  await database.query(`UPDATE record.plan_step SET customer_wording = inner_wording`);
  await ways.portal(heard);
  expect(heard.leaks(needles).sort()).toEqual([
    'chat: tickets.note.text',
    'mail: clocks.supplier_message.text',
    'portal: record.plan_step.inner_wording',
  ]);
});

/** Those with words of the house in them. */
function tablesToFill(): string[] {
  const inner = columns.filter(({ name, readers }) => readers === 'inner' && !ROWLESS.includes(name));
  return [...new Set(inner.map(({ table }) => table))];
}
