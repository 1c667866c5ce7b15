/** Words and language of a text are read by who indexes it; the database takes it apart once. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class SearchReadsOnce1800000001001 implements MigrationInterface {
  readonly name = 'SearchReadsOnce1800000001001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP FUNCTION search.language(tsvector)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE FUNCTION search.language(words tsvector) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
      SELECT CASE WHEN fr > en THEN 'fr' WHEN en > fr THEN 'en' ELSE 'both' END
      FROM (SELECT
        count(*) FILTER (WHERE word = ANY ('{le,la,les,des,du,de,et,est,vous,je,nous,pas,pour,une,que,mon,votre,bonjour,merci}'::text[])) AS fr,
        count(*) FILTER (WHERE word = ANY ('{the,and,is,are,to,of,you,i,we,not,for,it,my,your,hello,thanks,please}'::text[])) AS en
        FROM unnest(tsvector_to_array(words)) AS word) AS counted $$`);
  }
}
