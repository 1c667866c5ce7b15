/** The one store of a console: folds snapshot and pushes, tells its readers once per frame. */
import type { AgentView, Push, Snapshot, TicketWatched, TimelineItem } from '@lib/contracts';
import {
  emptyState,
  loadingTimeline,
  type ConnectionStatus,
  type ConsoleState,
  type Timeline,
  type TypingSignal,
} from './console-state.js';
import type { FrameScheduler } from './frame-scheduler.js';
import { appendItem, replaceItem } from './timeline-fold.js';

type Collection = 'agents' | 'queues' | 'offers' | 'tickets' | 'work' | 'timelines' | 'typing';
type Draft = {
  -readonly [K in keyof ConsoleState]: ConsoleState[K] extends ReadonlyMap<infer I, infer E>
    ? Map<I, E>
    : ConsoleState[K] extends ReadonlySet<infer E>
      ? Set<E>
      : ConsoleState[K];
};

export class EntityStore {
  private shown: ConsoleState;
  private readonly draft: Draft;
  private readonly dirty = new Set<Collection>();
  private readonly listeners = new Set<() => void>();
  private flushAsked = false;
  private changed = false;

  constructor(
    status: ConnectionStatus,
    private readonly schedule: FrameScheduler,
  ) {
    this.shown = emptyState(status);
    this.draft = emptyState(status) as Draft;
  }

  /** For `useSyncExternalStore`; both are bound. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
  readonly getSnapshot = (): ConsoleState => this.shown;

  setStatus(status: ConnectionStatus): void {
    this.draft.status = status;
    this.touch();
  }

  /** Everything but the timelines, which their watches fetch anew, is what the snapshot says. */
  reset(snapshot: Snapshot, clockOffsetMs: number): void {
    this.draft.clockOffsetMs = clockOffsetMs;
    this.draft.me = snapshot.me;
    this.refill('agents', snapshot.agents);
    this.refill('queues', snapshot.queues);
    this.refill('offers', snapshot.offers);
    this.draft.overview = snapshot.overview;
    const watched = [...this.draft.timelines.keys()].flatMap((id) => this.draft.tickets.get(id) ?? []);
    this.refill('tickets', [...watched, ...snapshot.tickets]);
    this.draft.work.clear();
    for (const ticket of snapshot.tickets) this.draft.work.add(ticket.id);
    this.touch('work');
    this.flush();
  }

  apply(push: Push): void {
    switch (push.name) {
      case 'ticket.changed':
        if (push.stream.startsWith('agent:') && isWhole(push.ticket, 'subject'))
          this.joinWork(push.ticket.id);
        return this.put('tickets', push.ticket, 'subject');
      case 'ticket.left':
        return this.leave(push.ticketId, push.stream.startsWith('ticket:'));
      case 'queue.changed':
        return this.put('queues', push.queue, 'items');
      case 'agent.changed':
        this.changeMe(push.agent);
        return this.put('agents', push.agent, 'state');
      case 'overview.changed':
        this.draft.overview = push.overview;
        return this.touch();
      case 'offer.made':
        if (!isWhole({ version: 0, ...push.offer }, 'expiresAt')) return;
        this.draft.offers.set(push.offer.id, push.offer);
        this.touch('offers');
        return this.flush();
      case 'offer.ended':
        this.draft.offers.delete(push.offerId);
        this.touch('offers');
        return this.flush();
      case 'timeline.appended':
        return this.changeTimeline(push.ticketId, (timeline) => appendItem(timeline, push.item));
      case 'timeline.changed':
        return this.changeTimeline(push.ticketId, (timeline) => replaceItem(timeline, push.item));
    }
  }

  /** A watch begins or begins anew: what is shown stays until its answer is here. */
  watching(ticketId: string): void {
    if (!this.draft.timelines.has(ticketId)) this.setTimeline(ticketId, loadingTimeline);
  }

  watched(answer: TicketWatched): void {
    const { ticket, timeline, nextCursor } = answer;
    this.put('tickets', ticket, 'subject');
    this.setTimeline(ticket.id, { state: 'ready', items: timeline, nextCursor, problem: null });
  }

  refused(ticketId: string, problem: Timeline['problem']): void {
    this.setTimeline(ticketId, { ...loadingTimeline, state: 'refused', problem });
    if (!this.draft.work.has(ticketId) && this.draft.tickets.delete(ticketId)) this.touch('tickets');
  }

  unwatched(ticketId: string): void {
    this.draft.timelines.delete(ticketId);
    if (!this.draft.work.has(ticketId) && this.draft.tickets.delete(ticketId)) this.touch('tickets');
    this.touch('timelines');
  }

  /** Older items, fetched over HTTP from `nextCursor`; they must end where the held ones begin. */
  prepend(ticketId: string, items: readonly TimelineItem[], nextCursor: string | null): void {
    this.changeTimeline(ticketId, (timeline) => {
      const first = timeline.items[0]?.seq ?? Infinity;
      const older = items.filter((item) => item.seq < first);
      return { ...timeline, items: [...older, ...timeline.items], nextCursor };
    });
  }

  typed(signal: TypingSignal): void {
    const others = (this.draft.typing.get(signal.ticketId) ?? []).filter(
      (other) => other.who.id !== signal.who.id,
    );
    this.draft.typing.set(signal.ticketId, [...others, signal]);
    this.touch('typing');
  }

  /** Forgets a signal unless a newer one of the same person took its place. */
  stoppedTyping(signal: TypingSignal): void {
    const left = (this.draft.typing.get(signal.ticketId) ?? []).filter((other) => other !== signal);
    if (left.length > 0) this.draft.typing.set(signal.ticketId, left);
    else this.draft.typing.delete(signal.ticketId);
    this.touch('typing');
  }

  /** Shows the draft to the readers now. */
  flush(): void {
    if (!this.changed) return;
    const { agents, queues, offers, tickets, work, timelines, typing } = this.draft;
    const was = this.shown;
    const show = <T>(name: Collection, copy: () => T, old: T): T => (this.dirty.has(name) ? copy() : old);
    this.shown = {
      ...this.draft,
      agents: show('agents', () => new Map(agents), was.agents),
      queues: show('queues', () => new Map(queues), was.queues),
      offers: show('offers', () => new Map(offers), was.offers),
      tickets: show('tickets', () => new Map(tickets), was.tickets),
      work: show('work', () => new Set(work), was.work),
      timelines: show('timelines', () => new Map(timelines), was.timelines),
      typing: show('typing', () => new Map(typing), was.typing),
    };
    this.dirty.clear();
    this.changed = false;
    for (const listener of [...this.listeners]) listener();
  }

  private put<E extends { id: string; version: number }>(
    name: 'agents' | 'queues' | 'tickets',
    entity: E,
    needs: keyof E & string,
  ): void {
    // A part of something unknown is never made into a whole: it would lack what every reader counts on.
    if (!isWhole(entity, needs)) return;
    const held = this.draft[name] as unknown as Map<string, E>;
    const known = held.get(entity.id);
    if (known && known.version > entity.version) return;
    held.set(entity.id, entity);
    this.touch(name);
  }

  /** Abilities come with the snapshot only; the rest of me is what colleagues see. */
  private changeMe(agent: AgentView): void {
    const { me } = this.draft;
    if (me?.id !== agent.id || !isWhole(agent, 'state') || me.version > agent.version) return;
    this.draft.me = { ...me, ...agent };
  }

  private refill<E extends { id: string }>(
    name: 'agents' | 'queues' | 'offers' | 'tickets',
    entities: E[],
  ): void {
    const held = this.draft[name] as unknown as Map<string, E>;
    held.clear();
    for (const entity of entities) held.set(entity.id, entity);
    this.touch(name);
  }

  private joinWork(ticketId: string): void {
    if (this.draft.work.has(ticketId)) return;
    this.draft.work.add(ticketId);
    this.touch('work');
  }

  private leave(ticketId: string, forbidden: boolean): void {
    if (forbidden) this.setTimeline(ticketId, { ...loadingTimeline, state: 'left' });
    else if (this.draft.work.delete(ticketId)) this.touch('work');
    const timeline = this.draft.timelines.get(ticketId);
    const stillShown = this.draft.work.has(ticketId) || (timeline !== undefined && timeline.state !== 'left');
    if (!stillShown && this.draft.tickets.delete(ticketId)) this.touch('tickets');
  }

  private setTimeline(ticketId: string, timeline: Timeline): void {
    this.draft.timelines.set(ticketId, timeline);
    this.touch('timelines');
  }

  private changeTimeline(ticketId: string, change: (timeline: Timeline) => Timeline): void {
    const timeline = this.draft.timelines.get(ticketId);
    if (timeline?.state !== 'ready') return;
    const next = change(timeline);
    if (next !== timeline) this.setTimeline(ticketId, next);
  }

  private touch(name?: Collection): void {
    if (name) this.dirty.add(name);
    this.changed = true;
    if (this.flushAsked) return;
    this.flushAsked = true;
    this.schedule(() => {
      this.flushAsked = false;
      this.flush();
    });
  }
}

function isWhole<E extends { id: string; version: number }>(entity: E, needs: keyof E & string): boolean {
  return typeof entity?.id === 'string' && typeof entity.version === 'number' && entity[needs] !== undefined;
}
