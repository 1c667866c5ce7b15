/** How long from a commit to a thousand consoles, beside what bare socket.io needs for the same frame in the same run. */
import { fork, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { AgentStateService } from '@lib/agents';
import { Database, migrate, startEmbeddedPostgres } from '@lib/database';
import { io, type Socket } from 'socket.io-client';
import { House, startGatewayEdge, type GatewayEdge, type Person } from '../support/gateway-edge.js';

const agents = 50;
const consolesEach = 20;
const atOnce = 20;
const rounds = Number(process.env.BENCH_ROUNDS ?? 30);
/** Longer than the pause in which pushes of one kind are collected, so that each commit is told by itself. */
const betweenMs = 400;
const p99LimitMs = 150;

interface Arrivals {
  /** By round: when each socket heard, in milliseconds since 1970. */
  [mark: string]: number[];
}
const now = () => performance.timeOrigin + performance.now();

if (process.argv[2] === 'clients') clients();
else await measure();

async function measure(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'guichet-bench-'));
  chmodSync(folder, 0o711); // root lends the database server to another user, who has to get in
  const silent = () => undefined;
  const postgres = await startEmbeddedPostgres({
    dataDir: join(folder, 'postgres'),
    log: { info: silent, warn: silent, error: silent },
  });
  let edge: GatewayEdge | undefined;
  let other: ChildProcess | undefined;
  try {
    await migrate(postgres.url);
    edge = await startGatewayEdge(postgres.url);
    edge.io.of('/raw');
    const people = await staff(new House(edge.app));
    other = fork(import.meta.filename, ['clients']);
    await connectAll(other, edge.url, people);
    const sent = await drive(edge, people[0] as Person);
    report(sent, await heard(other));
  } finally {
    other?.kill();
    await edge?.close();
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function staff(house: House): Promise<Person[]> {
  const people: Person[] = [];
  for (let count = 0; count < agents; count++) people.push(await house.person(`Agent ${count}`, 'agent'));
  return people;
}

async function connectAll(other: ChildProcess, url: string, people: Person[]): Promise<void> {
  const tokens = people.flatMap((person) => Array<string>(consolesEach).fill(person.token));
  const ready = new Promise((done) => other.once('message', done));
  other.send({ url, tokens });
  await ready;
  // Presence of everybody is told once after they came; the figures begin after that.
  await pause(2_000);
}

/** One commit and one bare emit of the same frame, in turns, so that both meet the same noise. */
async function drive(edge: GatewayEdge, person: Person): Promise<Record<string, number>> {
  const sent: Record<string, number> = {};
  const states = edge.app.get(AgentStateService);
  const raw = edge.io.of('/raw');
  for (let round = 0; round < rounds; round++) {
    const reason = `push-${round}`;
    await edge.app.get(Database).transaction(async (tx) => {
      await states.apply(tx, person.agentId, 'away', reason, { kind: 'system', id: null });
      tx.afterCommit(() => (sent[reason] = now()));
    });
    await pause(betweenMs);
    const mark = `raw-${round}`;
    const [agent] = await edge.app
      .get(Database)
      .query(`SELECT * FROM agents.agent WHERE id = $1`, [person.agentId]);
    sent[mark] = now();
    raw.emit('agent.changed', { stream: 'agents', agent: { ...(agent as object), stateReason: mark } });
    await pause(betweenMs);
  }
  return sent;
}

async function heard(other: ChildProcess): Promise<Arrivals> {
  const answer = new Promise<Arrivals>((done) =>
    other.once('message', (arrivals) => done(arrivals as Arrivals)),
  );
  other.send('report');
  return answer;
}

function report(sent: Record<string, number>, arrivals: Arrivals): void {
  const latencies = (kind: string) =>
    Object.entries(sent)
      .filter(([mark]) => mark.startsWith(kind))
      .flatMap(([mark, at]) => (arrivals[mark] ?? []).map((arrival) => arrival - at))
      .sort((a, b) => a - b);
  const [ours, raw] = [latencies('push-'), latencies('raw-')];
  const at = (sorted: number[], share: number) => sorted[Math.ceil(sorted.length * share) - 1] ?? NaN;
  const expected = rounds * agents * consolesEach;
  say('consoles reached', 'share', ours.length / expected, 1, raw.length / expected);
  for (const [name, share, limit] of [
    ['p50', 0.5, null],
    ['p99', 0.99, p99LimitMs],
  ] as const)
    say(`commit to 1000 consoles ${name}`, 'ms', at(ours, share), limit, at(ours, share) / at(raw, share));
  say('bare socket.io emit p50', 'ms', at(raw, 0.5), null, 1);
  say('bare socket.io emit p99', 'ms', at(raw, 0.99), null, 1);
}

function say(figure: string, unit: string, value: number, limit: number | null, ratio: number): void {
  const rounded = (n: number) => Math.round(n * 100) / 100;
  console.log(
    JSON.stringify({ bench: 'push', figure, unit, value: rounded(value), limit, ratio: rounded(ratio) }),
  );
}

/** The second process: a thousand consoles that only note when they hear. */
function clients(): void {
  const arrivals: Arrivals = {};
  const sockets: Socket[] = [];
  const note = ({ agent }: { agent: { stateReason: string | null } }) => {
    if (agent.stateReason) (arrivals[agent.stateReason] ??= []).push(now());
  };
  process.on('message', (message: 'report' | { url: string; tokens: string[] }) => {
    if (message === 'report') {
      process.send?.(arrivals);
      for (const socket of sockets) socket.disconnect();
    } else void open(message);
  });

  async function open({ url, tokens }: { url: string; tokens: string[] }): Promise<void> {
    while (tokens.length > 0) await Promise.all(tokens.splice(0, atOnce).map((token) => openOne(url, token)));
    process.send?.('ready');
  }

  async function openOne(url: string, token: string): Promise<void> {
    const socket = io(`${url}/agents`, { transports: ['websocket'], forceNew: true, auth: { token } });
    const raw = socket.io.socket('/raw');
    raw.connect();
    socket.on('agent.changed', note);
    raw.on('agent.changed', note);
    sockets.push(socket);
    const come = (each: Socket, event: string) => new Promise((done) => each.once(event, () => done(null)));
    await Promise.all([come(socket, 'hello'), come(raw, 'connect')]);
  }
}
