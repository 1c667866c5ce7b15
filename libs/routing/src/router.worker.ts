/** The router: the one that leads decides from memory and writes each handful of offers in one commit; the others stand by. */
import { setImmediate as breath, setTimeout as pause } from 'node:timers/promises';
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
/** On their way at once, each in a transaction of its own: while one waits for the disk, the database writes the other. */
const FLUSHES_AT_ONCE = 2;
/** Offered from memory, no longer than this without a look at the rows. */
const LOOK_EVERY_MS = 150;
/** While there is much to do, looking takes a quarter of the time at most, and never waits longer than this. */
const LOOK_SHARE = 3;
const LOOK_WAITS_MS = 250;
/** In a house where much rings, so much more seldom that it takes a twentieth of the time. */
const UPKEEP_EVERY_MS = 200;
const UPKEEP_SHARE = 20;
/** Places and waits are told anew so often at most, and in a long line so much more seldom that it takes a tenth of the time. */
const ANNOUNCE_EVERY_MS = 1_000;
const ANNOUNCE_SHARE = 10;

const log = logger('routing');

interface OnItsWay {
  flush: Flush;
  written: Promise<Flushed>;
}

@Injectable()
export class RouterWorker implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly loop = new WorkLoop('router', POLL_MS, () => this.pass());
  private readonly announcing = new WorkLoop('announcer', ANNOUNCE_EVERY_MS, () => this.announce());
  private readonly memory = new RouterMemory();
  private term: Term | null = null;
  /** For different agents and different items each; nothing is looked at before all of them are written. */
  private readonly underWay: OnItsWay[] = [];
  /** Somebody said that something changed. */
  private poked = true;
  private lookedAt = -Infinity;
  private lookTook = 0;
  private upkeepAt = -Infinity;
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
    await this.arrived();
    await this.leadership.resign();
    this.forget();
  }

  /** True when there may be more to offer at once. */
  async pass(): Promise<boolean> {
    try {
      if (this.underWay.length === 0 && this.mustLook()) {
        if (!(await this.look())) return false;
      }
      if (await this.offer()) return true;
      if (!this.poked || !this.term) return false;
      await pause(Math.min(LOOK_WAITS_MS, this.lookedAt + LOOK_SHARE * this.lookTook - performance.now()));
      return (await this.look()) && (await this.offer());
    } catch (error) {
      await this.arrived();
      this.forget();
      throw error;
    }
  }

  /** What is on its way is written or has failed. */
  private async arrived(): Promise<void> {
    await Promise.allSettled(this.underWay.splice(0).map(({ written }) => written));
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
    if (began >= this.upkeepAt) {
      const due = await this.upkeep.due();
      this.upkeepAt = began + Math.max(UPKEEP_EVERY_MS, UPKEEP_SHARE * (performance.now() - began));
      if (due) await this.keepUp(term);
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

  /** Ends when the oldest flush on its way is durable. False: none is, and there is nothing to decide. */
  private async offer(): Promise<boolean> {
    const { term } = this;
    if (!term) return false;
    while (this.underWay.length < FLUSHES_AT_ONCE && (this.underWay.length === 0 || !this.mustLook())) {
      const flush = this.decide();
      if (!flush) break;
      this.send(flush, term);
      // Deciding keeps this process busy: what was sent goes out before.
      await breath();
    }
    const oldest = this.underWay.shift();
    if (!oldest) return false;
    const flushed = await oldest.written;
    this.remember(oldest.flush, flushed);
    if (flushed.made > 0) log.info({ offers: flushed.made }, 'offered');
    return true;
  }

  private send(flush: Flush, term: Term): void {
    const written = this.database.transaction((tx) =>
      this.maker.make(tx, flush, () => this.leadership.fence(tx, term, 'beside-flushes')),
    );
    // It may fail before it is its turn to be waited for.
    written.catch(() => undefined);
    this.underWay.push({ flush, written });
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
    await this.announcer.all(this.database);
    this.announceAt = performance.now() + ANNOUNCE_SHARE * (performance.now() - began);
    return false;
  }

  private forget(): void {
    this.term = null;
    this.lookedAt = -Infinity;
    this.memory.clear();
    this.sight.forget();
  }
}
