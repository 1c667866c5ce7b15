/** Runs Jest on some of its suites and reads the result from its report, not from its exit code alone. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { cpus } from 'node:os';
import { inRoot, root } from './root.mjs';
import { bold } from './say.mjs';

const ENDINGS = { unit: /(?<!int-|e2e-)spec\.tsx?$/, integration: /\.int-spec\.ts$/, e2e: /\.e2e-spec\.ts$/ };
/** Sound in real time and kills at an instant want the cores for themselves; everything else goes two files at a time. */
const ALONE = '/(voice-call|voice-hearing|voice-relay|voice-node|voice-node-phone|faults)\\.e2e-spec';
const AGAIN_AT_MOST = 5; // files
const LINGER_MS = 20_000; // after the report is written, a test that left something open gets this long

/** End to end in two runs: first what bears company, then what does not. Answers a result for each. */
export async function runEndToEnd() {
  return [
    await runJest(['e2e'], { args: ['--testPathIgnorePatterns', ALONE, '--maxWorkers=2'], report: 'e2e' }),
    await runJest(['e2e'], { args: ['--testPathPatterns', ALONE, '--runInBand'], report: 'e2e-alone' }),
  ];
}

/**
 * Answers `{ files, faults }`: what became of each file by its path, and what is wrong with the run as a whole. A suite without a
 * single test is a fault, and so is a test that did not run.
 */
export async function runJest(
  suites,
  { patterns = [], paths = [], coverage = false, args = [], report: name = suites.join('-') } = {},
) {
  const report = inRoot('.cache', 'test', `${name}.json`);
  mkdirSync(inRoot('.cache', 'test'), { recursive: true });
  rmSync(report, { force: true });
  const code = await spawnJest(report, [
    '--selectProjects',
    ...suites,
    '--json',
    `--outputFile=${report}`,
    '--testLocationInResults=false',
    ...(args.length > 0 ? args : [`--maxWorkers=${Math.max(2, cpus().length - 1)}`]),
    '--workerIdleMemoryLimit=1200MB',
    ...(coverage
      ? [
          '--coverage',
          '--coverageReporters=text-summary',
          '--coverageReporters=json-summary',
          '--coverageReporters=lcov',
        ]
      : []),
    ...(patterns.length > 0 ? ['--testPathPatterns', ...patterns] : []),
    ...(paths.length > 0 ? ['--runTestsByPath', ...paths.map((path) => inRoot(path))] : []),
  ]);
  return existsSync(report)
    ? judge(JSON.parse(readFileSync(report, 'utf8')), suites, code, patterns.length + paths.length > 0)
    : { files: [], faults: [`${suites.join(' and ')}: Jest ended without a report (${code})`] };
}

/**
 * Runs what failed once more, one file after the other with nothing beside it, and answers both results as one. What passes now is
 * told at the end by name: it is unsteady, but no reason to throw everybody's work away. Many failures are no accident: they stand.
 */
export async function runAgain(results) {
  const failed = results.flatMap(({ files }) => files).filter((file) => file.failures.length > 0);
  if (failed.length === 0 || failed.length > AGAIN_AT_MOST) return { results, unsteady: [] };
  console.log(bold('\nOnce more, alone'));
  const suites = [...new Set(failed.map(({ path }) => suiteOf(path)))];
  const again = await runJest(suites, {
    paths: failed.map(({ path }) => path),
    args: ['--runInBand'],
    report: 'again',
  });
  const now = new Map(again.files.map((file) => [file.path, file]));
  const replaced = results.map(({ files, faults }) => ({
    files: files.map((file) => now.get(file.path) ?? file),
    faults,
  }));
  return {
    results: [...replaced, { files: [], faults: again.faults }],
    unsteady: failed.filter(({ path }) => now.get(path)?.failures.length === 0),
  };
}

function suiteOf(path) {
  return Object.keys(ENDINGS).find((suite) => ENDINGS[suite].test(path));
}

function spawnJest(report, args) {
  return new Promise((done) => {
    const jest = spawn(
      process.execPath,
      [
        '--experimental-vm-modules',
        '--no-warnings=ExperimentalWarning',
        inRoot('node_modules/jest/bin/jest.js'),
        ...args,
      ],
      {
        cwd: root,
        stdio: ['ignore', 'inherit', 'inherit'],
        env: { ...process.env, NODE_ENV: 'test' },
      },
    );
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => jest.kill(signal));
    let writtenAt;
    const watch = setInterval(() => {
      if (!existsSync(report)) return;
      writtenAt ??= Date.now();
      if (Date.now() - writtenAt > LINGER_MS) jest.kill('SIGKILL');
    }, 1_000);
    jest.on('close', (code, signal) => {
      clearInterval(watch);
      done(
        signal === 'SIGKILL' && writtenAt ? 'it did not end: a test left something open' : (code ?? signal),
      );
    });
  });
}

function judge(result, suites, code, filtered) {
  const files = result.testResults.map((file) => outcomeOf(file));
  const faults = [];
  for (const suite of suites) {
    const ran = files.some(
      ({ path, passed, failures }) => suiteOf(path) === suite && passed + failures.length > 0,
    );
    if (!ran && !(filtered && suites.length > 1)) faults.push(`${suite}: no test ran`);
  }
  const idle = result.numPendingTests + result.numTodoTests;
  if (idle > 0 && !filtered) faults.push(`${idle} tests were skipped`);
  if (code !== 0 && faults.length === 0 && files.every(({ failures }) => failures.length === 0))
    faults.push(`Jest ended with ${code}`);
  return { files, faults };
}

/** A file that could not run counts as one failure of its own. */
function outcomeOf({ name, status, message, assertionResults }) {
  const failures = assertionResults
    .filter((test) => test.status === 'failed')
    .map((test) => ({ test: test.fullName, message: test.failureMessages[0] ?? '' }));
  return {
    path: name.slice(root.length + 1),
    passed: assertionResults.filter((test) => test.status === 'passed').length,
    failures:
      status === 'failed' && failures.length === 0 ? [{ test: 'the file could not run', message }] : failures,
  };
}
