/** A way through a network that can be broken: carries datagrams to a server and back, loses some, and forgets who moved away. */
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';

export interface UdpPath {
  port: number;
  /** Whoever came this way so far is cut off for good and not told; who comes from another socket gets through. */
  strand(): void;
  /** Each datagram is lost with this chance, from 0 to 1. */
  lose(chance: number): void;
  /** How many datagrams went through, both ways. */
  readonly carried: number;
  stop(): void;
}

/** `random` gives numbers from 0 to below 1; a test that loses packets brings one it can repeat. */
export async function openUdpPath(target: number, random: () => number = Math.random): Promise<UdpPath> {
  const door = createSocket('udp4');
  const beyond = new Map<string, Socket>();
  const stranded = new Set<string>();
  let chance = 0;
  let carried = 0;
  const passes = (): boolean => {
    const through = random() >= chance;
    if (through) carried++;
    return through;
  };
  const wayOf = (client: RemoteInfo): Socket => {
    const key = nameOf(client);
    const known = beyond.get(key);
    if (known) return known;
    const made = createSocket('udp4');
    made.on('message', (data) => passes() && door.send(data, client.port, client.address));
    made.on('error', () => undefined);
    beyond.set(key, made);
    return made;
  };
  door.on('message', (data, client) => {
    if (stranded.has(nameOf(client))) return;
    const way = wayOf(client);
    if (passes()) way.send(data, target, '127.0.0.1');
  });
  await new Promise<void>((resolve, reject) => {
    door.once('error', reject);
    door.bind(0, '127.0.0.1', resolve);
  });
  return {
    port: door.address().port,
    strand: () => {
      for (const [key, way] of beyond) {
        if (!stranded.has(key)) way.close();
        stranded.add(key);
      }
    },
    lose: (of) => (chance = of),
    get carried() {
      return carried;
    },
    stop: () => {
      for (const [key, way] of beyond) if (!stranded.has(key)) way.close();
      door.close();
    },
  };
}

const nameOf = ({ address, port }: RemoteInfo): string => `${address}:${port}`;
