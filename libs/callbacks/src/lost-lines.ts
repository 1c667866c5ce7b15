/** A talk that was cut off goes on: its agent's telephone rings after a moment to think better of it, then the customer's. */
import { Injectable } from '@nestjs/common';
import type { EventData } from '@lib/contracts';
import { Dispatches } from '@lib/bus';
import type { Tx } from '@lib/database';
import { Clock, logger, newId } from '@lib/platform';
import { InteractionService, TimelineWriter } from '@lib/tickets';
import { CallbackRecords, isResuming } from './callback-records.js';
import { CallbackService, PLAIN } from './callback.service.js';

/** Long enough to read what happened and to say no, short of a customer who calls again by themselves. */
const MOMENT_MS = 8_000;
/** A line that is lost again and again is no better the next time: from here on a person decides. */
const MOST_AN_HOUR = 3;
const NOBODY = { kind: 'system' as const, id: null };
const log = logger('callbacks');

interface Lost {
  ticketId: string;
  customerId: string;
  identityId: string;
  agentId: string | null;
  connected: boolean;
  /** Null: they did not call from a telephone. */
  number: string | null;
}

@Injectable()
export class LostLines {
  constructor(
    private readonly records: CallbackRecords,
    private readonly callbacks: CallbackService,
    private readonly interactions: InteractionService,
    private readonly timeline: TimelineWriter,
    private readonly dispatches: Dispatches,
    private readonly clock: Clock,
  ) {}

  /** Said on the ticket in any case; called back only where they can be, and nothing else is to come. Heard twice, it changes nothing more. */
  async begin(tx: Tx, { interactionId, callable }: EventData<'call.line-lost'>): Promise<void> {
    const lost = await this.find(tx, interactionId);
    if (!lost?.connected || !lost.agentId) return;
    const { ticketId, agentId, number } = lost;
    const { status } = await this.records.lockTicket(tx, ticketId);
    if (await this.isTold(tx, ticketId, interactionId)) return;
    await this.timeline.event(tx, ticketId, 'call.line-lost', NOBODY, { interactionId });
    await this.doneWith(tx, ticketId, interactionId);
    const settled = status === 'resolved' || status === 'closed';
    if (settled || !callable || number === null) return;
    if ((await this.records.pendingOf(tx, ticketId)) || (await this.isTooOften(tx, ticketId))) return;
    if (await this.isOnTheLine(tx, ticketId, interactionId)) return;
    await this.setAside(tx, interactionId, { ...lost, agentId, number });
  }

  /** Its moment is over: the agent is rung, then the customer. False when this is not one of these. */
  async ring(tx: Tx, id: string): Promise<boolean> {
    const ticketId = await this.records.ticketOf(tx, id);
    if (!ticketId) return false;
    await this.records.lockTicket(tx, ticketId);
    const callback = await this.records.pendingOf(tx, ticketId);
    if (callback?.id !== id || !isResuming(callback) || !callback.interactionId) return false;
    const { interactionId, number, ourNumber, locale } = callback;
    const call = await this.interactions.find(tx, interactionId);
    if (call?.state !== 'offered' || !call.agentId) return false;
    await this.records.waits(tx, id, interactionId);
    const callSid = callSidOf(interactionId);
    const ends = { agentId: call.agentId, to: number, from: ourNumber, locale };
    await this.dispatches.put(
      tx,
      { channel: 'voice', kind: 'call-out', interactionId, callSid, ...ends },
      { key: `call-out:${interactionId}` },
    );
    return true;
  }

  /** The call is there at once, in the hand of its agent, so that nothing else rings there meanwhile. */
  private async setAside(
    tx: Tx,
    from: string,
    { ticketId, customerId, identityId, agentId, number }: Lost & { agentId: string; number: string },
  ): Promise<void> {
    const asked = await this.records.askedIn(tx, from);
    if (!asked || asked.before) return;
    const id = newId();
    const threadKey = `call:${callSidOf(id)}`;
    const ourAddress = asked.ourNumber;
    await this.interactions.beginCall(tx, {
      ...{ id, ticketId, customerId, identityId, agentId, threadKey, ourAddress },
    });
    const rules = asked.rules ?? PLAIN;
    const dueAt = new Date(this.clock.now().getTime() + MOMENT_MS);
    await this.callbacks.arrange(
      tx,
      { ...asked, fromInteractionId: from, interactionId: id, number, rules },
      dueAt,
    );
    log.info({ interactionId: id }, 'a lost line is called back');
  }

  private async find(tx: Tx, interactionId: string): Promise<Lost | null> {
    await tx.query(`SELECT 1 FROM tickets.interaction WHERE id = $1 FOR UPDATE`, [interactionId]);
    const [lost] = await tx.query<Lost>(
      `SELECT interaction.ticket_id AS "ticketId", interaction.customer_id AS "customerId", interaction.identity_id AS "identityId",
         interaction.agent_id AS "agentId", interaction.connected_at IS NOT NULL AS connected,
         CASE WHEN identity.kind = 'phone' THEN identity.value END AS number
       FROM tickets.interaction JOIN customers.identity ON identity.id = interaction.identity_id WHERE interaction.id = $1`,
      [interactionId],
    );
    return lost ?? null;
  }

  /** They were reached by a callback, and this is the call it was. */
  private async doneWith(tx: Tx, ticketId: string, interactionId: string): Promise<void> {
    const pending = await this.records.pendingOf(tx, ticketId);
    if (pending?.interactionId === interactionId) await this.callbacks.tried(tx, ticketId, interactionId);
  }

  private async isTold(tx: Tx, ticketId: string, interactionId: string): Promise<boolean> {
    const rows = await tx.query(
      `SELECT 1 FROM tickets.ticket_event WHERE ticket_id = $1 AND name = 'call.line-lost' AND data->>'interactionId' = $2`,
      [ticketId, interactionId],
    );
    return rows.length > 0;
  }

  private async isTooOften(tx: Tx, ticketId: string): Promise<boolean> {
    const [told] = await tx.query<{ often: boolean }>(
      `SELECT count(*) > $2 AS often FROM tickets.ticket_event
       WHERE ticket_id = $1 AND name = 'call.line-lost' AND at > now() - interval '1 hour'`,
      [ticketId, MOST_AN_HOUR],
    );
    return told?.often ?? false;
  }

  /** They called again by themselves before we came to it. */
  private async isOnTheLine(tx: Tx, ticketId: string, lost: string): Promise<boolean> {
    const rows = await tx.query(
      `SELECT 1 FROM tickets.interaction WHERE ticket_id = $1 AND id <> $2 AND channel = 'voice'
         AND state IN ('waiting', 'offered', 'connected', 'held')`,
      [ticketId, lost],
    );
    return rows.length > 0;
  }
}

function callSidOf(interactionId: string): string {
  return `CA${interactionId.replaceAll('-', '')}`;
}
