/** Whether a mail looks like spam, who says so and how strongly; the house's own lists, and what each mailbox believes. */
import { z } from 'zod';

const when = z.iso.datetime();
/** As SpamAssassin and rspamd count: five is suspect, ten is nearly certain. */
const points = z.number().min(0.5).max(100);

/** `flag`: a ticket that says so. `hold`: in quarantine until a person has looked. */
export const SpamVerdict = z.enum(['clear', 'flag', 'hold']);
export type SpamVerdict = z.infer<typeof SpamVerdict>;

/** `provider`: headers of the mailbox's own server. `scanner`: rspamd. `house`: our lists. */
export const SpamSource = z.enum(['provider', 'scanner', 'house']);
export type SpamSource = z.infer<typeof SpamSource>;

/**
 * `scanner-away`: it was not asked or did not answer in time. `allowed`: its sender is on the list of the allowed.
 * `answers-us`: it answers a mail of ours by our own signature, so it is flagged at most. `said`: a person has looked.
 */
export const SpamNote = z.enum(['scanner-away', 'allowed', 'answers-us', 'said']);
export type SpamNote = z.infer<typeof SpamNote>;

export const JudgedAs = z.enum(['spam', 'not-spam', 'undecided']);
export type JudgedAs = z.infer<typeof JudgedAs>;
export const JudgeMail = z.strictObject({ as: JudgedAs });
export type JudgeMail = z.infer<typeof JudgeMail>;

/** What a person said of this very mail. */
export const SaidOfMail = z.object({ as: z.enum(['spam', 'not-spam']), by: z.string(), at: when });
export type SaidOfMail = z.infer<typeof SaidOfMail>;

export const MailSpam = z.object({
  verdict: SpamVerdict,
  score: z.number(),
  flagAt: z.number(),
  holdAt: z.number(),
  reasons: z
    .array(z.object({ by: SpamSource, what: z.string().max(300), points: z.number().nullable() }))
    .max(20),
  notes: z.array(SpamNote).max(4),
});
export type MailSpam = z.infer<typeof MailSpam>;

/** What stands under `data.spam` of a message: the verdict when there is one, and what an agent said. */
export const MessageSpam = z.object({
  verdict: SpamVerdict,
  reasons: MailSpam.shape.reasons,
  said: SaidOfMail.nullish(),
});
export type MessageSpam = z.infer<typeof MessageSpam>;

export const SenderRuleKind = z.enum(['address', 'domain', 'words']);
export type SenderRuleKind = z.infer<typeof SenderRuleKind>;
export const SenderRuleSays = z.enum(['block', 'allow']);
export type SenderRuleSays = z.infer<typeof SenderRuleSays>;

const value = z.string().trim().min(3).max(320);
const domain = /^(?!-)[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+$/u;

export const WriteSenderRule = z
  .strictObject({ kind: SenderRuleKind, value, says: SenderRuleSays, why: z.string().trim().max(300) })
  .superRefine(({ kind, value: written, says }, context) => {
    const fault = (path: string, message: string): void =>
      context.addIssue({ code: 'custom', path: [path], message });
    if (kind === 'address' && !z.email().safeParse(written).success) fault('value', 'an e-mail address');
    if (kind === 'domain' && !domain.test(written)) fault('value', 'a domain, as example.org');
    // Words are anybody's to write: they can make a mail suspect, never above suspicion.
    if (kind === 'words' && says === 'allow') fault('says', 'words can only be blocked');
  });
export type WriteSenderRule = z.infer<typeof WriteSenderRule>;

export const SenderRule = z.object({
  id: z.uuid(),
  kind: SenderRuleKind,
  value: z.string(),
  says: SenderRuleSays,
  why: z.string(),
  by: z.object({ id: z.uuid(), name: z.string() }),
  at: when,
  /** The mail that a person judged, when the rule came of that. */
  rawMailId: z.uuid().nullable(),
});
export type SenderRule = z.infer<typeof SenderRule>;
export const SenderRuleList = z.object({ items: z.array(SenderRule), most: z.int() });
export type SenderRuleList = z.infer<typeof SenderRuleList>;

/**
 * Which spam headers of a mail are believed. `above`: those above the newest Received line, which only the mailbox's own
 * server can have written. `anywhere`: the server removes those of others, as Microsoft 365 does.
 */
export const SpamHeaders = z.enum(['ignored', 'above', 'anywhere']);
export type SpamHeaders = z.infer<typeof SpamHeaders>;

export const WriteMailGuard = z
  .strictObject({
    spamHeaders: SpamHeaders,
    flagAt: points,
    holdAt: points,
    arcSealers: z.array(z.string().trim().toLowerCase().max(253).regex(domain, 'a domain')).max(20),
  })
  .refine(({ flagAt, holdAt }) => flagAt <= holdAt, { path: ['holdAt'], message: 'not below the other' });
export type WriteMailGuard = z.infer<typeof WriteMailGuard>;

export const MailGuardView = z.object({
  mailboxId: z.uuid(),
  address: z.string(),
  spamHeaders: SpamHeaders,
  flagAt: z.number(),
  holdAt: z.number(),
  arcSealers: z.array(z.string()),
  version: z.int(),
});
export type MailGuardView = z.infer<typeof MailGuardView>;
/** `scanner`: whether an rspamd is asked at all. */
export const MailGuardList = z.object({
  items: z.array(MailGuardView),
  scanner: z.boolean(),
  virusScanner: z.boolean(),
});
export type MailGuardList = z.infer<typeof MailGuardList>;
