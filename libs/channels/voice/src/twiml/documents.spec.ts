import fc from 'fast-check';
import {
  backToQueue,
  goodbye,
  greeting,
  lineCheck,
  interactionOf,
  joinConference,
  nothing,
  onHold,
  outage,
  waiting,
} from './documents.js';
import { holdMusic } from './hold-music.js';
import { spellTicketNumber } from './spoken.js';
import { grammar } from './twiml-grammar.fixture.js';
import { faultsOf, verbsOf } from './twiml-rules.fixture.js';
import { VoiceUrls } from './voice-urls.js';

const urls = new VoiceUrls({ publicUrl: 'https://support.test', VOICE_WEBHOOK_BASE: undefined });
const sid = `CA${'0'.repeat(32)}`;
const interactionId = '01890a5d-ac96-774b-bcce-b302099a8057';
const untold = { number: false, minutes: null };

describe.each(['fr', 'en'] as const)('in %s', (locale) => {
  test.each([
    ['greeting', greeting(sid, locale, urls)],
    ['back to the queue', backToQueue(sid, locale, urls)],
    ['goodbye', goodbye(locale)],
    ['outage', outage(locale, 0, urls.again('inbound', 1), urls)],
    ['outage again', outage(locale, 3, urls.again('inbound', 4), urls)],
  ])('%s is legal TwiML', (_, xml) => {
    expect(faultsOf(xml, 'call')).toEqual([]);
  });

  test('a round of hold is legal where a party on hold hears it: music, a word, and again', () => {
    expect(faultsOf(onHold(sid, locale, urls), 'queue')).toEqual([]);
    expect(verbsOf(onHold(sid, locale, urls))).toEqual(['Play', 'Say', 'Redirect']);
  });

  test('every round of waiting is legal where the caller hears it, whatever is known', () => {
    const known = fc.record({
      ticketNumber: fc.option(fc.constantFrom('G-000123', 'G-1000000')),
      position: fc.option(fc.integer({ min: 1, max: 999 })),
      estimatedWaitSeconds: fc.option(fc.integer({ min: 0, max: 20_000 })),
    });
    const told = fc.record({ number: fc.boolean(), minutes: fc.option(fc.integer({ min: 1, max: 300 })) });
    fc.assert(
      fc.property(fc.option(known), told, (now, before) => {
        expect(faultsOf(waiting(sid, locale, now, before, urls), 'queue')).toEqual([]);
      }),
    );
  });
});

test('the static documents', () => {
  expect(faultsOf(joinConference(sid, interactionId, urls), 'call')).toEqual([]);
  expect(faultsOf(nothing(), 'call')).toEqual([]);
  expect(faultsOf(lineCheck(urls), 'call')).toEqual([]);
  expect(joinConference(sid, interactionId, urls)).toContain(`>ix-${interactionId}</Conference>`);
});

test('the rule table finds planted faults', () => {
  expect(faultsOf('<Response><Dial><Say>x</Say></Dial></Response>', 'call')).toEqual(['Say inside Dial']);
  expect(faultsOf('<Response><Say voice2="x">x</Say></Response>', 'call')).toEqual([
    'Say has no attribute voice2',
  ]);
  expect(faultsOf('<Response><Dial>+1</Dial></Response>', 'queue')).toEqual([
    'Dial is not possible while queued',
  ]);
  expect(faultsOf('<Response><Say>x</Response>', 'call')).toHaveLength(1);
  expect(
    faultsOf(
      '<Response><Dial timeout="soon"><Conference beep="loud">x</Conference></Dial></Response>',
      'call',
    ),
  ).toEqual(['Dial timeout cannot be soon', 'Conference beep cannot be loud']);
  expect(faultsOf('<Response><Leave/></Response>', 'hold')).toEqual(['Leave is not possible while held']);
  expect(faultsOf('<Response><Gather input="dtmf smell"><Record/></Gather></Response>', 'call')).toEqual([
    'Gather input cannot be dtmf smell',
    'Record inside Gather',
  ]);
});

test('the grammar knows all the verbs, and what the provider says may stand in them', () => {
  const inside = (name: string) => [...(grammar.get(name)?.children ?? [])].sort();
  expect(grammar.size).toBeGreaterThan(45);
  expect(inside('Gather')).toEqual(['Pause', 'Play', 'Say']);
  expect(inside('Dial')).toEqual([
    'Application',
    'Client',
    'Conference',
    'Number',
    'Queue',
    'Sim',
    'Sip',
    'WhatsApp',
  ]);
  expect(inside('Stop')).toEqual(['Siprec', 'Stream', 'Transcription']);
  expect(inside('Say')).toContain('say-as');
  expect(grammar.get('Record')?.attributes.maxLength).toEqual({ type: 'number', list: false });
});

test('the greeting speaks, then queues with our own waiting and exit', () => {
  const xml = greeting(sid, 'fr', urls);
  expect(verbsOf(xml)).toEqual(['Say', 'Enqueue']);
  expect(xml).toContain('language="fr-FR"');
  expect(xml).toContain(`waitUrl="https://support.test/voice/wait/${sid}?lang=fr"`);
  expect(xml).toContain(`action="https://support.test/voice/queue-exit/${sid}"`);
});

test('the ticket number is spoken once and digit by digit', () => {
  const now = { ticketNumber: 'G-000123', position: 2, estimatedWaitSeconds: null };
  const first = waiting(sid, 'fr', now, untold, urls);
  expect(first).toContain('Votre dossier est le G, 1, 2, 3.');
  expect(first).toContain('Vous êtes numéro 2 dans la file.');
  expect(first).toContain(`/voice/wait/${sid}?lang=fr&amp;told=1</Redirect>`);
  expect(waiting(sid, 'fr', now, { number: true, minutes: null }, urls)).not.toContain('dossier');
  expect(spellTicketNumber('G-000045')).toBe('G, 4, 5');
});

test('nothing known yet: music, and the number is still to be told', () => {
  const xml = waiting(sid, 'en', null, untold, urls);
  expect(verbsOf(xml)).toEqual(['Gather', 'Redirect']);
  expect(xml).toContain(`/voice/wait/${sid}?lang=en</Redirect>`);
});

test.each([
  [20, null, null],
  [31, null, 'about 1 minute.'],
  [61, null, 'about 2 minutes.'],
  [61, 1, null],
  [61, 2, null],
  [61, 3, 'about 2 minutes.'],
])('an estimate of %i s after %p minutes were told says %p', (estimatedWaitSeconds, minutes, spoken) => {
  const xml = waiting(
    sid,
    'en',
    { ticketNumber: null, position: null, estimatedWaitSeconds },
    { number: true, minutes },
    urls,
  );
  if (spoken) expect(xml).toContain(spoken);
  else expect(xml).not.toContain('The wait');
  expect(xml).toContain('told=1');
});

test('a conference name gives its interaction back, and nothing else does', () => {
  expect(interactionOf(`ix-${interactionId}`)).toBe(interactionId);
  expect(interactionOf('ix-1; drop')).toBeNull();
});

test('the hold music is half a minute of 8 kHz telephone sound, loud enough and never clipped', () => {
  const wav = holdMusic();
  expect(wav.subarray(0, 4).toString()).toBe('RIFF');
  expect(wav.readUInt32LE(4)).toBe(wav.length - 8);
  expect(wav.readUInt32LE(54)).toBe(8_000 * 32);
  const codes = new Set(wav.subarray(58));
  expect(codes.size).toBeGreaterThan(100);
  expect(codes.has(0x80) || codes.has(0x00)).toBe(false);
});
