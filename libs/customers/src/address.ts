/** One spelling per address, so that the same person is the same row: lower-case mail, E.164 numbers. */
import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import type { Address, Claim, IdentityKind } from '@lib/contracts';

export interface KnownAddress {
  kind: IdentityKind;
  value: string;
}

export function normaliseAddress({ kind, value }: Pick<Address, 'kind' | 'value'>): KnownAddress {
  if (kind === 'email') return { kind, value: normaliseEmail(value) };
  if (kind === 'phone') return { kind, value: normalisePhone(value) ?? value };
  return { kind: 'visitor', value };
}

/** Null when the claim is a name or cannot be read as an address. */
export function normaliseClaim({ kind, value }: Claim): KnownAddress | null {
  if (kind === 'email') return { kind, value: normaliseEmail(value) };
  if (kind === 'phone') {
    const phone = normalisePhone(value);
    return phone ? { kind, value: phone } : null;
  }
  return null;
}

/** Whole address in lower case: mailboxes that differ only by case belong to one person everywhere it matters. */
export function normaliseEmail(value: string): string {
  return value.trim().toLowerCase();
}

/** E.164; French national spelling is understood, other numbers need their country code. */
export function normalisePhone(value: string): string | null {
  const digits = value.replace(/[\s().\-\u00A0\u202F]/g, '').replace(/^00/, '+');
  const parsed = parsePhoneNumberFromString(digits, 'FR');
  if (parsed?.isPossible()) return parsed.number;
  return /^\+\d{7,15}$/.test(digits) ? digits : null;
}
