/** Visitors, their conversations and lines. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Chat1800000000400 implements MigrationInterface {
  name = 'Chat1800000000400';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE SCHEMA IF NOT EXISTS chat`);
    await runner.query(`
      CREATE TABLE chat.visitor (
        id uuid NOT NULL,
        token_hash text NOT NULL,
        created_at timestamptz NOT NULL,
        last_seen_at timestamptz NOT NULL,
        CONSTRAINT visitor_pkey PRIMARY KEY (id),
        CONSTRAINT visitor_token_hash_key UNIQUE (token_hash)
      )`);
    await runner.query(`
      CREATE TABLE chat.conversation (
        id uuid NOT NULL,
        visitor_id uuid NOT NULL,
        state text NOT NULL,
        name text,
        email text,
        phone text,
        locale text,
        page text,
        last_seq integer NOT NULL,
        person_wished_at timestamptz,
        started_at timestamptz NOT NULL,
        ended_at timestamptz,
        ended_by text,
        CONSTRAINT conversation_pkey PRIMARY KEY (id),
        CONSTRAINT conversation_visitor_fkey FOREIGN KEY (visitor_id) REFERENCES chat.visitor (id),
        CONSTRAINT conversation_state CHECK (state IN ('open', 'ended')),
        CONSTRAINT conversation_ended_by CHECK (ended_by IN ('visitor', 'agent', 'system'))
      )`);
    await runner.query(
      `CREATE UNIQUE INDEX conversation_one_open ON chat.conversation (visitor_id) WHERE state = 'open'`,
    );
    await runner.query(`CREATE INDEX conversation_by_visitor ON chat.conversation (visitor_id, started_at)`);
    await runner.query(`
      CREATE TABLE chat.line (
        id uuid NOT NULL,
        conversation_id uuid NOT NULL,
        seq integer NOT NULL,
        client_id text,
        dispatch_id uuid,
        author_kind text NOT NULL,
        author_name text,
        author_photo text,
        text text NOT NULL,
        attachments jsonb NOT NULL,
        at timestamptz NOT NULL,
        CONSTRAINT line_pkey PRIMARY KEY (id),
        CONSTRAINT line_conversation_fkey FOREIGN KEY (conversation_id) REFERENCES chat.conversation (id),
        CONSTRAINT line_seq_key UNIQUE (conversation_id, seq),
        CONSTRAINT line_client_id_key UNIQUE (conversation_id, client_id),
        CONSTRAINT line_dispatch_id_key UNIQUE (dispatch_id),
        CONSTRAINT line_author_kind CHECK (author_kind IN ('visitor', 'agent', 'system'))
      )`);
    await runner.query(`
      CREATE TABLE chat.attachment (
        id uuid NOT NULL,
        visitor_id uuid NOT NULL,
        sha256 text NOT NULL,
        name text NOT NULL,
        type text NOT NULL,
        size integer NOT NULL,
        created_at timestamptz NOT NULL,
        CONSTRAINT attachment_pkey PRIMARY KEY (id),
        CONSTRAINT attachment_visitor_fkey FOREIGN KEY (visitor_id) REFERENCES chat.visitor (id)
      )`);
    await runner.query(`CREATE INDEX attachment_by_visitor ON chat.attachment (visitor_id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE chat.attachment, chat.line, chat.conversation, chat.visitor`);
    await runner.query(`DROP SCHEMA chat`);
  }
}
