/** Tests everything from a clean checkout, or one suite: `npm test`, `npm run test:unit -- libs/routing`, `npm run test:coverage`. */
import { build } from './build.mjs';
import { runGates } from './parts/gates.mjs';
import { runAgain, runEndToEnd, runJest } from './parts/jest.mjs';
import { assertInstalled, assertNode, stop } from './parts/prerequisites.mjs';
import { bold, dim, done, red, seconds } from './parts/say.mjs';
import { tellFailures } from './parts/failures.mjs';
import { ensurePrograms } from './parts/system-packages.mjs';

const SUITES = ['unit', 'integration', 'e2e', 'coverage'];
const began = performance.now();
const [suite, ...patterns] = process.argv.slice(2);

assertNode();
assertInstalled();
if (suite && !SUITES.includes(suite)) stop(`There is no suite "${suite}".`, `Suites: ${SUITES.join(', ')}.`);
if (suite !== 'unit') installPrograms();
finish(suite ? { results: await testOne(), unsteady: [] } : await testAll());

async function testOne() {
  if (suite !== 'unit') await build().catch((error) => stop('The build failed.', error.message));
  if (suite === 'coverage') return [await runJest(['unit', 'integration'], { coverage: true })];
  if (suite === 'e2e' && patterns.length === 0) return withOneDatabaseServer(runEndToEnd);
  return [await runJest([suite], { patterns })];
}

async function testAll() {
  console.log(bold('\nBuild'));
  await build().catch((error) => stop('The build failed.', error.message));
  done('build', began);
  // The checks are one long thread of lint: beside tests that often wait they cost little time.
  return withOneDatabaseServer(async () => {
    console.log(bold('\nChecks, unit and integration'));
    const [gateFaults, first] = await Promise.all([runGates(), runJest(['unit', 'integration'])]);
    console.log(bold('\nEnd to end'));
    return runAgain([{ files: [], faults: gateFaults }, first, ...(await runEndToEnd())]);
  });
}

/** Several runs of Jest would each make a server and migrate a template. */
async function withOneDatabaseServer(work) {
  const { default: startTestServer } = await import('../../test/support/jest-setup.mjs');
  const { default: stopTestServer } = await import('../../test/support/jest-teardown.mjs');
  await startTestServer();
  try {
    return await work();
  } finally {
    await stopTestServer();
  }
}

function installPrograms() {
  const lacking = ensurePrograms();
  if (lacking) stop(`The tests need ${lacking.missing.join(', ')}.`, `Run: ${lacking.command}`);
}

/** The last lines are what people and machines read: what failed and why, and counts of one shape. A failed check counts as a failure. */
function finish({ results, unsteady }) {
  const files = results.flatMap((result) => result.files);
  const faults = results.flatMap((result) => result.faults);
  const passed = files.reduce((sum, file) => sum + file.passed, 0);
  const failed = files.reduce((sum, file) => sum + file.failures.length, 0) + faults.length;
  tellFailures('Unsteady: failed beside others, passed alone', unsteady);
  tellFailures('Failed', files);
  if (faults.length > 0)
    console.log(red(`\nNot in order:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`));
  console.log(dim(`\n${seconds(began)}`));
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed > 0 ? 1 : 0);
}
