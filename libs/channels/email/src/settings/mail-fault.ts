/** Says in one word why a mail server could not be used, whatever the library or the system called it. */
import type { MailFault } from '@lib/contracts';
import type { LoginNow } from './mail-connection.js';

export interface NamedFault {
  fault: MailFault;
  /** For those who know: what was said, on one line and shortened. */
  detail: string;
}

/** What imapflow, nodemailer and node put on their errors, as far as it tells something. */
interface AnyFault {
  message?: string;
  code?: string;
  authenticationFailed?: boolean;
  mailboxMissing?: boolean;
  tlsFailed?: boolean;
  throttleReset?: number;
  responseText?: string;
  response?: unknown;
  serverResponseCode?: string;
  _err?: unknown;
}

/** A permission that the provider took back, or never gave. */
export class Reauthorise extends Error {
  readonly authenticationFailed = true;
}

/** The application's own login is not taken: it is unknown, its secret is over, or nobody consented to it. */
export class AppRefused extends Error {
  readonly authenticationFailed = true;

  constructor(
    message: string,
    readonly lacksConsent: boolean,
  ) {
    super(message);
  }
}

const CERTIFICATE =
  /CERT|SELF_SIGNED|UNABLE_TO_(VERIFY|GET)|self.signed|certificate|altname|unable to verify/i;
const APP_PASSWORD = /app(lication)?[- ]?(specific )?password|app-specific|two-factor|2-step|185833/i;
const NO_STARTTLS = /does not support STARTTLS|STARTTLS (is )?not (supported|available|offered)/i;

const codes: Readonly<Record<string, MailFault>> = {
  ENOTFOUND: 'host-unknown',
  EAI_AGAIN: 'host-unknown',
  EDNS: 'host-unknown',
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'refused',
  ENETUNREACH: 'refused',
  ETIMEDOUT: 'timeout',
  ETIMEOUT: 'timeout',
  CONNECT_TIMEOUT: 'timeout',
  GREETING_TIMEOUT: 'timeout',
  GREEETING_TIMEOUT: 'timeout',
  UPGRADE_TIMEOUT: 'timeout',
  ECONNRESET: 'closed',
  ECONNECTION: 'closed',
  ECONNCLOSED: 'closed',
  EPIPE: 'closed',
  NoConnection: 'closed',
  ClosedAfterConnectTLS: 'closed',
  ClosedAfterConnectText: 'closed',
  EConnectionClosed: 'closed',
};

/** `login`: with which it was tried. A token of an application that a mail server does not take has no right to the mailbox. */
export function nameFault(error: unknown, login?: LoginNow): NamedFault {
  const fault = (error ?? {}) as AnyFault;
  const detail = sayingOf(fault);
  const kind = kindOf(fault, detail);
  const byApp = login !== undefined && 'byApp' in login && login.byApp === true;
  const denied = kind === 'wrong-password' || kind === 'app-password';
  return { fault: byApp && denied ? 'app-consent' : kind, detail };
}

function kindOf(error: AnyFault, said: string): MailFault {
  if (error instanceof Reauthorise) return 'reauthorise';
  if (error instanceof AppRefused) return error.lacksConsent ? 'app-consent' : 'app-refused';
  if (error.throttleReset !== undefined || error.code === 'ETHROTTLE') return 'throttled';
  if (error.authenticationFailed || error.code === 'EAUTH')
    return APP_PASSWORD.test(said) ? 'app-password' : 'wrong-password';
  if (error.mailboxMissing || error.serverResponseCode === 'NONEXISTENT') return 'folder-missing';
  if (NO_STARTTLS.test(said) || error.code === 'EREQUIRETLS') return 'no-encryption';
  if (CERTIFICATE.test(error.code ?? '') || CERTIFICATE.test(said)) return 'certificate';
  // The libraries wrap what the system said into a fault of their own.
  const inner = error._err ? nameFault(error._err).fault : 'other';
  const named = codes[error.code ?? ''];
  if (inner !== 'other') return inner;
  const system = /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|ECONNRESET)\b/.exec(
    said,
  )?.[1];
  if (system) return codes[system] ?? 'other';
  if (error.tlsFailed || error.code === 'ETLS' || /wrong version number|packet length/i.test(said))
    return 'no-encryption';
  if (named) return named;
  return /closed|ended|reset/i.test(said) ? 'closed' : /time.?out/i.test(said) ? 'timeout' : 'other';
}

/** Words of a stranger's server: one line of printable text, and not much of it. */
function sayingOf(error: AnyFault): string {
  const said = error.responseText ?? (typeof error.response === 'string' ? error.response : error.message);
  return (said ?? 'no reason given')
    .replace(/[\p{C}\s]+/gu, ' ')
    .trim()
    .slice(0, 300);
}
