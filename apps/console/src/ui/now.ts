/** One ticking clock for every timer on screen, in the server's time; it stops when nobody looks at it. */
import { useSyncExternalStore } from 'react';
import { liveState } from '../rt/live.js';

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | null = null;
let tick = Date.now();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    tick = Date.now();
    for (const one of [...listeners]) one();
  }, 1_000);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0 && timer) {
      clearInterval(timer);
      timer = null;
    }
  };
}

/** Milliseconds since 1970 by the server's clock, advancing once a second. */
export function useNow(): number {
  const local = useSyncExternalStore(subscribe, () => tick);
  return Math.max(local, Date.now() - 1_000) + liveState().clockOffsetMs;
}

export const serverNow = (): number => Date.now() + liveState().clockOffsetMs;
