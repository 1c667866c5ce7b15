/** The built-in receiver, by SMTP and LMTP: takes mail for our mailboxes only, and says 250 only when the mail is safely stored. */
import type { AddressInfo } from 'node:net';
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { CONFIG, crashPoint, HealthRegistry, logger, type Config } from '@lib/platform';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import { DoorGuests } from './door-guests.js';
import { MailStore } from './mail-store.js';
import { Mailboxes } from './mailboxes.js';

const MAX_BYTES = 100 * 1024 * 1024;
const MAX_RECIPIENTS = 100;
const MAX_LINES_PER_ADDRESS = 20;

const log = logger('email');

class SmtpRefusal extends Error {
  constructor(
    message: string,
    readonly responseCode: number,
  ) {
    super(message);
  }
}

@Injectable()
export class SmtpDoor implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly servers = new Set<SMTPServer>();
  private readonly guests = new DoorGuests(MAX_LINES_PER_ADDRESS);

  constructor(
    private readonly store: MailStore,
    private readonly mailboxes: Mailboxes,
    health: HealthRegistry,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    health.register('smtp', () =>
      Promise.resolve({ ok: config.SMTP_IN_PORT === 0 || this.servers.size > 0 }),
    );
  }

  async onApplicationBootstrap(): Promise<void> {
    const { SMTP_IN_PORT, LMTP_IN_PORT, SMTP_IN_HOST, HOST } = this.config;
    if (SMTP_IN_PORT === 0 && LMTP_IN_PORT === 0) return;
    await this.mailboxes.ensure();
    if (SMTP_IN_PORT > 0) await this.listen(SMTP_IN_PORT, SMTP_IN_HOST ?? HOST);
    if (LMTP_IN_PORT > 0) await this.listen(LMTP_IN_PORT, SMTP_IN_HOST ?? HOST, 'lmtp');
  }

  async onApplicationShutdown(): Promise<void> {
    const servers = [...this.servers];
    this.servers.clear();
    await Promise.all(servers.map((server) => new Promise<void>((done) => server.close(() => done()))));
  }

  /** Answers the port it took, for tests that ask for any. */
  listen(port: number, host: string, protocol: 'smtp' | 'lmtp' = 'smtp'): Promise<number> {
    const server = new SMTPServer({
      // The package answers for each recipient by itself.
      lmtp: protocol === 'lmtp',
      banner: 'Guichet',
      // Without a certificate of its own it offers none; the public one of the package would only pretend.
      disabledCommands: ['AUTH', 'STARTTLS'],
      authOptional: true,
      disableReverseLookup: true,
      size: MAX_BYTES,
      rejectOversized: true,
      maxClients: 100,
      socketTimeout: 60_000,
      closeTimeout: 2_000,
      onConnect: ({ id, remoteAddress }, done) =>
        this.guests.enter(id, remoteAddress)
          ? done()
          : done(new SmtpRefusal('too many connections from your address', 421)),
      onClose: ({ id }) => this.guests.leave(id),
      onRcptTo: (address, session, done) => void settle(this.admit(address.address, session), done),
      onData: (stream, session, done) => void settle(this.take(stream, session), done),
    });
    server.on('error', (error: Error) => log.warn({ err: error }, 'the mail door had an error'));
    return new Promise((resolve, reject) => {
      server.server.once('error', reject);
      server.listen(port, host, () => {
        this.servers.add(server);
        resolve((server.server.address() as AddressInfo).port);
      });
    });
  }

  private async admit(recipient: string, session: SMTPServerSession): Promise<void> {
    if (session.envelope.rcptTo.length >= MAX_RECIPIENTS) throw new SmtpRefusal('too many recipients', 452);
    let ours: boolean;
    try {
      ours = (await this.mailboxes.forRecipient(recipient)) !== null;
    } catch {
      throw new SmtpRefusal('cannot look that up now, try again later', 451);
    }
    if (!ours) throw new SmtpRefusal(`no mailbox ${recipient} here`, 550);
  }

  private async take(stream: SMTPServerDataStream, session: SMTPServerSession): Promise<string> {
    const { mailFrom, rcptTo } = session.envelope;
    const to = rcptTo.map((recipient) => recipient.address.toLowerCase());
    try {
      const mailbox = await this.mailboxes.forRecipient(to[0] ?? '');
      const id = await this.store.keep(
        stream,
        {
          mailboxId: mailbox?.id ?? null,
          door: 'smtp',
          envelope: {
            from: mailFrom ? mailFrom.address : '',
            to,
            remote: session.remoteAddress,
            helo: session.hostNameAppearsAs,
          },
        },
        () => {
          if (stream.sizeExceeded) throw new SmtpRefusal(`larger than ${MAX_BYTES} bytes`, 552);
        },
      );
      crashPoint('after-commit-before-ack');
      return `kept as ${id}`;
    } catch (error) {
      stream.resume();
      if (error instanceof SmtpRefusal) throw error;
      log.warn({ err: error }, 'a mail could not be stored; the sender was asked to try again');
      throw new SmtpRefusal('cannot store that now, try again later', 451);
    }
  }
}

async function settle<T>(
  work: Promise<T>,
  done: (error?: Error | null, answer?: T extends string ? string : undefined) => void,
): Promise<void> {
  try {
    const answer = await work;
    if (typeof answer === 'string') done(null, answer as never);
    else done();
  } catch (error) {
    done(error instanceof Error ? error : new Error(String(error)));
  }
}
