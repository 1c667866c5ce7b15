/** A mail server that takes everything and shows it: what the product sends out is read here, byte for byte. */
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { SMTPServer } from 'smtp-server';

export interface CapturedMail {
  from: string;
  to: string[];
  raw: Buffer;
  at: Date;
}

export interface SmtpSink {
  port: number;
  url: string;
  mails: CapturedMail[];
  /** Answers the next deliveries with these refusals, for example `{ code: 451, message: 'later' }`. */
  refuse(...refusals: { code: number; message: string }[]): void;
  /** Waits until `count` mails match. */
  waitFor(
    count: number,
    match?: (mail: CapturedMail) => boolean,
    patienceMs?: number,
  ): Promise<CapturedMail[]>;
  stop(): Promise<void>;
}

export async function startSmtpSink(): Promise<SmtpSink> {
  const mails: CapturedMail[] = [];
  const refusals: { code: number; message: string }[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onAuth: (_auth, _session, done) => done(null, { user: 'anybody' }),
    onData(stream, session, done) {
      const pieces: Buffer[] = [];
      stream.on('data', (piece: Buffer) => pieces.push(piece));
      stream.on('end', () => {
        const refusal = refusals.shift();
        if (refusal) return done(Object.assign(new Error(refusal.message), { responseCode: refusal.code }));
        const { mailFrom, rcptTo } = session.envelope;
        mails.push({
          from: mailFrom ? mailFrom.address : '',
          to: rcptTo.map(({ address }) => address),
          raw: Buffer.concat(pieces),
          at: new Date(),
        });
        done();
      });
    },
  });
  server.on('error', () => undefined); // clients that are killed break their connection; that is the test's wish
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.server.address() as AddressInfo;
  return {
    port,
    url: `smtp://127.0.0.1:${port}`,
    mails,
    refuse: (...more) => void refusals.push(...more),
    waitFor: (count, match = () => true, patienceMs = 30_000) =>
      waitForMails(mails, count, match, patienceMs),
    stop: () => new Promise((done) => server.close(() => done())),
  };
}

async function waitForMails(
  mails: CapturedMail[],
  count: number,
  match: (mail: CapturedMail) => boolean,
  patienceMs: number,
): Promise<CapturedMail[]> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const found = mails.filter(match);
    if (found.length >= count) return found;
    if (Date.now() > deadline)
      throw new Error(`${found.length} of ${count} mails arrived within ${patienceMs} ms`);
    await pause(20);
  }
}
