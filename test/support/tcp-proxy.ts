/** A wire that can be made slow, silent or cut: stands between the product and a database, mail or socket server. */
import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';

export interface TcpProxy {
  port: number;
  /** Everything goes through again, at once. */
  pass(): void;
  /** Every piece, both ways, arrives this much later; order is kept. */
  delay(ms: number): void;
  /** Connections stay open and new ones are accepted, but nothing arrives any more. */
  blackhole(): void;
  /** Breaks all connections and refuses new ones until `pass()`. */
  cut(): void;
  /** Breaks the present connections only, as a restarted server would. */
  reset(): void;
  connections(): number;
  stop(): Promise<void>;
}

type Mode = 'pass' | 'blackhole' | 'cut';

export async function startTcpProxy(target: { host?: string; port: number }): Promise<TcpProxy> {
  let mode: Mode = 'pass';
  let delayMs = 0;
  const held = new Set<() => void>();
  const sockets = new Set<Socket>();

  const forward = (from: Socket, to: Socket): void => {
    from.on('data', (piece) => {
      const send = (): void => void (to.destroyed || to.write(piece));
      const deliver = (): void => void (mode === 'blackhole' ? held.add(send) : send());
      if (delayMs > 0) setTimeout(deliver, delayMs);
      else deliver();
    });
    from.on('close', () => to.destroy());
    from.on('error', () => to.destroy());
  };
  const server = createServer((client) => {
    if (mode === 'cut') return void client.resetAndDestroy();
    const upstream = connect({ host: target.host ?? '127.0.0.1', port: target.port, noDelay: true });
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
    }
    forward(client, upstream);
    forward(upstream, client);
  });
  const breakAll = (): void => {
    held.clear();
    for (const socket of sockets) socket.resetAndDestroy();
  };
  const port = await listen(server);
  return {
    port,
    pass: () => {
      mode = 'pass';
      delayMs = 0;
      for (const send of held) send();
      held.clear();
    },
    delay: (ms) => (delayMs = ms),
    blackhole: () => (mode = 'blackhole'),
    cut: () => {
      mode = 'cut';
      breakAll();
    },
    reset: breakAll,
    connections: () => sockets.size / 2,
    stop: () => {
      breakAll();
      return new Promise((done) => server.close(() => done()));
    },
  };
}

function listen(server: Server): Promise<number> {
  return new Promise((done) =>
    server.listen(0, '127.0.0.1', () => done((server.address() as AddressInfo).port)),
  );
}
