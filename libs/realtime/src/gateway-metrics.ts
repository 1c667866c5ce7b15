/** What an operator watches of the gateway; the names are documented in SPEC.md. */
import type { EventEnvelope } from '@lib/contracts';
import { Counter, Gauge, Histogram, register } from 'prom-client';

export class GatewayMetrics {
  private readonly connections = own(
    'guichet_gateway_connections',
    (name) => new Gauge({ name, help: 'Consoles connected now' }),
  );
  private readonly pushes = own(
    'guichet_gateway_pushes_total',
    (name) =>
      new Counter({
        name,
        help: 'Numbered pushes, before they are multiplied by followers',
        labelNames: ['push'],
      }),
  );
  private readonly resumes = own(
    'guichet_gateway_resumes_total',
    (name) => new Counter({ name, help: 'Catch-ups, by how they were answered', labelNames: ['answer'] }),
  );
  private readonly drops = own(
    'guichet_gateway_drops_total',
    (name) =>
      new Counter({ name, help: 'Commands and connections refused, by reason', labelNames: ['reason'] }),
  );
  private readonly lag = own(
    'guichet_gateway_event_lag_seconds',
    (name) =>
      new Histogram({
        name,
        help: 'From the moment an event was written to the moment the gateway heard of it',
        buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
      }),
  );

  connected(now: number): void {
    this.connections.set(now);
  }

  pushed(push: string): void {
    this.pushes.inc({ push });
  }

  resumed(answer: 'backlog' | 'snapshot'): void {
    this.resumes.inc({ answer });
  }

  dropped(reason: string): void {
    this.drops.inc({ reason });
  }

  heard(events: EventEnvelope[], nowMs: number): void {
    for (const { at } of events) this.lag.observe(Math.max(0, nowMs - Date.parse(at)) / 1_000);
  }
}

/** One process may run two gateways (tests do); the registry is shared. */
function own<M>(name: string, make: (name: string) => M): M {
  return (register.getSingleMetric(name) as M | undefined) ?? make(name);
}
