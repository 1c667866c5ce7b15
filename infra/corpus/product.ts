/** The product itself, started for the corpus on a database of its own; everything goes over its HTTP surface. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { MailRecord } from '@lib/contracts';
import { z } from 'zod';

const PASSWORD = 'a-corpus-password-0123456789';
const START_PATIENCE_MS = 120_000;
const SETTLE_PATIENCE_MS = 300_000;
const LOOK_MS = 500;

export interface Outcome {
  mail: MailRecord;
}

export interface Product {
  upload(raw: Buffer): Promise<string>;
  /** What became of each mail, in the order of the ids, when all are settled or patience is over. */
  settled(ids: string[]): Promise<Outcome[]>;
  /** Ids of the timeline items that came in by mail on these tickets; a stranger's is held beside the conversation. */
  mailsOnTickets(ticketIds: string[]): Promise<string[]>;
  stop(): Promise<void>;
}

const Timeline = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      channel: z.string().nullish(),
      direction: z.string().nullish(),
      data: z.record(z.string(), z.unknown()),
    }),
  ),
  nextCursor: z.string().nullable(),
});

export async function startProduct(): Promise<Product> {
  const folder = mkdtempSync(join(tmpdir(), 'guichet-corpus-'));
  chmodSync(folder, 0o711); // root lends the database server to another user, who has to get in
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const child = spawn(
    process.execPath,
    [
      ...(process.env.CORPUS_PRODUCT_FLAGS ?? '').split(' ').filter(Boolean),
      resolve('dist/apps/all-in-one/main.js'),
    ],
    {
      env: {
        PATH: process.env.PATH,
        PORT: String(port),
        SMTP_IN_PORT: '0',
        GUICHET_DATA_DIR: join(folder, 'data'),
        GUICHET_DEMO: '1',
        GUICHET_DEMO_PASSWORD: PASSWORD,
        VOICE_CARRIER: 'off',
        LOG_LEVEL: 'error',
      },
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  const stop = async (): Promise<void> => {
    if (child.exitCode === null) {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await untilReady(child, origin);
    const token = await signIn(origin);
    return { ...doors(origin, token), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function doors(origin: string, token: string): Omit<Product, 'stop'> {
  const ask = async (path: string, init?: RequestInit): Promise<unknown> => {
    const headers = { authorization: `Bearer ${token}`, ...(init?.headers as Record<string, string>) };
    const answer = await fetch(`${origin}${path}`, { ...init, headers });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  const record = async (id: string): Promise<Outcome> => ({
    mail: MailRecord.parse(await ask(`/api/admin/mail/${id}`)),
  });
  return {
    upload: async (raw) => {
      const answer = await ask('/api/admin/mail', {
        method: 'POST',
        headers: { 'content-type': 'message/rfc822' },
        body: new Uint8Array(raw),
      });
      return z.object({ id: z.string() }).parse(answer).id;
    },
    settled: async (ids) => {
      const until = Date.now() + SETTLE_PATIENCE_MS;
      const done = new Map<string, Outcome>();
      for (;;) {
        for (const id of ids.filter((one) => !isSettled(done.get(one)))) done.set(id, await record(id));
        if ([...done.values()].every(isSettled) || Date.now() > until)
          return ids.flatMap((id) => done.get(id) ?? []);
        await pause(LOOK_MS);
      }
    },
    mailsOnTickets: async (ticketIds) => {
      const found: string[] = [];
      for (const id of new Set(ticketIds)) {
        let cursor: string | null = '';
        while (cursor !== null) {
          const page: z.infer<typeof Timeline> = Timeline.parse(
            await ask(
              `/api/tickets/${id}/timeline?limit=200${cursor && `&cursor=${encodeURIComponent(cursor)}`}`,
            ),
          );
          found.push(
            ...page.items
              .filter(
                ({ channel, direction, data }) =>
                  (channel === 'email' && direction === 'in') || 'stranger' in data,
              )
              .map((item) => item.id),
          );
          cursor = page.nextCursor;
        }
      }
      return found;
    },
  };
}

/** A mail is settled when it has its end, and the ticket it belongs to when it goes on one. */
function isSettled(outcome: Outcome | undefined): boolean {
  if (!outcome || outcome.mail.state === 'stored') return false;
  return outcome.mail.state !== 'processed' || outcome.mail.timelineItemId !== null;
}

async function untilReady(child: ChildProcess, origin: string): Promise<void> {
  const until = Date.now() + START_PATIENCE_MS;
  while (child.exitCode === null && Date.now() < until) {
    const answer = await fetch(`${origin}/readyz`).catch(() => null);
    if (answer?.ok) return;
    await pause(200);
  }
  throw new Error('The product did not get ready.');
}

async function signIn(origin: string): Promise<string> {
  const answer = await fetch(`${origin}/api/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'ada@guichet.test', password: PASSWORD }),
  });
  return z.object({ accessToken: z.string() }).parse(await answer.json()).accessToken;
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  await new Promise((done) => probe.close(done));
  return port;
}
