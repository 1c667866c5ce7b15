/** Stands where the provider's REST API stands: records what was asked and answers as it would. */
import { createServer, type Server } from 'node:http';
import { requestMisfits } from '../fixtures/audio/openapi-shape.js';

export interface Asked {
  method: string;
  path: string;
  form: URLSearchParams;
}

export interface FakeCarrier {
  url: string;
  asked: Asked[];
  /** What was asked that the provider's description does not know: it would be ignored in silence. */
  misfits: string[];
  /** Answers in place of the usual one; null gives the usual. */
  answer: ((asked: Asked) => { status: number; body: unknown; cutAfter?: boolean } | null) | null;
  close(): Promise<void>;
}

export async function startFakeCarrier(): Promise<FakeCarrier> {
  const asked: Asked[] = [];
  let made = 0;
  const participants = new Map<string, { label: string; callSid: string }[]>();
  const misfits: string[] = [];
  const fake: FakeCarrier = { url: '', asked, misfits, answer: null, close: () => stop(server) };
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      const path = (request.url ?? '').replace(/^\/2010-04-01\/Accounts\/AC\w+/, '');
      const now = { method: request.method ?? '', path, form: new URLSearchParams(text) };
      asked.push(now);
      misfits.push(...requestMisfits(now.method, request.url ?? '', now.form));
      const usual = usualAnswer(now);
      const { status, body, cutAfter } = fake.answer?.(now) ?? { ...usual, cutAfter: false };
      if (cutAfter) return void request.socket.destroy();
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  fake.url = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  return fake;

  function usualAnswer({ method, path, form }: Asked): { status: number; body: unknown } {
    const created = /^\/Conferences\/(ix-[\w-]+)\/Participants\.json$/.exec(path);
    if (created?.[1] && method === 'POST') {
      const callSid = `CA${String(++made).padStart(32, 'a')}`;
      const label = form.get('Label') ?? '';
      participants.set(created[1], [...(participants.get(created[1]) ?? []), { label, callSid }]);
      return { status: 201, body: { call_sid: callSid, label, status: 'queued' } };
    }
    const named = /^\/Conferences\.json\?.*FriendlyName=(ix-[\w-]+)/.exec(path);
    if (named?.[1]) {
      const conferences = participants.has(named[1])
        ? [{ sid: named[1].replace('ix-', 'CF'), status: 'in-progress' }]
        : [];
      return { status: 200, body: { conferences, page: 0, page_size: 50, next_page_uri: null } };
    }
    const listed = /^\/Conferences\/CF([\w-]+)\/Participants\.json/.exec(path);
    if (listed) {
      const list = (participants.get(`ix-${listed[1]}`) ?? []).map(({ label, callSid }) => ({
        label,
        call_sid: callSid,
      }));
      return { status: 200, body: { participants: list, page: 0, page_size: 50, next_page_uri: null } };
    }
    return { status: 200, body: { sid: 'CA', status: 'in-progress' } };
  }
}

async function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise<void>((resolve) => server.close(() => resolve()));
}
