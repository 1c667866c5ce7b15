/** What a caller hears in a phone menu, as documents of the carrier; texts stay texts whatever is in them. */
import type { Locale, MenuText } from '@lib/contracts';
import VoiceResponse from 'twilio/lib/twiml/VoiceResponse.js';
import { addEnqueue } from './documents.js';
import { sentences, speechLanguage } from './spoken.js';
import type { Told, VoiceUrls } from './voice-urls.js';

/** Seconds in which a key is pressed, after the last word. */
const CHOOSE_SECONDS = 6;
const KEY_IN_SECONDS = 8;
/** A message of more than three minutes is a conversation. */
const LONGEST_MESSAGE_SECONDS = 180;
const SILENCE_ENDS_SECONDS = 6;

export interface Spoken {
  locale: Locale;
  urls: VoiceUrls;
  callSid: string;
}

/** One step that waits for keys; words said on the way to it can be cut short by a key, as its own can. */
export function asking(
  { locale, urls, callSid }: Spoken,
  step: { id: string; kind: 'choose' | 'ask'; text: MenuText; digits?: number },
  heard: { said: MenuText[]; visit: number; misunderstood: boolean },
): string {
  const response = new VoiceResponse();
  const action = urls.menu(callSid, step.id, heard.visit);
  const gather = response.gather({
    input: ['dtmf'],
    action,
    method: 'POST',
    actionOnEmptyResult: true,
    ...(step.kind === 'choose'
      ? { numDigits: 1, timeout: CHOOSE_SECONDS, finishOnKey: '' }
      : { numDigits: step.digits ?? 1, timeout: KEY_IN_SECONDS, finishOnKey: '#' }),
  });
  const words = sentences[locale];
  if (heard.misunderstood) gather.say({ language: speechLanguage[locale] }, words.notThisKey);
  for (const text of [...heard.said, step.text])
    gather.say({ language: speechLanguage[locale] }, text[locale]);
  if (step.kind === 'ask') gather.say({ language: speechLanguage[locale] }, words.thenHash);
  gather.say({ language: speechLanguage[locale] }, words.zeroForPerson);
  // Should the carrier pass on without asking us, the same visit answers it.
  response.redirect({ method: 'POST' }, action);
  return response.toString();
}

export function queueing(spoken: Spoken, said: MenuText[], told: Told): string {
  const { locale, urls, callSid } = spoken;
  const response = new VoiceResponse();
  sayAll(response, locale, said);
  response.say({ language: speechLanguage[locale] }, sentences[locale].someoneWillAnswer);
  addEnqueue(response, callSid, locale, urls, told);
  return response.toString();
}

export function takingMessage({ locale, urls, callSid }: Spoken, said: MenuText[]): string {
  const response = new VoiceResponse();
  sayAll(response, locale, said);
  response.say({ language: speechLanguage[locale] }, sentences[locale].afterTheTone);
  response.record({
    action: urls.messageEnd(callSid),
    method: 'POST',
    maxLength: LONGEST_MESSAGE_SECONDS,
    timeout: SILENCE_ENDS_SECONDS,
    finishOnKey: '#',
    playBeep: true,
    recordingStatusCallback: urls.recording(callSid),
    recordingStatusCallbackMethod: 'POST',
    recordingStatusCallbackEvent: ['completed'],
  });
  // Reached when nothing was said.
  response.redirect({ method: 'POST' }, urls.messageEnd(callSid));
  return response.toString();
}

/** On to where they are asked for a number. */
export function wantingCallback({ locale, urls, callSid }: Spoken, said: MenuText[]): string {
  const response = new VoiceResponse();
  sayAll(response, locale, said);
  response.redirect({ method: 'POST' }, urls.callback(callSid, 0));
  return response.toString();
}

export function messageTaken({ locale }: Spoken): string {
  const response = new VoiceResponse();
  response.say({ language: speechLanguage[locale] }, sentences[locale].messageTaken);
  response.hangup();
  return response.toString();
}

export function endingCall({ locale }: Spoken, said: MenuText[]): string {
  const response = new VoiceResponse();
  sayAll(response, locale, said);
  response.hangup();
  return response.toString();
}

function sayAll(response: VoiceResponse, locale: Locale, texts: MenuText[]): void {
  for (const text of texts) response.say({ language: speechLanguage[locale] }, text[locale]);
}
