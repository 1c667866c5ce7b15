/** Looks again, in turns, at everything that is followed: heals what no event told, and forgets what nobody follows. */
import { logger } from '@lib/platform';
import type { RealtimeCore } from './realtime.core.js';
import { deskStream, ticketStream } from './rules/ticket.rule.js';

const log = logger('realtime');
const floorEveryMs = 5_000;
const stepMs = 1_000;
/** Everything is looked at once in half a minute, a thirtieth of it each second. */
const steps = 30;

export class ReconcileRound {
  private step = 0;
  private sweeping = false;

  constructor(private readonly core: RealtimeCore) {}

  /** Returns the function that ends it. */
  start(): () => void {
    const timers = [
      setInterval(() => void this.sweep(), floorEveryMs),
      setInterval(() => this.lookAtNext(), stepMs),
    ];
    for (const timer of timers) timer.unref();
    return () => timers.forEach((timer) => clearInterval(timer));
  }

  private async sweep(): Promise<void> {
    if (this.sweeping) return;
    this.sweeping = true;
    try {
      this.core.sequencer.expire();
      await this.core.floor.sweep();
      this.core.overview.look();
    } catch (error) {
      log.warn({ err: error }, 'could not look at the floor');
    } finally {
      this.sweeping = false;
    }
  }

  private lookAtNext(): void {
    const { connections, pump, watches } = this.core;
    const agentIds = new Set(connections.all().map((socket) => socket.data.principal.agentId));
    const streams = [...[...agentIds].map(deskStream), ...watches.known().map(ticketStream)];
    this.step = (this.step + 1) % steps;
    pump.reconcile(streams.filter((_, index) => index % steps === this.step));
  }
}
