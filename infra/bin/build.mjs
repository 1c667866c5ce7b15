/** Builds what runs: services (SWC), console and widget (Vite). Each part is skipped while its sources are unchanged. */
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { assertInstalled, assertNode } from './parts/prerequisites.mjs';
import { inRoot, root } from './parts/root.mjs';
import { runNode } from './parts/run.mjs';
import { done, failed } from './parts/say.mjs';
import { hashFiles, listFiles } from './parts/tree.mjs';

const TOOLS = ['package-lock.json', 'infra/bin/build.mjs', 'infra/bin/parts/bundle.mjs', '.swcrc'];
const BROWSER_SOURCES = ['libs/contracts', 'libs/realtime-client', 'libs/design', ...TOOLS];
const PARTS = {
  services: {
    sources: ['apps', 'libs', 'infra', ...TOOLS],
    keep: (file) => !/^apps\/(console|widget)\//.test(file),
    make: async (files) => {
      await compile(
        files.filter((file) => !file.startsWith('infra/') || file.endsWith('.ts')),
        ['apps', 'libs', 'infra'],
      );
      const { bundle } = await import('./parts/bundle.mjs');
      await bundle();
    },
  },
  console: { sources: ['apps/console', ...BROWSER_SOURCES], make: () => makeWithVite('console') },
  widget: { sources: ['apps/widget', ...BROWSER_SOURCES], make: () => makeWithVite('widget') },
  benches: {
    sources: [
      ...['test/bench', 'test/support', 'test/faults'],
      ...['test/fixtures/audio/peers', 'test/fixtures/audio/goertzel.ts', ...TOOLS],
    ],
    make: (files) => compile(files, ['test']),
  },
};

const RUNS = ['services', 'console', 'widget'];

export const isStale = (parts = RUNS) => parts.some((part) => look(part).stale);

/** Builds the named parts, by default all that runs; answers which were really built. Throws with the compiler's words. */
export async function build(parts = RUNS, { force = false } = {}) {
  if (!force && !isStale(parts)) return []; // nothing is written: the checkout may be read-only
  const unlock = await lock();
  try {
    const results = await Promise.allSettled(parts.map((part) => buildPart(part, force)));
    const faults = results.flatMap((result, index) =>
      result.reason ? [`${parts[index]}: ${result.reason.message}`] : [],
    );
    if (faults.length > 0) throw new Error(faults.join('\n'));
    return parts.filter((_, index) => results[index].value);
  } finally {
    unlock();
  }
}

async function buildPart(part, force) {
  const { files, hash, mark, stale } = look(part);
  if (!force && !stale) return false;
  rmSync(mark, { force: true });
  await PARTS[part].make(files);
  writeFileSync(mark, hash);
  return true;
}

function look(part) {
  const { sources, keep = () => true } = PARTS[part];
  const files = listFiles(...sources).filter(
    (file) => keep(file) && !/\.(spec|test)\.tsx?$|\.md$/.test(file),
  );
  const hash = hashFiles(files);
  const mark = inRoot('dist', `.${part}`);
  return { files, hash, mark, stale: !existsSync(mark) || readFileSync(mark, 'utf8') !== hash };
}

/** TypeScript becomes JavaScript in the same tree under dist/; what else lies beside it (SQL, sounds, JSON) is copied. */
async function compile(files, places) {
  const { transformFile } = await import('@swc/core');
  const wanted = files.filter((file) => places.includes(file.split('/')[0]));
  const faults = [];
  const written = new Set();
  await Promise.all(
    wanted.map(async (file) => {
      if (file.endsWith('.d.ts') || /(^|\/)(tsconfig[^/]*\.json|vite\.config\.ts)$/.test(file)) return;
      const isCode = /\.tsx?$/.test(file);
      const target = isCode ? file.replace(/\.tsx?$/, '.js') : file;
      try {
        if (isCode) write(target, await transformFile(inRoot(file), { cwd: root, ...jsxOptions(file) }));
        else copy(file);
        written.add(target).add(`${target}.map`);
      } catch (error) {
        faults.push(`${file}: ${error.message}`);
      }
    }),
  );
  if (faults.length > 0) throw new Error(faults.join('\n'));
  for (const file of listFiles(...places.map((place) => `dist/${place}`))) {
    if (!written.has(file.slice('dist/'.length))) rmSync(inRoot(file));
  }
}

/** Pages rendered on the server are Preact; the design room alone speaks React. */
function jsxOptions(file) {
  if (!file.endsWith('.tsx')) return {};
  const importSource = file.startsWith('libs/design/') ? 'react' : 'preact';
  return {
    jsc: {
      parser: { syntax: 'typescript', tsx: true, decorators: true },
      transform: { react: { runtime: 'automatic', importSource } },
    },
  };
}

function write(target, { code, map }) {
  const path = inRoot('dist', target);
  mkdirSync(dirname(path), { recursive: true });
  const name = target.slice(target.lastIndexOf('/') + 1);
  writeFileSync(path, map ? `${code}\n//# sourceMappingURL=${name}.map\n` : code);
  if (map) writeFileSync(`${path}.map`, map);
}

function copy(file) {
  mkdirSync(dirname(inRoot('dist', file)), { recursive: true });
  cpSync(inRoot(file), inRoot('dist', file));
}

async function makeWithVite(app) {
  const config = `apps/${app}/vite.config.ts`;
  const { code, output } = await runNode(
    'vite/bin/vite.js',
    ['build', '--config', config, '--logLevel', 'warn'],
    { env: { NODE_ENV: 'production' } },
  );
  if (code !== 0) throw new Error(output);
}

/** Two builds at once would read each other's half-written files. */
async function lock() {
  const path = inRoot('dist', '.lock');
  mkdirSync(inRoot('dist'), { recursive: true });
  for (;;) {
    try {
      mkdirSync(path);
      writeFileSync(join(path, String(process.pid)), '');
      return () => rmSync(path, { recursive: true, force: true });
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (!heldByTheLiving(path)) rmSync(path, { recursive: true, force: true });
    await pause(100);
  }
}

function heldByTheLiving(path) {
  try {
    const [pid] = readdirSync(path);
    return pid === undefined || process.kill(Number(pid), 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}

if (process.argv[1] === import.meta.filename) {
  assertNode();
  assertInstalled();
  const began = performance.now();
  const force = process.argv.includes('--force');
  const parts = process.argv.slice(2).filter((word) => !word.startsWith('--'));
  const unknown = parts.find((part) => !PARTS[part]);
  if (unknown) {
    console.error(`Unknown part "${unknown}". Known: ${Object.keys(PARTS).join(', ')}.`);
    process.exit(1);
  }
  try {
    const built = await build(parts.length > 0 ? parts : undefined, { force });
    done('build', began, built.length > 0 ? built.join(', ') : 'nothing changed');
  } catch (error) {
    failed('build', began, error.message);
    process.exitCode = 1;
  }
}
