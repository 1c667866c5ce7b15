/** The language of a text is told from its words once they are taken apart; twenty patterns over the raw text cost as much as indexing it. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class SearchLanguage1800000000940 implements MigrationInterface {
  readonly name = 'SearchLanguage1800000000940';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE FUNCTION search.language(words tsvector) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
      SELECT CASE WHEN fr > en THEN 'fr' WHEN en > fr THEN 'en' ELSE 'both' END
      FROM (SELECT
        count(*) FILTER (WHERE word = ANY ('{le,la,les,des,du,de,et,est,vous,je,nous,pas,pour,une,que,mon,votre,bonjour,merci}'::text[])) AS fr,
        count(*) FILTER (WHERE word = ANY ('{the,and,is,are,to,of,you,i,we,not,for,it,my,your,hello,thanks,please}'::text[])) AS en
        FROM unnest(tsvector_to_array(words)) AS word) AS counted $$`);
    await runner.query('DROP FUNCTION search.language(text)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE FUNCTION search.language(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS
      $$ SELECT search.language(to_tsvector('search.words', left($1, 2000))) $$`);
  }
}
