/** Free ports on the loopback, for programs that cannot choose one themselves. */
import { randomInt } from 'node:crypto';
import { createServer, type AddressInfo, type Server } from 'node:net';

export async function freePort(): Promise<number> {
  const [port] = await freePorts(1);
  return port as number;
}

/** Below the numbers the system gives to outgoing connections (32768 and up): nobody else takes one meanwhile. */
const LOWEST = 12_000;
const HIGHEST = 32_000;

/** All probes stay open until every port is known, so that no number comes twice. */
export async function freePorts(count: number): Promise<number[]> {
  const probes = await Promise.all(Array.from({ length: count }, () => openProbe()));
  const ports = probes.map((probe) => (probe.address() as AddressInfo).port);
  await Promise.all(probes.map((probe) => new Promise((done) => probe.close(done))));
  return ports;
}

async function openProbe(): Promise<Server> {
  for (let tries = 0; tries < 100; tries += 1) {
    const probe = createServer();
    const port = randomInt(LOWEST, HIGHEST);
    const open = await new Promise<boolean>((done) => {
      probe.once('error', () => done(false));
      probe.listen(port, '127.0.0.1', () => done(true));
    });
    if (open) return probe;
  }
  throw new Error('no free port was found');
}
