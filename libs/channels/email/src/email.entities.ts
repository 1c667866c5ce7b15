/** The mail tables as the schema builder knows them; the hot paths speak SQL (email.sql.ts). */
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';

@Entity({ schema: 'email', name: 'mailbox' })
@Unique('mailbox_address', ['address'])
@Check('mailbox_state', `state IN ('idle', 'ok', 'backoff', 'auth-failed')`)
export class MailboxRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'mailbox_pk' }) id!: string;
  @Column('text') address!: string;
  @Column('jsonb') aliases!: string[];
  @Column('text', { name: 'trusted_server', nullable: true }) trustedServer!: string | null;
  @Column('bigint', { nullable: true }) uidvalidity!: string | null;
  @Column('bigint', { name: 'last_uid', nullable: true }) lastUid!: string | null;
  @Column('text') state!: string;
  @Column('text', { name: 'state_detail', nullable: true }) stateDetail!: string | null;
  @Column('timestamptz', { name: 'state_since' }) stateSince!: Date;
  @Column('timestamptz', { name: 'last_ok_at', nullable: true }) lastOkAt!: Date | null;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
  @Column('text', { default: '' }) name!: string;
  /** Null: where whatever leads nowhere else goes. */
  @Column('uuid', { name: 'queue_id', nullable: true }) queueId!: string | null;
  @Column('jsonb', { nullable: true }) receiving!: unknown;
  @Column('jsonb', { nullable: true }) sending!: unknown;
  @Column('jsonb', { nullable: true }) login!: unknown;
  @Column('text', { nullable: true }) authority!: string | null;
  /** Passwords and tokens, as one sealed text. */
  @Column('text', { nullable: true }) sealed!: string | null;
  @Column('boolean', { name: 'from_environment', default: false }) fromEnvironment!: boolean;
  @Column('integer', { default: 1 }) version!: number;
  @Column('timestamptz', { name: 'removed_at', nullable: true }) removedAt!: Date | null;
  @Column('text', { nullable: true }) fault!: string | null;
  @Column('timestamptz', { name: 'retry_at', nullable: true }) retryAt!: Date | null;
  @Column('integer', { name: 'retries_asked', default: 0 }) retriesAsked!: number;
  @Column('timestamptz', { name: 'last_mail_at', nullable: true }) lastMailAt!: Date | null;
  @Column('integer', { name: 'to_fetch', default: 0 }) toFetch!: number;
}

@Entity({ schema: 'email', name: 'mailbox_change' })
@Check('mailbox_change_what', `what IN ('made', 'changed', 'archived', 'restored')`)
@Index('mailbox_change_of', ['mailboxId', 'at'])
export class MailboxChangeRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'mailbox_change_pk' }) id!: string;
  @Column('uuid', { name: 'mailbox_id' }) mailboxId!: string;
  @Column('text') what!: string;
  @Column('uuid', { name: 'by_id' }) byId!: string;
  @Column('timestamptz', { default: () => 'now()' }) at!: Date;
  @Column('jsonb') before!: unknown;
  @Column('jsonb') after!: unknown;
}

/** How a mailbox writes; one without a row writes as all do. */
@Entity({ schema: 'email', name: 'mail_writing' })
export class MailWritingRow {
  @PrimaryColumn('uuid', { name: 'mailbox_id', primaryKeyConstraintName: 'mail_writing_pk' })
  @ForeignKey(() => MailboxRow, { name: 'mail_writing_mailbox' })
  mailboxId!: string;
  @Column('text', { name: 'display_address', nullable: true }) displayAddress!: string | null;
  @Column('text', { name: 'name_template' }) nameTemplate!: string;
  @Column('text') team!: string;
  @Column('text') phone!: string;
  @Column('jsonb') signature!: unknown;
  @Column('boolean', { name: 'asks_when_read', default: false }) asksWhenRead!: boolean;
  @Column('integer', { default: 1 }) version!: number;
}

/** What the name service last said of a domain we send from. */
@Entity({ schema: 'email', name: 'sending_domain' })
export class SendingDomainRow {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'sending_domain_pk' }) domain!: string;
  @Column('timestamptz', { name: 'checked_at', nullable: true }) checkedAt!: Date | null;
  @Column('jsonb', { nullable: true }) spf!: unknown;
  @Column('jsonb', { nullable: true }) dmarc!: unknown;
}

/** A pair of keys that signs, has signed or is to sign the mails of a domain. */
@Entity({ schema: 'email', name: 'sending_key' })
@Unique('sending_key_selector', ['domain', 'selector'])
@Check('sending_key_state', `state IN ('waiting', 'signing', 'retired')`)
@Check('sending_key_finding', `finding IN ('right', 'other', 'missing', 'no-answer')`)
@Index('sending_key_signing', { synchronize: false })
export class SendingKeyRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'sending_key_pk' }) id!: string;
  @Column('text') domain!: string;
  @Column('text') selector!: string;
  @Column('text', { name: 'public_key' }) publicKey!: string;
  /** Its private half. */
  @Column('text') sealed!: string;
  @Column('text', { default: 'waiting' }) state!: string;
  @Column('text', { nullable: true }) finding!: string | null;
  @Column('boolean', { default: false }) anyway!: boolean;
  @Column('timestamptz', { name: 'made_at' }) madeAt!: Date;
  @Column('uuid', { name: 'made_by' }) madeBy!: string;
}

/** Kept when the key is gone. */
@Entity({ schema: 'email', name: 'sending_key_change' })
@Check(
  'sending_key_change_what',
  `what IN ('made', 'switched-on', 'switched-on-anyway', 'switched-off', 'retired', 'removed')`,
)
@Index('sending_key_change_of', ['domain', 'at'])
export class SendingKeyChangeRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'sending_key_change_pk' }) id!: string;
  @Column('text') domain!: string;
  @Column('uuid', { name: 'key_id' }) keyId!: string;
  @Column('text') selector!: string;
  @Column('text') what!: string;
  @Column('uuid', { name: 'by_id' }) byId!: string;
  @Column('timestamptz') at!: Date;
}

/** A way to the provider's page and back that somebody is on; gone when it was used. */
@Entity({ schema: 'email', name: 'authorisation' })
export class AuthorisationRow {
  @PrimaryColumn('text', { name: 'state_hash', primaryKeyConstraintName: 'authorisation_pk' })
  stateHash!: string;
  @Column('uuid', { name: 'mailbox_id' }) mailboxId!: string;
  @Column('uuid', { name: 'agent_id' }) agentId!: string;
  @Column('text', { name: 'sealed_verifier' }) sealedVerifier!: string;
  @Column('timestamptz', { name: 'expires_at' }) expiresAt!: Date;
}

@Entity({ schema: 'email', name: 'raw_mail' })
@Unique('raw_mail_once', ['mailboxId', 'uidvalidity', 'uid'])
@Check('raw_mail_door', `door IN ('imap', 'smtp', 'upload')`)
@Check('raw_mail_said', `said IN ('spam', 'not-spam')`)
@Check('raw_mail_held_why', `held_why IN ('spam', 'orphan-return', 'loop', 'unreadable')`)
@Check('raw_mail_state', `state IN ('stored', 'processed', 'duplicate', 'suppressed', 'quarantined')`)
@Index('raw_mail_stored', { synchronize: false })
@Index('raw_mail_spam', { synchronize: false })
@Index('raw_mail_unflagged', { synchronize: false })
@Index('raw_mail_quarantine', { synchronize: false })
@Index('raw_mail_held', { synchronize: false })
@Index('raw_mail_retry', { synchronize: false })
@Index('raw_mail_addresses', { synchronize: false })
@Index('raw_mail_forged', { synchronize: false })
@Index('raw_mail_suspect', { synchronize: false })
@Index('raw_mail_message_id', ['messageId'])
export class RawMailRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'raw_mail_pk' }) id!: string;
  @Column('uuid', { name: 'mailbox_id', nullable: true })
  @ForeignKey(() => MailboxRow, { name: 'raw_mail_mailbox' })
  mailboxId!: string | null;
  @Column('text') door!: string;
  @Column('bigint', { nullable: true }) uidvalidity!: string | null;
  @Column('bigint', { nullable: true }) uid!: string | null;
  @Column('text') sha256!: string;
  @Column('bigint') size!: string;
  @Column('jsonb') envelope!: unknown;
  @Column('timestamptz', { name: 'received_at' }) receivedAt!: Date;
  @Column('text') state!: string;
  @Column('integer') claims!: number;
  @Column('integer') attempts!: number;
  @Column('timestamptz', { name: 'not_before' }) notBefore!: Date;
  @Column('text', { nullable: true }) error!: string | null;
  @Column('text', { name: 'message_id', nullable: true }) messageId!: string | null;
  @Column('jsonb') addresses!: string[];
  @Column('text', { name: 'content_key', nullable: true }) contentKey!: string | null;
  @Column('uuid', { name: 'duplicate_of', nullable: true }) duplicateOf!: string | null;
  @Column('uuid', { name: 'inbox_id', nullable: true }) inboxId!: string | null;
  @Column('jsonb', { nullable: true }) parsed!: unknown;
  @Column('jsonb', { nullable: true }) verdict!: unknown;
  @Column('jsonb', { nullable: true }) reports!: unknown;
  @Column('jsonb', { nullable: true }) trust!: unknown;
  @Column('jsonb', { nullable: true }) spam!: unknown;
  @Column('jsonb', { nullable: true }) threading!: unknown;
  @Column('text', { name: 'held_why', nullable: true }) heldWhy!: string | null;
  /** With which it was last tried again. */
  @Column('uuid', { name: 'retry_id', nullable: true }) retryId!: string | null;
  @Column('text', { nullable: true }) said!: string | null;
  @Column('uuid', { name: 'said_by', nullable: true }) saidBy!: string | null;
  @Column('timestamptz', { name: 'said_at', nullable: true }) saidAt!: Date | null;
  @Column('timestamptz', { name: 'processed_at', nullable: true }) processedAt!: Date | null;
  @Column('timestamptz', { name: 'flagged_at', nullable: true }) flaggedAt!: Date | null;
}

@Entity({ schema: 'email', name: 'mail_key' })
export class MailKeyRow {
  @PrimaryColumn('text', { name: 'content_key', primaryKeyConstraintName: 'mail_key_pk' })
  contentKey!: string;
  @Column('uuid', { name: 'raw_mail_id' }) rawMailId!: string;
  @Column('timestamptz') at!: Date;
}

@Entity({ schema: 'email', name: 'mail_ref' })
@Check('mail_ref_direction', `direction IN ('in', 'out')`)
export class MailRefRow {
  @PrimaryColumn('text', { name: 'message_id', primaryKeyConstraintName: 'mail_ref_pk' }) messageId!: string;
  @Column('text', { name: 'thread_root' }) threadRoot!: string;
  @Column('text') direction!: string;
  @Column('uuid', { name: 'of_id' }) ofId!: string;
}

@Entity({ schema: 'email', name: 'outgoing' })
@Unique('outgoing_mail_id', ['mailId'])
@Index('outgoing_suffix', { synchronize: false })
export class OutgoingRow {
  @PrimaryColumn('uuid', { name: 'message_id', primaryKeyConstraintName: 'outgoing_pk' }) messageId!: string;
  @Column('text', { name: 'mail_id' }) mailId!: string;
  @Column('text', { name: 'ticket_number' }) ticketNumber!: string;
  @Column('text') mailbox!: string;
  @Column('text', { name: 'envelope_from' }) envelopeFrom!: string;
  @Column('jsonb') recipients!: string[];
  @Column('text') sha256!: string;
  @Column('bigint') size!: string;
  @Column('timestamptz', { name: 'built_at' }) builtAt!: Date;
  @Column('integer', { name: 'data_begun' }) dataBegun!: number;
  @Column('text', { name: 'smtp_response', nullable: true }) smtpResponse!: string | null;
  @Column('timestamptz', { name: 'sent_at', nullable: true }) sentAt!: Date | null;
  @Column('timestamptz', { name: 'bounced_at', nullable: true }) bouncedAt!: Date | null;
}

@Entity({ schema: 'email', name: 'sandbox_mail' })
@Index('sandbox_mail_newest', ['at'])
export class SandboxMailRow {
  @PrimaryColumn('uuid', { name: 'message_id', primaryKeyConstraintName: 'sandbox_mail_pk' })
  messageId!: string;
  @Column('text') sha256!: string;
  @Column('text', { name: 'from_address' }) fromAddress!: string;
  @Column('jsonb') recipients!: string[];
  @Column('text') subject!: string;
  @Column('text') text!: string;
  @Column('text', { nullable: true }) html!: string | null;
  @Column('jsonb') headers!: unknown;
  @Column('timestamptz') at!: Date;
}

/** What a mailbox makes of what strangers' mail says about itself; without a row, nothing is believed. */
@Entity({ schema: 'email', name: 'mail_guard' })
@Check('mail_guard_spam_headers', `spam_headers IN ('ignored', 'above', 'anywhere')`)
@Check('mail_guard_lines', `flag_at <= hold_at`)
export class MailGuardRow {
  @PrimaryColumn('uuid', { name: 'mailbox_id', primaryKeyConstraintName: 'mail_guard_pk' })
  @ForeignKey(() => MailboxRow, { name: 'mail_guard_mailbox', onDelete: 'CASCADE' })
  mailboxId!: string;
  @Column('jsonb', { name: 'arc_sealers', default: [] }) arcSealers!: string[];
  @Column('integer', { default: 1 }) version!: number;
  @Column('text', { name: 'spam_headers', default: 'ignored' }) spamHeaders!: string;
  @Column('double precision', { name: 'flag_at', default: 5 }) flagAt!: number;
  @Column('double precision', { name: 'hold_at', default: 10 }) holdAt!: number;
}

/** Who and what people blocked or allowed; taken off the list, it is kept. */
@Entity({ schema: 'email', name: 'sender_rule' })
@Check('sender_rule_kind', `kind IN ('address', 'domain', 'words')`)
@Check('sender_rule_says', `says IN ('block', 'allow')`)
@Index('sender_rule_standing', { synchronize: false })
@Index('sender_rule_of_mail', { synchronize: false })
export class SenderRuleRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'sender_rule_pk' }) id!: string;
  @Column('text') kind!: string;
  @Column('text') value!: string;
  @Column('text') says!: string;
  @Column('text') why!: string;
  @Column('uuid', { name: 'by_id' }) byId!: string;
  @Column('timestamptz', { default: () => 'now()' }) at!: Date;
  @Column('uuid', { name: 'raw_mail_id', nullable: true }) rawMailId!: string | null;
  @Column('uuid', { nullable: true }) replaces!: string | null;
  @Column('timestamptz', { name: 'removed_at', nullable: true }) removedAt!: Date | null;
  @Column('uuid', { name: 'removed_by', nullable: true }) removedBy!: string | null;
}

/** How many came from a sender, or from one with a subject, in five minutes. */
@Entity({ schema: 'email', name: 'pace' })
@Index('pace_slot', ['slot'])
export class PaceRow {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pace_pk' }) key!: string;
  @PrimaryColumn('timestamptz', { primaryKeyConstraintName: 'pace_pk' }) slot!: Date;
  @Column('integer') count!: number;
}

/** How a sender ends their mails: the last ones, and what came twice. */
@Entity({ schema: 'email', name: 'ending' })
@Index('ending_heard', ['heardAt'])
export class EndingRow {
  /** In small letters. */
  @PrimaryColumn('text', { primaryKeyConstraintName: 'ending_pk' }) address!: string;
  @Column('jsonb') tails!: string[][];
  @Column('jsonb') learnt!: string[][];
  @Column('timestamptz', { name: 'heard_at' }) heardAt!: Date;
}

export const EMAIL_ENTITIES = [
  MailboxRow,
  MailboxChangeRow,
  MailWritingRow,
  SendingDomainRow,
  SendingKeyRow,
  SendingKeyChangeRow,
  AuthorisationRow,
  RawMailRow,
  MailKeyRow,
  MailRefRow,
  OutgoingRow,
  SandboxMailRow,
  PaceRow,
  MailGuardRow,
  SenderRuleRow,
  EndingRow,
];
