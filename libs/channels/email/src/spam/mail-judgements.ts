/** What people say of a mail: kept on it, remembered for its sender, and taken back without a trace in what comes next. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Problem, type JudgedAs } from '@lib/contracts';
import { Listeners, Wakeups } from '@lib/bus';
import { Database, type Tx } from '@lib/database';
import { requireRole, type Principal } from '@lib/platform';
import { SenderRules } from './sender-rules.js';

interface Judged {
  state: string;
  sender: string | null;
  /** What was said of it before. */
  was: 'spam' | 'not-spam' | null;
}

@Injectable()
export class MailJudgements {
  constructor(
    private readonly database: Database,
    private readonly rules: SenderRules,
    private readonly wakeups: Wakeups,
  ) {}

  /**
   * In quarantine, spam is set aside and its sender's next mail is held; no spam is read again and taken in. Of a mail that
   * became a ticket only the sender is remembered. Errors: `forbidden`, `not-found`, `move-not-allowed` while it is being read.
   */
  async judge(principal: Principal, id: string, as: JudgedAs): Promise<void> {
    requireRole(principal, 'admin');
    await this.database.transaction(async (tx) => {
      const { state, was } = await this.say(tx, id, as, principal.agentId);
      if (state === 'stored') throw new Problem('move-not-allowed', 'This mail is being read');
      const setAside = state === 'suppressed' && was === 'spam';
      if (state === 'quarantined' || setAside) await this.move(tx, id, as);
    });
    this.wakeups.poke('mail');
  }

  /** Said on a ticket or of a mail that was held beside one; twice is once. A mail that is gone says nothing. */
  async said(tx: Tx, id: string, as: JudgedAs, agentId: string): Promise<void> {
    const [known] = await tx.query(`SELECT 1 FROM email.raw_mail WHERE id = $1`, [id]);
    if (known) await this.say(tx, id, as, agentId);
  }

  private async say(tx: Tx, id: string, as: JudgedAs, agentId: string): Promise<Judged> {
    const said = as === 'undecided' ? null : as;
    const [mail] = await tx.query<Judged>(
      `UPDATE email.raw_mail AS mail SET said = $2, said_by = CASE WHEN $2::text IS NULL THEN NULL ELSE $3::uuid END,
         said_at = CASE WHEN $2::text IS NULL THEN NULL ELSE now() END
       FROM (SELECT id, said FROM email.raw_mail WHERE id = $1 FOR UPDATE) AS before
       WHERE mail.id = before.id
       RETURNING mail.state, before.said AS was, CASE WHEN jsonb_array_length(coalesce(parsed->'from', '[]')) = 1 THEN parsed->'from'->0->>'address' END AS sender`,
      [id, said, agentId],
    );
    if (!mail) throw new Problem('not-found');
    await this.rules.forget(tx, id, agentId);
    if (said !== null && mail.sender)
      await this.rules.remember(tx, {
        ...{ address: mail.sender, agentId, rawMailId: id },
        says: said === 'spam' ? 'block' : 'allow',
      });
    return mail;
  }

  /** The reason why it was held stays with it, so that taking back finds it as it was. */
  private async move(tx: Tx, id: string, as: JudgedAs): Promise<void> {
    const moves: Record<JudgedAs, string> = {
      spam: `state = 'suppressed'`,
      'not-spam': `state = 'stored', claims = 0, attempts = 0, error = NULL, not_before = now()`,
      undecided: `state = 'quarantined'`,
    };
    await tx.query(`UPDATE email.raw_mail SET ${moves[as]} WHERE id = $1`, [id]);
  }
}

/** In the process that files mail. */
@Injectable()
export class JudgementListener implements OnModuleInit {
  constructor(
    private readonly listeners: Listeners,
    private readonly judgements: MailJudgements,
  ) {}

  onModuleInit(): void {
    this.listeners.register('email.judged', async ({ data }, tx) =>
      this.judgements.said(tx, data.rawMailId, data.as, data.agentId),
    );
  }
}
