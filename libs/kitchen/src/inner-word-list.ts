/** The lists of inner words: supervisors read them, admins edit them, and the next check already uses the change. */
import { Injectable } from '@nestjs/common';
import { Problem, type InnerWords, type WriteInnerWords } from '@lib/contracts';
import { Database } from '@lib/database';
import { newId, requireRole, type Principal } from '@lib/platform';
import { z } from 'zod';
import { formsOf } from './words.js';

interface Row extends Omit<InnerWords, 'editedAt'> {
  editedAt: Date;
}

/** More would be a dictionary: every check reads them all. */
const MOST_ROWS = 2_000;

@Injectable()
export class InnerWordsLists {
  constructor(private readonly database: Database) {}

  async all(principal: Principal): Promise<InnerWords[]> {
    requireRole(principal, 'admin', 'supervisor');
    return this.read(null);
  }

  async add(principal: Principal, listed: WriteInnerWords): Promise<InnerWords> {
    requireRole(principal, 'admin');
    readable(listed.words);
    const [full] = await this.database.query(
      `SELECT 1 FROM kitchen.inner_words OFFSET ${MOST_ROWS - 1} LIMIT 1`,
    );
    if (full) throw new Problem('too-large', `The lists hold ${MOST_ROWS} entries at most`);
    const id = newId();
    const added = await this.database.query(
      `INSERT INTO kitchen.inner_words (id, kind, locale, words, replacement, why, active, edited_by)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING RETURNING id`,
      [id, ...columns(listed), principal.agentId],
    );
    if (added.length === 0) throw new Problem('words-already-listed');
    return this.one(id);
  }

  async change(principal: Principal, id: string, listed: WriteInnerWords): Promise<InnerWords> {
    requireRole(principal, 'admin');
    known(id);
    readable(listed.words);
    try {
      await this.database.query(
        `UPDATE kitchen.inner_words SET kind = $2, locale = $3, words = $4, replacement = $5, why = $6, active = $7,
                edited_by = $8, edited_at = now() WHERE id = $1`,
        [id, ...columns(listed), principal.agentId],
      );
    } catch (error) {
      if (isDouble(error)) throw new Problem('words-already-listed');
      throw error;
    }
    return this.one(id);
  }

  async remove(principal: Principal, id: string): Promise<void> {
    requireRole(principal, 'admin');
    known(id);
    const removed = await this.database.query(`DELETE FROM kitchen.inner_words WHERE id = $1 RETURNING id`, [
      id,
    ]);
    if (removed.length === 0) throw new Problem('not-found');
  }

  private async one(id: string): Promise<InnerWords> {
    const [listed] = await this.read(id);
    if (!listed) throw new Problem('not-found');
    return listed;
  }

  private async read(id: string | null): Promise<InnerWords[]> {
    const rows = await this.database.query<Row>(
      `SELECT listed.id, listed.kind, listed.locale, listed.words, listed.replacement, listed.why, listed.active,
              listed.edited_at AS "editedAt",
              CASE WHEN agent.id IS NOT NULL THEN jsonb_build_object('id', agent.id, 'name', agent.name) END AS "editedBy"
       FROM kitchen.inner_words AS listed LEFT JOIN agents.agent ON agent.id = listed.edited_by
       WHERE $1::uuid IS NULL OR listed.id = $1 ORDER BY listed.locale, listed.kind, listed.words`,
      [id],
    );
    return rows.map((row) => ({ ...row, editedAt: row.editedAt.toISOString() }));
  }
}

function columns({ kind, locale, words, replacement, why, active }: WriteInnerWords): unknown[] {
  return [kind, locale, words.normalize('NFC'), replacement, why, active];
}

function known(id: string): void {
  if (!z.uuid().safeParse(id).success) throw new Problem('not-found');
}

function readable(words: string): void {
  if (formsOf(words)) return;
  const message = 'One to twelve words, with choices by "|" and endings in brackets, in at most 256 forms';
  throw new Problem('invalid-input', undefined, [{ path: 'words', message }]);
}

/** SQLSTATE unique_violation. */
function isDouble(error: unknown): boolean {
  return error instanceof Error && (error as Error & { code?: unknown }).code === '23505';
}
