/** Takes inbox rows in lanes of order and runs the intake on them, many in one commit where that is possible. */
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { InboundMessage } from '@lib/contracts';
import { Inbox, Wakeups, WorkLoop, type InboxItem, type InboxResult } from '@lib/bus';
import { Database, type Tx } from '@lib/database';
import { crashPoint, logger } from '@lib/platform';
import { IntakeService } from './intake.service.js';

const log = logger('intake');
const POLL_MS = 250;
/** People who are waiting on the line come in small, quick batches; mail in larger ones. */
const LIVE_BATCH = 4;
const MAIL_BATCH = 50;
/** A hand that has just taken mail waits this long for more to take with one commit; a mail that comes alone does not wait. */
const MAIL_EVERY_MS = 100;

@Injectable()
export class IntakeWorker implements OnApplicationBootstrap, OnApplicationShutdown {
  /** Several hands for who waits on the line: behind a backlog each statement takes its time, and words come from many at once. */
  private readonly live = [1, 2, 3].map(
    (n) => new WorkLoop(`intake-live-${n}`, n * POLL_MS, () => this.work(['voice', 'chat'], LIVE_BATCH)),
  );
  /** Two hands for mail: while one waits for the disk, the other decides. */
  private readonly mail = [1, 2].map(
    (n) =>
      new WorkLoop(
        `intake-mail-${n}`,
        n * POLL_MS,
        () => this.work(['email'], MAIL_BATCH),
        n * MAIL_EVERY_MS,
      ),
  );

  constructor(
    private readonly inbox: Inbox,
    private readonly intake: IntakeService,
    private readonly database: Database,
    private readonly wakeups: Wakeups,
  ) {}

  onApplicationBootstrap(): void {
    this.wakeups.on('inbox:', (topic) => {
      for (const loop of topic === 'inbox:email' ? this.mail : this.live) loop.poke();
    });
    for (const loop of [...this.live, ...this.mail]) loop.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([...this.live, ...this.mail].map((loop) => loop.stop()));
  }

  private async work(channels: string[], limit: number): Promise<boolean> {
    const leased = await this.inbox.lease(channels, limit);
    if (leased.length === 0) return false;
    // One lane gives one item at a time, so the order among them is free: by sender, so that two hands never wait crosswise.
    const items = leased.sort((a, b) => (a.body.from.value < b.body.from.value ? -1 : 1));
    if (items.length === 1 || !(await this.together(items))) await this.oneByOne(items);
    return true;
  }

  /** The usual case: all of them are good, one commit. False when any is not: then each stands alone. */
  private async together(items: InboxItem[]): Promise<boolean> {
    try {
      await this.database.transaction(async (tx) => {
        const messages = items.map((item) => InboundMessage.parse(item.body));
        const results = messages.every(isPlainMail)
          ? await this.intake.receiveMails(tx, messages)
          : await oneAfterAnother(messages, (message) => this.intake.receive(tx, message));
        await this.finish(tx, items, results);
      });
      return true;
    } catch (error) {
      log.warn(
        { err: error, size: items.length },
        'a batch did not commit whole; its messages are taken one by one',
      );
      return false;
    }
  }

  private async oneByOne(items: InboxItem[]): Promise<void> {
    for (const item of items) {
      try {
        await this.database.transaction(async (tx) => {
          const result = await this.intake.receive(tx, InboundMessage.parse(item.body));
          await this.finish(tx, [item], [result]);
        });
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        log.error(
          { err: error, inbox: item.id, attempts: item.attempts },
          'a message could not be taken in; it is kept',
        );
        await this.inbox.markFailed(item, reason);
      }
    }
  }

  private async finish(tx: Tx, items: InboxItem[], results: InboxResult[]): Promise<void> {
    const done = results.map((result, at) => ({ id: items[at]?.id ?? '', result }));
    if (!(await this.inbox.markProcessed(tx, done)))
      throw new Error('another worker has taken a message of these in already');
    crashPoint('after-insert');
  }
}

/** What a stranger claims in a chat may make two senders one person, what comes back has none, what is passed on has another. */
function isPlainMail(message: InboundMessage): boolean {
  if (message.automatic?.bounce || message.forwarded) return false;
  return message.channel === 'email' && message.kind === 'message' && message.claims.length === 0;
}

async function oneAfterAnother<T, R>(items: T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const item of items) results.push(await work(item));
  return results;
}
