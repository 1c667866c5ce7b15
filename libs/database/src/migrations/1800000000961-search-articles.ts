/** Articles are found like tickets, messages, notes and customers: one entry each, over both languages. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class SearchArticles1800000000961 implements MigrationInterface {
  readonly name = 'SearchArticles1800000000961';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [
      `ALTER TABLE search.entry DROP CONSTRAINT entry_kind`,
      `ALTER TABLE search.entry ADD CONSTRAINT entry_kind CHECK (kind IN ('ticket', 'message', 'note', 'customer', 'article'))`,
      `ALTER TABLE search.entry ALTER COLUMN customer_id DROP NOT NULL`,
      `CREATE INDEX entry_words_article ON search.entry USING gin (words) WHERE kind = 'article'`,
      `CREATE INDEX entry_plain_article ON search.entry USING gin (plain public.gin_trgm_ops) WHERE kind = 'article'`,
      `CREATE TRIGGER search_article AFTER INSERT OR DELETE OR UPDATE OF texts, live, state, tags ON knowledge.article
         FOR EACH ROW EXECUTE FUNCTION search.note_change('article')`,
    ])
      await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of [
      `DROP TRIGGER search_article ON knowledge.article`,
      `DELETE FROM search.waiting WHERE kind = 'article'`,
      `DELETE FROM search.entry WHERE kind = 'article'`,
      `DROP INDEX search.entry_plain_article`,
      `DROP INDEX search.entry_words_article`,
      `ALTER TABLE search.entry ALTER COLUMN customer_id SET NOT NULL`,
      `ALTER TABLE search.entry DROP CONSTRAINT entry_kind`,
      `ALTER TABLE search.entry ADD CONSTRAINT entry_kind CHECK (kind IN ('ticket', 'message', 'note', 'customer'))`,
    ])
      await runner.query(statement);
  }
}
