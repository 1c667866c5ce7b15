/** Whether a number may be called back, and how it is said: ordinary telephones only, whatever somebody keys in. */
import { parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js/max';

/** They cost the house money, or are nobody's telephone; short and emergency numbers are no full numbers to begin with. */
const NEVER = new Set<string | undefined>([
  'PREMIUM_RATE',
  'SHARED_COST',
  'TOLL_FREE',
  'UAN',
  'PAGER',
  'VOICEMAIL',
]);

/** E.164, read as in the countries of `near` in turn where it names none; null when it may not be called. */
export function callableNumber(keyed: string, near: readonly string[]): string | null {
  const text = keyed.replace(/^00/, '+');
  const countries = text.startsWith('+') ? [undefined] : near.map(countryOf);
  for (const country of countries) {
    const parsed = parsePhoneNumberFromString(text, country);
    if (parsed?.isValid() && !parsed.ext && !NEVER.has(parsed.getType())) return parsed.number;
  }
  return null;
}

/** As a caller from `near` would say it: in their own country without its code. */
export function saidNumber(number: string, near: string): string {
  const parsed = parsePhoneNumberFromString(number);
  if (!parsed) return number;
  return parsed.country && parsed.country === countryOf(near) ? parsed.formatNational() : parsed.number;
}

function countryOf(number: string): CountryCode | undefined {
  return parsePhoneNumberFromString(number)?.country;
}
