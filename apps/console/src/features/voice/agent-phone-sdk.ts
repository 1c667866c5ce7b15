/** Loads the provider's browser library when a line is first wanted, and lets it speak plain ws to a page on plain http. */
import type { Device } from '@twilio/voice-sdk';

export interface VoiceSdk {
  Device: typeof Device;
}

let loading: Promise<VoiceSdk> | undefined;

/** The library always says `wss:` and takes the WebSocket class as it is at import: so the class is changed just for that moment. */
export function loadVoiceSdk(edge: string | null): Promise<VoiceSdk> {
  const plain = edge !== null && globalThis.location.protocol === 'http:';
  loading ??= plain ? withPlainSockets(edge, () => import('@twilio/voice-sdk')) : import('@twilio/voice-sdk');
  loading.catch(() => {
    loading = undefined;
  });
  return loading;
}

async function withPlainSockets<T>(edge: string, work: () => Promise<T>): Promise<T> {
  const Native = globalThis.WebSocket;
  const own = `wss://${edge}`;
  globalThis.WebSocket = class extends Native {
    constructor(url: string | URL, protocols?: string | string[]) {
      const text = String(url);
      super(text.startsWith(own) ? text.replace('wss:', 'ws:') : text, protocols);
    }
  };
  try {
    return await work();
  } finally {
    globalThis.WebSocket = Native;
  }
}

/** A page opened as 127.0.0.1 talks to itself, although the server calls itself localhost: its policy allows no other. */
export function edgeHere(edge: string | null | undefined): string | null {
  if (!edge) return null;
  const [host = '', ...path] = edge.split('/');
  const here = globalThis.location;
  const loopback = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/;
  return loopback.test(host) && here && loopback.test(here.host) ? [here.host, ...path].join('/') : edge;
}
