/** The router: the one that leads decides from memory and writes each handful of offers in one commit; the others stand by. */
import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Wakeups, WorkLoop } from '@lib/bus';
import { Database } from '@lib/database';
import { Clock, logger } from '@lib/platform';
import { Announcer } from './announcer.js';
import { decide } from './deciding.js';
import { Leadership, type Term } from './leadership.js';
import { OfferMaker, type Flush, type Flushed } from './offer-maker.js';
import { RouterMemory } from './router-memory.js';
import { RouterSight } from './router-sight.js';
import { RouterUpkeep } from './router-upkeep.js';

const POLL_MS = 250;
/** What is offered in one commit: so few that two of them are durable within 20 ms, so many that thousands are in a second. */
const OFFERS_PER_FLUSH = 50;
/** Offered from memory, no longer than this without a look at the rows. */
const LOOK_EVERY_MS = 150;
/** While there is much to do, looking takes a quarter of the time at most, and never waits longer than this. */
const LOOK_SHARE = 3;
const LOOK_WAITS_MS = 250;
const UPKEEP_EVERY_MS = 200;
/** Places and waits are told anew so often at most, and in a long line so much more seldom that it takes a tenth of the time. */
const ANNOUNCE_EVERY_MS = 1_000;
const ANNOUNCE_SHARE = 10;

const log = logger('routing');

@Injectable()
export class RouterWorker implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly loop = new WorkLoop('router', POLL_MS, () => this.pass());
  private readonly announcing = new WorkLoop('announcer', ANNOUNCE_EVERY_MS, () => this.announce());
  private readonly memory = new RouterMemory();
  private term: Term | null = null;
  /** Decided while the one before is being written; nothing is looked at before it is written too. */
  private ahead: Flush | null = null;
  /** Somebody said that something changed. */
  private poked = true;
  private lookedAt = -Infinity;
  private lookTook = 0;
  private upkeptAt = -Infinity;
  private announceAt = -Infinity;

  constructor(
    private readonly database: Database,
    private readonly leadership: Leadership,
    private readonly sight: RouterSight,
    private readonly maker: OfferMaker,
    private readonly upkeep: RouterUpkeep,
    private readonly announcer: Announcer,
    private readonly wakeups: Wakeups,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.wakeups.on('routing', () => {
      this.poked = true;
      this.loop.poke();
    });
    this.loop.start();
    this.announcing.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([this.loop.stop(), this.announcing.stop()]);
    await this.leadership.resign();
    this.forget();
  }

  /** True when there may be more to offer at once. */
  async pass(): Promise<boolean> {
    try {
      if (!this.ahead && this.mustLook()) {
        if (!(await this.look())) return false;
      }
      if (await this.offer()) return true;
      if (!this.poked || !this.term) return false;
      await pause(Math.min(LOOK_WAITS_MS, this.lookedAt + LOOK_SHARE * this.lookTook - performance.now()));
      return (await this.look()) && (await this.offer());
    } catch (error) {
      this.forget();
      throw error;
    }
  }

  private mustLook(): boolean {
    const since = performance.now() - this.lookedAt;
    if (!this.term) return true;
    return since >= (this.poked ? Math.min(LOOK_SHARE * this.lookTook, LOOK_EVERY_MS) : LOOK_EVERY_MS);
  }

  /** False when another leads, or nothing waits, rings or has run out. */
  private async look(): Promise<boolean> {
    const began = performance.now();
    this.poked = false;
    const term = await this.leadership.beat();
    if (!term || term.epoch !== this.term?.epoch) this.forget();
    this.term = term;
    if (!term) return false;
    if (await this.upkeep.idle()) return false;
    if (began - this.upkeptAt >= UPKEEP_EVERY_MS) {
      this.upkeptAt = began;
      if (await this.upkeep.due()) await this.keepUp(term);
    }
    const arrived = await this.sight.look(this.memory, term);
    // What a rule of overflow may move at once is not offered before.
    if (arrived) {
      await this.keepUp(term);
      await this.sight.look(this.memory, term);
    }
    this.lookedAt = performance.now();
    this.lookTook = this.lookedAt - began;
    return true;
  }

  private async keepUp(term: Term): Promise<void> {
    await this.database.transaction(async (tx) => {
      await this.leadership.fence(tx, term);
      await this.upkeep.run(tx);
    });
  }

  private async offer(): Promise<boolean> {
    const term = this.term;
    if (!term) return false;
    const flush = this.ahead ?? this.decide();
    this.ahead = null;
    if (!flush) return false;
    const flushed = await this.database.transaction(async (tx) => {
      const [written] = await Promise.all([
        this.maker.make(tx, flush, () => this.leadership.fence(tx, term)),
        this.decideAhead(),
      ]);
      return written;
    });
    this.remember(flush, flushed);
    if (flushed.made > 0) log.info({ offers: flushed.made }, 'offered');
    return true;
  }

  /** While the database writes, this process would wait. What is decided now is for others than those of the flush on its way. */
  private decideAhead(): Promise<void> {
    if (!this.mustLook()) this.ahead ??= this.decide();
    return Promise.resolve();
  }

  private decide(): Flush | null {
    const decided = decide(this.memory, this.clock.now().getTime(), OFFERS_PER_FLUSH);
    return decided.length > 0 ? this.maker.prepare(decided) : null;
  }

  /** To whom nothing was offered after all, is forgotten: the next look knows more of them. */
  private remember({ decided }: Flush, { held, again }: Flushed): void {
    for (const { agentId } of decided) {
      const version = held.get(agentId);
      if (version === undefined) this.memory.removeAgent(agentId);
      else this.memory.knowVersion(agentId, version);
    }
    for (const item of again) this.memory.putItem(item);
  }

  private async announce(): Promise<boolean> {
    const began = performance.now();
    if (!this.term || began < this.announceAt) return false;
    await this.database.transaction((tx) => this.announcer.all(tx));
    this.announceAt = performance.now() + ANNOUNCE_SHARE * (performance.now() - began);
    return false;
  }

  private forget(): void {
    this.term = null;
    this.ahead = null;
    this.lookedAt = -Infinity;
    this.memory.clear();
    this.sight.forget();
  }
}
