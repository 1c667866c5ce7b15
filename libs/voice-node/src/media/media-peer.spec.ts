/** Two ends of a line over real sockets, with a way between them that is as slow as a bad network's. */
import { jest } from '@jest/globals';
import { FRAME_SAMPLES } from './frame.js';
import { WeriftPeer } from './media-peer.js';
import { startStunResponder, type StunResponder } from './stun-responder.js';

jest.setTimeout(60_000);

let stun: StunResponder;
beforeAll(async () => {
  stun = await startStunResponder();
});
afterAll(() => stun.close());

test.each([0, 650])('two ends %i ms apart agree, and sound arrives both ways', async (oneWayMs) => {
  const settings = { stunUrl: stun.url, bindAddress: '127.0.0.1' };
  const [device, carrier] = [new WeriftPeer(settings), new WeriftPeer(settings)];
  const arrived = { device: 0, carrier: 0 };
  device.onSamples(() => arrived.device++);
  carrier.onSamples(() => arrived.carrier++);
  const lost: string[] = [];
  device.onLost(() => lost.push('device'));
  carrier.onLost(() => lost.push('carrier'));
  try {
    const offer = await device.offer();
    for (const peer of [device, carrier]) slowDown(peer, oneWayMs);
    const answer = await carrier.answer(offer);
    expect(answer).toContain('a=setup:passive');
    await device.accept(answer);
    for (let tries = 0; tries < 400 && Math.min(arrived.device, arrived.carrier) < 5; tries++) {
      device.send(new Int16Array(FRAME_SAMPLES));
      carrier.send(new Int16Array(FRAME_SAMPLES));
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(lost).toEqual([]);
    expect(Math.min(arrived.device, arrived.carrier)).toBeGreaterThanOrEqual(5);
  } finally {
    device.close();
    carrier.close();
  }
});

interface Inside {
  connection: {
    dtlsTransports: { iceTransport: { connection: { send(data: Buffer): Promise<void> } } }[];
  };
}

/** Every packet of the handshake and of the sound leaves late; finding the way itself is not slowed. */
function slowDown(peer: WeriftPeer, ms: number): void {
  for (const { iceTransport } of (peer as unknown as Inside).connection.dtlsTransports) {
    const { connection } = iceTransport;
    const send = connection.send.bind(connection);
    connection.send = (data) =>
      new Promise((resolve) => {
        setTimeout(() => resolve(send(data).catch(() => undefined)), ms);
      });
  }
}
