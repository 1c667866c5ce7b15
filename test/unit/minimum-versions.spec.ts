/** No copy of a package, nested ones included, may be older than the version that fixed its last known hole. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

interface Lock {
  packages: Record<string, { version?: string; dependencies?: Record<string, string> }>;
}

const root = resolve(import.meta.dirname, '../..');
const lock = readJson<Lock>('package-lock.json');
const minimum = readJson<Record<string, string>>('infra/security/minimum-versions.json');

test('every copy in package-lock.json is at least as new as infra/security/minimum-versions.json asks', () => {
  const old = copiesOf(minimum).filter(({ name, version }) => isOlder(version, minimum[name] as string));
  expect(old.map(({ path, name, version }) => `${path} ${version}, wanted ${minimum[name]}`)).toEqual([]);
});

test('what we depend on ourselves is found, so that a renamed path cannot hide it', () => {
  const found = new Set(copiesOf(minimum).map(({ name }) => name));
  const ours = Object.keys(lock.packages['']?.dependencies ?? {}).filter((name) => name in minimum);
  expect(ours.length).toBeGreaterThan(5);
  expect(ours.filter((name) => !found.has(name))).toEqual([]);
});

test.each([
  ['8.21.3', '8.23.0', true],
  ['8.23.0', '8.23.0', false],
  ['10.6.0', '9.9.9', false],
  ['4.8.4-beta.1', '4.8.4', true],
])('%s is older than %s: %s', (version, floor, older) => {
  expect(isOlder(version, floor)).toBe(older);
});

function copiesOf(names: Record<string, string>): { path: string; name: string; version: string }[] {
  return Object.entries(lock.packages)
    .map(([path, { version }]) => ({
      path,
      name: path.split('node_modules/').at(-1) ?? '',
      version: version ?? '',
    }))
    .filter(({ name, version }) => name in names && version !== '');
}

/** A pre-release comes before its release. */
function isOlder(version: string, floor: string): boolean {
  const [numbers = '', preRelease] = version.split('-');
  const [have, want] = [numbers, floor].map((text) => text.split('.').map(Number)) as [number[], number[]];
  for (let part = 0; part < 3; part++) {
    const difference = (have[part] ?? 0) - (want[part] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return preRelease !== undefined;
}

function readJson<T>(file: string): T {
  return JSON.parse(readFileSync(resolve(root, file), 'utf8')) as T;
}
