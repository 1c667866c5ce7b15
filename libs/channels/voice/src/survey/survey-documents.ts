/** What a customer hears after a call: one question, answered by a key, said again or skipped; and thanks. */
import type { Locale } from '@lib/contracts';
import VoiceResponse from 'twilio/lib/twiml/VoiceResponse.js';
import { sentences, speechLanguage } from '../twiml/spoken.js';
import type { VoiceUrls } from '../twiml/voice-urls.js';

/** Seconds for a key after the last word. */
const ANSWER_SECONDS = 8;

export function question(
  { callSid, locale, urls }: { callSid: string; locale: Locale; urls: VoiceUrls },
  { visit, misunderstood }: { visit: number; misunderstood: boolean },
): string {
  const response = new VoiceResponse();
  const language = speechLanguage[locale];
  const words = sentences[locale];
  const action = urls.survey(callSid, visit);
  const gather = response.gather({
    ...{ input: ['dtmf'], action, method: 'POST', actionOnEmptyResult: true },
    // The hash skips, so it must come through as a key.
    ...{ numDigits: 1, timeout: ANSWER_SECONDS, finishOnKey: '' },
  });
  if (misunderstood) gather.say({ language }, words.notThisKey);
  gather.say({ language }, words.howWasIt);
  response.redirect({ method: 'POST' }, action);
  return response.toString();
}

export function thanks(locale: Locale): string {
  const response = new VoiceResponse();
  response.say({ language: speechLanguage[locale] }, sentences[locale].thanksForAnswer);
  response.hangup();
  return response.toString();
}
