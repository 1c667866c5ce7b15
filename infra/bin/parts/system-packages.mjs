/** The system programs that the tests talk to: a real browser, real mail servers and a real relay, installed when we may. */
import { spawnSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { findBrowser } from './browser.mjs';

/** `lighter` is asked for first where we install ourselves; not every distribution has it. */
const PROGRAMS = [
  {
    apt: 'chromium',
    lighter: 'chromium-headless-shell',
    found: ({ env, exists }) => !!findBrowser(env, exists),
  },
  { apt: 'dovecot-imapd', found: ({ exists }) => exists('/usr/lib/dovecot/imap') },
  { apt: 'dovecot-lmtpd', found: ({ exists }) => exists('/usr/lib/dovecot/lmtp') },
  { apt: 'swaks', found: ({ exists }) => exists('/usr/bin/swaks') },
  { apt: 'coturn', found: ({ exists }) => exists('/usr/bin/turnserver') },
];
const POLICY = '/usr/sbin/policy-rc.d';

const THIS_MACHINE = {
  env: process.env,
  exists: (path) => existsSync(path),
  isRoot: () => process.getuid?.() === 0,
  apt: (args) =>
    spawnSync('apt-get', args, {
      encoding: 'utf8',
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    }),
  write: (path, text) => writeFileSync(path, text, { mode: 0o755 }),
  remove: (path) => rmSync(path, { force: true }),
  say: (text) => console.log(text),
  complain: (text) => console.error(text),
};

/** Answers what is still missing afterwards, with the one command that puts it right; nothing when all is there. */
export function ensurePrograms(machine = THIS_MACHINE) {
  const missing = missingOn(machine);
  if (missing.length === 0) return undefined;
  if (machine.isRoot() && machine.exists('/usr/bin/apt-get')) {
    machine.say(`  Installing for the tests: ${names(missing).join(', ')}`);
    withoutStartingServices(machine, () => {
      apt(machine, ['update', '-qq']);
      for (const { lighter } of missing) if (lighter) apt(machine, installing([lighter]));
      const rest = names(missingOn(machine));
      if (rest.length > 0) apt(machine, installing(rest));
    });
  }
  const still = names(missingOn(machine));
  if (still.length === 0) return undefined;
  return { missing: still, command: `sudo apt-get update && sudo apt-get ${installing(still).join(' ')}` };
}

const missingOn = (machine) => PROGRAMS.filter((program) => !program.found(machine));
const names = (programs) => programs.map(({ apt: name }) => name);
const installing = (packages) => ['install', '-y', '--no-install-recommends', ...packages];

function apt(machine, args) {
  const answer = machine.apt(args);
  if (answer.status !== 0) machine.complain((answer.stderr ?? String(answer.error)).trim());
}

/** Debian starts a mail server as soon as it is installed; the tests bring up their own and want no other. */
function withoutStartingServices(machine, work) {
  const ours = !machine.exists(POLICY);
  if (ours) machine.write(POLICY, '#!/bin/sh\nexit 101\n');
  try {
    work();
  } finally {
    if (ours) machine.remove(POLICY);
  }
}
