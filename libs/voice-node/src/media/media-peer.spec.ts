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
  const lost: string[] = [];
  device.onLost(() => lost.push('device'));
  carrier.onLost(() => lost.push('carrier'));
  try {
    const offer = await device.offer();
    for (const peer of [device, carrier]) slowDown(peer, oneWayMs);
    const answer = await carrier.answer(offer);
    expect(answer).toContain('a=setup:passive');
    await device.accept(answer);
    await bothWays(device, carrier);
    expect(lost).toEqual([]);
  } finally {
    device.close();
    carrier.close();
  }
});

test('a device that looks for another way gets another end of the line, and what it says goes on to the same place', async () => {
  const settings = { stunUrl: stun.url, bindAddress: '127.0.0.1' };
  const [before, after, carrier] = [1, 2, 3].map(() => new WeriftPeer(settings)) as [
    WeriftPeer,
    WeriftPeer,
    WeriftPeer,
  ];
  const lost: string[] = [];
  carrier.onLost(() => lost.push('carrier'));
  const offered = await carrier.offer();
  try {
    await carrier.accept(await before.answer(offered));
    await bothWays(before, carrier);
    before.close();
    const answer = await carrier.answer(await after.offer());
    // The same proof of identity would tell a browser to go on with the keys of the way that is gone.
    expect(fingerprint(answer)).not.toBe(fingerprint(offered));
    await after.accept(answer);
    await bothWays(after, carrier);
    expect(carrier.connected).toBe(true);
    expect(lost).toEqual([]);
  } finally {
    for (const peer of [before, after, carrier]) peer.close();
  }
  await expect(carrier.answer(offered)).rejects.toThrow('closed');
});

const fingerprint = (sdp: string) => /^a=fingerprint:(.+)$/m.exec(sdp)?.[1];

/** Sends until both have heard the other. */
async function bothWays(device: WeriftPeer, carrier: WeriftPeer): Promise<void> {
  const arrived = { device: 0, carrier: 0 };
  device.onSamples(() => arrived.device++);
  carrier.onSamples(() => arrived.carrier++);
  for (let tries = 0; tries < 400 && Math.min(arrived.device, arrived.carrier) < 5; tries++) {
    device.send(new Int16Array(FRAME_SAMPLES));
    carrier.send(new Int16Array(FRAME_SAMPLES));
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  expect(Math.min(arrived.device, arrived.carrier)).toBeGreaterThanOrEqual(5);
}

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
