/** The parameter names the carrier documents for voice webhooks; anything else is refused, since `a=bc` and `ab=c` sign alike. */
import { Problem } from '@lib/contracts';
import type { WebhookBody } from './signature.js';

const call = [
  'CallSid AccountSid ApiVersion Direction CallStatus From To Caller Called ForwardedFrom CalledVia CallerName ParentCallSid',
  'FromCity FromState FromZip FromCountry ToCity ToState ToZip ToCountry CallerCity CallerState CallerZip CallerCountry',
  'QueueName CalledCity CalledState CalledZip CalledCountry CallToken StirVerstat StirPassportToken StirStatus AddOns SipDomain SipUser',
  'SipDomainSid SipCallId SipSourceIp SipResponseCode SequenceNumber Timestamp CallbackSource CallDuration Duration',
  'AnsweredBy MachineDetectionDuration ErrorCode ErrorMessage ErrorUrl Digits FinishedOnKey SpeechResult Confidence Language',
  'UnstableSpeechResult StableSpeechResult Stability msg RecordingUrl RecordingSid RecordingDuration RecordingStatus',
  'RecordingChannels RecordingSource RecordingStartTime RecordingTrack TranscriptionSid TranscriptionText TranscriptionStatus',
  'TranscriptionUrl TranscriptionType DialCallStatus DialCallSid DialCallDuration DialBridged DialSipCallId DialSipResponseCode',
  'QueueSid QueueResult QueueTime QueuePosition AvgQueueTime CurrentQueueSize MaxQueueSize DequeingCallSid DequeuedCallSid',
  'CallPrice Price PriceUnit ReasonConferenceEnded CallReason ReferTransferTarget ReferCallStatus ReferSipResponseCode',
  'NotificationSid InstanceSid HandoffData SessionId SessionStatus SessionDuration VerificationStatus CallerId',
];
const conference = [
  'ConferenceSid FriendlyName StatusCallbackEvent ParticipantLabel CallSidEndingConference ParticipantLabelEndingConference',
  'ReasonConferenceEnded ReasonParticipantLeft ParticipantCallStatus ReasonAnnouncementFailed AnnounceUrl Muted Hold Coaching',
  'CallSidToCoach EndConferenceOnExit StartConferenceOnEnter EventName Reason Region ParticipantsCount',
];
/** What our own softphone and web call may add; they arrive unprefixed from the carrier. */
const ours = ['interactionId ticketNumber locale page visitor phoneNumber'];

const known = new Set([...call, ...conference, ...ours].flatMap((line) => line.split(' ')));
const families = /^(SipHeader_|DialSipHeader_|RecordingAttributes_)[A-Za-z0-9_-]{1,100}$/;

/** Throws `invalid-input` naming every parameter that nobody documents. */
export function refuseUnknown(body: WebhookBody): void {
  const unknown = Object.keys(body).filter((name) => !known.has(name) && !families.test(name));
  if (unknown.length === 0) return;
  const errors = unknown
    .slice(0, 20)
    .map((name) => ({ path: name.slice(0, 100), message: 'Unknown parameter' }));
  throw new Problem('invalid-input', 'Parameters outside the documented set', errors);
}

export function parameter(body: WebhookBody, name: string): string | null {
  const value = body[name];
  const first = Array.isArray(value) ? value[0] : value;
  return first === undefined || first === '' ? null : first;
}

export function number(body: WebhookBody, name: string): number | null {
  const text = parameter(body, name);
  return text !== null && /^\d{1,9}$/.test(text) ? Number(text) : null;
}

const sidShape = /^[A-Z]{2}[0-9A-Za-z]{1,62}$/;

/** A call without its id is nothing we can keep. */
export function callSidOf(body: WebhookBody): string {
  const sid = parameter(body, 'CallSid');
  if (sid === null || !isCallSid(sid))
    throw new Problem('invalid-input', undefined, [{ path: 'CallSid', message: 'Missing or malformed' }]);
  return sid;
}

export function isCallSid(text: string): boolean {
  return text.startsWith('CA') && sidShape.test(text);
}

/** Milliseconds; the carrier's clock when it says its time (RFC 2822), else ours. */
export function timeOf(body: WebhookBody, now: Date): number {
  const stated = Date.parse(parameter(body, 'Timestamp') ?? '');
  return Number.isNaN(stated) ? now.getTime() : stated;
}
