/** All settings, read once and checked together: every fault is named at once, then the process stops. */
import { socketLimits } from '@lib/contracts';
import { z } from 'zod';

const flag = z.enum(['0', '1', 'true', 'false']).transform((value) => value === '1' || value === 'true');
const port = z.coerce.number().int().min(0).max(65_535);
const list = z
  .string()
  .default('')
  .transform((value) =>
    value
      .split(',')
      .map((item) => item.trim())
      .filter(Boolean),
  );
const optionalText = z
  .string()
  .optional()
  .transform((value) => (value === undefined || value.trim() === '' ? undefined : value.trim()));

/** The environment as contract.md names it, plus what separate services need to find each other. */
const Environment = z.object({
  NODE_ENV: z.string().default('production'),
  HOST: z.string().default('127.0.0.1'),
  PORT: port.default(3000),
  PUBLIC_URL: z.url().optional(),
  GUICHET_DATA_DIR: z.string().default('./.guichet'),
  DATABASE_URL: optionalText,
  DATABASE_POOL: z.coerce.number().int().min(2).max(50).default(12),
  GUICHET_DEMO: flag.optional(),
  GUICHET_DEMO_PASSWORD: optionalText,
  GUICHET_SECRET: optionalText,
  /** The first administrator, made once when there is nobody yet; later changes are made in the product. */
  GUICHET_ADMIN_EMAIL: z.email().optional(),
  GUICHET_ADMIN_PASSWORD: optionalText,
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  TRUST_PROXY: list,
  METRICS_TOKEN: optionalText,
  CONSOLE_ORIGINS: list,
  WIDGET_ORIGINS: z
    .string()
    .default('*')
    .transform((value) => value.split(',').map((item) => item.trim())),
  /** Where browsers find the sockets when the services run apart; default: the one origin. */
  GATEWAY_URL: z.url().optional(),
  CHAT_URL: z.url().optional(),
  CHAT_SOCKET_PATH: z.string().default('/socket.io'),
  // e-mail
  SMTP_IN_PORT: port.default(2525),
  /** For a mail server of one's own that hands over by LMTP; 0: none. */
  LMTP_IN_PORT: port.default(0),
  SMTP_IN_HOST: z.string().optional(),
  SMTP_URL: optionalText,
  IMAP_URL: list,
  IMAP_TLS_INSECURE: flag.default(false),
  /** A mail server that says nothing is asked after this long, and given up after twice as long. */
  IMAP_SOCKET_TIMEOUT_MS: z.coerce.number().int().min(1_000).max(600_000).default(60_000),
  SUPPORT_MAILBOX: z.email().default('support@guichet.test'),
  MAIL_UNDO_MS: z.coerce.number().int().min(0).max(60_000).default(8_000),
  /** Whom the checks of senders ask for names: `system`, addresses of servers, or `off`. */
  MAIL_DNS: z
    .string()
    .trim()
    .regex(/^(?:system|off|[0-9a-f.:[\], ]+)$/i, 'system, off, or addresses of name servers')
    .default('system'),
  /** An rspamd that is asked about each mail; none unless said. */
  RSPAMD_URL: z.url({ protocol: /^https?$/ }).optional(),
  /** A clamd that looks at each file a mail or a chat brings and at each that an agent joins; none unless said. */
  CLAMD_URL: z
    .string()
    .trim()
    .regex(/^(?:tcp:\/\/[\w.[\]:-]+:\d{1,5}|unix:(?:\/\/)?\/\S+)$/, 'tcp://host:port or unix:/path')
    .optional(),
  DKIM_DOMAIN: optionalText,
  DKIM_SELECTOR: optionalText,
  DKIM_KEY_FILE: optionalText,
  // voice
  VOICE_CARRIER: z.enum(['embedded', 'twilio', 'off']).default('embedded'),
  VOICE_API_BASE: z.url().optional(),
  VOICE_WEBHOOK_BASE: z.url().optional(),
  VOICE_NODE_URL: z.url().optional(),
  VOICE_NODE_PORT: port.default(3001),
  VOICE_NODE_HOST: z.string().default('127.0.0.1'),
  VOICE_NODE_OPTIONS: optionalText,
  VOICE_AUTH_TOKEN_PREVIOUS: optionalText,
  VOICE_NUMBERS: z
    .string()
    .default('+15005550100')
    .transform((value) => value.split(',').map((item) => item.trim())),
  /** Relays for sound that finds no direct way, with the secret that is shared with them. */
  TURN_URLS: list.pipe(z.array(z.string()).max(4)),
  TURN_SECRET: optionalText,
  TURN_ONLY: flag.default(false),
  TWILIO_ACCOUNT_SID: optionalText,
  TWILIO_AUTH_TOKEN: optionalText,
  TWILIO_API_KEY: optionalText,
  TWILIO_API_SECRET: optionalText,
  TWILIO_APP_SID: optionalText,
  // work
  OFFER_TIMEOUT_MS: z.coerce.number().int().min(100).max(600_000).default(20_000),
  OWNER_FIRST_MS: z.coerce.number().int().min(0).max(3_600_000).default(60_000),
  /** How long a colleague has to answer a hand-over; then the owner keeps the ticket. */
  HAND_OVER_TIMEOUT_MS: z.coerce.number().int().min(100).max(86_400_000).default(900_000),
  /** How long an owner may be offline before a stand-in answers for them. */
  ABSENT_AFTER_OFFLINE_MS: z.coerce.number().int().min(1_000).max(2_592_000_000).default(86_400_000),
  /** How long a visitor may be away from the page before their chat is over. */
  CHAT_AWAY_MS: z.coerce.number().int().min(500).max(86_400_000).default(600_000),
  WRAP_UP_MS: z.coerce.number().int().min(0).max(3_600_000).default(30_000),
  /** How long a console's line may be cut and still be given what it missed; later it is given everything anew. */
  REALTIME_BACKLOG_MS: z.coerce.number().int().min(100).max(3_600_000).default(socketLimits.backlogMs),
  NATS_URL: optionalText,
});

type Parsed = z.infer<typeof Environment>;

export interface Config extends Parsed {
  publicUrl: string;
  /** Carrier credentials of either carrier; derived from the secret when embedded. */
  voice: {
    accountSid: string;
    authToken: string;
    apiKey: string;
    apiSecret: string;
    appSid: string;
  };
}

export class ConfigError extends Error {
  constructor(readonly faults: string[]) {
    super(`The configuration is not usable:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
    this.name = 'ConfigError';
  }
}

export const CONFIG = Symbol('config');

/** Throws ConfigError with all faults. The secret must be present or long enough by the time services start (`requireSecret`). */
export function loadConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const known = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = Environment.safeParse(known);
  const faults = parsed.success
    ? []
    : parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  if (parsed.success) faults.push(...crossFaults(parsed.data));
  if (!parsed.success || faults.length > 0) throw new ConfigError(faults);
  return complete(parsed.data);
}

function crossFaults(parsed: Parsed): string[] {
  const faults: string[] = [];
  if (parsed.VOICE_CARRIER === 'twilio') {
    for (const key of [
      'TWILIO_ACCOUNT_SID',
      'TWILIO_AUTH_TOKEN',
      'TWILIO_API_KEY',
      'TWILIO_API_SECRET',
      'TWILIO_APP_SID',
    ] as const)
      if (!parsed[key]) faults.push(`${key}: needed when VOICE_CARRIER=twilio`);
  }
  if (parsed.DATABASE_URL && !/^postgres(ql)?:\/\//.test(parsed.DATABASE_URL))
    faults.push('DATABASE_URL: must begin with postgres:// or postgresql://');
  for (const url of parsed.IMAP_URL)
    if (!URL.canParse(url) || !/^imaps?:/.test(url))
      faults.push('IMAP_URL: each entry must look like imaps://user:password@host/INBOX?mailbox=address');
  if (parsed.SMTP_URL && (!URL.canParse(parsed.SMTP_URL) || !/^smtps?:/.test(parsed.SMTP_URL)))
    faults.push('SMTP_URL: must look like smtp://user:password@host:587 or smtps://host');
  faults.push(...relayFaults(parsed));
  if (parsed.GUICHET_SECRET !== undefined && parsed.GUICHET_SECRET.length < 32)
    faults.push('GUICHET_SECRET: at least 32 characters');
  if (parsed.DATABASE_URL && !parsed.GUICHET_SECRET)
    faults.push(
      'GUICHET_SECRET: needed with DATABASE_URL, the same for every service (openssl rand -base64 32)',
    );
  if (parsed.GUICHET_ADMIN_EMAIL && (parsed.GUICHET_ADMIN_PASSWORD?.length ?? 0) < 12)
    faults.push('GUICHET_ADMIN_PASSWORD: at least 12 characters with GUICHET_ADMIN_EMAIL');
  if (parsed.GUICHET_DEMO && !isLoopback(parsed.HOST))
    faults.push('GUICHET_DEMO: the demo company only runs on a loopback HOST');
  return faults;
}

const relayUrl = /^turns?:(?:\[[0-9a-f:]+\]|[\w.-]+)(?::\d{1,5})?(?:\?transport=(?:udp|tcp))?$/i;

/** A browser refuses a whole call over one address it cannot read, and only when the call is there. */
function relayFaults({ TURN_URLS, TURN_SECRET, TURN_ONLY }: Parsed): string[] {
  const faults: string[] = [];
  if (!TURN_URLS.every((url) => relayUrl.test(url)))
    faults.push('TURN_URLS: each entry must look like turn:host:3478 or turns:host:443?transport=tcp');
  if (TURN_URLS.length > 0 && (TURN_SECRET?.length ?? 0) < 16)
    faults.push('TURN_SECRET: at least 16 characters with TURN_URLS, the static-auth-secret of the relay');
  if (TURN_ONLY && TURN_URLS.length === 0)
    faults.push('TURN_ONLY: needs TURN_URLS, or no call has any sound');
  return faults;
}

function complete(parsed: Parsed): Config {
  const publicUrl = (parsed.PUBLIC_URL ?? `http://localhost:${parsed.PORT}`).replace(/\/+$/, '');
  return {
    ...parsed,
    publicUrl,
    voice: {
      accountSid: parsed.TWILIO_ACCOUNT_SID ?? '',
      authToken: parsed.TWILIO_AUTH_TOKEN ?? '',
      apiKey: parsed.TWILIO_API_KEY ?? '',
      apiSecret: parsed.TWILIO_API_SECRET ?? '',
      appSid: parsed.TWILIO_APP_SID ?? '',
    },
  };
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}
