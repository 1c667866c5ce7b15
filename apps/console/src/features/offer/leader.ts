/** Of all tabs of this browser one leads: it alone makes sound. The lock passes on by itself when that tab goes. */
let leads = false;

export function runForLeader(): void {
  if (!('locks' in navigator)) {
    leads = true;
    return;
  }
  navigator.locks
    .request('guichet-sound', () => {
      leads = true;
      return new Promise<never>(() => undefined);
    })
    .catch(() => undefined);
}

export const isLeader = (): boolean => leads;
