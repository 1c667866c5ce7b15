import fc from 'fast-check';
import { asking, endingCall, messageTaken, queueing, takingMessage } from './menu-documents.js';
import { faultsOf, verbsOf } from './twiml-rules.fixture.js';
import { VoiceUrls } from './voice-urls.js';

const urls = new VoiceUrls({ publicUrl: 'https://support.test', VOICE_WEBHOOK_BASE: undefined });
const callSid = `CA${'0'.repeat(32)}`;
const told = { number: false, minutes: null, announcement: null };
const text = { fr: 'Pour vos factures, faites le 1.', en: 'For your bills, press 1.' };

describe.each(['fr', 'en'] as const)('in %s', (locale) => {
  const spoken = { locale, urls, callSid };

  test('whatever a menu says, each of its documents is legal and no text becomes markup', () => {
    const words = fc.record({ fr: fc.string({ maxLength: 80 }), en: fc.string({ maxLength: 80 }) });
    fc.assert(
      fc.property(fc.array(words, { maxLength: 3 }), words, fc.boolean(), (said, own, misunderstood) => {
        const heard = { said, visit: 3, misunderstood };
        const documents = [
          asking(spoken, { id: 'main', kind: 'choose', text: own }, heard),
          asking(spoken, { id: 'number', kind: 'ask', text: own, digits: 8 }, heard),
          queueing(spoken, said, told),
          takingMessage(spoken, said),
          messageTaken(spoken),
          endingCall(spoken, said),
        ];
        expect(documents.flatMap((xml) => faultsOf(xml, 'call'))).toEqual([]);
      }),
    );
  });

  test('every step that waits for keys names the way to a person, and silence is asked about too', () => {
    const xml = asking(
      spoken,
      { id: 'main', kind: 'choose', text },
      { said: [], visit: 1, misunderstood: false },
    );
    expect(verbsOf(xml)).toEqual(['Gather', 'Redirect']);
    expect(xml).toContain(locale === 'fr' ? 'faites le 0.' : 'press 0.');
    expect(xml).toContain('actionOnEmptyResult="true"');
    expect(xml).toContain(`>https://support.test/voice/menu/${callSid}/main?n=1</Redirect>`);
  });
});
