/** What the tests need of a machine: installed when we may, named with its command when not, and never started as a service. */
import { resolve } from 'node:path';

interface Machine {
  env: Record<string, string>;
  exists(path: string): boolean;
  isRoot(): boolean;
  apt(args: string[]): { status: number; stderr: string };
  write(path: string, text: string): void;
  remove(path: string): void;
  say(text: string): void;
  complain(text: string): void;
}

const { ensurePrograms } = (await import(resolve('infra/bin/parts/system-packages.mjs'))) as {
  ensurePrograms(machine: Machine): { missing: string[]; command: string } | undefined;
};

const POLICY = '/usr/sbin/policy-rc.d';
const FILES: Record<string, string> = {
  'chromium-headless-shell': '/usr/bin/chromium-headless-shell',
  chromium: '/usr/bin/chromium',
  'dovecot-imapd': '/usr/lib/dovecot/imap',
  'dovecot-lmtpd': '/usr/lib/dovecot/lmtp',
  swaks: '/usr/bin/swaks',
  coturn: '/usr/bin/turnserver',
};

/** A machine with these files; `has` is what apt can find. */
function machine(files: string[], { isRoot = true, has = Object.keys(FILES), env = {} } = {}) {
  const there = new Set(files);
  const done: string[] = [];
  const made: Machine = {
    env,
    exists: (path) => there.has(path),
    isRoot: () => isRoot,
    apt: (args) => {
      done.push(`${args.join(' ')}${there.has(POLICY) ? '' : ' WITH SERVICES'}`);
      const lacking = args.slice(3).filter((name) => !has.includes(name));
      for (const name of args.slice(3)) if (has.includes(name)) there.add(FILES[name] ?? '');
      return { status: lacking.length, stderr: `no package ${lacking.join(' ')}` };
    },
    write: (path) => there.add(path),
    remove: (path) => there.delete(path),
    say: () => undefined,
    complain: (text) => done.push(text),
  };
  return { made, done, there };
}

const APT = '/usr/bin/apt-get';
const everything = Object.values(FILES);

test('where everything is there nothing is asked of anybody', () => {
  const { made, done } = machine([APT, ...everything]);
  expect(ensurePrograms(made)).toBeUndefined();
  expect(done).toEqual([]);
});

test('root gets exactly what is missing, and no service is started by it', () => {
  const { made, done, there } = machine([
    APT,
    '/usr/bin/google-chrome',
    '/usr/bin/swaks',
    '/usr/bin/turnserver',
  ]);
  expect(ensurePrograms(made)).toBeUndefined();
  expect(done).toEqual(['update -qq', 'install -y --no-install-recommends dovecot-imapd dovecot-lmtpd']);
  expect(there.has(POLICY)).toBe(false);
});

test.each([
  ['the lighter browser is taken where there is one', Object.keys(FILES), 'chromium-headless-shell'],
  ['the whole browser is taken where there is no lighter one', Object.keys(FILES).slice(1), 'chromium'],
])('%s', (_, has, taken) => {
  const { made, there } = machine([APT], { has });
  expect(ensurePrograms(made)).toBeUndefined();
  expect([...there].filter((path) => path.includes('chromium'))).toEqual([FILES[taken]]);
});

test('a rule against services that was there before stays', () => {
  const { made, there } = machine([APT, POLICY]);
  expect(ensurePrograms(made)).toBeUndefined();
  expect(there.has(POLICY)).toBe(true);
});

test('a browser named by hand is as good as an installed one', () => {
  const { made, done } = machine([APT, ...everything.slice(2)], {
    env: { GUICHET_CHROMIUM: '/opt/browser' },
  });
  expect(ensurePrograms(made)).toBeUndefined();
  expect(done).toEqual([]);
});

test.each([
  ['who is not root', { isRoot: false }, [APT]],
  ['who has no apt', { isRoot: true }, []],
])('%s is told what is missing and the one command for it', (_, who, files) => {
  const { made, done } = machine([...files, '/usr/bin/chromium'], who);
  expect(ensurePrograms(made)).toEqual({
    missing: ['dovecot-imapd', 'dovecot-lmtpd', 'swaks', 'coturn'],
    command:
      'sudo apt-get update && sudo apt-get install -y --no-install-recommends dovecot-imapd dovecot-lmtpd swaks coturn',
  });
  expect(done).toEqual([]);
});

test('what apt could not install is named, and why', () => {
  const { made, done, there } = machine([APT], {
    has: ['chromium', 'dovecot-imapd', 'dovecot-lmtpd', 'coturn'],
  });
  expect(ensurePrograms(made)?.missing).toEqual(['swaks']);
  expect(done).toContain('no package swaks');
  expect(there.has(POLICY)).toBe(false);
});
