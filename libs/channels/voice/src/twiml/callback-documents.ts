/** What a caller hears who wants to be called back: their number read back, another one asked for, and the end of the call. */
import VoiceResponse from 'twilio/lib/twiml/VoiceResponse.js';
import { addEnqueue } from './documents.js';
import type { Spoken } from './menu-documents.js';
import { sentences, speechLanguage, spellNumber } from './spoken.js';
import type { Told } from './voice-urls.js';

const CONFIRM_SECONDS = 6;
const KEY_IN_SECONDS = 10;
/** The longest number there is, with the code that leads abroad. */
const MOST_DIGITS = 17;

/** `said`: the number as its caller says it; null: which is it? */
export function askingNumber(
  { locale, urls, callSid }: Spoken,
  { said, refused, visit }: { said: string | null; refused: boolean; visit: number },
): string {
  const response = new VoiceResponse();
  const words = sentences[locale];
  const language = speechLanguage[locale];
  const action = urls.callback(callSid, visit);
  const gather = response.gather({
    ...{ input: ['dtmf'], action, method: 'POST', actionOnEmptyResult: true },
    ...(said === null
      ? { numDigits: MOST_DIGITS, timeout: KEY_IN_SECONDS, finishOnKey: '#' }
      : { numDigits: 1, timeout: CONFIRM_SECONDS, finishOnKey: '' }),
  });
  if (refused) gather.say({ language }, words.notCallable);
  if (said !== null) gather.say({ language }, words.callbackOn(spellNumber(said)));
  gather.say({ language }, said === null ? words.keyInNumber : words.confirmNumber);
  response.redirect({ method: 'POST' }, action);
  return response.toString();
}

export function callbackTaken({ locale }: Spoken, said: string): string {
  const response = new VoiceResponse();
  response.say({ language: speechLanguage[locale] }, sentences[locale].callbackTaken(spellNumber(said)));
  response.hangup();
  return response.toString();
}

/** They wait on, where they were; what they were told as they began to wait is not said once more. */
export function backInLine({ locale, urls, callSid }: Spoken): string {
  const response = new VoiceResponse();
  response.say({ language: speechLanguage[locale] }, sentences[locale].backInLine);
  const told: Told = { number: true, minutes: null, asked: true };
  addEnqueue(response, callSid, locale, urls, told);
  return response.toString();
}
