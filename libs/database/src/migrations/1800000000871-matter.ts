/** What was understood of a matter, its cause, whether the customer confirmed that it works again, and checklists. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

const up = [
  `CREATE TABLE record.matter (
        ticket_id uuid NOT NULL,
        understood text,
        understood_state text NOT NULL DEFAULT 'written',
        understood_by uuid,
        understood_at timestamptz,
        behind text,
        cause_id uuid,
        cause_note text,
        asked_at timestamptz,
        answered_at timestamptz,
        works boolean,
        CONSTRAINT matter_pk PRIMARY KEY (ticket_id),
        CONSTRAINT matter_understood_state CHECK (understood_state IN ('written', 'read-back', 'confirmed', 'corrected'))
      )`,
  `CREATE TABLE record.cause (
        id uuid NOT NULL,
        place integer NOT NULL,
        label_fr text NOT NULL,
        label_en text NOT NULL,
        archived_at timestamptz,
        CONSTRAINT cause_pk PRIMARY KEY (id)
      )`,
  `CREATE TABLE record.resolving (
        id integer NOT NULL DEFAULT 1,
        cause_required boolean NOT NULL DEFAULT false,
        ask_customer boolean NOT NULL DEFAULT false,
        CONSTRAINT resolving_pk PRIMARY KEY (id),
        CONSTRAINT resolving_one CHECK (id = 1)
      )`,
  `INSERT INTO record.resolving (id) VALUES (1)`,
  `INSERT INTO record.cause (id, place, label_fr, label_en)
        SELECT gen_random_uuid(), place, fr, en FROM (VALUES
          (1, 'Erreur de notre côté', 'A mistake on our side'),
          (2, 'Produit ou service en panne', 'Product or service out of order'),
          (3, 'Question, mode d’emploi', 'Question, how to use'),
          (4, 'Information manquante ou peu claire', 'Information missing or unclear'),
          (5, 'Autre', 'Other')) AS first (place, fr, en)`,
  `CREATE TABLE record.checklist (
        id uuid NOT NULL,
        name text NOT NULL,
        ticket_types jsonb NOT NULL DEFAULT '[]',
        items jsonb NOT NULL,
        edited_by uuid NOT NULL,
        edited_at timestamptz NOT NULL DEFAULT now(),
        archived_at timestamptz,
        CONSTRAINT checklist_pk PRIMARY KEY (id)
      )`,
  `CREATE TABLE record.checklist_item (
        id uuid NOT NULL,
        ticket_id uuid NOT NULL,
        place integer NOT NULL,
        text text NOT NULL,
        ticked_by uuid,
        ticked_at timestamptz,
        CONSTRAINT checklist_item_pk PRIMARY KEY (id)
      )`,
  `CREATE INDEX checklist_item_ticket ON record.checklist_item (ticket_id, place)`,
];

export class Matter1800000000871 implements MigrationInterface {
  name = 'Matter1800000000871';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of up) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['checklist_item', 'checklist', 'resolving', 'cause', 'matter'])
      await runner.query(`DROP TABLE record.${table}`);
  }
}
