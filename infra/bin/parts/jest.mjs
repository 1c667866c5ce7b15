/** Runs Jest on some of its suites and reads the result from its report, not from its exit code alone. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { cpus } from 'node:os';
import { inRoot, root } from './root.mjs';

const ENDINGS = { unit: /(?<!int-|e2e-)spec\.tsx?$/, integration: /\.int-spec\.ts$/, e2e: /\.e2e-spec\.ts$/ };
/** Sound in real time and kills at an instant want the cores for themselves; everything else goes two files at a time. */
const ALONE = '/(voice-call|voice-hearing|voice-node|voice-node-phone|faults)\\.e2e-spec';
const LINGER_MS = 20_000; // after the report is written, a test that left something open gets this long

/** End to end in two runs: first what bears company, then what does not. Answers a result for each. */
export async function runEndToEnd() {
  return [
    await runJest(['e2e'], { args: ['--testPathIgnorePatterns', ALONE, '--maxWorkers=2'], report: 'e2e' }),
    await runJest(['e2e'], { args: ['--testPathPatterns', ALONE, '--runInBand'], report: 'e2e-alone' }),
  ];
}

/** Answers `{ passed, failed, faults }`; a suite without a single test is a fault, and so is a test that did not run. */
export async function runJest(
  suites,
  { patterns = [], coverage = false, args = [], report: name = suites.join('-') } = {},
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
  ]);
  return existsSync(report)
    ? judge(JSON.parse(readFileSync(report, 'utf8')), suites, code, patterns.length > 0)
    : { passed: 0, failed: 0, faults: [`${suites.join(' and ')}: Jest ended without a report (${code})`] };
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
  const faults = [];
  for (const suite of suites) {
    const files = result.testResults.filter((file) => ENDINGS[suite].test(file.name));
    const ran = files
      .flatMap((file) => file.assertionResults)
      .filter((test) => test.status === 'passed' || test.status === 'failed');
    if (ran.length === 0 && !(filtered && suites.length > 1)) faults.push(`${suite}: no test ran`);
  }
  const idle = result.numPendingTests + result.numTodoTests;
  if (idle > 0 && !filtered) faults.push(`${idle} tests were skipped`);
  const broken = result.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.every((test) => test.status !== 'failed'),
  );
  faults.push(...broken.map((file) => `${file.name.slice(root.length + 1)} could not run`));
  if (code !== 0 && result.numFailedTests === 0 && faults.length === 0)
    faults.push(`Jest ended with ${code}`);
  return { passed: result.numPassedTests, failed: result.numFailedTests, faults };
}
