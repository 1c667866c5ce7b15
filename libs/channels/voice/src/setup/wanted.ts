/** How a number and an application must be set at the carrier so that calls come to us, and what differs from it. */
import type { TelephoneDifference, TelephoneField, TelephonePlaceKind } from '@lib/contracts';
import type { VoiceUrls } from '../twiml/voice-urls.js';

export type TelephoneSettings = Partial<Record<TelephoneField, string>>;

/**
 * A second try of our own door is the fall-back: who was not served for a moment is served then. A number that names an
 * application would not look at its own addresses, so it names none (that an empty id takes it away is used by many and
 * described nowhere; only such numbers are asked for it). Source: https://www.twilio.com/docs/phone-numbers/api/incomingphonenumber-resource
 */
export function wantedSettings(kind: TelephonePlaceKind, urls: VoiceUrls): TelephoneSettings {
  const number = kind === 'number';
  return {
    voiceUrl: number ? urls.inbound() : urls.client(),
    voiceMethod: 'POST',
    voiceFallbackUrl: urls.again(number ? 'inbound' : 'client', 1),
    voiceFallbackMethod: 'POST',
    statusCallback: urls.leg(),
    statusCallbackMethod: 'POST',
    ...(number && { voiceApplicationSid: '' }),
  };
}

export function differencesOf(now: TelephoneSettings, wanted: TelephoneSettings): TelephoneDifference[] {
  return Object.entries(wanted)
    .map(([field, value]) => ({
      field: field as TelephoneField,
      now: now[field as TelephoneField] ?? '',
      wanted: value,
    }))
    .filter((difference) => difference.now !== difference.wanted);
}

/** The carrier reaches only what the internet reaches; `null` when nothing speaks against the address. */
export function faultOfAddress(address: string): 'address-not-public' | 'address-not-secure' | null {
  const { hostname, protocol } = new URL(address);
  const host = hostname.replace(/^\[|\]$/g, '');
  const inside =
    host === 'localhost' ||
    !/[.:]/.test(host) ||
    /\.(localhost|local|internal|lan|home|test)$/.test(host) ||
    /^(127\.|10\.|0\.|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.)/.test(
      host,
    ) ||
    /^(::1?$|f[cd]|fe80:)/i.test(host);
  if (inside) return 'address-not-public';
  return protocol === 'https:' ? null : 'address-not-secure';
}
