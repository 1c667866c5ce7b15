/** The SQL of the chat's four tables; every writing method runs in its caller's transaction. */
import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '@lib/database';
import { newId } from '@lib/platform';
import type { Attachment, KeptAttachment } from './attachment.entity.js';
import type { Conversation } from './conversation.entity.js';
import type { Line } from './line.entity.js';

const conversationColumns = `c.id, c.visitor_id AS "visitorId", c.state, c.name, c.email, c.phone, c.locale, c.page,
  c.last_seq AS "lastSeq", c.person_wished_at AS "personWishedAt", c.started_at AS "startedAt",
  c.ended_at AS "endedAt", c.ended_by AS "endedBy"`;
const lineColumns = `l.id, l.conversation_id AS "conversationId", l.seq, l.client_id AS "clientId",
  l.dispatch_id AS "dispatchId", l.author_kind AS "authorKind", l.author_name AS "authorName",
  l.author_photo AS "authorPhoto", l.text, l.attachments, l.at`;
const attachmentColumns = `a.id, a.visitor_id AS "visitorId", a.sha256, a.name, a.type, a.size,
  a.scan_verdict AS "scanVerdict", a.scan_detail AS "scanDetail", a.created_at AS "createdAt"`;

export type NewConversation = Pick<
  Conversation,
  'visitorId' | 'name' | 'email' | 'phone' | 'locale' | 'page' | 'personWishedAt'
>;
export type NewLine = Pick<
  Line,
  'clientId' | 'dispatchId' | 'authorKind' | 'authorName' | 'authorPhoto' | 'text'
> & {
  attachments: KeptAttachment[];
};

@Injectable()
export class ChatRepository {
  constructor(private readonly database: Database) {}

  /** Finds or makes the visitor and holds its row, so that one visitor's starts come one after the other. */
  async holdVisitor(tx: Tx, tokenHash: string, at: Date): Promise<string> {
    const [row] = await tx.query<{ id: string }>(
      `INSERT INTO chat.visitor (id, token_hash, created_at, last_seen_at) VALUES ($1, $2, $3, $3)
       ON CONFLICT (token_hash) DO UPDATE SET last_seen_at = EXCLUDED.last_seen_at RETURNING id`,
      [newId(), tokenHash, at],
    );
    return only(row).id;
  }

  /** The visitor's open conversation, else the newest one; its row is held. */
  async holdLatest(tx: Tx, tokenHash: string): Promise<Conversation | null> {
    const [row] = await tx.query<Conversation>(
      `SELECT ${conversationColumns} FROM chat.conversation c JOIN chat.visitor v ON v.id = c.visitor_id
       WHERE v.token_hash = $1 ORDER BY c.state = 'open' DESC, c.started_at DESC LIMIT 1 FOR UPDATE OF c`,
      [tokenHash],
    );
    return row ?? null;
  }

  async hold(tx: Tx, conversationId: string): Promise<Conversation | null> {
    const [row] = await tx.query<Conversation>(
      `SELECT ${conversationColumns} FROM chat.conversation c WHERE c.id = $1 FOR UPDATE`,
      [conversationId],
    );
    return row ?? null;
  }

  async lineByClientId(tx: Tx, tokenHash: string, clientId: string): Promise<Line | null> {
    const [row] = await tx.query<Line>(
      `SELECT ${lineColumns} FROM chat.line l JOIN chat.conversation c ON c.id = l.conversation_id
       JOIN chat.visitor v ON v.id = c.visitor_id WHERE v.token_hash = $1 AND l.client_id = $2`,
      [tokenHash, clientId],
    );
    return row ?? null;
  }

  async lineIn(tx: Tx, conversationId: string, clientId: string): Promise<Line | null> {
    const [row] = await tx.query<Line>(
      `SELECT ${lineColumns} FROM chat.line l WHERE l.conversation_id = $1 AND l.client_id = $2`,
      [conversationId, clientId],
    );
    return row ?? null;
  }

  async lineByDispatch(tx: Tx, dispatchId: string): Promise<Line | null> {
    const [row] = await tx.query<Line>(`SELECT ${lineColumns} FROM chat.line l WHERE l.dispatch_id = $1`, [
      dispatchId,
    ]);
    return row ?? null;
  }

  async insertConversation(tx: Tx, conversation: NewConversation, at: Date): Promise<Conversation> {
    const { visitorId, name, email, phone, locale, page, personWishedAt } = conversation;
    const [row] = await tx.query<Conversation>(
      `INSERT INTO chat.conversation AS c 
         (id, visitor_id, state, name, email, phone, locale, page, last_seq, person_wished_at, started_at)
       VALUES ($1, $2, 'open', $3, $4, $5, $6, $7, 0, $8, $9) RETURNING ${conversationColumns}`,
      [newId(), visitorId, name, email, phone, locale, page, personWishedAt, at],
    );
    return only(row);
  }

  /** The caller holds the conversation's row: the count and the insert cannot be torn apart. */
  async appendLine(tx: Tx, conversationId: string, line: NewLine, at: Date): Promise<Line> {
    const [row] = await tx.query<Line>(
      `WITH counted AS (UPDATE chat.conversation SET last_seq = last_seq + 1 WHERE id = $1 RETURNING last_seq)
       INSERT INTO chat.line AS l
         (id, conversation_id, seq, client_id, dispatch_id, author_kind, author_name, author_photo, text, attachments, at)
       SELECT $2, $1, last_seq, $3, $4, $5, $6, $7, $8, $9::jsonb, $10 FROM counted RETURNING ${lineColumns}`,
      [
        conversationId,
        newId(),
        line.clientId,
        line.dispatchId,
        line.authorKind,
        line.authorName,
        line.authorPhoto,
        line.text,
        JSON.stringify(line.attachments),
        at,
      ],
    );
    return only(row);
  }

  async end(tx: Tx, conversationId: string, by: Conversation['endedBy'], at: Date): Promise<void> {
    await tx.query(
      `UPDATE chat.conversation SET state = 'ended', ended_by = $2, ended_at = $3 WHERE id = $1 AND state = 'open'`,
      [conversationId, by, at],
    );
  }

  /** These conversations' visitors are on the page now. */
  async seen(conversationIds: string[]): Promise<void> {
    if (conversationIds.length === 0) return;
    await this.database.query(
      `UPDATE chat.conversation SET visitor_seen_at = now() WHERE id = ANY($1::uuid[]) AND state = 'open'`,
      [conversationIds],
    );
  }

  /** Open conversations whose visitors nobody has seen for so long; each is held by one watcher. */
  async holdLeft(tx: Tx, awayMs: number, limit: number): Promise<Conversation[]> {
    return tx.query<Conversation>(
      `SELECT ${conversationColumns} FROM chat.conversation c
       WHERE c.state = 'open' AND c.visitor_seen_at < now() - $1 * interval '1 millisecond'
       ORDER BY c.visitor_seen_at LIMIT $2 FOR UPDATE SKIP LOCKED`,
      [awayMs, limit],
    );
  }

  async wishPerson(tokenHash: string, at: Date): Promise<boolean> {
    const rows = await this.database.query(
      `UPDATE chat.conversation c SET person_wished_at = coalesce(c.person_wished_at, $2) FROM chat.visitor v
       WHERE v.id = c.visitor_id AND v.token_hash = $1 AND c.state = 'open' RETURNING c.id`,
      [tokenHash, at],
    );
    return rows.length > 0;
  }

  /** What the visitor sees on arrival: the open conversation, or the one that ended after `endedAfter`. */
  async current(tokenHash: string, endedAfter: Date): Promise<Conversation | null> {
    const [row] = await this.database.query<Conversation>(
      `SELECT ${conversationColumns} FROM chat.conversation c JOIN chat.visitor v ON v.id = c.visitor_id
       WHERE v.token_hash = $1 AND (c.state = 'open' OR c.ended_at > $2)
       ORDER BY c.state = 'open' DESC, c.started_at DESC LIMIT 1`,
      [tokenHash, endedAfter],
    );
    return row ?? null;
  }

  async byId(conversationId: string): Promise<Conversation | null> {
    const [row] = await this.database.query<Conversation>(
      `SELECT ${conversationColumns} FROM chat.conversation c WHERE c.id = $1`,
      [conversationId],
    );
    return row ?? null;
  }

  /** Open conversations of visitors who are connected without one: begun in another tab. */
  async openOf(tokenHashes: string[]): Promise<{ tokenHash: string; conversationId: string }[]> {
    return this.database.query(
      `SELECT v.token_hash AS "tokenHash", c.id AS "conversationId" FROM chat.visitor v
       JOIN chat.conversation c ON c.visitor_id = v.id AND c.state = 'open' WHERE v.token_hash = ANY($1::text[])`,
      [tokenHashes],
    );
  }

  async states(ids: string[]): Promise<Pick<Conversation, 'id' | 'state' | 'endedBy' | 'lastSeq'>[]> {
    return this.database.query(
      `SELECT c.id, c.state, c.ended_by AS "endedBy", c.last_seq AS "lastSeq" FROM chat.conversation c
       WHERE c.id = ANY($1::uuid[])`,
      [ids],
    );
  }

  /** The newest lines, oldest first. */
  async newest(conversationId: string, limit: number): Promise<Line[]> {
    const rows = await this.database.query<Line>(
      `SELECT ${lineColumns} FROM chat.line l WHERE l.conversation_id = $1 ORDER BY l.seq DESC LIMIT $2`,
      [conversationId, limit],
    );
    return rows.reverse();
  }

  /** Lines after a known number, for many conversations in one question. */
  async after(conversationIds: string[], seqs: number[]): Promise<Line[]> {
    return this.database.query<Line>(
      `SELECT ${lineColumns} FROM unnest($1::uuid[], $2::int[]) AS known(id, seq)
       JOIN chat.line l ON l.conversation_id = known.id AND l.seq > known.seq ORDER BY l.conversation_id, l.seq`,
      [conversationIds, seqs],
    );
  }

  async insertAttachment(tx: Tx, visitorId: string, attachment: KeptAttachment, at: Date): Promise<void> {
    const { id, sha256, name, type, size, scan } = attachment;
    await tx.query(
      `INSERT INTO chat.attachment (id, visitor_id, sha256, name, type, size, created_at, scan_verdict, scan_detail)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [id, visitorId, sha256, name, type, size, at, scan?.verdict ?? null, scan?.detail ?? null],
    );
  }

  async uploadsSince(tx: Tx, visitorId: string, since: Date): Promise<number> {
    const [row] = await tx.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM chat.attachment WHERE visitor_id = $1 AND created_at > $2`,
      [visitorId, since],
    );
    return only(row).count;
  }

  async attachmentsOf(tx: Tx, visitorId: string, ids: string[]): Promise<Attachment[]> {
    return tx.query<Attachment>(
      `SELECT ${attachmentColumns} FROM unnest($2::uuid[]) WITH ORDINALITY AS wanted(id, place)
       JOIN chat.attachment a ON a.id = wanted.id AND a.visitor_id = $1 ORDER BY wanted.place`,
      [visitorId, ids],
    );
  }

  async attachment(id: string): Promise<Attachment | null> {
    const [row] = await this.database.query<Attachment>(
      `SELECT ${attachmentColumns} FROM chat.attachment a WHERE a.id = $1`,
      [id],
    );
    return row ?? null;
  }
}

function only<T>(row: T | undefined): T {
  if (row === undefined) throw new Error('the statement answered no row');
  return row;
}
