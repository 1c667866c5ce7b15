/** Checks the types of services, console and widget with the fast compiler; the other one only emits declarations. */
import { existsSync } from 'node:fs';
import { inRoot } from './parts/root.mjs';
import { runNode } from './parts/run.mjs';

const projects = ['tsconfig.json', 'apps/console/tsconfig.json', 'apps/widget/tsconfig.json'].filter((file) =>
  existsSync(inRoot(file)),
);

for (const project of projects) {
  const { code } = await runNode('typescript7/bin/tsc', ['-p', project, '--noEmit'], { show: true });
  if (code !== 0) process.exitCode = 1;
}
