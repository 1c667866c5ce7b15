/** The outside world's mail server: keeps what it is given, and misbehaves on request. */
import type { AddressInfo, Socket } from 'node:net';
import { SMTPServer } from 'smtp-server';

export interface SunkMail {
  from: string;
  to: string[];
  raw: Buffer;
}

export interface MailSink {
  port: number;
  mails: SunkMail[];
  /** Asked before each mail is answered; an error refuses it, 'hang-up' takes the bytes and drops the line. */
  behave: (mail: SunkMail) => Error | 'hang-up' | null;
  /** Same, at RCPT. */
  admit: (recipient: string) => Error | null;
  close(): Promise<void>;
}

export function refusal(code: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode: code });
}

export async function startMailSink(): Promise<MailSink> {
  const sockets = new Map<number, Socket>();
  const sink: MailSink = {
    port: 0,
    mails: [],
    behave: () => null,
    admit: () => null,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    authOptional: true,
    disableReverseLookup: true,
    closeTimeout: 100,
    onRcptTo: (address, _session, done) => done(sink.admit(address.address)),
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        const mail = {
          from: mailFrom ? mailFrom.address : '',
          to: rcptTo.map((recipient) => recipient.address),
          raw: Buffer.concat(chunks),
        };
        sink.mails.push(mail);
        const mood = sink.behave(mail);
        if (mood === 'hang-up') sockets.get(session.remotePort)?.destroy();
        else done(mood, 'taken');
      });
    },
  });
  server.on('error', () => undefined);
  server.server.on('connection', (socket) => sockets.set(socket.remotePort ?? 0, socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  sink.port = (server.server.address() as AddressInfo).port;
  return sink;
}
