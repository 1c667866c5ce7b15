/** What a rule can do to a ticket, each through the room that answers for it; nothing here writes another room's rows. */
import { Injectable } from '@nestjs/common';
import { Problem, type ActionOutcome, type RuleAction } from '@lib/contracts';
import type { Tx } from '@lib/database';
import { EscalationService } from '@lib/delivery';
import type { Principal } from '@lib/platform';
import { FieldsService, MacroBook, MacroUseService, TagsService } from '@lib/record';
import { SteeringService } from '@lib/routing';
import { actorOf, FollowersService, TicketCommands, TimelineWriter } from '@lib/tickets';
import { RuleTexts } from './rule-texts.js';

export type Outcome = Omit<ActionOutcome, 'do'>;

const MOST_NAMED = 10;
const DONE: Outcome = { outcome: 'done', code: null };
const NOTHING: Outcome = { outcome: 'nothing-to-do', code: null };
const notDone = (code: string): Outcome => ({ outcome: 'not-done', code });

interface Current {
  type: string;
  status: string;
  priority: string;
  ownerId: string | null;
  ownerName: string | null;
}

@Injectable()
export class RuleActs {
  constructor(
    private readonly commands: TicketCommands,
    private readonly tags: TagsService,
    private readonly fields: FieldsService,
    private readonly macroBook: MacroBook,
    private readonly macros: MacroUseService,
    private readonly steering: SteeringService,
    private readonly escalations: EscalationService,
    private readonly timeline: TimelineWriter,
    private readonly followers: FollowersService,
    private readonly texts: RuleTexts,
  ) {}

  /** By the right of who wrote the rule, told as the rule's. Errors: those of the rooms; what was begun is then undone. */
  async act(tx: Tx, principal: Principal, ticketId: string, action: RuleAction): Promise<Outcome> {
    const now = await this.hold(tx, ticketId);
    const actor = actorOf(principal);
    switch (action.do) {
      case 'set-priority':
        if (now.priority === action.priority) return NOTHING;
        return this.change(tx, ticketId, { priority: action.priority, reason: action.reason }, principal);
      case 'set-type':
        if (now.type === action.type) return NOTHING;
        return this.change(tx, ticketId, { type: action.type }, principal);
      case 'set-status':
        if (now.status === action.status) return NOTHING;
        return this.change(tx, ticketId, { status: action.status }, principal);
      case 'set-field':
        await this.fields.setIn(tx, principal, ticketId, { values: { [action.fieldId]: action.value } });
        return DONE;
      case 'add-tags':
        return this.tag(tx, principal, ticketId, { add: action.tags });
      case 'remove-tags':
        return this.tag(tx, principal, ticketId, { remove: action.tags });
      case 'move-to-queue':
        return this.move(tx, principal, ticketId, action);
      case 'escalate':
        return this.escalate(tx, principal, ticketId, now, action);
      case 'send-text':
      case 'acknowledge': {
        const acknowledges = action.do === 'acknowledge';
        const refused = await this.texts.say(tx, ticketId, action.texts, { acknowledges, actor });
        return refused === null ? DONE : notDone(refused);
      }
      case 'note':
        return this.note(tx, principal, ticketId, action.text);
      case 'notify': {
        const names = await this.named(tx, now, action.who);
        if (names.length === 0) return notDone('nobody-to-notify');
        return this.note(
          tx,
          principal,
          ticketId,
          `${names.map((name) => `@${name}`).join(' ')} ${action.text}`,
        );
      }
      case 'apply-macro':
        return this.apply(tx, principal, ticketId, action.macroId);
    }
  }

  private async tag(
    tx: Tx,
    principal: Principal,
    ticketId: string,
    change: { add?: string[]; remove?: string[] },
  ): Promise<Outcome> {
    const { added, removed } = await this.tags.changeIn(tx, principal, ticketId, change);
    return said(added.length + removed.length > 0);
  }

  private async apply(tx: Tx, principal: Principal, ticketId: string, macroId: string): Promise<Outcome> {
    const macro = await this.macroBook.one(principal, macroId);
    return said((await this.macros.useIn(tx, principal, ticketId, macro)) !== null);
  }

  private async hold(tx: Tx, ticketId: string): Promise<Current> {
    const [ticket] = await tx.query<Current & { merged: boolean }>(
      `SELECT type, status, priority, owner_id AS "ownerId", merged_into_id IS NOT NULL AS merged,
         (SELECT name FROM agents.agent WHERE agent.id = owner_id) AS "ownerName"
       FROM tickets.ticket WHERE id = $1 FOR UPDATE`,
      [ticketId],
    );
    if (!ticket) throw new Problem('not-found');
    if (ticket.merged) throw new Problem('ticket-merged');
    if (ticket.status === 'closed') throw new Problem('ticket-closed');
    return ticket;
  }

  private async change(
    tx: Tx,
    ticketId: string,
    change: Parameters<TicketCommands['changeIn']>[2],
    principal: Principal,
  ): Promise<Outcome> {
    await this.commands.changeIn(tx, ticketId, change, actorOf(principal), null);
    return DONE;
  }

  /** Errors: `ticket-already-owned` rather than taking it from its owner. */
  private async move(
    tx: Tx,
    principal: Principal,
    ticketId: string,
    { queueId, reason }: Extract<RuleAction, { do: 'move-to-queue' }>,
  ): Promise<Outcome> {
    const waiting = await tx.query<{ interactionId: string; queueId: string }>(
      `SELECT interaction_id AS "interactionId", queue_id AS "queueId" FROM routing.work_item
       WHERE ticket_id = $1 AND state IN ('waiting', 'offered') ORDER BY id`,
      [ticketId],
    );
    if (waiting.length === 0) return notDone('not-waiting');
    const elsewhere = waiting.filter((item) => item.queueId !== queueId);
    for (const { interactionId } of elsewhere)
      await this.steering.moveIn(tx, principal, interactionId, { queueId, reason });
    return said(elsewhere.length > 0);
  }

  /** The owner asks, because the owner stays and it is in their name that the customer reads of it. */
  private async escalate(
    tx: Tx,
    principal: Principal,
    ticketId: string,
    { ownerId }: Current,
    { reason, level, customerLine }: Extract<RuleAction, { do: 'escalate' }>,
  ): Promise<Outcome> {
    if (!ownerId) return notDone('nobody-owns-it');
    const [customer] = await tx.query<{ locale: 'fr' | 'en' }>(
      `SELECT coalesce(customer.locale, 'fr') AS locale FROM tickets.ticket JOIN customers.customer ON customer.id = ticket.customer_id
       WHERE ticket.id = $1`,
      [ticketId],
    );
    await this.escalations.escalateIn(tx, { ...principal, agentId: ownerId }, ticketId, {
      reason,
      level,
      customerLine: customerLine[customer?.locale ?? 'fr'],
    });
    return DONE;
  }

  private async note(tx: Tx, principal: Principal, ticketId: string, text: string): Promise<Outcome> {
    const author = { ...actorOf(principal), id: null };
    const { seq } = await this.timeline.note(tx, { ticketId, author, text });
    // Nobody wrote it: also who wrote the rule is told when it names them.
    const writer = { ...principal, agentId: principal.rule?.id ?? principal.agentId };
    await this.followers.mention(tx, writer, ticketId, text, seq);
    return DONE;
  }

  private async named(
    tx: Tx,
    { ownerName }: Current,
    who: Extract<RuleAction, { do: 'notify' }>['who'],
  ): Promise<string[]> {
    if (who === 'owner') return ownerName ? [ownerName] : [];
    const rows = await tx.query<{ name: string }>(
      who === 'supervisors'
        ? `SELECT name FROM agents.agent WHERE role = 'supervisor' AND disabled_at IS NULL ORDER BY name LIMIT ${MOST_NAMED}`
        : `SELECT name FROM agents.agent WHERE id = $1 AND disabled_at IS NULL`,
      who === 'supervisors' ? [] : [who],
    );
    return rows.map(({ name }) => name);
  }
}

function said(changed: boolean): Outcome {
  return changed ? DONE : NOTHING;
}
