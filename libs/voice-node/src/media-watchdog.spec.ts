/** Calls that are up and carry nothing, told by a clock turned by hand. */
import { FixtureCarrier } from './twiml/carrier.fixture.js';

const room = (label: string) =>
  `<Response><Dial action="/after-${label}"><Conference beep="false" participantLabel="${label}" endConferenceOnExit="${label === 'agent'}"
    statusCallback="/conf" statusCallbackEvent="leave end">room</Conference></Dial></Response>`;

test('a device that falls silent is noticed, and a call whose sound comes back goes on', async () => {
  const carrier = new FixtureCarrier();
  const line = carrier.plug('caller', 440);
  const call = carrier.callIn(line, '<Response><Say>x</Say><Pause length="60"/></Response>');
  await carrier.pass(500);
  line.dead = true;
  await carrier.pass(4000);
  expect([carrier.journal.warnings, carrier.clock.silentLegs, call.status]).toEqual([1, 1, 'in-progress']);
  line.dead = false;
  await carrier.pass(16_000);
  expect([carrier.journal.warnings, carrier.clock.silentLegs, call.status]).toEqual([1, 0, 'in-progress']);
});

test('sound that does not come back ends the call with its reason, and the other party is not left alone', async () => {
  const carrier = new FixtureCarrier();
  const [caller, agent] = [carrier.plug('caller', 440), carrier.plug('agent', 700)];
  const customer = carrier.callIn(caller, room('customer'));
  await carrier.pass(100);
  const call = carrier.callIn(agent, room('agent'));
  call.subscription = { url: 'http://account/leg', method: 'POST', events: ['completed'] };
  await carrier.pass(500);
  agent.dead = true;
  await carrier.pass(15_500);
  expect(call.status).toBe('completed');
  expect(agent.reason).toBe(53405);
  expect(carrier.askedAt('http://account/leg')).toMatchObject([
    { CallStatus: 'completed', ErrorCode: '53405' },
  ]);
  expect(carrier.askedAt('http://account/conf').map((told) => told.StatusCallbackEvent)).toContain(
    'conference-end',
  );
  await carrier.pass(200);
  expect(carrier.askedAt('http://account/after-customer')).toHaveLength(1);
  expect(customer.ended).toBe(true);
});
