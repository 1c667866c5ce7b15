/** Every TwiML document we answer with; built by the carrier's own builder, so that no text can become markup. */
import type { Locale } from '@lib/contracts';
import VoiceResponse from 'twilio/lib/twiml/VoiceResponse.js';
import type { Announced } from '../announcements/announcements.js';
import { sentences, speechLanguage, spellTicketNumber } from './spoken.js';
import type { Told, VoiceUrls } from './voice-urls.js';

type Gather = ReturnType<VoiceResponse['gather']>;

/** The carrier's queue holds the sound of waiting only; who is next is decided in our own database. */
const holdingQueue = 'waiting';

export interface Waiting {
  ticketNumber: string | null;
  position: number | null;
  estimatedWaitSeconds: number | null;
  /** By the overflow of the queue: waiting on would lead to nobody. */
  divertedTo?: 'voicemail' | 'callback' | null;
  /** The queue offers to call back who waits in it. */
  callbackOffered?: boolean;
  /** What every caller is told now. */
  announced?: Announced | null;
}

export function nothing(): string {
  return document(() => undefined);
}

/** Some sound, so that a telephone can measure what reaches it; it hangs up when it has. */
export function lineCheck(urls: VoiceUrls): string {
  return document((response) => {
    response.play(urls.holdMusic());
  });
}

export function greeting(callSid: string, locale: Locale, urls: VoiceUrls): string {
  return document((response) => {
    say(response, locale, sentences[locale].greeting);
    addEnqueue(response, callSid, locale, urls);
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
  if (now?.divertedTo && !(now.divertedTo === 'callback' && told.asked))
    return diverted(callSid, locale, now, told, urls);
  return document((response) => {
    const fresh = now?.announced && now.announced.id !== told.announcement ? now.announced : null;
    const next = {
      number: told.number || Boolean(now?.ticketNumber),
      minutes: minutes ?? told.minutes,
      announcement: fresh?.id ?? told.announcement,
      asked: told.asked,
    };
    // All of it can be cut short by the key it speaks of.
    const offer = response.gather({
      ...{ input: ['dtmf'], numDigits: 1, finishOnKey: '', timeout: 1 },
      ...{ action: urls.choice(callSid, locale, next), method: 'POST' },
    });
    if (fresh) say(offer, locale, fresh.text[locale]);
    if (now?.ticketNumber && !told.number)
      say(offer, locale, words.ticket(spellTicketNumber(now.ticketNumber)));
    if (now?.position) say(offer, locale, now.position === 1 ? words.next : words.position(now.position));
    if (minutes !== null) say(offer, locale, words.minutes(minutes));
    if (now?.ticketNumber && !told.number && now.callbackOffered) say(offer, locale, words.oneForCallback);
    if (now?.ticketNumber && !told.number) say(offer, locale, words.twoForMessage);
    offer.play(urls.holdMusic());
    response.redirect({ method: 'POST' }, urls.wait(callSid, locale, next));
  });
}

/** Said whole before the way out of the line is asked for. */
function diverted(callSid: string, locale: Locale, now: Waiting, told: Told, urls: VoiceUrls): string {
  const callback = now.divertedTo === 'callback' && now.callbackOffered;
  const { ratherACallback, ratherAMessage } = sentences[locale];
  return document((response) => {
    say(response, locale, callback ? ratherACallback : ratherAMessage);
    response.redirect({ method: 'POST' }, `${urls.choice(callSid, locale, told)}&key=${callback ? 1 : 2}`);
  });
}

/** Music once more, after a key that leads nowhere or on the way out of the line. */
export function keepWaiting(callSid: string, locale: Locale, told: Told, urls: VoiceUrls): string {
  return document((response) => {
    response.play(urls.holdMusic());
    response.redirect({ method: 'POST' }, urls.wait(callSid, locale, told));
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
    addEnqueue(response, callSid, locale, urls);
  });
}

/** Who had them moved them on: they hear that somebody will answer, and not again what they heard at first. */
export function intoLine(callSid: string, locale: Locale, urls: VoiceUrls): string {
  return document((response) => {
    say(response, locale, sentences[locale].intoLine);
    addEnqueue(response, callSid, locale, urls, { number: true, minutes: null });
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

function say(response: Pick<VoiceResponse, 'say'> | Pick<Gather, 'say'>, locale: Locale, text: string): void {
  response.say({ language: speechLanguage[locale] }, text);
}

/** The way into waiting, for every document that leads there. */
export function addEnqueue(
  response: VoiceResponse,
  callSid: string,
  locale: Locale,
  urls: VoiceUrls,
  told?: Told,
): void {
  response.enqueue(
    {
      waitUrl: urls.wait(callSid, locale, told),
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
