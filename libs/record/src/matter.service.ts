/** The matter as it was understood: written, read back to the customer, confirmed or corrected; and what is behind it. */
import { Injectable } from '@nestjs/common';
import {
  Problem,
  type AnswerUnderstood,
  type CustomerWording,
  type InnerWording,
  type MatterView,
  type UnderstoodState,
} from '@lib/contracts';
import { Database, type Tx } from '@lib/database';
import { ReplyService } from '@lib/delivery';
import type { Principal } from '@lib/platform';
import { readBack } from './customer-words.js';
import { RecordBook } from './record-book.js';

interface Row {
  text: CustomerWording | null;
  state: UnderstoodState;
  by: { id: string; name: string; photo: string | null } | null;
  at: Date | null;
  behind: InnerWording | null;
  cause: MatterView['cause'];
  causeNote: InnerWording | null;
  askedAt: Date | null;
  answeredAt: Date | null;
  works: boolean | null;
}

/** What was said of an earlier ending says nothing of this one. */
const CURRENT = `(ticket.resolved_at IS NULL OR matter.answered_at >= ticket.resolved_at)`;

const NOTHING: MatterView = {
  understood: null,
  behind: null,
  cause: null,
  causeNote: null,
  confirmation: null,
};

@Injectable()
export class MatterService {
  constructor(
    private readonly database: Database,
    private readonly book: RecordBook,
    private readonly replies: ReplyService,
  ) {}

  async view(ticketId: string, tx?: Tx): Promise<MatterView> {
    const [row] = await (tx ?? this.database).query<Row>(
      `SELECT matter.understood AS text, matter.understood_state AS state, matter.understood_at AS at, matter.behind,
         CASE WHEN agent.id IS NOT NULL THEN jsonb_build_object('id', agent.id, 'name', agent.name, 'photo', agent.photo) END AS by,
         CASE WHEN cause.id IS NOT NULL THEN jsonb_build_object('id', cause.id, 'fr', cause.label_fr, 'en', cause.label_en) END AS cause,
         matter.cause_note AS "causeNote", matter.asked_at AS "askedAt",
         CASE WHEN ${CURRENT} THEN matter.answered_at END AS "answeredAt", CASE WHEN ${CURRENT} THEN matter.works END AS works
       FROM record.matter JOIN tickets.ticket ON ticket.id = matter.ticket_id
       LEFT JOIN agents.agent ON agent.id = matter.understood_by
       LEFT JOIN record.cause ON cause.id = matter.cause_id WHERE matter.ticket_id = $1`,
      [ticketId],
    );
    if (!row) return NOTHING;
    const { text, state, by, at, behind, cause, causeNote, works } = row;
    const [askedAt, answeredAt] = [row.askedAt?.toISOString() ?? null, row.answeredAt?.toISOString() ?? null];
    return {
      understood: text === null ? null : { text, state, by, at: at?.toISOString() ?? null },
      behind,
      cause,
      causeNote,
      confirmation: askedAt || answeredAt ? { askedAt, answeredAt, works } : null,
    };
  }

  /** In words the customer may read; until they answer it is only ours. */
  async write(principal: Principal, idOrNumber: string, text: CustomerWording): Promise<MatterView> {
    return this.book.write(principal, idOrNumber, async (tx, ticket) => {
      await this.keep(tx, ticket.id, text, 'written', principal);
      const event = { name: 'understood.written', data: { text } };
      return { result: await this.view(ticket.id, tx), event };
    });
  }

  /** In the customer's own channel. Errors: `move-not-allowed` when nothing is written, `no-address-on-channel`. */
  async readBack(principal: Principal, idOrNumber: string): Promise<MatterView> {
    return this.book.write(principal, idOrNumber, async (tx, ticket) => {
      const { understood } = await this.view(ticket.id, tx);
      if (!understood)
        throw new Problem('move-not-allowed', 'Nothing is written yet that could be read back');
      const channel = await this.replies.channelFor(tx, ticket.id);
      const text = readBack[ticket.locale](understood.text);
      await this.replies.sendIn(tx, principal, ticket.id, { channel, text }, null);
      await tx.query(`UPDATE record.matter SET understood_state = 'read-back' WHERE ticket_id = $1`, [
        ticket.id,
      ]);
      const event = { name: 'understood.read-back', data: {} };
      return { result: await this.view(ticket.id, tx), event };
    });
  }

  async answer(principal: Principal, idOrNumber: string, answer: AnswerUnderstood): Promise<MatterView> {
    return this.book.write(principal, idOrNumber, async (tx, ticket) => {
      const { understood } = await this.view(ticket.id, tx);
      if (!understood) throw new Problem('move-not-allowed', 'Nothing is written yet');
      const text = answer.right ? understood.text : answer.text;
      await this.keep(tx, ticket.id, text, answer.right ? 'confirmed' : 'corrected', principal);
      const event = answer.right
        ? { name: 'understood.confirmed', data: {} }
        : { name: 'understood.corrected', data: { text } };
      return { result: await this.view(ticket.id, tx), event };
    });
  }

  /** For colleagues: the words themselves stand in the record, the history says that they changed. */
  async writeBehind(
    principal: Principal,
    idOrNumber: string,
    text: InnerWording | null,
  ): Promise<MatterView> {
    return this.book.write(principal, idOrNumber, async (tx, ticket) => {
      await tx.query(
        `INSERT INTO record.matter (ticket_id, behind) VALUES ($1, $2) ON CONFLICT (ticket_id) DO UPDATE SET behind = excluded.behind`,
        [ticket.id, text],
      );
      return { result: await this.view(ticket.id, tx), event: { name: 'behind.written', data: {} } };
    });
  }

  private async keep(
    tx: Tx,
    ticketId: string,
    text: CustomerWording,
    state: UnderstoodState,
    principal: Principal,
  ): Promise<void> {
    await tx.query(
      `INSERT INTO record.matter (ticket_id, understood, understood_state, understood_by, understood_at)
       VALUES ($1, $2, $3, $4, now())
       ON CONFLICT (ticket_id) DO UPDATE SET understood = excluded.understood, understood_state = excluded.understood_state,
         understood_by = excluded.understood_by, understood_at = excluded.understood_at`,
      [ticketId, text, state, principal.agentId],
    );
  }
}
