/** Tries a mailbox's servers before anything is kept: each step by itself, each fault in one word, and nothing on the servers is changed. */
import type { MailTestResult, MailTestStep, WriteMailbox } from '@lib/contracts';
import type { ImapFlow } from 'imapflow';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import XOAuth2 from 'nodemailer/lib/xoauth2';
import { imapConnection, smtpConnection, type LoginNow } from './mail-connection.js';
import { nameFault } from './mail-fault.js';

type Step = MailTestStep['step'];

const WAIT_MS = 10_000;
const DAY_MS = 86_400_000;
/** How many days back a first sync is offered. */
const BACK_DAYS = [1, 7, 30, 90];

/** `login` throws the fault that keeps us from logging in at all. */
export async function testMailbox(
  settings: WriteMailbox,
  login: () => Promise<LoginNow>,
): Promise<MailTestResult> {
  const [receiving, sending] = await Promise.all([
    testReceiving(settings, login),
    testSending(settings, login),
  ]);
  const steps = [...receiving.steps, ...sending];
  return { ok: steps.every(({ result }) => result !== 'failed'), steps, counts: receiving.counts };
}

async function testReceiving(
  { receiving, authority }: WriteMailbox,
  login: () => Promise<LoginNow>,
): Promise<Pick<MailTestResult, 'steps' | 'counts'>> {
  if (!receiving) return { steps: [], counts: null };
  const run = new Run(['receive-connect', 'receive-login', 'receive-folder']);
  const auth = await login().catch((error: unknown) => error);
  const { ImapFlow } = await import('imapflow');
  const client = new ImapFlow({
    ...imapConnection({ server: receiving.server, authority }),
    // Without a login the server is asked all the same: what is wrong with the wire is worth knowing.
    auth: isLogin(auth) ? auth : { user: 'nobody', pass: '' },
    logger: false,
    connectionTimeout: WAIT_MS,
    greetingTimeout: WAIT_MS,
    socketTimeout: WAIT_MS,
    disableAutoIdle: true,
  });
  client.on('error', () => undefined);
  let counts: MailTestResult['counts'] = null;
  try {
    if (isLogin(auth)) await client.connect();
    else await reachable(client, auth);
    run.passed('receive-connect', 'receive-login');
    await client.mailboxOpen(receiving.folder, { readOnly: true });
    run.passed('receive-folder');
    counts = await count(client);
  } catch (error) {
    if ((error as { authenticationFailed?: boolean }).authenticationFailed) {
      run.passed('receive-connect');
      run.failed('receive-login', error, isLogin(auth) ? auth : undefined);
    } else run.failed(run.next(), error);
  } finally {
    client.close();
  }
  return { steps: run.steps, counts };
}

/** The wire works when the server refuses nobody; then the true reason is why there is no login. */
async function reachable(client: ImapFlow, reason: unknown): Promise<never> {
  try {
    await client.connect();
  } catch (error) {
    if (!(error as { authenticationFailed?: boolean }).authenticationFailed) throw error;
  }
  throw reason;
}

async function count(client: ImapFlow): Promise<NonNullable<MailTestResult['counts']>> {
  const byDays: { days: number; mails: number }[] = [];
  for (const days of BACK_DAYS) {
    const found = await client.search({ since: new Date(Date.now() - days * DAY_MS) }, { uid: true });
    byDays.push({ days, mails: found ? found.length : 0 });
  }
  return { all: client.mailbox ? client.mailbox.exists : 0, byDays };
}

async function testSending(
  { sending, authority, login: kept }: WriteMailbox,
  login: () => Promise<LoginNow>,
): Promise<MailTestStep[]> {
  if (!sending) return [];
  const run = new Run(['send-connect', 'send-login']);
  const connection = new SMTPConnection({
    ...smtpConnection({ server: sending, authority }),
    connectionTimeout: WAIT_MS,
    greetingTimeout: WAIT_MS,
    socketTimeout: WAIT_MS,
    dnsTimeout: WAIT_MS,
  });
  let now: LoginNow | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      connection.once('error', reject);
      connection.connect((error) => (error ? reject(error) : resolve()));
    });
    run.passed('send-connect');
    if (kept) {
      now = await login();
      const auth = smtpLogin(now);
      await new Promise<void>((resolve, reject) => {
        connection.once('error', reject);
        connection.login(auth, (error) => (error ? reject(error) : resolve()));
      });
      run.passed('send-login');
    }
  } catch (error) {
    run.failed(run.next(), error, now);
  } finally {
    connection.on('error', () => undefined);
    connection.quit();
  }
  return run.steps;
}

export function smtpLogin(login: LoginNow): { user: string; pass?: string; oauth2?: XOAuth2 } {
  if ('pass' in login) return { user: login.user, pass: login.pass };
  return { user: login.user, oauth2: new XOAuth2({ user: login.user, accessToken: login.accessToken }) };
}

const isLogin = (value: unknown): value is LoginNow => !(value instanceof Error);

/** The steps in their order; what follows a failed one stays skipped. */
class Run {
  readonly steps: MailTestStep[];

  constructor(names: readonly Step[]) {
    this.steps = names.map((step) => ({ step, result: 'skipped', fault: null, detail: null }));
  }

  next(): Step {
    return (
      (this.steps.find(({ result }) => result === 'skipped') ?? this.steps[0])?.step ?? 'receive-connect'
    );
  }

  passed(...names: Step[]): void {
    for (const one of this.steps) if (names.includes(one.step)) one.result = 'ok';
  }

  failed(name: Step, error: unknown, login?: LoginNow): void {
    const step = this.steps.find((one) => one.step === name);
    if (step) Object.assign(step, { result: 'failed', ...nameFault(error, login) });
  }
}
