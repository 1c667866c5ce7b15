/** Two calls that hear each other, until one of them ends or is sent elsewhere. */
import type { Call } from '../call.js';
import type { Exchange } from '../exchange.js';
import type { Room } from '../media/media-clock.js';

export async function talkAsPair(
  one: Call,
  other: Call,
  exchange: Exchange,
  signal: AbortSignal,
): Promise<void> {
  const room = pair(one, other);
  exchange.openRoom(room);
  try {
    await new Promise<void>((resolve) => {
      one.onEnd(resolve);
      other.onEnd(resolve);
      if (signal.aborted) resolve();
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
  } finally {
    exchange.closeRoom(room);
  }
}

function pair(one: Call, other: Call): Room {
  const seats = [one, other].map((call) => ({
    leg: call.line.leg,
    voice: { id: call.sid, muted: false, hold: false, coaches: null },
  }));
  return { voices: () => seats };
}
