/** The question after a call: legal documents, in the caller's language, with a way past it. */
import { faultsOf, verbsOf } from '../twiml/twiml-rules.fixture.js';
import { VoiceUrls } from '../twiml/voice-urls.js';
import { question, thanks } from './survey-documents.js';

const urls = new VoiceUrls({ publicUrl: 'https://support.test', VOICE_WEBHOOK_BASE: undefined });
const callSid = `CA${'0'.repeat(32)}`;

describe.each(['fr', 'en'] as const)('in %s', (locale) => {
  test.each([false, true])(
    'the question is legal and can be skipped (misunderstood: %s)',
    (misunderstood) => {
      const xml = question({ callSid, locale, urls }, { visit: 2, misunderstood });
      expect(faultsOf(xml, 'call')).toEqual([]);
      expect(verbsOf(xml)).toEqual(['Gather', 'Redirect']);
      expect(xml).toContain(locale === 'fr' ? 'Pour passer' : 'To skip it');
      expect(xml).toContain('finishOnKey=""');
      expect(xml).toContain(`>https://support.test/voice/survey/${callSid}?n=2</Redirect>`);
    },
  );

  test('thanks are legal, and the last that is heard', () => {
    expect(faultsOf(thanks(locale), 'call')).toEqual([]);
    expect(verbsOf(thanks(locale))).toEqual(['Say', 'Hangup']);
  });
});
