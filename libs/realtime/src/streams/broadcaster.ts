/** Carries a numbered push to its followers: encoded once per slice, and never so many at once that the loop stands still. */
import type { AgentToServer, Push, ServerToAgent } from '@lib/contracts';
import type { Namespace, Socket } from 'socket.io';
import type { Connection } from '../connection.js';

export type AgentSocket = Socket<AgentToServer, ServerToAgent, Record<string, never>, Connection>;
export type AgentNamespace = Namespace<AgentToServer, ServerToAgent, Record<string, never>, Connection>;

const sliceSize = 500;
const atOnceAtMost = 1_000;

/** Every socket belongs to one slice of at most 500; a stream's followers are then one room per slice. */
export class Broadcaster {
  private namespace: AgentNamespace | undefined;
  private readonly sliceSizes: number[] = [];
  private readonly sliceOf = new Map<string, number>();
  private readonly followers = new Map<string, Map<number, number>>();
  private readonly waiting: { stream: string; send: () => void }[] = [];
  private readonly waitingPerStream = new Map<string, number>();

  attach(namespace: AgentNamespace): void {
    this.namespace = namespace;
  }

  admit(socket: AgentSocket): void {
    const free = this.sliceSizes.findIndex((size) => size < sliceSize);
    const slice = free < 0 ? this.sliceSizes.push(0) - 1 : free;
    this.sliceSizes[slice] = (this.sliceSizes[slice] ?? 0) + 1;
    this.sliceOf.set(socket.id, slice);
  }

  /** After `leave` on each of its streams. */
  dismiss(socket: AgentSocket): void {
    const slice = this.sliceOf.get(socket.id);
    if (slice === undefined) return;
    this.sliceOf.delete(socket.id);
    this.sliceSizes[slice] = (this.sliceSizes[slice] ?? 1) - 1;
  }

  join(socket: AgentSocket, stream: string): void {
    this.count(socket, stream, 1);
    void socket.join(roomOf(stream, this.sliceOf.get(socket.id) ?? 0));
  }

  leave(socket: AgentSocket, stream: string): void {
    this.count(socket, stream, -1);
    void socket.leave(roomOf(stream, this.sliceOf.get(socket.id) ?? 0));
  }

  send(push: Push): void {
    const slices = this.followers.get(push.stream);
    if (!slices) return;
    const total = [...slices.values()].reduce((sum, size) => sum + size, 0);
    const sends = [...slices.keys()].map((slice) => () => this.emit(roomOf(push.stream, slice), push));
    // What already waits on this stream goes first: its order is a promise.
    if (total <= atOnceAtMost && !this.waitingPerStream.has(push.stream)) for (const send of sends) send();
    else for (const send of sends) this.queue(push.stream, send);
  }

  /** Not numbered, not kept, dropped for who is slow; not told to the one it comes from. */
  signal(stream: string, signal: Parameters<ServerToAgent['typing']>[0], from?: AgentSocket): void {
    for (const slice of this.followers.get(stream)?.keys() ?? []) {
      this.namespace?.local.volatile
        .to(roomOf(stream, slice))
        .except(from?.id ?? [])
        .emit('typing', signal);
    }
  }

  /** Not numbered either, but sent to all who follow the stream. */
  tell<N extends 'bulk-job.progressed' | 'article.changed'>(
    stream: string,
    name: N,
    ...said: Parameters<ServerToAgent[N]>
  ): void {
    for (const slice of this.followers.get(stream)?.keys() ?? [])
      this.namespace?.local.to(roomOf(stream, slice)).emit(name, ...said);
  }

  private emit(room: string, push: Push): void {
    const { name, ...body } = push;
    const wire = this.namespace?.local.to(room) as unknown as
      { emit(name: string, body: object): void } | undefined;
    wire?.emit(name, body);
  }

  private queue(stream: string, send: () => void): void {
    this.waiting.push({ stream, send });
    this.waitingPerStream.set(stream, (this.waitingPerStream.get(stream) ?? 0) + 1);
    if (this.waiting.length === 1) setImmediate(() => this.sendNext());
  }

  private sendNext(): void {
    const next = this.waiting[0];
    if (!next) return;
    next.send();
    this.waiting.shift();
    const left = (this.waitingPerStream.get(next.stream) ?? 1) - 1;
    if (left > 0) this.waitingPerStream.set(next.stream, left);
    else this.waitingPerStream.delete(next.stream);
    if (this.waiting.length > 0) setImmediate(() => this.sendNext());
  }

  private count(socket: AgentSocket, stream: string, by: number): void {
    const slice = this.sliceOf.get(socket.id) ?? 0;
    const slices = this.followers.get(stream) ?? new Map<number, number>();
    const size = (slices.get(slice) ?? 0) + by;
    if (size > 0) slices.set(slice, size);
    else slices.delete(slice);
    if (slices.size > 0) this.followers.set(stream, slices);
    else this.followers.delete(stream);
  }
}

const roomOf = (stream: string, slice: number): string => `${stream}#${slice}`;
