/** A visitor's chat against a real database: nothing lost, nothing doubled, nothing foreign, nothing that kills. */
import { setTimeout as pause } from 'node:timers/promises';
import { Dispatches, Wakeups } from '@lib/bus';
import { CustomerText, type ChatDispatch, type ChatLine } from '@lib/contracts';
import { Database } from '@lib/database';
import { newId } from '@lib/platform';
import { EICAR, startClamd } from '../support/clamd.js';
import { useDatabase } from '../support/postgres.js';
import { startChatEdge, until, visit, type ChatEdge, type VisitorClient } from '../support/chat-edge.js';

const database = useDatabase();
let edge: ChatEdge;
let clamd: Awaited<ReturnType<typeof startClamd>>;
const open: VisitorClient[] = [];

beforeAll(async () => {
  clamd = await startClamd();
  edge = await startChatEdge(database.url, { env: { CLAMD_URL: clamd.url } });
});
afterAll(async () => {
  await edge.close();
  await clamd.stop();
});
afterEach(() => {
  for (const socket of open.splice(0)) socket.disconnect();
});

function come(token?: string, headers?: Record<string, string>): VisitorClient {
  const socket = visit(edge.url, token, headers);
  open.push(socket);
  return socket;
}

async function started(text = 'Bonjour') {
  const socket = come();
  const { visitorToken } = await socket.hello;
  const answer = await socket.emitWithAck('chat.start', {
    text,
    clientId: newId(),
    name: 'Sophie',
    email: 's@example.test',
  });
  if (!answer.ok) throw new Error(answer.problem.title);
  return { socket, token: visitorToken, conversation: answer.conversation };
}

async function dispatch(
  { text, ...body }: Omit<Partial<ChatDispatch>, 'text'> & { conversationId: string; text?: string },
  key = newId(),
) {
  await edge.app.get(Database).transaction((tx) =>
    edge.app.get(Dispatches).put(
      tx,
      {
        channel: 'chat',
        kind: 'message',
        author: { name: 'Léa', photo: null, kind: 'agent' },
        attachments: [],
        ...body,
        text: text === undefined ? undefined : CustomerText.parse(text),
      },
      { key },
    ),
  );
}

const inboxOf = (conversationId: string) =>
  database.query<{
    external_id: string;
    body: { kind: string; text?: string; claims: unknown[]; data: unknown };
  }>(`SELECT external_id, body FROM bus.inbox WHERE lane = $1 ORDER BY ordinal`, [`chat:${conversationId}`]);
const texts = (lines: ChatLine[]) => lines.map(({ text }) => text);

describe('start and send', () => {
  test('R1: looking leaves no trace; the first words make visitor, conversation, line and inbox row together', async () => {
    const before = await database.query<{ count: string }>('SELECT count(*) FROM chat.visitor');
    const looker = come();
    await looker.hello;
    expect(await database.query('SELECT count(*) FROM chat.visitor')).toEqual(before);
    const { conversation } = await started('Mon vélo est cassé');
    expect(conversation).toMatchObject({ state: 'open', lines: [{ seq: 1, text: 'Mon vélo est cassé' }] });
    const [row] = await inboxOf(conversation.id);
    expect(row).toMatchObject({
      external_id: `chat:${conversation.id}:start`,
      body: {
        kind: 'started',
        text: 'Mon vélo est cassé',
        claims: [
          { kind: 'email', value: 's@example.test' },
          { kind: 'name', value: 'Sophie' },
        ],
      },
    });
    const [visitor] = await database.query<{ token_hash: string }>(
      `SELECT v.token_hash FROM chat.visitor v JOIN chat.conversation c ON c.visitor_id = v.id WHERE c.id = $1`,
      [conversation.id],
    );
    expect(visitor?.token_hash).toMatch(/^[0-9a-f]{64}$/);
  });

  test('R2: a repeated clientId is one line and one inbox row, also when the repeats race', async () => {
    const { socket, conversation } = await started();
    const clientId = newId();
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => socket.emitWithAck('chat.send', { clientId, text: 'une fois' })),
    );
    const ids = answers.map((answer) => (answer.ok ? answer.line.id : answer.problem.code));
    expect(new Set(ids).size).toBe(1);
    const changed = await socket.emitWithAck('chat.send', { clientId, text: 'autre chose' });
    expect(changed).toMatchObject({ ok: true, line: { text: 'une fois', seq: 2 } });
    expect((await inboxOf(conversation.id)).map(({ body }) => body.text)).toEqual(['Bonjour', 'une fois']);
  });

  test('R3: two tabs that start at once share one conversation and both texts are kept', async () => {
    const first = come();
    const { visitorToken } = await first.hello;
    const second = come(visitorToken);
    await second.hello;
    const [one, two] = await Promise.all([
      first.emitWithAck('chat.start', { text: 'depuis un onglet' }),
      second.emitWithAck('chat.start', { text: 'depuis un autre' }),
    ]);
    if (!one.ok || !two.ok) throw new Error('refused');
    expect(one.conversation.id).toBe(two.conversation.id);
    const again = await first.emitWithAck('chat.start', { text: 'depuis un onglet' });
    expect(again.ok && texts(again.conversation.lines).sort()).toEqual([
      'depuis un autre',
      'depuis un onglet',
    ]);
    const kinds = (await inboxOf(one.conversation.id)).map(({ body }) => body.kind);
    expect(kinds).toEqual(['started', 'message']);
  });

  test('R4: a clientId named like our own keys hides no line', async () => {
    const { socket, conversation } = await started();
    for (const clientId of ['start', 'end', '__proto__'])
      await socket.emitWithAck('chat.send', { clientId, text: clientId });
    await socket.emitWithAck('chat.end', {});
    const rows = await inboxOf(conversation.id);
    expect(rows.map(({ body }) => body.text ?? body.kind)).toEqual([
      'Bonjour',
      'start',
      'end',
      '__proto__',
      'ended',
    ]);
  });

  test('R5: after the end nothing is taken, and the next start is a new conversation', async () => {
    const { socket, token, conversation } = await started();
    expect(await socket.emitWithAck('chat.end', {})).toEqual({ ok: true });
    await until(() => socket.heard['chat.ended'].length);
    expect(socket.heard['chat.ended']).toEqual([{ by: 'visitor' }]);
    const late = await socket.emitWithAck('chat.send', { clientId: newId(), text: 'trop tard' });
    expect(late).toMatchObject({ ok: false, problem: { code: 'conversation-ended', status: 409 } });
    const fresh = await socket.emitWithAck('chat.start', { text: 'Bonjour', clientId: newId() });
    expect(fresh.ok && fresh.conversation.id).not.toBe(conversation.id);
    expect(fresh.ok && fresh.conversation.state).toBe('open');
    const back = await come(token).hello;
    expect(back.conversation?.id).toBe(fresh.ok && fresh.conversation.id);
  });

  test('R6: the wish for a person travels with what the visitor says next', async () => {
    const { socket, conversation } = await started();
    expect(await socket.emitWithAck('chat.request-person', {})).toEqual({ ok: true });
    await socket.emitWithAck('chat.send', { clientId: newId(), text: 'un humain, svp' });
    const rows = await inboxOf(conversation.id);
    expect(rows.map(({ body }) => Object.keys(body.data as object).includes('personWishedAt'))).toEqual([
      false,
      true,
    ]);
  });
});

describe('strangers', () => {
  test('R7: only tokens of ours open anything, and only one visitor’s chat', async () => {
    const { token, conversation } = await started('secret de Sophie');
    for (const wrong of [
      '',
      'x',
      `${token}x`,
      token.replace(/^./, token.startsWith('A') ? 'B' : 'A'),
      '__proto__',
    ]) {
      const hello = await come(wrong).hello;
      expect(hello.conversation).toBeNull();
      expect(hello.visitorToken).not.toBe(token);
    }
    const stranger = come();
    await stranger.hello;
    const sent = await stranger.emitWithAck('chat.send', { clientId: newId(), text: 'chez qui ?' });
    expect(sent).toMatchObject({ ok: false, problem: { code: 'not-found' } });
    await dispatch({ conversationId: conversation.id, text: 'pour Sophie seule' });
    await until(
      async () => (await database.query(`SELECT 1 FROM chat.line WHERE text = 'pour Sophie seule'`)).length,
    );
    await new Promise((done) => setTimeout(done, 700));
    expect(stranger.heard['chat.message']).toEqual([]);
  });

  test('R8: sender, role and time in a payload are refused, not believed', async () => {
    const { socket } = await started();
    const forged = { clientId: newId(), text: 'x', author: { kind: 'agent', name: 'Léa' }, at: '2000-01-01' };
    const answer = await socket.emitWithAck('chat.send', forged as never);
    expect(answer).toMatchObject({ ok: false, problem: { code: 'invalid-input' } });
  });

  test('R9: bad frames are answered or ignored; the process lives and the next visitor is served', async () => {
    const { socket } = await started();
    const raw = socket as unknown as { emit(name: string, ...args: unknown[]): void };
    for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'chat.nothing'])
      raw.emit(name, { a: 1 });
    const bad: unknown[] = [
      null,
      7,
      'text',
      [],
      [[]],
      { text: {} },
      { text: '\u0000' },
      { clientId: 'c', text: 'x'.repeat(10_001) },
    ];
    for (const payload of bad) {
      raw.emit('chat.send', payload);
      raw.emit('chat.start', payload, 'not a function');
      const answer = await socket.emitWithAck('chat.send', payload as never);
      expect(answer).toMatchObject({ ok: false, problem: { code: 'invalid-input' } });
    }
    raw.emit('chat.send');
    const nul = await socket.emitWithAck('chat.send', { clientId: 'n\u0000\ud800', text: 'a\u0000b\ud800' });
    expect(nul).toMatchObject({ ok: true, line: { text: 'a\ufffdb\ufffd' } });
    expect((await come().hello).visitorToken).toBeTruthy();
  });

  test('R10: a frame above 64 KB ends that socket only', async () => {
    const { socket, token } = await started();
    const gone = new Promise((done) => socket.once('disconnect', done));
    socket.emit('chat.send', { clientId: 'big', text: 'x'.repeat(70_000) }, () => undefined);
    await gone;
    expect((await come(token).hello).conversation?.lines).toHaveLength(1);
  });

  test('R11: a flood is cut at the burst; what was acknowledged is all there', async () => {
    const { socket, conversation } = await started();
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, n) =>
        socket.emitWithAck('chat.send', { clientId: `f${n}`, text: `f${n}` }),
      ),
    );
    const taken = answers.filter(({ ok }) => ok).length;
    expect(taken).toBeGreaterThanOrEqual(28);
    expect(taken).toBeLessThanOrEqual(32);
    expect(answers.find(({ ok }) => !ok)).toMatchObject({ problem: { code: 'rate-limited', status: 429 } });
    expect(await inboxOf(conversation.id)).toHaveLength(taken + 1);
  });

  test('R12: fifty connections per address, whatever X-Forwarded-For claims', async () => {
    const crowd = Array.from({ length: 50 }, (_, n) =>
      come(undefined, { 'x-forwarded-for': `198.51.100.${n}` }),
    );
    await Promise.all(crowd.map(({ hello }) => hello));
    await expect(come(undefined, { 'x-forwarded-for': '203.0.113.77' }).hello).rejects.toThrow(
      'rate-limited',
    );
    crowd[0]?.disconnect();
    await until(async () =>
      come()
        .hello.then(() => true)
        .catch(() => false),
    );
  });
});

/** Answers what was not acknowledged and must be said again; on a line that is cut already, everything. */
async function sayAll<M extends { clientId: string; text: string }>(
  socket: VisitorClient,
  messages: M[],
): Promise<M[]> {
  if (!socket.connected) return messages;
  const cut = new Promise<null>((done) => socket.once('disconnect', () => done(null)));
  const answers = await Promise.all(
    messages.map((message) => Promise.race([cut, socket.emitWithAck('chat.send', message)])),
  );
  return messages.filter((_, index) => !answers[index]?.ok);
}

/** What one connection was shown: the hello's lines, then pushes that neither repeat them nor each other. */
function expectEachLineOnce(socket: VisitorClient): void {
  const [hello] = socket.heard.hello;
  const seqs = [...(hello?.conversation?.lines ?? []), ...socket.heard['chat.message']].map(({ seq }) => seq);
  expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b));
}

describe('the way back', () => {
  test('R13: an agent’s line arrives once, in order, whoever wrote it and however often it was asked', async () => {
    const { socket, conversation } = await started();
    const key = newId();
    await dispatch({ conversationId: conversation.id, text: 'un' }, key);
    await dispatch({ conversationId: conversation.id, text: 'un' }, key);
    await dispatch({ conversationId: conversation.id, text: 'deux' });
    await until(() => socket.heard['chat.message'].length === 2);
    expect(texts(socket.heard['chat.message'])).toEqual(['un', 'deux']);
    expect(socket.heard['chat.message'][0]).toMatchObject({ author: { kind: 'agent', name: 'Léa' }, seq: 2 });
  });

  test('R14: a line committed without any poke still arrives', async () => {
    const { socket, conversation } = await started();
    await database.query(
      `WITH counted AS (UPDATE chat.conversation SET last_seq = last_seq + 1 WHERE id = $1 RETURNING last_seq)
       INSERT INTO chat.line (id, conversation_id, seq, author_kind, text, attachments, at)
       SELECT $2, $1, last_seq, 'system', 'sans bruit', '[]', now() FROM counted`,
      [conversation.id, newId()],
    );
    await until(() => socket.heard['chat.message'].length);
  });

  test('R15: the visitor’s own line is acked to the tab that said it and pushed to the other tab', async () => {
    const { socket, token } = await started();
    const other = come(token);
    await other.hello;
    await socket.emitWithAck('chat.send', { clientId: 'mine', text: 'la mienne' });
    await until(() => other.heard['chat.message'].length);
    expect(texts(other.heard['chat.message'])).toEqual(['la mienne']);
    expect(socket.heard['chat.message']).toEqual([]);
  });

  test('R16: what an agent writes to somebody who left is reported failed, not sent', async () => {
    const { socket, conversation } = await started();
    await socket.emitWithAck('chat.end', {});
    const messageId = newId();
    await dispatch({ conversationId: conversation.id, text: 'encore là ?', messageId });
    const [row] = await until(async () => {
      const rows = await database.query<{ state: string; detail: string }>(
        `SELECT state, detail FROM bus.dispatch WHERE message_id = $1 AND state <> 'waiting' AND state <> 'leased'`,
        [messageId],
      );
      return rows.length ? rows : null;
    });
    expect(row).toEqual({ state: 'failed', detail: 'conversation-ended' });
  });

  test('R17: an agent ends the chat; its last words come before the end', async () => {
    const { socket, token, conversation } = await started();
    await dispatch({ conversationId: conversation.id, kind: 'ended', text: 'Bonne journée' });
    await until(() => socket.heard['chat.ended'].length);
    expect(texts(socket.heard['chat.message'])).toEqual(['Bonne journée']);
    expect(socket.heard['chat.ended']).toEqual([{ by: 'agent' }]);
    expect((await come(token).hello).conversation).toMatchObject({ state: 'ended' });
  });

  test('R18: cuts at random lose and double nothing', async () => {
    const { token, conversation } = await started('début');
    const expected = ['début'];
    let unsent: { clientId: string; text: string }[] = [];
    let socket = come(token);
    for (let n = 0; n < 24; n += 1) {
      await socket.hello;
      unsent.push({ clientId: `r${n}`, text: `visiteur ${n}` });
      await dispatch({ conversationId: conversation.id, text: `agent ${n}` });
      expected.push(`visiteur ${n}`, `agent ${n}`);
      if (n % 3 === 1) setTimeout(() => socket.io.engine.close(), n % 5);
      unsent = await sayAll(socket, unsent);
      if (!socket.connected) {
        expectEachLineOnce(socket);
        socket = come(token);
      }
    }
    await socket.hello;
    expect(await sayAll(socket, unsent)).toEqual([]);
    const all = await until(async () => {
      const lines = (await come(token).hello).conversation?.lines ?? [];
      return lines.length >= expected.length ? lines : null;
    });
    expect(texts(all).sort()).toEqual(expected.sort());
    expect(all.map(({ seq }) => seq)).toEqual(all.map((_, index) => index + 1));
    expectEachLineOnce(socket);
  });

  test('R19: typing is passed on both ways and stored nowhere', async () => {
    const { socket, conversation } = await started();
    const wakeups = edge.app.get(Wakeups);
    const typed: string[] = [];
    const off = wakeups.on('visitor-typing:', (topic) => typed.push(topic));
    expect(await socket.emitWithAck('chat.typing', {})).toEqual({ ok: true });
    expect(await socket.emitWithAck('chat.typing', {})).toEqual({ ok: true });
    expect(typed).toEqual([`visitor-typing:${conversation.id}`]);
    off();
    wakeups.poke(`typing:${conversation.id}`);
    await until(() => socket.heard['chat.typing'].length);
  });
});

describe('attachments', () => {
  const upload = (token: string | null, bytes: Buffer, name = 'photo.png') => {
    const form = new FormData();
    form.append('file', new Blob([new Uint8Array(bytes)], { type: 'image/png' }), name);
    return fetch(`${edge.url}/api/visitor/attachments`, {
      method: 'POST',
      body: form,
      headers: token ? { authorization: `Bearer ${token}` } : {},
    });
  };

  test('R20: uploaded by token, named in a line, fetched by signed link, never shown in place', async () => {
    const { socket, token } = await started();
    const posted = await upload(token, Buffer.from('bytes'), '../été "<x>.png');
    expect(posted.status).toBe(201);
    const { id } = (await posted.json()) as { id: string };
    const sent = await socket.emitWithAck('chat.send', {
      clientId: newId(),
      text: 'voici',
      attachmentIds: [id],
    });
    if (!sent.ok) throw new Error(sent.problem.title);
    const [file] = sent.line.attachments;
    expect(file).toMatchObject({ id, name: 'été "<x>.png', size: 5 });
    const got = await fetch(file?.url ?? '');
    expect(await got.text()).toBe('bytes');
    expect(got.headers.get('content-disposition')).toBe(
      "attachment; filename*=UTF-8''%C3%A9t%C3%A9%20%22%3Cx%3E.png",
    );
    expect(got.headers.get('x-content-type-options')).toBe('nosniff');
    expect(got.headers.get('content-type')).toBe('application/octet-stream');
    const forged = new URL(file?.url ?? '');
    forged.searchParams.set('expires', String(Number(forged.searchParams.get('expires')) + 1));
    expect((await fetch(forged)).status).toBe(404);
  });

  test('R21: no token, a foreign file, a file too big: refused', async () => {
    const sophie = await started();
    const stranger = await started();
    expect((await upload(null, Buffer.from('x'))).status).toBe(401);
    const posted = (await (await upload(sophie.token, Buffer.from('x'))).json()) as { id: string };
    const stolen = await stranger.socket.emitWithAck('chat.send', {
      clientId: newId(),
      text: 'à moi',
      attachmentIds: [posted.id],
    });
    expect(stolen).toMatchObject({ ok: false, problem: { code: 'not-found' } });
    expect((await upload(sophie.token, Buffer.alloc(10 * 1024 * 1024 + 1))).status).toBe(413);
    expect((await upload(sophie.token, Buffer.alloc(2 * 1024 * 1024))).status).toBe(201);
  });

  test('R22: each file is looked at, and what was found goes with it; an infected one is not fetched again; a scanner that is away holds nobody up', async () => {
    const { socket, token } = await started();
    const say = async (content: string) => {
      const { id } = (await (await upload(token, Buffer.from(content))).json()) as { id: string };
      const clientId = newId();
      const sent = await socket.emitWithAck('chat.send', { clientId, text: 'voici', attachmentIds: [id] });
      if (!sent.ok) throw new Error(sent.problem.title);
      const [row] = await database.query<{ scan: unknown }>(
        `SELECT body->'attachments'->0->'scan' AS scan FROM bus.inbox WHERE external_id LIKE '%' || $1`,
        [clientId],
      );
      const [shown] = sent.line.attachments;
      expect(Object.keys(shown ?? {}).toSorted()).toEqual(['id', 'name', 'size', 'type', 'url']);
      return { scan: row?.scan, status: (await fetch(shown?.url ?? '')).status };
    };
    expect(await say(EICAR)).toEqual({
      scan: { verdict: 'infected', detail: 'Win.Test.EICAR_HDB-1' },
      status: 403,
    });
    expect(await say('bytes')).toEqual({ scan: { verdict: 'clean', detail: null }, status: 200 });
    await clamd.stop();
    expect(await say('bytes')).toEqual({ scan: { verdict: 'unscanned', detail: 'away' }, status: 200 });
  });
});

describe('who leaves the page', () => {
  let watchful: ChatEdge;
  const away = 1_500;
  const stateOf = async (id: string) =>
    (
      await database.query<{ state: string; ended_by: string | null }>(
        `SELECT state, ended_by FROM chat.conversation WHERE id = $1`,
        [id],
      )
    )[0];
  const beginAt = async ({ url }: ChatEdge) => {
    const socket = visit(url);
    open.push(socket);
    const { visitorToken } = await socket.hello;
    const answer = await socket.emitWithAck('chat.start', { text: 'Il y a quelqu’un ?', clientId: newId() });
    if (!answer.ok) throw new Error(answer.problem.title);
    return { socket, token: visitorToken, id: answer.conversation.id };
  };

  afterEach(() => watchful.close());

  test('stays while somebody is there; once they are gone for long the chat is over, told once', async () => {
    watchful = await startChatEdge(database.url, { env: { CHAT_AWAY_MS: String(away) } });
    const { socket, id } = await beginAt(watchful);
    await pause(2 * away);
    expect(await stateOf(id)).toEqual({ state: 'open', ended_by: null });
    socket.disconnect();
    await until(async () => (await stateOf(id))?.state === 'ended', 4 * away);
    expect((await stateOf(id))?.ended_by).toBe('system');
    await pause(away / 2);
    const ends = (await inboxOf(id)).filter(({ external_id }) => external_id.endsWith(':end'));
    expect(ends).toMatchObject([{ body: { kind: 'ended', data: { by: 'visitor', reason: 'away' } } }]);
  });

  test('after an outage of ours everybody gets the whole time to come back', async () => {
    const { token, id } = await beginAt(edge);
    open.splice(0).forEach((socket) => socket.disconnect());
    await database.query(
      `UPDATE chat.conversation SET visitor_seen_at = now() - interval '1 hour' WHERE id = $1`,
      [id],
    );
    watchful = await startChatEdge(database.url, { env: { CHAT_AWAY_MS: String(away) } });
    await pause(away / 2);
    expect((await stateOf(id))?.state).toBe('open');
    const back = visit(watchful.url, token);
    open.push(back);
    await back.hello;
    await pause(2 * away);
    expect((await stateOf(id))?.state).toBe('open');
  });
});
