/** The system programs that the tests talk to: a real browser and real mail servers, installed when we may. */
import { spawnSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';

const PROGRAMS = [
  {
    apt: 'chromium',
    found: () =>
      !!process.env.GUICHET_CHROMIUM ||
      ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].some(existsSync),
  },
  { apt: 'dovecot-imapd', found: () => existsSync('/usr/lib/dovecot/imap') },
  { apt: 'dovecot-lmtpd', found: () => existsSync('/usr/lib/dovecot/lmtp') },
  { apt: 'swaks', found: () => existsSync('/usr/bin/swaks') },
];
const POLICY = '/usr/sbin/policy-rc.d';

/** Answers what is still missing afterwards, with the one command that puts it right. */
export function ensurePrograms() {
  const missing = PROGRAMS.filter((program) => !program.found()).map((program) => program.apt);
  if (missing.length === 0) return undefined;
  const install = ['install', '-y', '--no-install-recommends', ...missing];
  const command = `sudo apt-get update && sudo apt-get ${install.join(' ')}`;
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return { missing, command };
  console.log(`  Installing for the tests: ${missing.join(', ')}`);
  withoutStartingServices(() => {
    apt(['update', '-qq']);
    apt(install);
  });
  const still = PROGRAMS.filter((program) => !program.found()).map((program) => program.apt);
  return still.length > 0 ? { missing: still, command } : undefined;
}

function apt(args) {
  const answer = spawnSync('apt-get', args, {
    encoding: 'utf8',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  if (answer.status !== 0) console.error(answer.stderr.trim());
}

/** Debian starts a mail server as soon as it is installed; the tests bring up their own and want no other. */
function withoutStartingServices(work) {
  const ours = !existsSync(POLICY);
  if (ours) writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    work();
  } finally {
    if (ours) rmSync(POLICY, { force: true });
  }
}
