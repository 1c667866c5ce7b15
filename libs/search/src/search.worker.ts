/** Keeps the entries in step with what is written, off the way of who writes it. */
import {
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { MailRush, Timers, WorkLoop } from '@lib/bus';
import { REBUILD, SearchIndex } from './search-index.js';

/** Long enough that a burst of mail is read in parts and not one by one. */
const EVERY_MS = 400;
/** While mail rushes in, one part in so long: tickets first, then the words by which they are found. */
const RUSH_EVERY_MS = 2_000;

@Injectable()
export class SearchWorker implements OnModuleInit, OnApplicationBootstrap, OnApplicationShutdown {
  private readonly loop = new WorkLoop('search', EVERY_MS, () => this.refresh());
  private readonly mayRefresh: () => Promise<boolean>;

  constructor(
    private readonly index: SearchIndex,
    private readonly timers: Timers,
    rush: MailRush,
  ) {
    this.mayRefresh = rush.share(RUSH_EVERY_MS);
  }

  onModuleInit(): void {
    this.timers.on(REBUILD, (timer, tx) => this.index.rebuildPart(tx, timer.payload));
  }

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }

  private async refresh(): Promise<boolean> {
    return (await this.mayRefresh()) && this.index.refreshPart();
  }
}
