/** The telephone as an administrator connects it: the account, what stands in the way, each number and application, and what we changed. */
import { z } from 'zod';

const when = z.iso.datetime();

export const TelephoneFinding = z.enum([
  'telephone-off',
  'credentials-refused',
  'carrier-unreachable',
  'account-not-active',
  'account-trial',
  'address-not-public',
  'address-not-secure',
  'application-missing',
  'no-numbers',
  'number-not-yours',
  'number-on-trunk',
]);
export type TelephoneFinding = z.infer<typeof TelephoneFinding>;

/** The settings of a number or an application that lead calls to us, in the carrier's own names. */
export const telephoneFields = [
  'voiceUrl',
  'voiceMethod',
  'voiceFallbackUrl',
  'voiceFallbackMethod',
  'statusCallback',
  'statusCallbackMethod',
  'voiceApplicationSid',
] as const;
export const TelephoneField = z.enum(telephoneFields);
export type TelephoneField = z.infer<typeof TelephoneField>;

export const TelephonePlaceKind = z.enum(['number', 'application']);
export type TelephonePlaceKind = z.infer<typeof TelephonePlaceKind>;

export const TelephoneDifference = z.object({ field: TelephoneField, now: z.string(), wanted: z.string() });
export type TelephoneDifference = z.infer<typeof TelephoneDifference>;

export const TelephonePlace = z.object({
  kind: TelephonePlaceKind,
  /** The carrier's id: `PN…` or `AP…`. */
  sid: z.string(),
  /** A number in E.164, or the application's name. */
  name: z.string(),
  connected: z.boolean(),
  differences: z.array(TelephoneDifference),
});
export type TelephonePlace = z.infer<typeof TelephonePlace>;

export const TelephoneChange = z.object({
  id: z.uuid(),
  kind: TelephonePlaceKind,
  name: z.string(),
  at: when,
  by: z.object({ id: z.uuid(), name: z.string() }),
  /** `uncertain`: we were interrupted while the carrier was asked. */
  state: z.enum(['done', 'refused', 'uncertain', 'undone']),
  fields: z.array(z.object({ field: TelephoneField, before: z.string(), after: z.string() })),
});
export type TelephoneChange = z.infer<typeof TelephoneChange>;

export const TelephoneSetup = z.object({
  carrier: z.enum(['embedded', 'twilio', 'off']),
  /** `sid` is shortened to its last four characters. */
  account: z.object({ name: z.string(), sid: z.string() }).nullable(),
  /** Where the carrier reaches us. */
  address: z.string(),
  findings: z.array(
    z.object({
      finding: TelephoneFinding,
      /** `stop`: no call will come in before it is mended. */
      level: z.enum(['stop', 'warn']),
      /** The number, address or code that is meant. */
      about: z.string().nullable(),
    }),
  ),
  places: z.array(TelephonePlace),
  changes: z.array(TelephoneChange),
});
export type TelephoneSetup = z.infer<typeof TelephoneSetup>;

/**
 * Codes of the carrier for which the catalogues hold a sentence and what to do (`carrier-fault.<code>`).
 * Source: https://www.twilio.com/docs/api/errors
 */
export const knownCarrierFaults = [
  '11200',
  '11205',
  '11750',
  '12100',
  '13224',
  '13227',
  '16028',
  '20003',
  '20404',
  '20429',
  '21205',
  '21211',
  '21212',
  '21214',
  '21215',
  '21219',
  '21220',
  '21402',
] as const;
export type KnownCarrierFault = (typeof knownCarrierFaults)[number];

export const isKnownCarrierFault = (code: string): code is KnownCarrierFault =>
  (knownCarrierFaults as readonly string[]).includes(code);
