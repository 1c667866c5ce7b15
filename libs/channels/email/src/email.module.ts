/** The e-mail room in three parts: what others may use, the doors and workers, the HTTP face. */
import { mkdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Module, type FactoryProvider, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { Database } from '@lib/database';
import { CONFIG, FileStore, type Config } from '@lib/platform';
import type { FastifyInstance } from 'fastify';
import { DemoMailController } from './api/demo-mail.controller.js';
import { MailLog } from './api/mail-log.js';
import { MailboxSettingsController } from './api/mailbox-settings.controller.js';
import { MailWritingController } from './api/mail-writing.controller.js';
import { MailLogController } from './api/mail-log.controller.js';
import { QuarantineController } from './api/quarantine.controller.js';
import { SendingDomainsController } from './api/sending-domains.controller.js';
import { SendingDomainsService } from './domains/sending-domains.service.js';
import { TEXT_NAMES, textNames } from './domains/text-names.js';
import { EmailReceiver } from './email.receiver.js';
import { EmailSender } from './email.sender.js';
import { MailboxCursor } from './imap/mailbox-cursor.js';
import { MailboxLeases } from './imap/mailbox-leases.js';
import { WatchParts } from './imap/watch-parts.js';
import { MailFiler } from './mail-filer.js';
import { MailProcessor } from './mail-processor.js';
import { MailQueue } from './mail-queue.js';
import { MailStore } from './mail-store.js';
import { Mailboxes } from './mailboxes.js';
import { ParsePool } from './reading/parse-pool.js';
import { MailSigning } from './sending/mail-signing.js';
import { MailTokens } from './sending/mail-tokens.js';
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

/** The compiled worker thread beside us; tests that run from sources give their own. */
export const PARSE_WORKER = Symbol('parse-worker');
const READERS = 2;

const parsePool: FactoryProvider<Promise<ParsePool>> = {
  provide: ParsePool,
  inject: [CONFIG, PARSE_WORKER],
  useFactory: async (config: Config, workerFile: URL) => {
    const spoolDir = resolve(join(config.GUICHET_DATA_DIR, 'mail-spool', String(process.pid)));
    // What a killed process of the same number left behind belongs to mails that will be read again.
    await rm(spoolDir, { recursive: true, force: true });
    await mkdir(spoolDir, { recursive: true, mode: 0o700 });
    return new ParsePool({ workerFile, spoolDir, threads: READERS });
  },
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
    Mailboxes,
    MailStore,
    MailTokens,
    MailSigning,
    MailQueue,
    MailLog,
    MailboxSecrets,
    MailboxLogins,
  ],
  exports: [Mailboxes, MailStore, MailTokens, MailSigning, MailQueue, MailLog, MailboxSecrets, MailboxLogins],
})
export class EmailModule {}

@Module({
  imports: [EmailModule],
  providers: [
    { provide: PARSE_WORKER, useValue: new URL('./reading/parse-worker.js', import.meta.url) },
    parsePool,
    relay,
    MailFiler,
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

@Module({
  imports: [EmailModule],
  providers: [
    MailboxSettingsService,
    MailboxTrial,
    MailboxAuthorisation,
    MailWritingService,
    SendingDomainsService,
    { provide: TEXT_NAMES, useFactory: textNames },
  ],
  controllers: [
    MailLogController,
    QuarantineController,
    DemoMailController,
    MailboxSettingsController,
    MailWritingController,
    SendingDomainsController,
  ],
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
