/** Lives a recorded day again in memory: the router's own planner decides at every moment at which anything changes. */
import type { QueueRules } from '@lib/contracts';
import { plan, type PlanItem } from '@lib/routing';
import { EventQueue } from './event-queue.js';
import type { Arrival, RecordedDay } from './recorded-day.js';
import { Workforce } from './workforce.js';

/** What became of one arrival; times are seconds. */
export interface Outcome {
  arrival: Arrival;
  /** Until the answer, or until they left or the day ended. */
  wait: number;
  end: 'answered' | 'abandoned' | 'unanswered';
  workerId: string | null;
}

export interface Lived {
  outcomes: Outcome[];
  /** Seconds people were at work, and of those on customers who wait on the line and their wrap-up. */
  staffed: number;
  busy: number;
}

type Event =
  | { kind: 'arrives' | 'leaves' | 'answered' | 'looks'; index: number }
  | { kind: 'done' | 'wrapped-up'; index: number; workerId: string }
  | { kind: 'begins' | 'ends'; workerId: string };

interface Waiting {
  item: PlanItem;
  workerId: string | null;
}

export function live(day: RecordedDay): Lived {
  return new Simulation(day).run();
}

class Simulation {
  private readonly events = new EventQueue<Event>();
  private readonly waiting = new Map<number, Waiting>();
  private readonly outcomes: Outcome[];
  private readonly rules: Map<string, QueueRules>;
  private readonly workforce: Workforce;

  constructor(private readonly day: RecordedDay) {
    this.workforce = new Workforce(day.workers);
    this.rules = new Map(day.queues.map(({ id, rules }) => [id, rules]));
    this.outcomes = day.arrivals.map((arrival) => ({ arrival, wait: 0, end: 'unanswered', workerId: null }));
    for (const { id, shifts } of day.workers)
      for (const { from, to } of shifts) {
        this.events.add(from, { kind: 'begins', workerId: id });
        this.events.add(to, { kind: 'ends', workerId: id });
      }
    day.arrivals.forEach(({ at }, index) => this.events.add(at, { kind: 'arrives', index }));
  }

  run(): Lived {
    let now = 0;
    for (let next = this.events.next(); next; next = this.events.next()) {
      now = next.at;
      this.happen(next.event, now);
      // Everything of the same moment first, as one pass of the router sees it.
      if (this.events.nextAt > now) this.pass(now);
    }
    for (const [index] of this.waiting) this.outcome(index).wait = now - this.arrival(index).at;
    return { outcomes: this.outcomes, ...this.workforce.totals() };
  }

  private happen(event: Event, now: number): void {
    switch (event.kind) {
      case 'arrives':
        return this.arrive(event.index, now);
      case 'leaves':
        return this.leave(event.index, now);
      case 'answered':
        return this.answer(event.index, now);
      case 'done':
        if (this.arrival(event.index).channel === 'email')
          return this.workforce.release(event.workerId, 'email', now);
        return this.events.add(now + this.day.wrapUp, { ...event, kind: 'wrapped-up' });
      case 'wrapped-up':
        return this.workforce.release(event.workerId, this.arrival(event.index).channel, now);
      case 'begins':
        return this.workforce.begin(event.workerId, now);
      case 'ends':
        return this.workforce.end(event.workerId, now);
      case 'looks':
        return;
    }
  }

  private arrive(index: number, now: number): void {
    const { queueId, channel, language, ownerId, ahead, patience } = this.arrival(index);
    const ownerUntil = ownerId === null ? null : (now + this.day.ownerFirst) * 1_000;
    this.waiting.set(index, {
      workerId: null,
      item: {
        // The planner breaks ties by id: in the order of arrival.
        id: String(index).padStart(7, '0'),
        channel,
        queueId,
        sortKey: (now - ahead) * 1_000,
        waitingSince: now * 1_000,
        language,
        ownerId,
        ownerUntil,
        passed: [],
      },
    });
    if (patience !== null) this.events.add(now + patience, { kind: 'leaves', index });
    if (ownerUntil !== null) this.events.add(now + this.day.ownerFirst, { kind: 'looks', index });
    for (const { afterSeconds } of this.rules.get(queueId)?.rings ?? [])
      if (afterSeconds > 0) this.events.add(now + afterSeconds, { kind: 'looks', index });
  }

  private leave(index: number, now: number): void {
    const waiting = this.waiting.get(index);
    if (!waiting) return;
    this.waiting.delete(index);
    if (waiting.workerId) this.workforce.withdraw(waiting.workerId, waiting.item.channel, now);
    Object.assign(this.outcome(index), { wait: now - this.arrival(index).at, end: 'abandoned' });
  }

  private answer(index: number, now: number): void {
    const waiting = this.waiting.get(index);
    const { at, handling, channel } = this.arrival(index);
    if (!waiting?.workerId) return;
    this.waiting.delete(index);
    this.workforce.answer(waiting.workerId, channel, now);
    const { workerId } = waiting;
    Object.assign(this.outcome(index), { wait: now - at, end: 'answered', workerId });
    this.events.add(now + handling, { kind: 'done', index, workerId });
  }

  private pass(now: number): void {
    const line = [...this.waiting.values()].filter(({ workerId }) => workerId === null);
    if (line.length === 0) return;
    for (const { itemId, agentId } of plan(
      line.map(({ item }) => item),
      this.workforce.staffed(),
      now * 1_000,
      this.rules,
    )) {
      const index = Number(itemId);
      const waiting = this.waiting.get(index);
      // Of what rings at many, the first in line answers.
      if (!waiting || waiting.workerId !== null) continue;
      waiting.workerId = agentId;
      this.workforce.ring(agentId, waiting.item.channel, now);
      this.events.add(now + this.day.answer, { kind: 'answered', index });
    }
  }

  private arrival(index: number): Arrival {
    return this.day.arrivals[index] as Arrival;
  }

  private outcome(index: number): Outcome {
    return this.outcomes[index] as Outcome;
  }
}
