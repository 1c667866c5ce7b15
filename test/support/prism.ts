/** A referee nobody here wrote: Prism stands between a client and the carrier and refuses what the provider's text does not allow. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { voiceDescription } from '../fixtures/audio/openapi-shape.js';
import { freePorts } from './ports.js';

const PATIENCE_MS = 60_000;

export interface Referee {
  port: number;
  /** What it found wrong so far, with the place in the request or answer. */
  findings: string[];
  close(): Promise<void>;
}

/** Requests and answers both have to fit: a request that does not is answered 4xx, an answer that does not becomes a 500. */
export async function startReferee(upstreamPort: number): Promise<Referee> {
  const folder = mkdtempSync(join(tmpdir(), 'referee-'));
  const text = join(folder, 'description.json');
  writeFileSync(text, JSON.stringify(voiceDescription()));
  const [port = 0] = await freePorts(1);
  const child = spawn(
    process.execPath,
    [
      join(process.cwd(), 'node_modules/@stoplight/prism-cli/dist/index.js'),
      ...['proxy', '--errors', '-h', '127.0.0.1', '-p', String(port)],
      ...[text, `http://127.0.0.1:${upstreamPort}`],
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  await listening(child);
  const findings: string[] = [];
  const ear = await listenIn(port, findings);
  return {
    port: (ear.address() as AddressInfo).port,
    findings,
    close: async () => {
      ear.closeAllConnections();
      await new Promise<void>((resolve) => ear.close(() => resolve()));
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await gone;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The provider's client throws away what the referee says; this reads it in passing. */
async function listenIn(port: number, findings: string[]): Promise<Server> {
  const server = createServer((request, response) => void passOn(request, response, port, findings));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

async function passOn(
  request: IncomingMessage,
  response: ServerResponse,
  port: number,
  findings: string[],
): Promise<void> {
  const parts: Buffer[] = [];
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
  const { method = 'GET', url = '/', headers } = request;
  const answer = await fetch(`http://127.0.0.1:${port}${url}`, {
    method,
    headers: {
      authorization: headers.authorization ?? '',
      ...(headers['content-type'] && { 'content-type': headers['content-type'] }),
    },
    ...(parts.length > 0 && { body: Buffer.concat(parts) }),
  });
  const body = await answer.text();
  for (const each of violationsIn(body))
    findings.push(`${method} ${url}: ${each.location.join('.')}: ${each.message}`);
  response.writeHead(answer.status, { 'content-type': 'application/json' });
  response.end(answer.status === 204 ? undefined : body);
}

function violationsIn(body: string): { location: string[]; message: string }[] {
  if (!body.includes('stoplight')) return [];
  const { validation = [] } = JSON.parse(body) as { validation?: { location: string[]; message: string }[] };
  return validation;
}

function listening(child: ChildProcess): Promise<void> {
  let said = '';
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`the referee is not ready:\n${said}`)), PATIENCE_MS);
    const hear = (piece: Buffer) => {
      said = (said + piece.toString()).slice(-4000);
      if (!said.includes('is listening')) return;
      clearTimeout(late);
      resolve();
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    child.once('exit', (code) => reject(new Error(`the referee ended with ${code}:\n${said}`)));
  });
}
