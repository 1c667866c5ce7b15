/** A real Dovecot (IMAP and LMTP) on free ports for one test, run without any privilege and gone afterwards. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePorts } from './ports.js';

export interface DovecotOptions {
  /** box1 … boxN with the passwords secret1 … secretN. */
  users?: number;
  /** Accept XOAUTH2 and OAUTHBEARER with tokens made by `dovecot.token()`. */
  oauth2?: boolean;
}

export interface Dovecot {
  host: '127.0.0.1';
  imapPort: number;
  imapsPort: number;
  lmtpPort: number;
  /** The self-made certificate, for `tls.ca`. */
  ca: string;
  /** `imap://` address of a box with its password in it. */
  url(box: string): string;
  /** A signed token for a box; `secret` and `expiresInSeconds` let a test forge one or let it lapse. */
  token(box: string, options?: { secret?: string; expiresInSeconds?: number }): string;
  /** Puts a raw message into a box over LMTP, as a mail server would. */
  deliver(box: string, raw: string | Buffer): Promise<void>;
  /** Runs doveadm against this server, for example `mailbox update -u box3 --uid-validity 7 INBOX`. */
  doveadm(...args: string[]): string;
  /** Ends it and starts it again on the same ports with the same mail. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

const OAUTH_SECRET = 'a secret that only this test server knows';

export async function startDovecot({ users = 20, oauth2 = false }: DovecotOptions = {}): Promise<Dovecot> {
  const runAs =
    process.getuid?.() === 0 ? { name: 'nobody', group: 'nogroup', uid: 65_534, gid: 65_534 } : ownIdentity();
  const root = mkdtempSync(join(tmpdir(), 'guichet-dovecot-'));
  const [imapPort, imapsPort, lmtpPort] = (await freePorts(3)) as [number, number, number];
  layOut(root, users, oauth2, runAs);
  const conf = join(root, 'dovecot.conf');
  writeFileSync(conf, configuration(root, { imapPort, imapsPort, lmtpPort }, runAs, oauth2), { mode: 0o644 });
  let server = await run(conf, runAs, imapPort, root);

  return {
    host: '127.0.0.1',
    imapPort,
    imapsPort,
    lmtpPort,
    ca: readFileSync(join(root, 'cert.pem'), 'utf8'),
    url: (box) => `imap://${box}:${passwordOf(box)}@127.0.0.1:${imapPort}`,
    token: (box, options = {}) => signToken(box, options),
    deliver: (box, raw) => deliverOverLmtp(lmtpPort, box, raw),
    doveadm: (...args) => {
      const answer = spawnSync('/usr/bin/doveadm', ['-c', conf, ...args], {
        encoding: 'utf8',
        uid: runAs.uid,
        gid: runAs.gid,
        cwd: '/',
      });
      if (answer.status !== 0) throw new Error(`doveadm ${args.join(' ')}: ${answer.stderr}`);
      return answer.stdout;
    },
    restart: async () => {
      await end(server);
      server = await run(conf, runAs, imapPort, root);
    },
    stop: async () => {
      await end(server);
      rmSync(root, { recursive: true, force: true });
    },
  };
}

interface RunAs {
  name: string;
  group: string;
  uid: number;
  gid: number;
}

function ownIdentity(): RunAs {
  const { username, uid, gid } = userInfo();
  return { name: username, group: spawnSync('id', ['-gn'], { encoding: 'utf8' }).stdout.trim(), uid, gid };
}

const passwordOf = (box: string): string => `secret${box.replace(/\D/g, '')}`;

function layOut(root: string, users: number, oauth2: boolean, runAs: RunAs): void {
  const boxes = Array.from({ length: users }, (_, index) => `box${index + 1}`);
  writeFileSync(join(root, 'users'), boxes.map((box) => `${box}:{PLAIN}${passwordOf(box)}\n`).join(''));
  spawnSync('openssl', [
    ...[
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:prime256v1',
      '-nodes',
      '-days',
      '2',
      '-subj',
      '/CN=localhost',
    ],
    ...[
      '-addext',
      'subjectAltName=DNS:localhost,IP:127.0.0.1',
      '-keyout',
      join(root, 'key.pem'),
      '-out',
      join(root, 'cert.pem'),
    ],
  ]);
  const folders = [
    'base',
    'state',
    'home',
    ...(oauth2 ? ['keys', 'keys/default', 'keys/default/HS256'] : []),
  ];
  for (const folder of folders) mkdirSync(join(root, folder));
  if (oauth2) {
    writeFileSync(join(root, 'keys/default/HS256/default'), Buffer.from(OAUTH_SECRET).toString('base64'));
    writeFileSync(
      join(root, 'oauth2.conf'),
      `introspection_mode = local
local_validation_key_dict = fs:posix:prefix=${root}/keys/
username_attribute = email
username_format = %n
`,
    );
  }
  chmodSync(root, 0o755);
  const files = [
    'users',
    'key.pem',
    'cert.pem',
    ...(oauth2 ? ['oauth2.conf', 'keys/default/HS256/default'] : []),
  ];
  if (process.getuid?.() === 0)
    for (const entry of [...folders, ...files, '.']) chownSync(join(root, entry), runAs.uid, runAs.gid);
}

function configuration(
  root: string,
  ports: { imapPort: number; imapsPort: number; lmtpPort: number },
  runAs: RunAs,
  oauth2: boolean,
): string {
  return `
base_dir = ${root}/base
state_dir = ${root}/state
log_path = ${root}/dovecot.log
protocols = imap lmtp
listen = 127.0.0.1
default_internal_user = ${runAs.name}
default_internal_group = ${runAs.group}
default_login_user = ${runAs.name}
first_valid_uid = 1
mail_uid = ${runAs.name}
mail_gid = ${runAs.group}
mail_location = sdbox:~/mail
mail_max_userip_connections = 200
disable_plaintext_auth = no
auth_mechanisms = plain login${oauth2 ? ' xoauth2 oauthbearer' : ''}
auth_failure_delay = 0
ssl = yes
ssl_cert = <${root}/cert.pem
ssl_key = <${root}/key.pem
${oauth2 ? `passdb {\n  driver = oauth2\n  mechanisms = xoauth2 oauthbearer\n  args = ${root}/oauth2.conf\n}` : ''}
passdb {
  driver = passwd-file
  mechanisms = plain login
  args = scheme=PLAIN username_format=%n ${root}/users
}
userdb {
  driver = static
  args = uid=${runAs.name} gid=${runAs.group} home=${root}/home/%n allow_all_users=yes
}
namespace inbox {
  inbox = yes
  separator = /
  mailbox Sent {
    auto = subscribe
    special_use = \\Sent
  }
  mailbox Trash {
    auto = subscribe
    special_use = \\Trash
  }
  mailbox Processed {
    auto = subscribe
  }
  mailbox Quarantine {
    auto = subscribe
  }
}
service anvil {
  chroot =
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service stats {
  chroot =
}
service imap-login {
  chroot =
  inet_listener imap {
    port = ${ports.imapPort}
  }
  inet_listener imaps {
    port = ${ports.imapsPort}
    ssl = yes
  }
}
service lmtp {
  inet_listener lmtp {
    port = ${ports.lmtpPort}
  }
}
protocol lmtp {
  auth_username_format = %n
}
`;
}

async function run(conf: string, runAs: RunAs, port: number, root: string): Promise<ChildProcess> {
  const asOther = process.getuid?.() === 0 ? { uid: runAs.uid, gid: runAs.gid } : {};
  const server = spawn('/usr/sbin/dovecot', ['-F', '-c', conf], {
    ...asOther,
    cwd: '/',
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let complaint = '';
  server.stderr?.on('data', (piece: Buffer) => (complaint += piece.toString()));
  const deadline = Date.now() + 30_000;
  while (Date.now() < deadline && server.exitCode === null) {
    if (await greets(port)) return server;
    await pause(30);
  }
  await end(server);
  throw new Error(`Dovecot did not start: ${complaint || readFileSync(join(root, 'dovecot.log'), 'utf8')}`);
}

function greets(port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('data', () => (socket.destroy(), done(true)));
    socket.once('error', () => done(false));
    socket.setTimeout(2_000, () => (socket.destroy(), done(false)));
  });
}

async function end(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const gone = new Promise((done) => server.once('exit', done));
  server.kill('SIGTERM');
  const late = setTimeout(() => server.kill('SIGKILL'), 5_000);
  await gone;
  clearTimeout(late);
}

function signToken(
  box: string,
  { secret = OAUTH_SECRET, expiresInSeconds = 600 }: { secret?: string; expiresInSeconds?: number },
): string {
  const now = Math.floor(Date.now() / 1000);
  const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const body = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode({ email: `${box}@guichet.test`, sub: box, iat: now - 1, exp: now + expiresInSeconds })}`;
  return `${body}.${createHmac('sha256', secret).update(body).digest('base64url')}`;
}

async function deliverOverLmtp(port: number, box: string, raw: string | Buffer): Promise<void> {
  const text = Buffer.from(raw).toString('latin1').replace(/\r?\n/g, '\r\n').replace(/^\./gm, '..');
  const steps = [
    'LHLO test',
    'MAIL FROM:<sender@example.org>',
    `RCPT TO:<${box}>`,
    'DATA',
    `${text}\r\n.`,
    'QUIT',
  ];
  const socket = connect(port, '127.0.0.1');
  let said = '';
  await new Promise<void>((done, failed) => {
    socket.on('data', (piece) => {
      said += piece.toString('latin1');
      const last = said.split('\r\n').at(-2) ?? '';
      if (!said.endsWith('\r\n') || /^\d{3}-/.test(last)) return;
      if (/^[45]/.test(last)) return failed(new Error(`LMTP: ${last}`));
      const next = steps.shift();
      if (next === undefined) return done();
      socket.write(Buffer.from(`${next}\r\n`, 'latin1'));
    });
    socket.once('error', failed);
    socket.once('close', () => done());
  });
  socket.destroy();
}
