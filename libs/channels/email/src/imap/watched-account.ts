/** A mailbox that is set up in the product, as a watch of its folder needs it. */
import type { StoredMailbox } from '../settings/mailbox-rows.js';
import { imapConnection } from '../settings/mail-connection.js';
import type { MailboxLogins } from '../settings/mailbox-logins.js';
import type { ImapAccount } from './imap-address.js';

/** Null when it is not fetched from a server. */
export function watchedAccount(mailbox: StoredMailbox, logins: MailboxLogins): ImapAccount | null {
  const { id, address, receiving, authority } = mailbox;
  if (!receiving) return null;
  return {
    mailbox: address,
    folder: receiving.folder,
    importDays: receiving.firstSyncDays,
    afterFiling: receiving.afterFiling,
    moveTo: receiving.moveTo,
    connection: imapConnection({ server: receiving.server, authority }),
    login: () => logins.now(id),
    refused: (login) => logins.refused(id, login),
  };
}
