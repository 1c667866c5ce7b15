/** The account itself, and the numbers and applications it was given at start: listed, looked at, and led elsewhere. */
import type { VoiceApplication, VoiceNumber } from '../options.js';
import { derivedSid } from '../sids.js';
import { page } from './paging.js';
import { accountPath, API_VERSION, rfc2822 } from './resource-json.js';
import { ok, route, type RestRequest } from './rest-request.js';
import { notFound } from './twilio-problem.js';

const seededAt = new Date();

export const numberSid = (phoneNumber: string): string => derivedSid('PN', phoneNumber);

export const numberRoutes = [
  route('GET', /^$/, (_request, { options }) => ok(accountJson(options.accountSid))),
  route('GET', /^\/IncomingPhoneNumbers\/(PN\w+)$/, ({ path }, { options }, sid) =>
    ok(
      numberJson(
        options.accountSid,
        found(options.numbers, path, (number) => numberSid(number.phoneNumber) === sid),
      ),
    ),
  ),
  route('POST', /^\/IncomingPhoneNumbers\/(PN\w+)$/, (request, { options }, sid) => {
    const number = found(options.numbers, request.path, ({ phoneNumber }) => numberSid(phoneNumber) === sid);
    lead(number, request);
    return ok(numberJson(options.accountSid, number));
  }),
  route('GET', /^\/Applications\/(AP\w+)$/, ({ path }, { options }, sid) =>
    ok(
      applicationJson(
        options.accountSid,
        found(options.applications, path, (one) => one.sid === sid),
      ),
    ),
  ),
  route('POST', /^\/Applications\/(AP\w+)$/, (request, { options }, sid) => {
    const application = found(options.applications, request.path, (one) => one.sid === sid);
    lead(application, request);
    return ok(applicationJson(options.accountSid, application));
  }),
  route('GET', /^\/IncomingPhoneNumbers$/, ({ query }, { options }) => {
    const numbers = options.numbers
      .filter(
        ({ phoneNumber }) =>
          query.get('PhoneNumber') === null || phoneNumber.includes(query.get('PhoneNumber') ?? ''),
      )
      .map((number) => numberJson(options.accountSid, number));
    const path = `${accountPath(options.accountSid)}/IncomingPhoneNumbers.json`;
    return ok(page('incoming_phone_numbers', path, query, numbers));
  }),
  route('GET', /^\/Applications$/, ({ query }, { options }) => {
    const applications = options.applications.map((application) =>
      applicationJson(options.accountSid, application),
    );
    return ok(
      page('applications', `${accountPath(options.accountSid)}/Applications.json`, query, applications),
    );
  }),
];

function found<T>(all: T[], path: string, wanted: (one: T) => boolean): T {
  const one = all.find(wanted);
  if (!one) throw notFound(path);
  return one;
}

/** Only the addresses can be set: everything is asked for by POST here. */
function lead(voice: VoiceNumber | VoiceApplication, { form }: RestRequest): void {
  const url = form.url('VoiceUrl');
  const fallback = form.url('VoiceFallbackUrl');
  const status = form.url('StatusCallback');
  if (url !== undefined) voice.voiceUrl = url;
  if (fallback !== undefined) voice.voiceFallbackUrl = fallback || undefined;
  if (status !== undefined) voice.statusCallback = status || undefined;
}

function accountJson(accountSid: string): Record<string, unknown> {
  const path = accountPath(accountSid);
  return {
    sid: accountSid,
    owner_account_sid: accountSid,
    friendly_name: 'Embedded telephony',
    status: 'active',
    type: 'Full',
    auth_token: null,
    date_created: rfc2822(seededAt),
    date_updated: rfc2822(seededAt),
    subresource_uris: {
      calls: `${path}/Calls.json`,
      conferences: `${path}/Conferences.json`,
      incoming_phone_numbers: `${path}/IncomingPhoneNumbers.json`,
      applications: `${path}/Applications.json`,
    },
    uri: `${path}.json`,
  };
}

function numberJson(accountSid: string, number: VoiceNumber): Record<string, unknown> {
  const sid = numberSid(number.phoneNumber);
  return {
    ...voiceJson(accountSid, number),
    sid,
    phone_number: number.phoneNumber,
    friendly_name: number.phoneNumber,
    address_requirements: 'none',
    address_sid: null,
    beta: false,
    bundle_sid: null,
    capabilities: { voice: true, sms: false, mms: false, fax: false },
    emergency_address_sid: null,
    emergency_address_status: 'unregistered',
    emergency_status: 'Inactive',
    identity_sid: null,
    origin: 'twilio',
    sms_application_sid: null,
    status: 'in-use',
    trunk_sid: null,
    type: null,
    voice_application_sid: null,
    voice_receive_mode: 'voice',
    uri: `${accountPath(accountSid)}/IncomingPhoneNumbers/${sid}.json`,
  };
}

function applicationJson(accountSid: string, application: VoiceApplication): Record<string, unknown> {
  return {
    ...voiceJson(accountSid, application),
    sid: application.sid,
    friendly_name: application.sid,
    message_status_callback: null,
    sms_status_callback: null,
    public_application_connect_enabled: false,
    uri: `${accountPath(accountSid)}/Applications/${application.sid}.json`,
  };
}

function voiceJson(
  accountSid: string,
  voice: { voiceUrl: string; voiceFallbackUrl?: string; statusCallback?: string },
): Record<string, unknown> {
  return {
    account_sid: accountSid,
    api_version: API_VERSION,
    date_created: rfc2822(seededAt),
    date_updated: rfc2822(seededAt),
    sms_fallback_method: 'POST',
    sms_fallback_url: null,
    sms_method: 'POST',
    sms_url: null,
    status_callback: voice.statusCallback ?? null,
    status_callback_method: 'POST',
    voice_caller_id_lookup: false,
    voice_fallback_method: 'POST',
    voice_fallback_url: voice.voiceFallbackUrl ?? null,
    voice_method: 'POST',
    voice_url: voice.voiceUrl,
  };
}
