/** Everybody of a replayed day as the planner sees them, and how long each was at work and busy. */
import type { Capacity, Channel } from '@lib/contracts';
import type { PlanAgent } from '@lib/routing';
import type { Worker } from './recorded-day.js';

interface Seat extends PlanAgent {
  capacity: Capacity;
  /** Pieces of work in hand on each channel, what rings included. */
  used: Record<Channel, number>;
  here: boolean;
  since: number;
  /** Customers on the line or in wrap-up, and since when there is at least one; mail is not counted, it has no line. */
  busy: number;
  busySince: number;
}

export class Workforce {
  private readonly seats: Map<string, Seat>;
  private staffedSeconds = 0;
  private busySeconds = 0;

  constructor(workers: readonly Worker[]) {
    this.seats = new Map(
      workers.map(({ id, skills, languages, capacity, queueIds }) => [
        id,
        {
          ...{ id, skills, languages, queueIds, capacity },
          ...{
            used: { voice: 0, chat: 0, email: 0 },
            free: roomOf(capacity, { voice: 0, chat: 0, email: 0 }),
          },
          ...{ idleSince: 0, load: 0, lastOfferAt: 0, onVoice: false, offered: false },
          ...{ here: false, since: 0, busy: 0, busySince: 0 },
        },
      ]),
    );
  }

  /** Those at work now, also without capacity, as the router reads them. */
  staffed(): PlanAgent[] {
    return [...this.seats.values()].filter(({ here }) => here);
  }

  begin(id: string, now: number): void {
    const seat = this.seat(id);
    // Back before the last customer of the shift before was done: at work all the while.
    if (seat.busy === 0) seat.since = now;
    Object.assign(seat, { here: true, idleSince: now * 1_000 });
  }

  /** What they have in hand they finish, and are at work until then. */
  end(id: string, now: number): void {
    const seat = this.seat(id);
    if (!seat.here) return;
    seat.here = false;
    if (seat.busy === 0) this.staffedSeconds += now - seat.since;
  }

  ring(id: string, channel: Channel, now: number): void {
    const seat = this.seat(id);
    Object.assign(seat, { offered: true, lastOfferAt: now * 1_000 });
    this.take(seat, channel, 1);
  }

  /** The customer left while it rang, or it was passed on. */
  withdraw(id: string, channel: Channel, now: number): void {
    const seat = this.seat(id);
    seat.offered = false;
    this.free(seat, channel, now);
  }

  answer(id: string, channel: Channel, now: number): void {
    const seat = this.seat(id);
    seat.offered = false;
    if (channel === 'email') return;
    if (seat.busy === 0) seat.busySince = now;
    seat.busy += 1;
  }

  /** Of what was answered, its wrap-up included. */
  release(id: string, channel: Channel, now: number): void {
    const seat = this.seat(id);
    this.free(seat, channel, now);
    if (channel === 'email') return;
    seat.busy -= 1;
    if (seat.busy > 0) return;
    this.busySeconds += now - seat.busySince;
    if (!seat.here) this.staffedSeconds += now - seat.since;
  }

  totals(): { staffed: number; busy: number } {
    return { staffed: this.staffedSeconds, busy: this.busySeconds };
  }

  private free(seat: Seat, channel: Channel, now: number): void {
    this.take(seat, channel, -1);
    seat.idleSince = now * 1_000;
  }

  private take(seat: Seat, channel: Channel, count: 1 | -1): void {
    seat.used[channel] += count;
    seat.load += count;
    seat.free = roomOf(seat.capacity, seat.used);
    seat.onVoice = seat.used.voice > 0 && (seat.capacity.voiceExclusive ?? true);
  }

  private seat(id: string): Seat {
    return this.seats.get(id) as Seat;
  }
}

/** How many more of each channel, as the house reckons it (`agents.room`): within the channel's limit and within the units for all. */
function roomOf({ units, weights, ...limits }: Capacity, used: Record<Channel, number>): PlanAgent['free'] {
  const left = (channel: Channel): number => {
    const byLimit = limits[channel] - used[channel];
    const weight = weights?.[channel] ?? 0;
    if (units === undefined || !weights || weight === 0) return byLimit;
    const taken = used.voice * weights.voice + used.chat * weights.chat + used.email * weights.email;
    return Math.min(byLimit, Math.floor((units - taken) / weight));
  };
  return { voice: left('voice'), chat: left('chat'), email: left('email') };
}
