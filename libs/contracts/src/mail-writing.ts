/** How a mailbox writes: who its mails say they are from, and what stands under each answer; the same words for server and preview. */
import { z } from 'zod';
import { Locale } from './vocabulary.js';

const PLACE = /\{\{([^{}]*)\}\}/g;

/**
 * Nothing inner is among it: no queue, no role. `team` and `phone` are typed for customers in the settings of the mailbox,
 * `company` is the name its mails already bear.
 */
export const WritingVariable = z.enum(['agent.name', 'agent.first-name', 'company', 'team', 'phone']);
export type WritingVariable = z.infer<typeof WritingVariable>;
export type WritingValues = Record<WritingVariable, string>;

/** The names between double braces that are none; `{{ }}` for a pair that is broken. */
export function unknownWritingVariables(text: string): string[] {
  const names = [...text.matchAll(PLACE)].map((match) => (match[1] ?? '').trim());
  const rest = text.replace(PLACE, '');
  const broken = rest.includes('{{') || rest.includes('}}') ? ['{{ }}'] : [];
  return [...new Set([...names.filter((name) => !WritingVariable.safeParse(name).success), ...broken])];
}

const known = (text: string, context: z.RefinementCtx): void => {
  for (const name of unknownWritingVariables(text))
    context.addIssue({ code: 'custom', message: `unknown variable ${name}` });
};
const oneLine = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .regex(/^[^\u0000-\u001f\u007f]*$/, 'one line of text');
/** An address in a name is what forgers do, and what filters look for. */
const NameTemplate = oneLine(120)
  .regex(/^[^<>@"\\]*$/, 'a name without < > @ " \\')
  .superRefine(known);
const SignatureText = z
  .string()
  .max(1_000)
  .transform((text) => text.replace(/\r\n?/g, '\n').trim())
  .refine((text) => !/[\u0000-\u0009\u000b-\u001f\u007f]/.test(text), 'lines of text')
  .refine((text) => text.split('\n').length <= 12, 'at most 12 lines')
  .superRefine(known);

export const WriteMailWriting = z.strictObject({
  /** Shown as the sender: an address of this very mailbox; null: the one it is known by. Answers come back to it all the same. */
  displayAddress: z.email().max(320).trim().toLowerCase().nullable(),
  /** Empty: the agent's name, and the mailbox's in brackets. */
  nameTemplate: NameTemplate,
  team: oneLine(80),
  phone: oneLine(40),
  signature: z.strictObject({ fr: SignatureText, en: SignatureText }),
  /** Readers' programs are asked to say that a mail was shown; most ask their owner first. */
  asksWhenRead: z.boolean(),
});
export type WriteMailWriting = z.infer<typeof WriteMailWriting>;

/** `version` 0: nothing was set yet. */
export const MailWriting = z.object({ ...WriteMailWriting.shape, version: z.int() });
export type MailWriting = z.infer<typeof MailWriting>;

export const NO_WRITING: WriteMailWriting = {
  displayAddress: null,
  nameTemplate: '',
  team: '',
  phone: '',
  signature: { fr: '', en: '' },
  asksWhenRead: false,
};

/** An agent's own last line under their mails, in each language; empty: none. */
export const OwnLine = z.strictObject({ fr: oneLine(200), en: oneLine(200) });
export type OwnLine = z.infer<typeof OwnLine>;

/** What goes with an answer by mail from this ticket, before it is sent. */
export const MailSignature = z.object({
  fromName: z.string(),
  fromAddress: z.string(),
  /** The customer's language. */
  locale: Locale,
  /** What stands under the answer, without the mark that begins it; empty: nothing. */
  text: z.string(),
  ownLine: OwnLine,
});
export type MailSignature = z.infer<typeof MailSignature>;

/** By these lines mail programs know a signature, and fold it away: dash, dash, blank (RFC 3676 §4.3). */
export const SIGNATURE_MARK = '-- ';

/** What can be known of a mailbox and a person; values are one line each, whatever was stored. */
export function writingValues(
  { team, phone }: Pick<WriteMailWriting, 'team' | 'phone'>,
  company: string,
  agentName: string,
): WritingValues {
  const name = plainLine(agentName);
  return {
    'agent.name': name,
    'agent.first-name': name.split(' ')[0] ?? '',
    company: plainLine(company),
    team: plainLine(team),
    phone: plainLine(phone),
  };
}

/** The name a customer sees as the sender: of the template, else the agent's with the mailbox's behind it. */
export function senderNameOf(
  { nameTemplate }: Pick<WriteMailWriting, 'nameTemplate'>,
  values: WritingValues,
): string {
  const { 'agent.name': agent, company } = values;
  const usual = company && agent ? `${agent} (${company})` : agent || company;
  // A template in which nothing has a value would leave its glue words alone.
  const says = [...nameTemplate.matchAll(PLACE)].every(([, name]) => valueOf(name, values) !== '');
  const filled = nameTemplate && says ? plainLine(fill(nameTemplate, values)) : '';
  return (filled || usual).slice(0, 200);
}

/** In the customer's language, else in the other; a line whose variable has no value is left out whole. */
export function signatureOf(
  { signature }: Pick<WriteMailWriting, 'signature'>,
  ownLine: OwnLine,
  values: WritingValues,
  locale: Locale,
): string {
  const other = locale === 'fr' ? 'en' : 'fr';
  const lines = (signature[locale] || signature[other])
    .split('\n')
    .filter((line) => [...line.matchAll(PLACE)].every(([, name]) => valueOf(name, values) !== ''))
    .map((line) => fill(line, values).trimEnd());
  return [...lines, ownLine[locale] || ownLine[other]]
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** In one pass: what a value holds is never looked at again. */
function fill(text: string, values: WritingValues): string {
  return text.replace(PLACE, (_written, name: string) => valueOf(name, values));
}

function valueOf(name: string | undefined, values: WritingValues): string {
  const variable = WritingVariable.safeParse((name ?? '').trim());
  return variable.success ? values[variable.data] : '';
}

const plainLine = (text: string): string => text.replace(/[\s\u0000-\u001f\u007f]+/g, ' ').trim();
