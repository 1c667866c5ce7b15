/** Mailboxes as administrators set them up, how they do, and what a test of them found; no answer ever carries a secret. */
import { z } from 'zod';

const when = z.iso.datetime();
/** Goes into commands and configuration lines of other programs: one line, no control characters. */
const oneLine = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .regex(/^[^\u0000-\u001f\u007f]*$/, 'one line of text');
const Host = z
  .string()
  .trim()
  .toLowerCase()
  .max(253)
  .regex(/^(?:[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9])?|\[?[0-9a-f:]+\]?)$/, 'a host name or an IP address');
const address = z.email().max(320).trim().toLowerCase();

export const MailSecurity = z.enum(['tls', 'starttls', 'none']);
export type MailSecurity = z.infer<typeof MailSecurity>;

export const MailServer = z.strictObject({
  host: Host,
  port: z.int().min(1).max(65_535),
  security: MailSecurity,
});
export type MailServer = z.infer<typeof MailServer>;

export const AfterFiling = z.enum(['leave', 'flag', 'move']);
export type AfterFiling = z.infer<typeof AfterFiling>;

export const OAuthIssuer = z.enum(['google', 'microsoft', 'custom']);
export type OAuthIssuer = z.infer<typeof OAuthIssuer>;

/** `person`: somebody gives permission on the provider's page. `app`: the application's own, which an administrator there consented to. */
export const OAuthGrant = z.enum(['person', 'app']);
export type OAuthGrant = z.infer<typeof OAuthGrant>;

const oauth = {
  kind: z.literal('oauth2'),
  user: oneLine(320).min(1),
  issuer: OAuthIssuer,
  grant: OAuthGrant,
  /** Of Microsoft: the directory, by id or domain. Null: any; an application of its own needs one. */
  tenant: z
    .string()
    .trim()
    .toLowerCase()
    .max(253)
    .regex(/^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/, 'the id or a domain of the directory')
    .nullable(),
  clientId: oneLine(300).min(1),
  /** For an issuer of one's own; the known ones bring theirs. */
  authorizeUrl: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .nullable(),
  tokenUrl: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .nullable(),
  scope: oneLine(500).nullable(),
};

/** Secrets are only written: one that is left out stays as it is, as long as server and user stay the same. */
export const WriteMailLogin = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('password'),
    user: oneLine(320).min(1),
    password: z.string().min(1).max(1_000).optional(),
  }),
  z.strictObject({ ...oauth, clientSecret: z.string().min(1).max(1_000).optional() }),
]);
export type WriteMailLogin = z.infer<typeof WriteMailLogin>;

export const Receiving = z.strictObject({
  server: MailServer,
  folder: oneLine(200).min(1),
  afterFiling: AfterFiling,
  /** The folder that filed mail is moved to; needed for `move` alone. */
  moveTo: oneLine(200).min(1).nullable(),
  /** Days before the first connection whose mail is taken in; 0: what arrives from then on. */
  firstSyncDays: z.int().min(0).max(365),
});
export type Receiving = z.infer<typeof Receiving>;

const settings = {
  address,
  aliases: z.array(address).max(50),
  /** Shown to customers as the sender beside the address. */
  name: oneLine(120),
  /** Where the mail that comes in here waits for an owner; null: in the queue that catches everything. */
  queueId: z.uuid().nullable(),
  /** Null: mail comes by the built-in mail door alone. */
  receiving: Receiving.nullable(),
  /** Null: mail leaves by the relay of the house. */
  sending: MailServer.nullable(),
  /** A certificate authority of one's own, as PEM; null: the ones every computer knows. */
  authority: z
    .string()
    .trim()
    .max(20_000)
    .regex(/^-----BEGIN CERTIFICATE-----[\s\S]+-----END CERTIFICATE-----$/, 'a certificate as PEM')
    .nullable(),
  /** Whose `Authentication-Results` are believed. */
  trustedServer: oneLine(253).nullable(),
};

interface Checked {
  address: string;
  aliases: string[];
  receiving: Receiving | null;
  sending: MailServer | null;
  login: {
    kind: string;
    authorizeUrl?: string | null;
    tokenUrl?: string | null;
    issuer?: string;
    grant?: string;
    tenant?: string | null;
  } | null;
}

function check(value: Checked, context: z.RefinementCtx): void {
  const fault = (path: (string | number)[], message: string): void =>
    context.addIssue({ code: 'custom', path, message });
  const { receiving, sending, login } = value;
  if (!login && receiving) fault(['login'], 'needed to receive');
  for (const [part, server] of [
    ['receiving', receiving?.server],
    ['sending', sending],
  ] as const)
    if (server?.security === 'none' && !isThisMachine(server.host))
      fault([part, ...(part === 'receiving' ? ['server'] : []), 'security'], 'only on this machine');
  if (receiving?.afterFiling === 'move' && !receiving.moveTo)
    fault(['receiving', 'moveTo'], 'needed to move');
  if (receiving && receiving.moveTo === receiving.folder) fault(['receiving', 'moveTo'], 'another folder');
  const byApp = login?.grant === 'app';
  if (byApp && login.issuer === 'google') fault(['login', 'grant'], 'this issuer knows none');
  if (byApp && login.issuer === 'microsoft' && !login.tenant)
    fault(['login', 'tenant'], 'needed for an application of its own');
  if (login?.issuer === 'custom' && ((!byApp && !login.authorizeUrl) || !login.tokenUrl))
    fault(['login', 'tokenUrl'], 'needed for an issuer of your own');
  if (new Set([value.address, ...value.aliases]).size <= value.aliases.length)
    fault(['aliases'], 'each address once');
}

/** A password may cross only a wire that never leaves the machine when nothing encrypts it. */
export function isThisMachine(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
}

export const WriteMailbox = z
  .strictObject({ ...settings, login: WriteMailLogin.nullable() })
  .superRefine(check);
export type WriteMailbox = z.infer<typeof WriteMailbox>;

export const MailboxState = z.enum(['idle', 'ok', 'backoff', 'auth-failed']);
export type MailboxState = z.infer<typeof MailboxState>;

/** Why a server could not be used, in one word; the screens have the sentence and what to do. */
export const MailFault = z.enum([
  'host-unknown',
  'refused',
  'timeout',
  'certificate',
  'no-encryption',
  'wrong-password',
  'app-password',
  'reauthorise',
  'app-refused',
  'app-consent',
  'folder-missing',
  'throttled',
  'closed',
  'unwatched',
  'other',
]);
export type MailFault = z.infer<typeof MailFault>;

export const MailboxView = z.object({
  id: z.uuid(),
  ...settings,
  login: z
    .discriminatedUnion('kind', [
      z.object({ kind: z.literal('password'), user: z.string(), hasPassword: z.boolean() }),
      z.object({ ...oauth, hasClientSecret: z.boolean(), authorised: z.boolean() }),
    ])
    .nullable(),
  /** Set where the program is started (`IMAP_URL`): shown, not changed here. */
  fromEnvironment: z.boolean(),
  /** The address that the configuration names; it stays. */
  permanent: z.boolean(),
  version: z.int(),
  health: z.object({
    state: MailboxState,
    since: when,
    fault: MailFault.nullable(),
    /** What the server said, shortened; for those who know. */
    detail: z.string().nullable(),
    lastOkAt: when.nullable(),
    lastMailAt: when.nullable(),
    /** Mails on the server that are still to be fetched, and fetched ones that are still to be read. */
    toFetch: z.int(),
    toRead: z.int(),
    /** When it is tried again by itself. */
    retryAt: when.nullable(),
  }),
});
export type MailboxView = z.infer<typeof MailboxView>;
export const MailboxList = z.object({
  items: z.array(MailboxView),
  /** Where an issuer must be told to send people back to. */
  oauthReturnUrl: z.string(),
});
export type MailboxList = z.infer<typeof MailboxList>;

/** What supervisors and administrators are pushed of each watched mailbox; `alarming`: they should be told at once. */
export const MailboxHealth = z.object({
  id: z.uuid(),
  address: z.string(),
  state: MailboxState,
  since: when,
  fault: MailFault.nullable(),
  alarming: z.boolean(),
  /** Of a long row that is being fetched: how many are left. */
  toFetch: z.int(),
});
export type MailboxHealth = z.infer<typeof MailboxHealth>;

export const FindMailServers = z.strictObject({ address });
export type FindMailServers = z.infer<typeof FindMailServers>;

export const MailProvider = z.enum([
  'gmail',
  'microsoft',
  'yahoo',
  'icloud',
  'fastmail',
  'ovh',
  'ionos',
  'gandi',
  'infomaniak',
  'orange',
  'free',
  'laposte',
  'sfr',
  'gmx',
  'zoho',
  'mailbox-org',
  'proton-bridge',
]);
export type MailProvider = z.infer<typeof MailProvider>;

/** `by` says how sure it is: a known provider, the domain's own word (SRV), a name that exists, or nothing. */
export const FoundMailServers = z.object({
  by: z.enum(['provider', 'domain', 'guess', 'nothing']),
  provider: MailProvider.nullable(),
  receiving: MailServer.nullable(),
  sending: MailServer.nullable(),
  /** How one logs in there: an ordinary password, one made for programs, or the provider's own page. */
  login: z.enum(['password', 'app-password', 'google', 'microsoft']),
});
export type FoundMailServers = z.infer<typeof FoundMailServers>;

/** `mailboxId`: a mailbox that is there, whose kept password is used when none is given. */
export const TestMailbox = z.strictObject({ settings: WriteMailbox, mailboxId: z.uuid().nullable() });
export type TestMailbox = z.infer<typeof TestMailbox>;

export const MailTestStep = z.object({
  step: z.enum(['receive-connect', 'receive-login', 'receive-folder', 'send-connect', 'send-login']),
  /** `skipped`: an earlier step did not work, or there is nothing to test. */
  result: z.enum(['ok', 'failed', 'skipped']),
  fault: MailFault.nullable(),
  detail: z.string().nullable(),
});
export type MailTestStep = z.infer<typeof MailTestStep>;

export const MailTestResult = z.object({
  ok: z.boolean(),
  steps: z.array(MailTestStep),
  /** How many mails lie in the folder, and how many of them came within so many days. */
  counts: z.object({ all: z.int(), byDays: z.array(z.object({ days: z.int(), mails: z.int() })) }).nullable(),
});
export type MailTestResult = z.infer<typeof MailTestResult>;

/** Where the person gives the permission; the provider sends them back to the settings with a code. */
export const MailPermissionPage = z.object({ url: z.url() });
export type MailPermissionPage = z.infer<typeof MailPermissionPage>;

/** What the provider sent back: a code, or the reason why not. */
export const GivenMailPermission = z.strictObject({
  state: z.string().min(20).max(200),
  code: z.string().min(1).max(4_000).optional(),
  error: z.string().max(500).optional(),
});
export type GivenMailPermission = z.infer<typeof GivenMailPermission>;
