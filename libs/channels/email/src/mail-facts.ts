/** What the house knows beside a mail: what deciding its fate is given, so that deciding itself asks nobody. */
import type { MailTokens } from './sending/mail-tokens.js';
import type { SenderCheck } from './trust/sender-check.js';
import type { TrustGround } from './trust/trust-verdict.js';

/** What the house knows beside the mail: where it came in, what it was answered with before. */
export interface MailFacts {
  rawMailId: string;
  mailbox: string;
  receivedAt: Date;
  envelopeFrom: string | null;
  envelopeTo: string[];
  ownAddresses: ReadonlySet<string>;
  /** The one server whose Authentication-Results we believe; null: nobody's. */
  trustedServer: string | null;
  /** How it came in, for what may be believed of it; an upload unless said. */
  door?: TrustGround['door'];
  remote?: string;
  /** Forwarders whose seal is believed; none unless said. */
  arcSealers?: readonly string[];
  /** What we found out about the sender ourselves; null when nobody looked. */
  check?: SenderCheck | null;
  tokens: MailTokens;
  /** Everyone the message behind a reply token was sent to. */
  recipientsOf(token: { messageSuffix: string }): string[];
  /** First id of the thread a known message id belongs to. */
  threadRootOf(messageId: string): string | undefined;
}
