/** Chooses by which way a mail leaves: the server that its mailbox is set up to send through, else the relay of the house. */
import type { EmailDispatch } from '@lib/contracts';
import type { Database } from '@lib/database';
import type { FileStore } from '@lib/platform';
import { smtpLogin } from '../settings/connection-test.js';
import { smtpConnection, type LoginNow } from '../settings/mail-connection.js';
import { nameFault } from '../settings/mail-fault.js';
import type { MailboxLogins } from '../settings/mailbox-logins.js';
import { readSender } from '../settings/mailbox-rows.js';
import type { OutgoingMail } from './outgoing-mail.js';
import { deliverOver, type Relay, type RelayAnswer } from './relay.js';

export class MailboxRelay implements Relay {
  constructor(
    private readonly house: Relay,
    private readonly files: FileStore,
    private readonly database: Database,
    private readonly logins: MailboxLogins,
  ) {}

  async deliver(
    mail: OutgoingMail,
    dispatch: EmailDispatch,
    dataBegins: () => Promise<void>,
  ): Promise<RelayAnswer> {
    const own = await readSender(this.database, mail.mailbox);
    if (!own?.sending) return this.house.deliver(mail, dispatch, dataBegins);
    let login: LoginNow | undefined;
    try {
      login = own.login ? await this.logins.now(own.id) : undefined;
    } catch (error) {
      // Nothing left: it waits until somebody gives the password or the permission again.
      return { kind: 'later', response: nameFault(error).detail, reached: false };
    }
    const address = {
      ...smtpConnection({ server: own.sending, authority: own.authority }),
      ...{ connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 30_000 },
      ...(login && { auth: smtpLogin(login) }),
    };
    return deliverOver(address, this.files, mail, dataBegins, async () => {
      if (login) await this.logins.refused(own.id, login);
    });
  }
}
