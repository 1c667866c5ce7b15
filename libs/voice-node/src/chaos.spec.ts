/** The switches an account may throw to see its own code under bad weather. */
import { calm, ChaosSwitches } from './chaos.js';
import { FixtureCarrier } from './twiml/carrier.fixture.js';

test('what is not named goes back to calm; unknown switches and impossible values are refused by name', () => {
  const switches = new ChaosSwitches();
  expect(switches.set({ duplicate: true, delayMs: 200 })).toMatchObject({ duplicate: true, delayMs: 200 });
  expect(switches.set({})).toEqual(calm());
  for (const asked of [
    { dupplicate: true },
    { duplicate: 1 },
    { delayMs: -1 },
    { delayMs: 'x' },
    { hangUp: 'now' },
    [],
    null,
  ])
    expect(() => switches.set(asked)).toThrow(expect.objectContaining({ status: 400, code: 20001 }));
});

test('so many API requests are answered 429 and no more; a slow API is only slow', async () => {
  const switches = new ChaosSwitches();
  switches.set({ refuse: 2, restDelayMs: 30 });
  await expect(switches.meetRequest()).rejects.toMatchObject({ status: 429, code: 20429 });
  await expect(switches.meetRequest()).rejects.toMatchObject({ status: 429 });
  const from = Date.now();
  await switches.meetRequest();
  expect(Date.now() - from).toBeGreaterThanOrEqual(25);
});

test('calls made by the API wait for their turn, each a step later than the one before', () => {
  const switches = new ChaosSwitches();
  expect(switches.turnInMs()).toBe(0);
  switches.set({ callsPerSecond: 2 });
  const turns = [switches.turnInMs(), switches.turnInMs(), switches.turnInMs()];
  expect(turns.map((ms) => Math.round(ms / 100))).toEqual([0, 5, 10]);
});

test('the next party in the asked place hangs up, once', async () => {
  const carrier = new FixtureCarrier();
  const queue = '<Response><Enqueue action="/exit">q</Enqueue></Response>';
  carrier.switches.set({ hangUp: 'enqueue' });
  const [unlucky, lucky] = [
    carrier.callIn(carrier.plug('a'), queue),
    carrier.callIn(carrier.plug('b'), queue),
  ];
  await carrier.pass(100);
  await new Promise((resolve) => setTimeout(resolve, 150));
  expect([unlucky.status, lucky.status]).toEqual(['completed', 'in-progress']);
  expect(carrier.askedAt('http://account/exit')).toMatchObject([{ QueueResult: 'hangup' }]);

  carrier.switches.set({ hangUp: 'transfer' });
  carrier.interpreter.start(lucky, { twiml: '<Response><Pause length="60"/></Response>' });
  await new Promise((resolve) => setTimeout(resolve, 150));
  expect(lucky.status).toBe('completed');

  carrier.switches.set({ hangUp: 'ringing' });
  carrier.plug('+15005550177');
  const call = carrier.exchange.dial({
    ...{ to: '+15005550177', from: '+15005550100', direction: 'outbound-api' as const },
    answered: () => undefined,
  });
  await carrier.settle();
  await new Promise((resolve) => setTimeout(resolve, 150));
  expect(call.status).toBe('canceled');
});
