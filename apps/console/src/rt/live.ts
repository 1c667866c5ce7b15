/** The console's one connection: opened at log-in, read by components through `useLive`, closed at log-out. */
import { useSyncExternalStore } from 'react';
import {
  CommandError,
  connectConsole,
  type ConsoleConnection,
  type ConsoleState,
} from '@lib/realtime-client';
import { api } from '../api/calls.js';
import { Refusal } from '../api/refusal.js';

let connection: ConsoleConnection | null = null;

export function openLive(onEnded: () => void): void {
  if (connection) return;
  const opened = connectConsole({ url: location.origin });
  connection = opened;
  const stop = opened.store.subscribe(() => {
    if (!opened.store.getSnapshot().status.ended) return;
    stop();
    onEnded();
  });
}

export function closeLive(): void {
  connection?.close();
  connection = null;
}

export function live(): ConsoleConnection {
  if (!connection) throw new Error('the live connection is used before log-in');
  return connection;
}

/** The selector returns a part of the state or a primitive; parts keep their identity while they do not change. */
export function useLive<S>(select: (state: ConsoleState) => S): S {
  const { store } = live();
  const read = (): S => select(store.getSnapshot());
  return useSyncExternalStore(store.subscribe, read, read);
}

export const liveState = (): ConsoleState => live().store.getSnapshot();

/** A gateway command's refusal in the same words as one of the HTTP API. */
export async function ordered<T>(command: Promise<T>): Promise<T> {
  try {
    return await command;
  } catch (error) {
    throw error instanceof CommandError ? new Refusal(error.problem) : error;
  }
}

export async function loadOlder(ticketId: string): Promise<void> {
  const { store } = live();
  const cursor = store.getSnapshot().timelines.get(ticketId)?.nextCursor;
  if (!cursor) return;
  const page = await api.timeline(ticketId, cursor);
  store.prepend(ticketId, page.items, page.nextCursor);
}

export async function roundTripMs(): Promise<number> {
  const began = performance.now();
  await live().send('heartbeat', {});
  return Math.round(performance.now() - began);
}
