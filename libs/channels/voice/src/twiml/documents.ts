/** Every TwiML document we answer with; built by the carrier's own builder, so that no text can become markup. */
import type { Locale } from '@lib/contracts';
import VoiceResponse from 'twilio/lib/twiml/VoiceResponse.js';
import { sentences, speechLanguage, spellTicketNumber } from './spoken.js';
import type { Told, VoiceUrls } from './voice-urls.js';

/** The carrier's queue holds the sound of waiting only; who is next is decided in our own database. */
const holdingQueue = 'waiting';

export interface Waiting {
  ticketNumber: string | null;
  position: number | null;
  estimatedWaitSeconds: number | null;
}

export function nothing(): string {
  return document(() => undefined);
}

export function greeting(callSid: string, locale: Locale, urls: VoiceUrls): string {
  return document((response) => {
    say(response, locale, sentences[locale].greeting);
    enqueue(response, callSid, locale, urls);
  });
}

/** One round of waiting. What was told travels in the address of the next round, so that rendering changes nothing. */
export function waiting(
  callSid: string,
  locale: Locale,
  now: Waiting | null,
  told: Told,
  urls: VoiceUrls,
): string {
  const words = sentences[locale];
  const minutes = minutesToTell(now, told);
  return document((response) => {
    if (now?.ticketNumber && !told.number)
      say(response, locale, words.ticket(spellTicketNumber(now.ticketNumber)));
    if (now?.position) say(response, locale, now.position === 1 ? words.next : words.position(now.position));
    if (minutes !== null) say(response, locale, words.minutes(minutes));
    response.play(urls.holdMusic());
    const next = { number: told.number || Boolean(now?.ticketNumber), minutes: minutes ?? told.minutes };
    response.redirect({ method: 'POST' }, urls.wait(callSid, locale, next));
  });
}

export function joinConference(callSid: string, interactionId: string, urls: VoiceUrls): string {
  return document((response) => {
    const dial = response.dial({ action: urls.after(callSid), method: 'POST' });
    dial.conference(
      {
        participantLabel: 'customer',
        startConferenceOnEnter: true,
        endConferenceOnExit: false,
        beep: 'false',
        waitUrl: '',
        statusCallback: urls.conference(),
        statusCallbackMethod: 'POST',
        statusCallbackEvent: ['start', 'end', 'join', 'leave', 'mute', 'hold', 'modify', 'announcement'],
      },
      conferenceName(interactionId),
    );
  });
}

/** One round of hold: music, then a word, so that nobody has to wonder whether they were forgotten. */
export function onHold(callSid: string, locale: Locale, urls: VoiceUrls): string {
  return document((response) => {
    response.play(urls.holdMusic());
    say(response, locale, sentences[locale].stillOnHold);
    response.redirect({ method: 'POST' }, urls.hold(callSid, locale));
  });
}

export function goodbye(locale: Locale): string {
  return document((response) => {
    say(response, locale, sentences[locale].goodbye);
    response.hangup();
  });
}

/** The agent was gone before the two ever spoke: the caller keeps waiting instead of hearing goodbye. */
export function backToQueue(callSid: string, locale: Locale, urls: VoiceUrls): string {
  return document((response) => {
    say(response, locale, sentences[locale].backToQueue);
    enqueue(response, callSid, locale, urls);
  });
}

/** Needs nothing but this process: the caller hears music and asks again until the database answers. */
export function outage(locale: Locale, again: number, askAgain: string, urls: VoiceUrls): string {
  return document((response) => {
    if (again === 0) say(response, locale, sentences[locale].outage);
    response.play(urls.holdMusic());
    response.redirect({ method: 'POST' }, askAgain);
  });
}

/** Names hold no personal data: the carrier shows them in its own logs. */
export function conferenceName(interactionId: string): string {
  return `ix-${interactionId}`;
}

export function interactionOf(conferenceName: string): string | null {
  return /^ix-([0-9a-f]{8}-[0-9a-f-]{27})$/.exec(conferenceName)?.[1] ?? null;
}

function document(fill: (response: VoiceResponse) => void): string {
  const response = new VoiceResponse();
  fill(response);
  return response.toString();
}

function say(response: VoiceResponse, locale: Locale, text: string): void {
  response.say({ language: speechLanguage[locale] }, text);
}

function enqueue(response: VoiceResponse, callSid: string, locale: Locale, urls: VoiceUrls): void {
  response.enqueue(
    {
      waitUrl: urls.wait(callSid, locale),
      waitUrlMethod: 'POST',
      action: urls.queueExit(callSid),
      method: 'POST',
    },
    holdingQueue,
  );
}

/** Only from half a minute on, rounded up, and never more than was said before: waiting that grows feels like a lie. */
function minutesToTell(now: Waiting | null, told: Told): number | null {
  const seconds = now?.estimatedWaitSeconds ?? null;
  if (seconds === null || seconds < 30) return null;
  const minutes = Math.ceil(seconds / 60);
  return told.minutes !== null && minutes >= told.minutes ? null : minutes;
}
