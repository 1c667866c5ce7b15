/** Free ports on the loopback, for programs that cannot choose one themselves. */
import { createServer } from 'node:net';

export async function freePort(): Promise<number> {
  const [port] = await freePorts(1);
  return port as number;
}

/** All probes stay open until every port is known, so that no number comes twice. */
export async function freePorts(count: number): Promise<number[]> {
  const probes = await Promise.all(
    Array.from({ length: count }, () => {
      const probe = createServer();
      return new Promise<typeof probe>((done, failed) => {
        probe.once('error', failed);
        probe.listen(0, '127.0.0.1', () => done(probe));
      });
    }),
  );
  const ports = probes.map((probe) => (probe.address() as { port: number }).port);
  await Promise.all(probes.map((probe) => new Promise((done) => probe.close(done))));
  return ports;
}
