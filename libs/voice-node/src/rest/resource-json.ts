/** How calls, conferences, participants and recordings look in the provider's API. */
import type { Call } from '../call.js';
import type { Conference, Seat } from '../conference.js';
import type { Recording } from '../recordings.js';

export const API_VERSION = '2010-04-01';

export const rfc2822 = (at: Date): string => at.toUTCString().replace('GMT', '+0000');

export const accountPath = (accountSid: string): string => `/${API_VERSION}/Accounts/${accountSid}`;

export function callJson(call: Call): Record<string, unknown> {
  const { accountSid, direction, from, to, parentCallSid, phoneNumberSid } = call.details;
  const path = `${accountPath(accountSid)}/Calls/${call.sid}`;
  const subresources = [
    'notifications',
    'recordings',
    'payments',
    'events',
    'siprec',
    'streams',
    'transcriptions',
  ];
  return {
    sid: call.sid,
    account_sid: accountSid,
    parent_call_sid: parentCallSid,
    date_created: rfc2822(call.createdAt),
    date_updated: rfc2822(call.updatedAt),
    start_time: call.answeredAt && rfc2822(call.answeredAt),
    end_time: call.endedAt && rfc2822(call.endedAt),
    duration: call.ended ? String(call.durationSeconds) : null,
    direction,
    // The API has no `initiated`: it is a moment of `queued` there.
    status: call.status === 'initiated' ? 'queued' : call.status,
    from,
    from_formatted: from,
    to,
    to_formatted: to,
    phone_number_sid: phoneNumberSid,
    answered_by: call.answeredBy,
    caller_name: null,
    forwarded_from: null,
    group_sid: null,
    price: null,
    price_unit: 'USD',
    queue_time: String(Math.round(call.queuedMs)),
    trunk_sid: null,
    api_version: API_VERSION,
    uri: `${path}.json`,
    subresource_uris: Object.fromEntries(
      subresources.map((name) => [name, `${path}/${name[0]?.toUpperCase()}${name.slice(1)}.json`]),
    ),
  };
}

export function conferenceJson(conference: Conference): Record<string, unknown> {
  const path = `${accountPath(conference.accountSid)}/Conferences/${conference.sid}`;
  return {
    sid: conference.sid,
    account_sid: conference.accountSid,
    friendly_name: conference.friendlyName,
    status: conference.status,
    region: 'us1',
    reason_conference_ended: conference.reasonEnded,
    call_sid_ending_conference: conference.callSidEnding,
    date_created: rfc2822(conference.createdAt),
    date_updated: rfc2822(conference.updatedAt),
    api_version: API_VERSION,
    uri: `${path}.json`,
    subresource_uris: { participants: `${path}/Participants.json`, recordings: `${path}/Recordings.json` },
  };
}

export function participantJson(conference: Conference, seat: Seat): Record<string, unknown> {
  return {
    account_sid: conference.accountSid,
    call_sid: seat.call.sid,
    label: seat.label,
    conference_sid: conference.sid,
    muted: seat.muted,
    hold: seat.hold,
    coaching: seat.coaching,
    call_sid_to_coach: seat.callSidToCoach,
    start_conference_on_enter: seat.startConferenceOnEnter,
    end_conference_on_exit: seat.endConferenceOnExit,
    status: participantStatus(seat),
    queue_time: String(Math.round(seat.call.queuedMs)),
    date_created: rfc2822(seat.createdAt),
    date_updated: rfc2822(seat.updatedAt),
    uri: `${accountPath(conference.accountSid)}/Conferences/${conference.sid}/Participants/${seat.call.sid}.json`,
  };
}

/** Below a call a recording says which track it holds; below the account, where its sound lies. */
export function recordingJson(recording: Recording, mediaUrl?: string): Record<string, unknown> {
  const { call, channels, source, track } = recording.request;
  const path = `${accountPath(call.details.accountSid)}/Calls/${call.sid}/Recordings/${recording.sid}`;
  return {
    sid: recording.sid,
    account_sid: call.details.accountSid,
    call_sid: call.sid,
    conference_sid: null,
    date_created: rfc2822(recording.createdAt),
    date_updated: rfc2822(recording.updatedAt),
    start_time: rfc2822(recording.createdAt),
    duration: recording.status === 'completed' ? String(recording.seconds) : null,
    channels,
    source,
    status: recording.status,
    error_code: null,
    price: null,
    price_unit: 'USD',
    api_version: API_VERSION,
    encryption_details: null,
    uri: `${path}.json`,
    ...(mediaUrl ? { media_url: mediaUrl, subresource_uris: {} } : { track }),
  };
}

function participantStatus(seat: Seat): string {
  if (seat.seated) return 'connected';
  if (seat.call.status === 'ringing') return 'ringing';
  return seat.call.status === 'queued' ? 'queued' : 'connecting';
}
