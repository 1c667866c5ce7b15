/** The e-mail room in three parts: what others may use, the doors and workers, the HTTP face. */
import { mkdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Global, Module, type FactoryProvider, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { Database } from '@lib/database';
import { ATTACHED_MAILS, Clock, CONFIG, FileStore, type Config } from '@lib/platform';
import type { FastifyInstance } from 'fastify';
import { DemoMailController } from './api/demo-mail.controller.js';
import { MailLog } from './api/mail-log.js';
import { MailboxSettingsController } from './api/mailbox-settings.controller.js';
import { MailGuardController } from './api/mail-guard.controller.js';
import { MailWritingController } from './api/mail-writing.controller.js';
import { MailLogController } from './api/mail-log.controller.js';
import { QuarantineController } from './api/quarantine.controller.js';
import { QuarantineService } from './api/quarantine.service.js';
import { SendingDomainsController } from './api/sending-domains.controller.js';
import { SendingDomainsService } from './domains/sending-domains.service.js';
import { TEXT_NAMES, textNames } from './domains/text-names.js';
import { EmailReceiver } from './email.receiver.js';
import { EmailSender } from './email.sender.js';
import { MailboxCursor } from './imap/mailbox-cursor.js';
import { MailboxLeases } from './imap/mailbox-leases.js';
import { WatchParts } from './imap/watch-parts.js';
import { AttachmentKeeper } from './attachment-keeper.js';
import { MailFiler } from './mail-filer.js';
import { MailOpener } from './mail-opener.js';
import { MailProcessor } from './mail-processor.js';
import { MailQueue } from './mail-queue.js';
import { MailReader } from './mail-reader.js';
import { MailStore } from './mail-store.js';
import { Mailboxes } from './mailboxes.js';
import { ParsePool, type ParsePoolOptions } from './reading/parse-pool.js';
import { MailSigning } from './sending/mail-signing.js';
import { MailTokens } from './sending/mail-tokens.js';
import { SenderEndings } from './sender-endings.js';
import { MailboxRelay } from './sending/mailbox-relay.js';
import { OutgoingMails } from './sending/outgoing-mail.js';
import { RELAY, SandboxRelay, SmtpRelay } from './sending/relay.js';
import { MailboxAuthorisation } from './settings/mailbox-authorisation.service.js';
import { MailboxLogins } from './settings/mailbox-logins.js';
import { MailboxSecrets } from './settings/mailbox-secrets.js';
import { MailboxSettingsService } from './settings/mailbox-settings.service.js';
import { MailWritingService } from './settings/mail-writing.service.js';
import { MailboxTrial } from './settings/mailbox-trial.service.js';
import { SmtpDoor } from './smtp-door.js';
import { MailGuards } from './spam/mail-guards.js';
import { JudgementListener, MailJudgements } from './spam/mail-judgements.js';
import { SenderRules } from './spam/sender-rules.js';
import { SpamScanner } from './spam/spam-scanner.js';
import { dnsOf, MailDns, type AskName } from './trust/mail-dns.js';
import { SenderChecks } from './trust/sender-checks.js';

/** The compiled worker thread beside us; tests that run from sources give their own. */
export const PARSE_WORKER = Symbol('parse-worker');
/** The same for the thread that checks senders. */
export const TRUST_WORKER = Symbol('trust-worker');
/** Of whom the sender checks ask names; tests give their own. */
export const ASK_NAME = Symbol('ask-name');
const READERS = 2;
/** Whoever opens a mail waits for this one, and nobody behind it but others who open one. */
const OPENING = { baseMs: 20_000, htmlMs: 10_000 };

const parsePool: FactoryProvider<Promise<ParsePool>> = {
  provide: ParsePool,
  inject: [CONFIG, PARSE_WORKER],
  useFactory: (config: Config, workerFile: URL) => readers(config, workerFile, `${process.pid}`, READERS),
};

/** Apart from those who read what comes in: neither waits for the other. Its thread is hired when the first mail is opened. */
const attachedMails: FactoryProvider<Promise<MailOpener>> = {
  provide: ATTACHED_MAILS,
  inject: [CONFIG, PARSE_WORKER, FileStore, AttachmentKeeper],
  useFactory: async (config: Config, workerFile: URL, files: FileStore, keeper: AttachmentKeeper) =>
    new MailOpener(await readers(config, workerFile, `${process.pid}-opened`, 1, OPENING), files, keeper),
};

async function readers(
  config: Config,
  workerFile: URL,
  folder: string,
  threads: number,
  limits: Pick<ParsePoolOptions, 'baseMs' | 'htmlMs'> = {},
): Promise<ParsePool> {
  const spoolDir = resolve(join(config.GUICHET_DATA_DIR, 'mail-spool', folder));
  // What a killed process of the same number left behind belongs to mails that will be read again.
  await rm(spoolDir, { recursive: true, force: true });
  await mkdir(spoolDir, { recursive: true, mode: 0o700 });
  return new ParsePool({ workerFile, spoolDir, threads, ...limits });
}

const askName: FactoryProvider<AskName | null> = {
  provide: ASK_NAME,
  inject: [CONFIG],
  useFactory: (config: Config) => dnsOf(config),
};

const senderChecks: FactoryProvider<SenderChecks> = {
  provide: SenderChecks,
  inject: [TRUST_WORKER, ASK_NAME, Clock],
  useFactory: (workerFile: URL, ask: AskName | null, clock: Clock) =>
    new SenderChecks(workerFile, new MailDns(ask, clock)),
};

const scanner: FactoryProvider<SpamScanner> = {
  provide: SpamScanner,
  inject: [CONFIG, Clock],
  useFactory: (config: Config, clock: Clock) => new SpamScanner(config.RSPAMD_URL, clock),
};

const relay: FactoryProvider<MailboxRelay> = {
  provide: RELAY,
  inject: [CONFIG, FileStore, Database, MailTokens, MailboxLogins],
  useFactory: (
    ...[config, files, database, tokens, logins]: [Config, FileStore, Database, MailTokens, MailboxLogins]
  ) => {
    const house = config.SMTP_URL ? new SmtpRelay(files, config) : new SandboxRelay(database, tokens);
    return new MailboxRelay(house, files, database, logins);
  },
};

@Module({
  providers: [
    { provide: PARSE_WORKER, useValue: new URL('./reading/parse-worker.js', import.meta.url) },
    AttachmentKeeper,
    Mailboxes,
    MailStore,
    MailTokens,
    MailSigning,
    MailQueue,
    MailLog,
    MailboxSecrets,
    MailboxLogins,
    SenderRules,
    MailJudgements,
  ],
  exports: [
    PARSE_WORKER,
    AttachmentKeeper,
    Mailboxes,
    MailStore,
    MailTokens,
    MailSigning,
    MailQueue,
    MailLog,
    MailboxSecrets,
    MailboxLogins,
    SenderRules,
    MailJudgements,
  ],
})
export class EmailModule {}

@Module({
  imports: [EmailModule],
  providers: [
    { provide: TRUST_WORKER, useValue: new URL('./trust/trust-worker.js', import.meta.url) },
    parsePool,
    askName,
    senderChecks,
    scanner,
    JudgementListener,
    MailReader,
    relay,
    MailFiler,
    SenderEndings,
    MailProcessor,
    OutgoingMails,
    EmailSender,
    SmtpDoor,
    MailboxCursor,
    MailboxLeases,
    WatchParts,
    EmailReceiver,
  ],
  exports: [SmtpDoor, OutgoingMails],
})
export class EmailWorkerModule {}

/** For the whole service, so that a room which may show a file can have it opened. */
@Global()
@Module({
  imports: [EmailModule],
  providers: [
    attachedMails,
    MailboxSettingsService,
    MailboxTrial,
    MailboxAuthorisation,
    MailGuards,
    QuarantineService,
    MailWritingService,
    SendingDomainsService,
    { provide: TEXT_NAMES, useFactory: textNames },
  ],
  controllers: [
    MailGuardController,
    MailLogController,
    QuarantineController,
    DemoMailController,
    MailboxSettingsController,
    MailWritingController,
    SendingDomainsController,
  ],
  exports: [ATTACHED_MAILS],
})
export class EmailApiModule implements OnModuleInit {
  constructor(private readonly host: HttpAdapterHost) {}

  /** An uploaded mail is streamed to the store; without a parser of its own the server would refuse its type. */
  onModuleInit(): void {
    const fastify = this.host.httpAdapter.getInstance<FastifyInstance>();
    if (fastify.hasContentTypeParser('message/rfc822')) return;
    fastify.addContentTypeParser('message/rfc822', (_request, payload, done) => done(null, payload));
  }
}
