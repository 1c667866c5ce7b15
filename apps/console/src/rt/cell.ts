/** The smallest shared state: a value outside React that components subscribe to. */
import { useSyncExternalStore } from 'react';

export interface Cell<T> {
  get(): T;
  set(next: T | ((before: T) => T)): void;
  subscribe(listener: () => void): () => void;
}

export function createCell<T>(initial: T): Cell<T> {
  let value = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    set: (next) => {
      const after = typeof next === 'function' ? (next as (before: T) => T)(value) : next;
      if (Object.is(after, value)) return;
      value = after;
      for (const listener of listeners) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** The selector must return a part of the value, or a primitive: a fresh object each time would never settle. */
export function useCell<T, S = T>(cell: Cell<T>, select?: (value: T) => S): S {
  const read = (): S => (select ? select(cell.get()) : (cell.get() as unknown as S));
  return useSyncExternalStore(cell.subscribe, read, read);
}
