/** Domains our mails are sent from: their signing keys, and what the name service says of them; a private key is in no answer. */
import { z } from 'zod';

const when = z.iso.datetime();

/** What was found at a key's name: itself, another record, nothing, or no answer from the name service. */
export const KeyFinding = z.enum(['right', 'other', 'missing', 'no-answer']);
export type KeyFinding = z.infer<typeof KeyFinding>;

/** `open`: anybody may send in the domain's name. */
export const SpfFinding = z.enum(['found', 'open', 'several', 'missing', 'no-answer']);
export type SpfFinding = z.infer<typeof SpfFinding>;

/** What receivers are asked to do with mail that proves nothing: watch alone, put aside, refuse. */
export const DmarcFinding = z.enum([
  'watching',
  'aside',
  'refuse',
  'broken',
  'several',
  'missing',
  'no-answer',
]);
export type DmarcFinding = z.infer<typeof DmarcFinding>;

/** `retired`: another key signs now; its record stays until the mails on their way have arrived. */
export const SendingKeyState = z.enum(['waiting', 'signing', 'retired']);
export type SendingKeyState = z.infer<typeof SendingKeyState>;

export const SendingKey = z.object({
  id: z.uuid(),
  selector: z.string(),
  state: SendingKeyState,
  /** Where its TXT record belongs, and what stands in it. */
  recordName: z.string(),
  record: z.string(),
  finding: KeyFinding.nullable(),
  /** It signs although its record was not found. */
  anyway: z.boolean(),
  /** False: sealed with another secret of the house; it cannot sign. */
  usable: z.boolean(),
  madeAt: when,
  madeBy: z.string(),
});
export type SendingKey = z.infer<typeof SendingKey>;

/** `retired`: because another was switched on. */
export const SendingKeyAct = z.enum([
  'made',
  'switched-on',
  'switched-on-anyway',
  'switched-off',
  'retired',
  'removed',
]);
export type SendingKeyAct = z.infer<typeof SendingKeyAct>;

export const SendingKeyChange = z.object({
  id: z.uuid(),
  at: when,
  by: z.object({ id: z.uuid(), name: z.string() }),
  what: SendingKeyAct,
  selector: z.string(),
});
export type SendingKeyChange = z.infer<typeof SendingKeyChange>;

export const SendingDomain = z.object({
  domain: z.string(),
  keys: z.array(SendingKey),
  /** The newest first, of keys that are gone as well. */
  changes: z.array(SendingKeyChange).max(20),
  checkedAt: when.nullable(),
  spf: z.object({ finding: SpfFinding, record: z.string().nullable() }).nullable(),
  dmarc: z.object({ finding: DmarcFinding, record: z.string().nullable() }).nullable(),
});
export type SendingDomain = z.infer<typeof SendingDomain>;

export const SendingDomains = z.object({ items: z.array(SendingDomain) });
export type SendingDomains = z.infer<typeof SendingDomains>;

/** `anyway`: although its record was not found; receivers will then not believe the signature. */
export const SwitchKeyOn = z.strictObject({ anyway: z.boolean() });
export type SwitchKeyOn = z.infer<typeof SwitchKeyOn>;

export const DomainName = z
  .string()
  .trim()
  .toLowerCase()
  .max(253)
  .regex(/^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/, 'a domain');
