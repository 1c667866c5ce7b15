/** Where built mail goes: the configured SMTP relay, or the sandbox that keeps it on this machine. */
import { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import type { EmailDispatch } from '@lib/contracts';
import { Database } from '@lib/database';
import { CONFIG, FileStore, storable, type Config } from '@lib/platform';
import SMTPConnection, {
  type Options as SmtpOptions,
  type SMTPConnectionAuth,
} from 'nodemailer/lib/smtp-connection';
import { MailTokens } from './mail-tokens.js';
import type { OutgoingMail } from './outgoing-mail.js';

export type RelayAnswer =
  | { kind: 'taken'; response: string }
  /** 5xx: no retry helps. */
  | { kind: 'refused'; response: string }
  /** 4xx, or never reached: nothing left. */
  | { kind: 'later'; response: string; reached: boolean }
  /** The bytes left and the answer never came. */
  | { kind: 'unknown'; response: string };

export const RELAY = Symbol('relay');

export interface Relay {
  /** `dataBegins` resolves before the first byte of the message leaves. */
  deliver(mail: OutgoingMail, dispatch: EmailDispatch, dataBegins: () => Promise<void>): Promise<RelayAnswer>;
}

/** Where to, over what kind of wire, and as whom. */
export type RelayAddress = SmtpOptions & { auth?: SMTPConnectionAuth };

interface SmtpFault {
  message: string;
  code?: string;
  responseCode?: number;
  response?: string;
}

/** One connection a mail: the body is read only after the server accepted sender and recipients, so we know when DATA began. */
@Injectable()
export class SmtpRelay implements Relay {
  constructor(
    private readonly files: FileStore,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async deliver(
    mail: OutgoingMail,
    _dispatch: EmailDispatch,
    dataBegins: () => Promise<void>,
  ): Promise<RelayAnswer> {
    return deliverOver(relayAddress(this.config.SMTP_URL ?? ''), this.files, mail, dataBegins);
  }
}

/** `onDenied`: the server let us in no more, which is no word about the mail. */
export async function deliverOver(
  address: RelayAddress,
  files: FileStore,
  mail: OutgoingMail,
  dataBegins: () => Promise<void>,
  onDenied: () => Promise<unknown> = () => Promise.resolve(),
): Promise<RelayAnswer> {
  const bytes = await files.read(mail.sha256);
  let begun = false;
  const body = Readable.from(
    (async function* () {
      begun = true;
      await dataBegins();
      yield bytes;
    })(),
  );
  try {
    return { kind: 'taken', response: await sendOver(address, mail, body) };
  } catch (error) {
    if ((error as SmtpFault).code === 'EAUTH') await onDenied();
    return answerOf(error as SmtpFault, begun);
  } finally {
    body.destroy();
  }
}

function sendOver({ auth, ...address }: RelayAddress, mail: OutgoingMail, body: Readable): Promise<string> {
  const connection = new SMTPConnection({
    ...address,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 30_000,
  });
  return new Promise<string>((resolve, reject) => {
    connection.once('error', reject);
    connection.once('end', () => reject(new Error('the relay closed the connection')));
    const envelope = {
      from: mail.envelopeFrom,
      to: mail.recipients,
      dsn: { id: mail.messageId, return: 'headers', notify: ['failure', 'delay'] },
    };
    const send = (): void =>
      connection.send(envelope, body, (error, info) =>
        error || !info ? reject(error ?? new Error('no answer')) : resolve(said(info)),
      );
    connection.connect((error) => {
      if (error) reject(error);
      else if (auth) connection.login(auth, (refused) => (refused ? reject(refused) : send()));
      else send();
    });
  }).finally(() => connection.quit());
}

function said(info: { response?: string; rejected?: unknown[] }): string {
  const refused = info.rejected?.length ? `; refused: ${info.rejected.map(String).join(', ')}` : '';
  return `${info.response ?? ''}${refused}`;
}

/** Nothing leaves the machine; the demo page shows what would have. */
@Injectable()
export class SandboxRelay implements Relay {
  constructor(
    private readonly database: Database,
    private readonly tokens: MailTokens,
  ) {}

  async deliver(mail: OutgoingMail, dispatch: EmailDispatch): Promise<RelayAnswer> {
    await this.database.query(
      `INSERT INTO email.sandbox_mail (message_id, sha256, from_address, recipients, subject, text, html, headers, at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, now()) ON CONFLICT (message_id) DO NOTHING`,
      storable([
        mail.messageId,
        mail.sha256,
        mail.mailbox,
        JSON.stringify(mail.recipients),
        dispatch.subject,
        dispatch.text,
        dispatch.html ?? null,
        JSON.stringify({
          fromName: dispatch.fromName,
          messageId: mail.mailId,
          replyTo: this.tokens.replyAddress(
            mail.mailbox,
            dispatch.ticketNumber,
            mail.messageId,
            mail.recipients[0] ?? '',
          ),
          inReplyTo: dispatch.inReplyTo ?? null,
          references: dispatch.references,
          ticketNumber: dispatch.ticketNumber,
          automatic: dispatch.automatic,
        }),
      ]),
    );
    return { kind: 'taken', response: 'kept in the sandbox' };
  }
}

function answerOf(fault: SmtpFault, begun: boolean): RelayAnswer {
  const response = (fault.response ?? fault.message).slice(0, 1_000);
  // A password that was changed is put right by a person; the mails wait for it.
  if (fault.code === 'EAUTH') return { kind: 'later', response, reached: false };
  if (fault.responseCode !== undefined && fault.responseCode >= 500) return { kind: 'refused', response };
  if (fault.responseCode !== undefined && fault.responseCode >= 400)
    return { kind: 'later', response, reached: true };
  return begun ? { kind: 'unknown', response } : { kind: 'later', response, reached: false };
}

/** smtp://user:pass@host:port, smtps:// for TLS from the start; certificates are checked unless the URL says ?tls=insecure. */
function relayAddress(url: string): RelayAddress {
  const { protocol, hostname, port, username, password, searchParams } = new URL(url);
  const secure = protocol === 'smtps:';
  return {
    host: hostname,
    port: port === '' ? (secure ? 465 : 587) : Number(port),
    secure,
    auth: username ? { user: decodeURIComponent(username), pass: decodeURIComponent(password) } : undefined,
    tls: searchParams.get('tls') === 'insecure' ? { rejectUnauthorized: false } : undefined,
  };
}
