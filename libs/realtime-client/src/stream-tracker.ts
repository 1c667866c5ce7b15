/** Keeps every stream gapless: drops what was seen, holds back what came too early, says what is missing. */
import type { Push, StreamCursors } from '@lib/contracts';

export type Arrival =
  { kind: 'dropped' } | { kind: 'ready'; pushes: Push[] } | { kind: 'gap' } | { kind: 'foreign-epoch' };

/** More than this held back on one stream means the catch-up will resend them anyway. */
const heldBackAtMost = 500;

export class StreamTracker {
  private currentEpoch = '';
  private readonly last = new Map<string, number>();
  private readonly early = new Map<string, Map<number, Push>>();

  get epoch(): string {
    return this.currentEpoch;
  }

  reset(epoch: string, streams: StreamCursors): void {
    this.currentEpoch = epoch;
    this.last.clear();
    this.early.clear();
    for (const [stream, seq] of Object.entries(streams)) this.last.set(stream, seq);
  }

  follow(stream: string, seq: number): void {
    this.last.set(stream, seq);
    this.early.delete(stream);
  }

  forget(stream: string): void {
    this.last.delete(stream);
    this.early.delete(stream);
  }

  accept(push: Push): Arrival {
    if (push.epoch !== this.currentEpoch) return { kind: 'foreign-epoch' };
    const last = this.last.get(push.stream);
    if (last === undefined || push.seq <= last) return { kind: 'dropped' };
    if (push.seq > last + 1) {
      this.holdBack(push);
      return { kind: 'gap' };
    }
    this.last.set(push.stream, push.seq);
    return { kind: 'ready', pushes: [push, ...this.releaseAfter(push)] };
  }

  /** Cursors of the streams on which something is known to be missing. */
  gaps(): StreamCursors {
    const cursors: StreamCursors = {};
    for (const stream of this.early.keys()) cursors[stream] = this.last.get(stream) ?? 0;
    return cursors;
  }

  /** Cursors of every followed stream. */
  cursors(): StreamCursors {
    return Object.fromEntries(this.last);
  }

  /** True when the server says it has sent more than has arrived. */
  isBehind(streams: StreamCursors): boolean {
    return Object.entries(streams).some(([stream, seq]) => (this.last.get(stream) ?? seq) < seq);
  }

  private holdBack(push: Push): void {
    const held = this.early.get(push.stream) ?? new Map<number, Push>();
    this.early.set(push.stream, held);
    if (held.size < heldBackAtMost) held.set(push.seq, push);
  }

  private releaseAfter(push: Push): Push[] {
    const held = this.early.get(push.stream);
    if (!held) return [];
    const released: Push[] = [];
    for (let next = held.get(push.seq + 1); next; next = held.get(next.seq + 1)) {
      released.push(next);
      this.last.set(push.stream, next.seq);
    }
    const last = released.at(-1)?.seq ?? push.seq;
    for (const seq of held.keys()) if (seq <= last) held.delete(seq);
    if (held.size === 0) this.early.delete(push.stream);
    return released;
  }
}
