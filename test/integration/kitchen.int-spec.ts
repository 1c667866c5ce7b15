/** The kitchen-door check as integrators and the console meet it: lists that work at once, names of the house, and who may edit. */
import type { CustomerTextFindings, InnerWordList, InnerWords, ProblemDetails } from '@lib/contracts';
import { ApiClient } from '../support/api-client.js';
import { startApp, type RunningApp } from '../support/app.js';
import { useDatabase } from '../support/postgres.js';

const database = useDatabase();
let app: RunningApp;
let agent: ApiClient;
let supervisor: ApiClient;
let admin: ApiClient;

beforeAll(async () => {
  app = await startApp({ app: 'desk', databaseUrl: database.url, env: { GUICHET_DEMO: '1' } });
  // It listens before it has made its people.
  await app.logged((line) => line.msg === 'made the demo company');
  [agent, supervisor, admin] = await Promise.all([
    ApiClient.logIn(app.url, 'sam'),
    ApiClient.logIn(app.url, 'max'),
    ApiClient.logIn(app.url, 'ada'),
  ]);
}, 90_000);
afterAll(() => app?.dispose());

const wording = {
  kind: 'jargon',
  locale: 'fr',
  words: 'dérailleur(s) électronique(s)',
  replacement: 'changement de vitesse',
  why: 'Tout le monde ne sait pas ce que c’est.',
  active: true,
};

async function found(text: string, locale = 'fr'): Promise<string[]> {
  const { status, body } = await agent.post<CustomerTextFindings>('/api/customer-text/check', {
    text,
    locale,
  });
  expect(status).toBe(200);
  return body.findings.map((finding) => finding.words);
}

test('a house begins with lists in both languages', async () => {
  const text = 'Bonjour, nous attendons une réponse de notre fournisseur. Désolée pour la gêne occasionnée.';
  const { body } = await agent.post<CustomerTextFindings>('/api/customer-text/check', { text, locale: 'fr' });
  expect(body.findings).toEqual([
    {
      start: 9,
      end: 56,
      words: 'nous attendons une réponse de notre fournisseur',
      kind: 'supplier',
      replacement: 'je suis votre demande de près et je vous tiens au courant',
      why: expect.stringMatching(/fournisseur/) as string,
    },
    expect.objectContaining({ kind: 'empty-apology', words: 'Désolée pour la gêne occasionnée' }),
  ]);
  expect(await found('Within our SLA.', 'en')).toEqual(['Within our SLA']);
  expect(await found('Bonjour Marie, votre vélo est prêt.')).toEqual([]);
});

test('a queue is known by its name, a new one at once', async () => {
  expect(await found('Je demande au service Facturation.')).toEqual(['au service Facturation']);
  expect(await found('Je demande à la cellule Recouvrement.')).toEqual([]);
  await database.query(`INSERT INTO routing.queue (id, name) VALUES (gen_random_uuid(), 'Recouvrement')`);
  expect(await found('Je demande à la cellule Recouvrement.')).toEqual(['à la cellule Recouvrement']);
});

test('what an admin lists, changes, rests and removes holds from the next check on', async () => {
  const text = 'Les dérailleurs électroniques sont là.';
  expect(await found(text)).toEqual([]);

  const added = await admin.post<InnerWords>('/api/admin/inner-words', wording);
  expect(added).toEqual({
    status: 201,
    body: {
      ...wording,
      id: expect.any(String) as string,
      editedBy: { id: admin.agentId, name: expect.any(String) as string },
      editedAt: expect.any(String) as string,
    },
  });
  expect(await found(text)).toEqual(['dérailleurs électroniques']);

  const path = `/api/admin/inner-words/${added.body.id}`;
  const list = await supervisor.get<InnerWordList>('/api/admin/inner-words');
  expect(list.body.items.find((item) => item.id === added.body.id)).toEqual(added.body);
  expect(list.body.items.filter((item) => item.editedBy === null).length).toBeGreaterThan(100);

  expect((await admin.call('PUT', path, { ...wording, words: 'électronique(s)' })).status).toBe(200);
  expect(await found(text)).toEqual(['électroniques']);
  expect((await admin.call('PUT', path, { ...wording, active: false })).status).toBe(200);
  expect(await found(text)).toEqual([]);
  expect((await admin.call('DELETE', path)).status).toBe(204);
  expect((await admin.call('DELETE', path)).status).toBe(404);
});

test('the same words are listed once for each language', async () => {
  const twice = await admin.post<ProblemDetails>('/api/admin/inner-words', { ...wording, words: 'N1|N2|N3' });
  expect(twice).toMatchObject({ status: 409, body: { code: 'words-already-listed' } });
  const { body } = await admin.post<InnerWords>('/api/admin/inner-words', wording);
  const changed = await admin.call<ProblemDetails>('PUT', `/api/admin/inner-words/${body.id}`, {
    ...wording,
    words: 'N1|N2|N3',
  });
  expect(changed).toMatchObject({ status: 409, body: { code: 'words-already-listed' } });
});

test('agents neither read nor edit the lists, supervisors only read', async () => {
  const id = '01a20427-0000-7000-8000-000000000000';
  for (const [who, reading] of [
    [agent, 403],
    [supervisor, 200],
  ] as const) {
    expect((await who.get('/api/admin/inner-words')).status).toBe(reading);
    expect((await who.post('/api/admin/inner-words', wording)).status).toBe(403);
    expect((await who.call('PUT', `/api/admin/inner-words/${id}`, wording)).status).toBe(403);
    expect((await who.call('DELETE', `/api/admin/inner-words/${id}`)).status).toBe(403);
  }
});

test.each([
  ['too long a text', '/api/customer-text/check', { text: 'a'.repeat(100_001), locale: 'fr' }, 'text'],
  ['no such language', '/api/customer-text/check', { text: 'a', locale: 'de' }, 'locale'],
  ['no words', '/api/admin/inner-words', { ...wording, words: '?!' }, 'words'],
  [
    'too many forms',
    '/api/admin/inner-words',
    { ...wording, words: 'a(b)(c)(d)(e)(f)(g)(h)(i)(j)' },
    'words',
  ],
  ['no reason', '/api/admin/inner-words', { ...wording, why: ' ' }, 'why'],
])('%s is refused with its place', async (_, path, body, place) => {
  const answer = await admin.post<ProblemDetails>(path, body);
  expect(answer).toMatchObject({ status: 400, body: { code: 'invalid-input', errors: [{ path: place }] } });
});

test('the longest text allowed is answered', async () => {
  expect(await found('notre SLA, '.repeat(9_000).slice(0, 100_000))).toHaveLength(9_000);
});
