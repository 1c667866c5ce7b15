/** What a customer hears before anything is recorded, and how they say no. */
import type { Locale, MenuText } from '@lib/contracts';
import VoiceResponse from 'twilio/lib/twiml/VoiceResponse.js';
import { sentences, speechLanguage } from './spoken.js';
import type { Spoken } from './menu-documents.js';

/** Seconds in which a key is pressed, after the last word. */
const OBJECT_SECONDS = 2;

/** Said whole: who presses the key is not recorded, and any other key changes nothing. */
export function announcingRecording(
  { locale, urls, callSid }: Spoken,
  announcement: MenuText,
  objectionKey: string,
): string {
  const response = new VoiceResponse();
  const gather = response.gather({
    input: ['dtmf'],
    numDigits: 1,
    finishOnKey: '',
    timeout: OBJECT_SECONDS,
    action: urls.announced(callSid),
    method: 'POST',
    actionOnEmptyResult: true,
  });
  say(gather, locale, announcement[locale]);
  say(gather, locale, sentences[locale].objectByKey(objectionKey));
  // Should the carrier pass on without asking us, nothing was pressed.
  response.redirect({ method: 'POST' }, urls.announced(callSid));
  return response.toString();
}

/** Beside a talk that has begun no keys are heard; that it is asked for again says that it was said to its end. */
export function noticeOfRecording({ locale, urls, callSid }: Spoken, announcement: MenuText): string {
  const response = new VoiceResponse();
  say(response, locale, announcement[locale]);
  say(response, locale, sentences[locale].objectByWord);
  response.redirect({ method: 'POST' }, urls.announced(callSid));
  return response.toString();
}

function say(
  to: Pick<VoiceResponse, 'say'> | Pick<ReturnType<VoiceResponse['gather']>, 'say'>,
  locale: Locale,
  text: string,
): void {
  to.say({ language: speechLanguage[locale] }, text);
}
