/** What a change must pass before it is committed, without any test: form, rules, stairs, types, generated pages. */
import { runGates } from './parts/gates.mjs';
import { assertInstalled, assertNode } from './parts/prerequisites.mjs';

assertNode();
assertInstalled();
const faults = await runGates();
process.exitCode = faults.length > 0 ? 1 : 0;
