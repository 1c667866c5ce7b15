/** What each verb does on a call, told by a clock turned by hand. */
import { toneLevel } from '../../../../test/fixtures/audio/goertzel.js';
import { FixtureCarrier } from './carrier.fixture.js';

let carrier: FixtureCarrier;
beforeEach(() => {
  carrier = new FixtureCarrier();
});

test('verbs run one after the other, in time with the sound, and the end of the document hangs up', async () => {
  const line = carrier.plug('caller');
  const call = carrier.callIn(line, '<Response><Say>hello</Say><Pause length="1"/></Response>');
  await carrier.pass(200);
  expect(call.status).toBe('in-progress');
  await carrier.pass(1000);
  expect(call.status).toBe('completed');
  expect(line.hungUp).toBe(true);
});

test('Reject does not answer, and a verb nobody knows is passed over with a warning', async () => {
  const rejected = carrier.callIn(carrier.plug('a'), '<Response><Reject reason="busy"/></Response>');
  await carrier.pass(40);
  expect(rejected).toMatchObject({ status: 'busy', answeredAt: null });
  const warned = carrier.callIn(carrier.plug('b'), '<Response><Dance/><Hangup/></Response>');
  await carrier.pass(40);
  expect(warned.status).toBe('completed');
  expect(carrier.journal.warnings).toBe(1);
});

test('Gather stops its prompt at the first key, collects, and sends the digits to its action', async () => {
  const line = carrier.plug('caller');
  carrier.callIn(
    line,
    '<Response><Gather numDigits="2" action="/menu"><Play loop="0">x</Play></Gather></Response>',
  );
  await carrier.pass(200);
  line.press('4');
  await carrier.pass(200);
  line.press('2');
  await carrier.pass(100);
  expect(carrier.askedAt('http://account/menu')).toMatchObject([{ Digits: '42' }]);
});

test('Gather without a key falls through, or asks its action when told to', async () => {
  carrier.callIn(
    carrier.plug('a'),
    '<Response><Gather timeout="1"/><Redirect>/through</Redirect></Response>',
  );
  await carrier.pass(1200);
  expect(carrier.askedAt('http://account/through')).toHaveLength(1);
  carrier.callIn(
    carrier.plug('b'),
    '<Response><Gather timeout="1" actionOnEmptyResult="true" action="/empty"/></Response>',
  );
  await carrier.pass(1200);
  expect(carrier.askedAt('http://account/empty')).toMatchObject([{ Digits: '' }]);
});

test('Enqueue asks for the waiting document again and again, with position, until the caller hangs up', async () => {
  const line = carrier.plug('caller');
  carrier.documents['http://account/wait'] = '<Response><Play>x</Play><Say>x</Say></Response>';
  carrier.callIn(line, '<Response><Enqueue waitUrl="/wait" action="/exit">q</Enqueue></Response>');
  await carrier.pass(2500);
  const asked = carrier.askedAt('http://account/wait');
  expect(asked.length).toBeGreaterThanOrEqual(2);
  expect(asked[0]).toMatchObject({ QueuePosition: '1', CurrentQueueSize: '1' });
  line.putDown();
  await carrier.settle();
  expect(carrier.askedAt('http://account/exit')).toMatchObject([
    { QueueResult: 'hangup', CallStatus: 'completed' },
  ]);
});

test('a call sent elsewhere leaves its queue: the action is told and its answer is not run', async () => {
  const call = carrier.callIn(
    carrier.plug('caller'),
    '<Response><Enqueue action="/exit">q</Enqueue></Response>',
  );
  carrier.documents['http://account/exit'] = '<Response><Reject/></Response>';
  await carrier.pass(100);
  carrier.interpreter.start(call, { twiml: '<Response><Pause length="60"/></Response>' });
  await carrier.pass(100);
  expect(carrier.askedAt('http://account/exit')).toMatchObject([{ QueueResult: 'redirected' }]);
  expect(call.status).toBe('in-progress');
});

test('Leave ends the wait and runs what the action answers', async () => {
  carrier.documents['http://account/wait'] = '<Response><Leave/></Response>';
  carrier.documents['http://account/exit'] = '<Response><Redirect>/next</Redirect></Response>';
  carrier.callIn(
    carrier.plug('caller'),
    '<Response><Enqueue waitUrl="/wait" action="/exit">q</Enqueue></Response>',
  );
  await carrier.pass(100);
  expect(carrier.askedAt('http://account/exit')).toMatchObject([{ QueueResult: 'leave' }]);
  expect(carrier.askedAt('http://account/next')).toHaveLength(1);
});

test('Dial takes the caller at the front of a queue, or waits for the next, and joins the two', async () => {
  const agent = carrier.plug('agent', 1000);
  const waiting = carrier.plug('waiting', 440);
  carrier.callIn(agent, '<Response><Dial action="/dialled"><Queue>q</Queue></Dial></Response>');
  await carrier.pass(100);
  carrier.callIn(waiting, '<Response><Enqueue action="/exit">q</Enqueue></Response>');
  await carrier.pass(1000);
  expect(dominance(agent.heard.slice(-4000), 440, 1000)).toBeGreaterThan(40);
  expect(dominance(waiting.heard.slice(-4000), 1000, 440)).toBeGreaterThan(40);
  expect(carrier.exchange.queues.all).toEqual([]);
  agent.putDown();
  await carrier.settle();
  expect(carrier.askedAt('http://account/exit')).toMatchObject([{ QueueResult: 'bridged' }]);
});

test('of two who dial one queue only one gets the caller; the other is told after its patience', async () => {
  carrier.callIn(
    carrier.plug('a'),
    '<Response><Dial action="/a" timeout="1"><Queue>q</Queue></Dial></Response>',
  );
  carrier.callIn(
    carrier.plug('b'),
    '<Response><Dial action="/b" timeout="1"><Queue>q</Queue></Dial></Response>',
  );
  await carrier.pass(100);
  const caller = carrier.plug('caller');
  carrier.callIn(caller, '<Response><Enqueue>q</Enqueue></Response>');
  await carrier.pass(1500);
  caller.putDown();
  await carrier.settle();
  const told = ['http://account/a', 'http://account/b'].flatMap((url) => carrier.askedAt(url));
  expect(told.map(({ DialCallStatus }) => DialCallStatus).sort()).toEqual(['completed', 'no-answer']);
});

test('a caller who meets a full queue is told so and goes on', async () => {
  carrier.exchange.queues.make('q', 1);
  const enqueue = '<Response><Enqueue action="/exit">q</Enqueue></Response>';
  carrier.callIn(carrier.plug('a'), enqueue);
  await carrier.pass(100);
  carrier.callIn(carrier.plug('b'), enqueue);
  await carrier.pass(100);
  expect(carrier.askedAt('http://account/exit')).toMatchObject([{ QueueResult: 'queue-full' }]);
});

test('Refer says that no line here can be referred, and the call goes on', async () => {
  const document = '<Response><Refer action="/referred"><Sip>sip:a@b</Sip></Refer></Response>';
  carrier.callIn(carrier.plug('a'), document);
  await carrier.pass(100);
  expect(carrier.askedAt('http://account/referred')).toMatchObject([{ ReferCallStatus: 'failed' }]);
  expect(carrier.journal.warnings).toBe(1);
});

test('Start records beside the document until Stop; what needs an engine is passed over with a warning', async () => {
  const line = carrier.plug('caller', 440);
  const call = carrier.callIn(
    line,
    `<Response><Start><Recording recordingStatusCallback="/rec" recordingStatusCallbackEvent="in-progress completed"/>
      <Transcription/></Start><Pause length="1"/><Stop><Recording/></Stop><Pause length="1"/></Response>`,
  );
  await carrier.pass(600);
  expect(carrier.recordings.current(call.sid)?.request.channels).toBe(2);
  await carrier.pass(900);
  expect(call.status).toBe('in-progress');
  expect(carrier.askedAt('http://account/rec').map(({ RecordingStatus }) => RecordingStatus)).toEqual([
    'in-progress',
    'completed',
  ]);
  expect(carrier.journal.warnings).toBe(1);
});

test('Dial rings a device, joins it both ways, and says how it ended', async () => {
  const caller = carrier.plug('caller', 440);
  const other = carrier.plug('+15005550177', 1000);
  carrier.callIn(caller, '<Response><Dial action="/dialled"><Number>+15005550177</Number></Dial></Response>');
  await carrier.pass(200);
  other.pickUp();
  await carrier.pass(1000);
  expect(dominance(caller.heard.slice(-4000), 1000, 440)).toBeGreaterThan(40);
  expect(dominance(other.heard.slice(-4000), 440, 1000)).toBeGreaterThan(40);
  other.putDown();
  await carrier.settle();
  expect(carrier.askedAt('http://account/dialled')).toMatchObject([
    { DialCallStatus: 'completed', DialBridged: 'true' },
  ]);
});

test('Dial reports a busy party, and one that does not exist', async () => {
  const other = carrier.plug('+15005550177');
  carrier.callIn(carrier.plug('a'), '<Response><Dial action="/busy">+15005550177</Dial></Response>');
  await carrier.pass(100);
  other.refuse('busy');
  await carrier.settle();
  expect(carrier.askedAt('http://account/busy')).toMatchObject([{ DialCallStatus: 'busy' }]);
  carrier.callIn(carrier.plug('b'), '<Response><Dial action="/failed">+15005559999</Dial></Response>');
  await carrier.pass(100);
  expect(carrier.askedAt('http://account/failed')).toMatchObject([{ DialCallStatus: 'failed' }]);
});

test('documents that only lead to each other end in an apology, not in a circle', async () => {
  carrier.documents['http://account/loop'] = '<Response><Redirect>/loop</Redirect></Response>';
  const call = carrier.callIn(
    carrier.plug('caller'),
    '<Response><Say>x</Say><Redirect>/loop</Redirect></Response>',
  );
  for (let i = 0; i < 60; i++) await carrier.pass(100);
  expect(call.status).toBe('completed');
  expect(carrier.askedAt('http://account/loop').length).toBeLessThan(60);
});

const dominance = (heard: number[], loud: number, quiet: number) =>
  toneLevel(heard, loud) - toneLevel(heard, quiet);
