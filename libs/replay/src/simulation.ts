/** Lives a recorded day again in memory: the router's own planner decides at every moment at which anything changes. */
import type { QueueRules } from '@lib/contracts';
import { plan, type PlanItem } from '@lib/routing';
import { EventQueue } from './event-queue.js';
import { Flow, type Flowing } from './flow.js';
import type { Arrival, RecordedDay } from './recorded-day.js';
import { Workforce } from './workforce.js';

/** What became of one arrival; times are seconds. */
export interface Outcome {
  arrival: Arrival;
  /** Until the answer, or until they left or the day ended. */
  wait: number;
  end: 'answered' | 'abandoned' | 'diverted' | 'unanswered';
  workerId: string | null;
  /** To another queue. */
  moves: number;
}

export interface Lived {
  outcomes: Outcome[];
  /** Seconds people were at work, and of those on customers who wait on the line and their wrap-up. */
  staffed: number;
  busy: number;
}

type Event =
  | { kind: 'arrives' | 'leaves' | 'answered' | 'passes'; index: number }
  | { kind: 'looks' }
  | { kind: 'asked-again'; index: number; workerId: string }
  | { kind: 'done' | 'wrapped-up'; index: number; workerId: string }
  | { kind: 'begins' | 'ends'; workerId: string };

interface Waiting {
  item: PlanItem;
  workerId: string | null;
  /** Rings so far that nobody answered. */
  passes: number;
  visited: string[];
}

/** Who passed something on is not asked for it again so soon. */
const PASSED_FOR = 60;

export function live(day: RecordedDay): Lived {
  return new Simulation(day).run();
}

class Simulation {
  private readonly events = new EventQueue<Event>();
  private readonly waiting = new Map<number, Waiting>();
  private readonly outcomes: Outcome[];
  private readonly rules: Map<string, QueueRules>;
  private readonly workforce: Workforce;
  private readonly flow: Flow;

  constructor(private readonly day: RecordedDay) {
    this.workforce = new Workforce(day.workers);
    this.flow = new Flow(day);
    this.rules = new Map(day.queues.map(({ id, rules }) => [id, rules]));
    this.outcomes = day.arrivals.map((arrival) => ({
      ...{ arrival, wait: 0, end: 'unanswered', workerId: null, moves: 0 },
    }));
    for (const { from, to } of day.calendars.flatMap(({ open }) => open))
      for (const at of [from, to]) this.events.add(at, { kind: 'looks' });
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
      case 'passes':
        return this.passOn(event.index, now);
      case 'asked-again':
        return this.askAgain(event.index, event.workerId);
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
      ...{ workerId: null, passes: 0, visited: [] },
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
    if (ownerUntil !== null) this.events.add(now + this.day.ownerFirst, { kind: 'looks' });
    this.lookLater(index, queueId, now);
  }

  /** When its waiting opens a ring of this queue, or moves it on. */
  private lookLater(index: number, queueId: string, now: number): void {
    const waits = [
      ...(this.rules.get(queueId)?.rings ?? []).map(({ afterSeconds }) => afterSeconds),
      ...this.flow.waitsOf(queueId),
    ];
    for (const seconds of waits) {
      const at = this.arrival(index).at + seconds;
      if (at > now) this.events.add(at, { kind: 'looks' });
    }
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

  /** A no, or nothing: the next is asked. */
  private passOn(index: number, now: number): void {
    const waiting = this.waiting.get(index);
    const workerId = waiting?.workerId;
    if (!waiting || !workerId) return;
    this.workforce.withdraw(workerId, waiting.item.channel, now);
    waiting.workerId = null;
    waiting.passes += 1;
    waiting.item = { ...waiting.item, passed: [...waiting.item.passed, workerId] };
    this.events.add(now + PASSED_FOR, { kind: 'asked-again', index, workerId });
  }

  private askAgain(index: number, workerId: string): void {
    const waiting = this.waiting.get(index);
    if (waiting)
      waiting.item = { ...waiting.item, passed: waiting.item.passed.filter((id) => id !== workerId) };
  }

  /** Until nothing moves any more: no queue is left twice for the same one. */
  private overflow(now: number): void {
    for (let moved = this.flow.flows; moved;) {
      const line = [...this.waiting].map(([index, { item, workerId, visited }]) => ({
        ...{ index, item, visited, ringing: workerId !== null, arrivedAt: this.arrival(index).at },
      }));
      const flowing = this.flow.now(line, this.workforce.staffed(), now);
      moved = flowing.length > 0;
      for (const { index, to } of flowing) this.moveOn(index, to, now);
    }
  }

  private moveOn(index: number, to: Flowing['to'], now: number): void {
    const waiting = this.waiting.get(index);
    if (!waiting) return;
    const outcome = this.outcome(index);
    if ('diversion' in to) {
      this.waiting.delete(index);
      Object.assign(outcome, { wait: now - this.arrival(index).at, end: 'diverted' });
      return;
    }
    waiting.visited.push(waiting.item.queueId);
    waiting.item = { ...waiting.item, queueId: to.queueId };
    outcome.moves += 1;
    this.lookLater(index, to.queueId, now);
  }

  private pass(now: number): void {
    this.overflow(now);
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
      const lasts = this.arrival(index).passes[waiting.passes];
      if (lasts === undefined) this.events.add(now + this.day.answer, { kind: 'answered', index });
      else this.events.add(now + lasts, { kind: 'passes', index });
    }
  }

  private arrival(index: number): Arrival {
    return this.day.arrivals[index] as Arrival;
  }

  private outcome(index: number): Outcome {
    return this.outcomes[index] as Outcome;
  }
}
