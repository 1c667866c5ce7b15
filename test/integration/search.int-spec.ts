/** Search on the real product: both languages, accents, slips, numbers and addresses; newest first; nothing one may not see. */
import type { SearchAnswer, SearchHit, SearchKind, Ticket } from '@lib/contracts';
import { newId } from '@lib/platform';
import { Client } from 'pg';
import { furnish, hire, type Worker } from '../faults/rows.js';
import { until } from '../faults/until.js';
import { ApiClient } from '../support/api-client.js';
import { startApp, type RunningApp } from '../support/app.js';
import { useDatabase } from '../support/postgres.js';

const database = useDatabase();
let rows: Client;
let app: RunningApp;
let queueId: string;
let lea: ApiClient, stranger: ApiClient, max: ApiClient, ada: ApiClient;
let invoice: Ticket, parcel: Ticket, hidden: Ticket;

beforeAll(async () => {
  rows = new Client({ connectionString: database.url });
  await rows.connect();
  const house = await furnish(rows, ['Léa']);
  queueId = house.queueId;
  const elsewhere = newId();
  await rows.query(`INSERT INTO routing.queue (id, name, is_default) VALUES ($1, 'Billing', false)`, [
    elsewhere,
  ]);
  const env = { GUICHET_DEMO: '0', VOICE_CARRIER: 'off' };
  app = await startApp({ databaseUrl: database.url, env });
  const client = ({ token, id }: Worker) => new ApiClient(app.url, token, id);
  lea = client(house.agents[0] as Worker);
  max = client(house.supervisor);
  stranger = client(await hire(rows, 'Sam', 'agent', elsewhere));
  const admin = await hire(rows, 'Ada', 'supervisor', queueId);
  await rows.query(`UPDATE agents.agent SET role = 'admin' WHERE id = $1`, [admin.id]);
  ada = client(admin);

  invoice = await open(lea, 'Ma facture est erronée', 'Éloïse Lefèvre', {
    email: 'eloise.lefevre@example.org',
    phone: '06 12 34 56 78',
  });
  await say(
    invoice,
    'Bonjour, je n’ai pas reçu le remboursement des intérêts prélevés à tort sur mon compte.',
  );
  await say(invoice, 'La référence est CMD-48213, merci de vérifier.');
  parcel = await open(max, 'Where is my parcel', 'John Butterworth', { email: 'john@shop.example' });
  await say(parcel, 'Hello, the deliveries were promised for Monday and I am still waiting for my order.');
  expect(
    (await lea.post(`/api/tickets/${invoice.id}/notes`, { text: 'Vu avec la comptabilité: avoir accordé' }))
      .status,
  ).toBe(201);
  hidden = await open(lea, 'Affaire confidentielle', 'Ulysse Discret', { email: 'ulysse@example.org' });
  await say(hidden, 'Le mot de passe ornithorynque a été divulgué.');
  await settled();
}, 90_000);
afterAll(async () => {
  await app?.dispose();
  await rows.end().catch(() => undefined);
});

async function open(who: ApiClient, subject: string, name: string, addresses: object): Promise<Ticket> {
  const { status, body } = await who.post<Ticket>('/api/tickets', {
    subject,
    customer: { name, ...addresses },
    queueId,
  });
  expect(status).toBe(201);
  return body;
}

/** As the channels write it. */
async function say({ id }: Ticket, text: string): Promise<string> {
  const message = newId();
  await rows.query(
    `WITH place AS (UPDATE tickets.ticket SET seq = seq + 1 WHERE id = $2 RETURNING seq)
     INSERT INTO tickets.message (id, ticket_id, seq, interaction_id, channel, direction, author_kind, author_name, text)
     SELECT $1, $2, seq, $3, 'email', 'in', 'customer', 'Customer', $4 FROM place`,
    [message, id, newId(), text],
  );
  return message;
}

const waiting = async (): Promise<number> =>
  Number((await rows.query<{ n: string }>(`SELECT count(*) AS n FROM search.waiting`)).rows[0]?.n);
const rebuilding = async (): Promise<boolean> =>
  (await rows.query(`SELECT 1 FROM bus.timer WHERE kind = 'search-rebuild'`)).rows.length > 0;
const settled = () => until(async () => (await waiting()) === 0 && !(await rebuilding()));

async function find(q: string, who: ApiClient = lea, more = ''): Promise<Record<SearchKind, SearchHit[]>> {
  const { status, body } = await who.get<SearchAnswer>(`/api/search?q=${encodeURIComponent(q)}${more}`);
  expect(status).toBe(200);
  const of = (kind: SearchKind) => body.groups.find((group) => group.kind === kind)?.items ?? [];
  const [ticket, customer, message] = [of('ticket'), of('customer'), of('message')];
  return { ticket, customer, message, note: of('note'), article: of('article') };
}
const ticketsOf = (hits: SearchHit[]) => [...new Set(hits.map((hit) => hit.ticket?.id))];
const markedIn = (hit: SearchHit | undefined) =>
  [...(hit?.title ?? []), ...(hit?.excerpt ?? [])].filter(({ hit }) => hit).map(({ text }) => text);

test.each([
  ['another form of a French word', 'remboursements', 'remboursement'],
  ['without its accents', 'interets preleves', 'intérêts'],
  ['with accents that are not there', 'vérifiér', 'vérifier'],
  ['a slip of the finger', 'rembuorsement', 'remboursement'],
  ['an unfinished word', 'rembours', 'remboursement'],
  ['a phrase', '"sur mon compte"', 'compte'],
  ['the digits of a reference', '48213', '48213'],
  ['a whole reference', 'CMD-48213', 'CMD'],
])('a message is found by %s', async (_, q, word) => {
  const { message } = await find(q);
  expect(ticketsOf(message)).toEqual([invoice.id]);
  expect(markedIn(message[0])).toContain(word);
});

test('an English word is found in another form, and by the words around it in any order', async () => {
  expect(ticketsOf((await find('delivery', max)).message)).toEqual([parcel.id]);
  expect(ticketsOf((await find('waiting orders', max)).message)).toEqual([parcel.id]);
  expect(ticketsOf((await find('"orders waiting"', max)).message)).toEqual([]);
});

test('every word counts: one that is nowhere finds nothing', async () => {
  const { ticket, message } = await find('remboursement zygomatique');
  expect([...ticket, ...message]).toEqual([]);
});

test('a ticket is found by its number in each spelling, and by a part of its subject', async () => {
  const bare = String(Number(invoice.number.slice(2)));
  for (const q of [invoice.number, invoice.number.toLowerCase(), bare, `#${bare}`])
    expect((await find(q)).ticket[0]?.ticket?.number).toBe(invoice.number);
  for (const q of ['factures', 'FACTURE erronee', 'facutre', 'rroné'])
    expect(ticketsOf((await find(q)).ticket)).toEqual([invoice.id]);
});

test('a customer is found by name, by a slip in it, and by each spelling of a number or address', async () => {
  for (const q of [
    'eloise',
    'Lefevre Éloïse',
    'lefevbre',
    'eloise.lefevre@example.org',
    'lefevre@exam',
    '06 12 34 56 78',
    '+33612345678',
    '0612',
    '06.12.34',
    '0033 6 12 34',
    '5678',
  ])
    expect({ q, found: (await find(q)).customer.map(({ customer }) => customer?.name) }).toEqual({
      q,
      found: ['Éloïse Lefèvre'],
    });
});

test('notes are found by agents, with who wrote them', async () => {
  const { note } = await find('comptabilite');
  expect(note).toHaveLength(1);
  expect(note[0]).toMatchObject({ author: 'Léa', ticket: { number: invoice.number } });
});

test('an agent finds nothing of what they may not see: not by words, number, name or address', async () => {
  for (const q of [
    'ornithorynque',
    'confidentielle',
    'ulysse',
    'ulysse@example.org',
    hidden.number,
    'ornythorinque',
  ]) {
    expect(Object.values(await find(q, stranger)).flat()).toEqual([]);
    expect(Object.values(await find(q, max)).flat()).not.toEqual([]);
  }
  const { body } = await stranger.get<{ items: Ticket[] }>('/api/tickets?q=confidentielle');
  expect(body.items).toEqual([]);
});

test('a changed subject, a renamed customer and a deleted message are found as they are now', async () => {
  const ticket = await open(lea, 'Question sur le parapluie', 'Anatole Gris', {
    email: 'anatole@example.org',
  });
  const gone = await say(ticket, 'Une phrase sur les hippocampes');
  await settled();
  expect((await find('hippocampe')).message).toHaveLength(1);
  await rows.query(`UPDATE tickets.ticket SET subject = 'Question sur le chapeau' WHERE id = $1`, [
    ticket.id,
  ]);
  await rows.query(`UPDATE customers.customer SET name = 'Anatole Bleu' WHERE id = $1`, [ticket.customer.id]);
  await rows.query(`DELETE FROM tickets.message WHERE id = $1`, [gone]);
  await settled();
  expect(ticketsOf((await find('chapeau')).ticket)).toEqual([ticket.id]);
  expect((await find('parapluie')).ticket).toEqual([]);
  expect((await find('bleu')).customer).toHaveLength(1);
  expect((await find('"anatole gris"')).customer).toEqual([]);
  expect((await find('hippocampe')).message).toEqual([]);
});

test('a lost index is made anew by the command, and only an administrator gives it', async () => {
  await rows.query(`DELETE FROM search.entry`);
  expect((await find('remboursement')).message).toEqual([]);
  expect((await max.post('/api/admin/search/rebuild')).status).toBe(403);
  expect((await ada.post('/api/admin/search/rebuild')).status).toBe(202);
  await settled();
  expect((await find('remboursement')).message).toHaveLength(1);
  expect((await find('lefevre')).customer).toHaveLength(1);
});

test('pages follow one another newest first without gap or repeat, and a foreign cursor is refused', async () => {
  const ticket = await open(lea, 'Beaucoup de messages', 'Paul Long', { email: 'paul@example.org' });
  const written: string[] = [];
  for (let n = 0; n < 25; n += 1) written.push(await say(ticket, `Le kaléidoscope numéro ${n}`));
  await settled();
  const read: string[] = [];
  let cursor: string | null = null;
  do {
    const next: string = cursor ? `&cursor=${cursor}` : '';
    const { body } = await lea.get<SearchAnswer>(`/api/search?q=kaleidoscope&kinds=message&limit=10${next}`);
    read.push(...(body.groups[0]?.items ?? []).map(({ id }) => id));
    cursor = body.groups[0]?.nextCursor ?? null;
  } while (cursor);
  expect(read).toEqual(written.reverse());
  expect((await lea.get('/api/search?q=a&kinds=message&cursor=bm9uZQ')).status).toBe(400);
  expect((await lea.get('/api/search?q=a&cursor=bm9uZQ')).status).toBe(400);
});

test('among many, words are found by index: the entries are never read whole', async () => {
  await rows.query(
    `INSERT INTO search.entry (kind, id, ticket_id, customer_id, at, language, words)
     SELECT 'message', md5('e' || n)::uuid, $1, $2, now() - n * interval '1 minute', 'fr', to_tsvector('search.fr', 'zeste brindille' || n)
     FROM generate_series(1, 40000) AS n`,
    [invoice.id, invoice.customer.id],
  );
  await rows.query(`VACUUM ANALYZE search.entry`);
  const scans = async () =>
    (
      await rows.query<{ whole: string; words: string; newest: string }>(
        `SELECT (SELECT seq_scan FROM pg_stat_user_tables WHERE schemaname = 'search' AND relname = 'entry') AS whole,
           (SELECT idx_scan FROM pg_stat_user_indexes WHERE indexrelname = 'entry_words_message') AS words,
           (SELECT idx_scan FROM pg_stat_user_indexes WHERE indexrelname = 'entry_newest') AS newest`,
      )
    ).rows[0];
  const before = await scans();
  for (const who of [lea, max])
    for (const q of ['brindille39000 ', 'zeste ', 'zeste brindille39500', 'remboursement'])
      await find(q, who, '&kinds=message&limit=20');
  // What a connection counted is told a moment later.
  await until(async () => {
    const now = await scans();
    return (
      Number(now?.words) >= Number(before?.words) + 6 && Number(now?.newest) >= Number(before?.newest) + 8
    );
  });
  expect((await scans())?.whole).toBe(before?.whole);
});

test.each([
  "'",
  "l'",
  '"',
  '\\',
  '%',
  '_',
  '&|!()',
  ':*',
  '🙂',
  'a\u0000b',
  'le',
  'the les',
  '-',
  '""',
  "d'un !",
])('whatever is typed is only words: %j', async (q) => {
  const { status } = await lea.get(`/api/search?q=${encodeURIComponent(q)}`);
  expect(status).toBe(200);
});
