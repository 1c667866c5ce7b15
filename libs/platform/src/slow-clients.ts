/** Closes sockets that stopped reading, before what waits for them fills the memory. */

interface EngineSocket {
  writeBuffer: object[];
  close(discard?: boolean): void;
}

export interface EngineClients {
  clients: Record<string, EngineSocket>;
}

/** The queue of engine.io is what tells: the websocket below it is handed one batch and then waited for. */
const waitingAtMost = 50;
const hardLimit = 5_000;
const lookEveryMs = 1_000;

/** Returns the function that ends the watch. */
export function watchSlowClients(engine: EngineClients, closed: (reason: string) => void): () => void {
  let stalled = new Map<EngineSocket, object | undefined>();
  const look = setInterval(() => {
    const now = new Map<EngineSocket, object | undefined>();
    for (const socket of Object.values(engine.clients)) {
      const waiting = socket.writeBuffer.length;
      if (waiting <= waitingAtMost) continue;
      const [first] = socket.writeBuffer;
      // A burst (a long catch-up) also queues for a moment; one that has not moved since the last look is stuck.
      if (waiting > hardLimit || stalled.get(socket) === first) {
        closed(`${waiting} packets waiting`);
        socket.close(true);
      } else now.set(socket, first);
    }
    stalled = now;
  }, lookEveryMs);
  look.unref();
  return () => clearInterval(look);
}
