/** The checks that need no running program: form, rules, stairs, types, generated pages. Two at a time. */
import { inRoot } from './root.mjs';
import { run, runNode } from './run.mjs';
import { done, failed } from './say.mjs';

const script =
  (name, ...args) =>
  () =>
    run(process.execPath, [inRoot('infra/bin', name), ...args]);

const GATES = {
  format: () => runNode('prettier/bin/prettier.cjs', ['--check', '--log-level', 'warn', '.']),
  lint: () => runNode('oxlint/bin/oxlint', ['--type-aware', '.']),
  'dependency rules': () =>
    runNode('dependency-cruiser/bin/dependency-cruise.mjs', [
      '--config',
      '.dependency-cruiser.cjs',
      '--output-type',
      'err',
      'apps',
      'libs',
    ]),
  types: script('typecheck.mjs'),
  'build and generated files': async () => {
    const built = await script('build.mjs')();
    return built.code === 0 ? script('generate.mjs', '--check')() : built;
  },
};

/** Runs all of them, whatever fails, and answers the names of those that did. */
export async function runGates() {
  const waiting = Object.entries(GATES);
  const faults = [];
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [name, gate] = next;
      const began = performance.now();
      const { code, output } = await gate();
      if (code === 0) done(name, began);
      else {
        failed(name, began, output);
        faults.push(name);
      }
    }
  };
  await Promise.all([work(), work()]);
  return faults;
}
