/** What every watch of this process shares: where mail is stored, what is remembered, and who owns which mailbox. */
import { Injectable } from '@nestjs/common';
import { MailStore } from '../mail-store.js';
import { MailboxCursor } from './mailbox-cursor.js';
import { MailboxLeases } from './mailbox-leases.js';
import type { WatchGround } from './mailbox-watch.js';

@Injectable()
export class WatchParts {
  readonly shared: Omit<WatchGround, 'socketTimeoutMs'>;

  constructor(store: MailStore, cursor: MailboxCursor, leases: MailboxLeases) {
    this.shared = { store, cursor, leases };
  }
}
