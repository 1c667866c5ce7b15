/** Every way the embedded PostgreSQL is known to go wrong on a stranger's machine, done to a real one. */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { installLauncher, launch, type RunningLauncher } from '../support/lone-launcher.js';

const isRoot = process.getuid?.() === 0;
const mayMount = isRoot && spawnSync('unshare', ['--mount', 'true']).status === 0;
const NOBODY = 65_534;
let base: string;
let install: string;
let running: RunningLauncher[] = [];

beforeAll(async () => {
  base = mkdtempSync(join(tmpdir(), 'guichet-front-door-'));
  chmodSync(base, 0o755);
  install = await installLauncher(join(base, 'install'));
});

afterEach(async () => {
  for (const launcher of running) await launcher.stop();
  running = [];
});

afterAll(() => rmSync(base, { recursive: true, force: true }));

async function start(
  dataDir: string,
  options: { install?: string; user?: string } = {},
): Promise<RunningLauncher> {
  const launcher = await launch(options.install ?? install, dataDir, options.user);
  running.push(launcher);
  return launcher;
}

async function query<R extends object>(url: string, sql: string): Promise<R[]> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<R>(sql)).rows;
  } finally {
    await client.end();
  }
}

function folderFor(user?: string): string {
  const folder = mkdtempSync(join(base, 'data-'));
  chmodSync(folder, 0o755);
  if (user === 'nobody') chownSync(folder, NOBODY, NOBODY);
  return join(folder, 'postgres');
}

function ownerOf(pid: number): number {
  return statSync(`/proc/${pid}`).uid;
}

function isGone(pid: number): boolean {
  return !existsSync(`/proc/${pid}`) || /\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
}

test('cold start, stop, warm start: the data is kept, the port is remembered, nothing is left running', async () => {
  const data = folderFor();
  const first = await start(data);
  expect(first.report).toMatchObject({ created: true, adopted: false });
  await query(first.report.url, 'create table kept as select 42 as answer');
  await first.stop();
  expect(isGone(first.report.pid)).toBe(true);

  const second = await start(data);
  expect(second.report).toMatchObject({
    created: false,
    adopted: false,
    port: first.report.port,
    url: first.report.url,
  });
  expect(await query(second.report.url, 'select answer from kept')).toEqual([{ answer: 42 }]);
});

test('it is safe on disk and shut to the network', async () => {
  const data = folderFor();
  const { report } = await start(data);
  const rows = await query<{ name: string; setting: string }>(
    report.url,
    `select name, setting from pg_settings where name in
     ('fsync', 'full_page_writes', 'synchronous_commit', 'listen_addresses', 'unix_socket_directories', 'password_encryption')`,
  );
  expect(Object.fromEntries(rows.map(({ name, setting }) => [name, setting]))).toEqual({
    fsync: 'on',
    full_page_writes: 'on',
    synchronous_commit: 'on',
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    password_encryption: 'scram-sha-256',
  });
  expect(statSync(join(data, 'secret')).mode & 0o777).toBe(0o600);
  const wrong = new URL(report.url);
  wrong.password = 'password';
  await expect(query(wrong.href, 'select 1')).rejects.toMatchObject({ code: '28P01' });
  const [provider] = await query<{ datlocprovider: string; datlocale: string }>(
    report.url,
    'select datlocprovider, datlocale from pg_database where datname = current_database()',
  );
  expect(provider).toEqual({ datlocprovider: 'b', datlocale: 'C.UTF-8' });
});

test('the starter is killed: the server lives on and the next start adopts it, rows and all', async () => {
  const data = folderFor();
  const first = await start(data);
  await query(first.report.url, 'create table kept as select 1 as answer');
  await first.kill();
  expect(isGone(first.report.pid)).toBe(false);

  const second = await start(data);
  expect(second.report).toMatchObject({ adopted: true, pid: first.report.pid, url: first.report.url });
  expect(await query(second.report.url, 'select answer from kept')).toEqual([{ answer: 1 }]);
  await second.stop();
  expect(isGone(first.report.pid)).toBe(true);
});

test('starter and server are both killed: the next start recovers within five seconds', async () => {
  const data = folderFor();
  const first = await start(data);
  await query(first.report.url, 'create table kept as select 1 as answer');
  await first.kill();
  process.kill(first.report.pid, 'SIGKILL');

  const began = Date.now();
  const second = await start(data);
  expect(Date.now() - began).toBeLessThan(8_000);
  expect(second.report.adopted).toBe(false);
  expect(await query(second.report.url, 'select answer from kept')).toEqual([{ answer: 1 }]);
});

test('the server alone is killed: it comes back on the same port while the starter runs', async () => {
  const data = folderFor();
  const { report } = await start(data);
  process.kill(report.pid, 'SIGKILL');
  const deadline = Date.now() + 30_000;
  let answer: object[] = [];
  while (answer.length === 0 && Date.now() < deadline) {
    await pause(100);
    answer = await query(report.url, 'select 1 as up').catch(() => []);
  }
  expect(answer).toEqual([{ up: 1 }]);
});

test('the last port is taken by another program: another one is chosen', async () => {
  const data = folderFor();
  const first = await start(data);
  await first.stop();
  const squatter = createServer().listen(first.report.port, '127.0.0.1');
  await new Promise((done) => squatter.once('listening', done));
  try {
    const second = await start(data);
    expect(second.report.port).not.toBe(first.report.port);
    expect(await query(second.report.url, 'select 1 as up')).toEqual([{ up: 1 }]);
  } finally {
    squatter.close();
  }
});

test('a second start on the same folder is refused while the first lives, and says who holds it', async () => {
  const data = folderFor();
  const first = await start(data);
  const second = await launch(install, data);
  expect(second.report).toMatchObject({
    fault: 'in-use',
    message: expect.stringContaining(String(first.launcherPid)),
  });
  expect(await query(first.report.url, 'select 1 as up')).toEqual([{ up: 1 }]);
});

test('after a reboot the number in the lock file belongs to another program: it starts all the same', async () => {
  const data = folderFor();
  const first = await start(data);
  await first.stop();
  const lock = join(data, 'cluster/postmaster.pid');
  writeFileSync(lock, `${process.pid}\n${join(data, 'cluster')}\n1\n${first.report.port}\n\n127.0.0.1\n`);
  if (isRoot) chownSync(lock, statSync(join(data, 'cluster')).uid, statSync(join(data, 'cluster')).gid);
  const second = await start(data);
  expect(second.report.adopted).toBe(false);
});

test('packages installed without scripts: the library links are made at the first start', async () => {
  const bare = await installLauncher(join(base, 'without-links'), { links: false });
  const { report } = await start(folderFor(), { install: bare });
  expect(report.created).toBe(true);
});

test('a cluster of another PostgreSQL is left alone and named', async () => {
  const data = folderFor();
  await (await start(data)).stop();
  writeFileSync(join(data, 'cluster/PG_VERSION'), '17\n');
  const { report } = await launch(install, data);
  expect(report).toMatchObject({
    fault: 'wrong-version',
    message: expect.stringMatching(/PostgreSQL 17.*PostgreSQL 18/),
  });
});

test('a first start that was killed halfway leaves nothing in the way of the next', async () => {
  const data = folderFor();
  mkdirSync(join(data, 'cluster.half/base'), { recursive: true });
  writeFileSync(join(data, 'cluster.half/PG_VERSION'), '18\n');
  const { report } = await start(data);
  expect(report.created).toBe(true);
  expect(readdirSync(data)).not.toContain('cluster.half');
});

test('durability switched off by hand in the folder does not take effect', async () => {
  const data = folderFor();
  await (await start(data)).stop();
  writeFileSync(join(data, 'cluster/postgresql.auto.conf'), 'fsync = off\nsynchronous_commit = off\n');
  const { report } = await start(data);
  expect(
    await query(report.url, "select setting from pg_settings where name in ('fsync', 'synchronous_commit')"),
  ).toEqual([{ setting: 'on' }, { setting: 'on' }]);
});

if (isRoot) {
  describe('started by root', () => {
    test('the server runs as another user, and the key stays with root', async () => {
      const data = folderFor();
      const { report } = await start(data);
      expect(ownerOf(report.pid)).not.toBe(0);
      expect(statSync(join(data, 'cluster')).uid).toBe(ownerOf(report.pid));
      expect(statSync(join(data, 'secret')).uid).toBe(0);
    });

    test('installed below a private folder: the programs are copied beside the data', async () => {
      const closed = mkdtempSync(join(base, 'private-'));
      const hidden = await installLauncher(join(closed, 'guichet'));
      chmodSync(closed, 0o700);
      const data = folderFor();
      const { report } = await start(data, { install: hidden });
      expect(readdirSync(data).some((name) => name.startsWith('native-'))).toBe(true);
      expect(await query(report.url, 'select 1 as up')).toEqual([{ up: 1 }]);
    });

    test('data below a private folder too: it is kept in a public place, with a note where', async () => {
      const closed = mkdtempSync(join(base, 'private-'));
      chmodSync(closed, 0o700);
      const data = join(closed, 'postgres');
      const first = await start(data);
      const moved = readFileSync(join(data, 'location'), 'utf8').trim();
      try {
        expect(existsSync(join(moved, 'cluster/PG_VERSION'))).toBe(true);
        await query(first.report.url, 'create table kept as select 1 as answer');
        await first.stop();
        const second = await start(data);
        expect(await query(second.report.url, 'select answer from kept')).toEqual([{ answer: 1 }]);
        await second.stop();
      } finally {
        rmSync(moved, { recursive: true, force: true });
      }
    });

    test('a plain user starts it as himself', async () => {
      const { report } = await start(folderFor('nobody'), { user: 'nobody' });
      expect(ownerOf(report.pid)).toBe(NOBODY);
    });

    test('a plain user with packages that root installed without scripts gets a copy of his own', async () => {
      const bare = await installLauncher(join(base, 'owned-by-root'), { links: false });
      const data = folderFor('nobody');
      const { report } = await start(data, { install: bare, user: 'nobody' });
      expect(ownerOf(report.pid)).toBe(NOBODY);
      expect(readdirSync(data).some((name) => name.startsWith('native-'))).toBe(true);
    });

    test("a plain user's data, started by root later: the server keeps that user", async () => {
      const data = folderFor('nobody');
      await (await start(data, { user: 'nobody' })).stop();
      const { report } = await start(data);
      expect(ownerOf(report.pid)).toBe(NOBODY);
    });

    test('data that belongs to somebody else is refused in plain words', async () => {
      const data = folderFor();
      await (await start(data)).stop();
      const { report } = await launch(install, data, 'nobody');
      expect(report).toMatchObject({
        fault: 'foreign-owner',
        hint: expect.stringContaining('GUICHET_DATA_DIR'),
      });
    });

    if (mayMount) {
      test('a full disk is refused in plain words, before and after the database was made', async () => {
        const disk = mkdtempSync(join(base, 'disk-'));
        spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=200m,mode=755', 'none', disk]);
        try {
          const data = join(disk, 'postgres');
          await (await start(data)).stop();
          fill(disk);
          expect((await launch(install, data)).report).toMatchObject({
            fault: 'disk-full',
            message: expect.stringContaining('no room'),
          });
          expect((await launch(install, join(disk, 'second'))).report).toMatchObject({ fault: 'disk-full' });
        } finally {
          spawnSync('umount', ['-l', disk]);
        }
      });
    }
  });
}

/** Leaves not one byte. */
function fill(disk: string): void {
  spawnSync('sh', ['-c', `cat /dev/zero > ${disk}/ballast 2>/dev/null`]);
}
