/** One tab has the telephone: two would ring twice and take the line from each other. */
export interface TabLeader {
  /** True when this tab has it at once; else `later` is called when the other tab lets go. */
  acquire(later: () => void): Promise<boolean>;
  release(): void;
  /** Tells the other tabs that the call of this interaction was accepted here. */
  say(interactionId: string): void;
  onMessage(listener: (interactionId: string) => void): void;
}

export function tabLeader(
  name: string,
  locks: LockManager | undefined = globalThis.navigator?.locks,
): TabLeader {
  const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(name);
  let letGo: (() => void) | null = null;
  let waiting: AbortController | null = null;
  const hold = () => new Promise<void>((resolve) => (letGo = resolve));

  return {
    async acquire(later) {
      if (letGo || !locks) return true;
      const mine = await new Promise<boolean>((decide) => {
        void locks.request(name, { ifAvailable: true }, (lock) => {
          decide(lock !== null);
          return lock ? hold() : undefined;
        });
      });
      if (mine || waiting) return mine;
      waiting = new AbortController();
      locks
        .request(name, { signal: waiting.signal }, () => {
          waiting = null;
          const held = hold();
          later();
          return held;
        })
        .catch(() => undefined); // aborted: nobody wants the line here any more
      return false;
    },
    release() {
      waiting?.abort();
      waiting = null;
      letGo?.();
      letGo = null;
    },
    say: (interactionId) => channel?.postMessage(interactionId),
    onMessage: (listener) =>
      channel?.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
        if (typeof data === 'string') listener(data);
      }),
  };
}
