/** A row for every table that a day left empty, hung on the tickets that are walked, so that new tables are walked too. */
import type { TestDatabase } from '../postgres.js';

interface Place {
  column: string;
  type: string;
  optional: boolean;
  /** The first value of its closed list. */
  first: string | null;
}

const SAMPLES: Record<string, string> = {
  uuid: 'gen_random_uuid()',
  text: `'x'`,
  'character varying': `'x'`,
  jsonb: `'{}'`,
  integer: '1',
  bigint: '1',
  smallint: '1',
  numeric: '1',
  boolean: 'false',
  date: 'current_date',
  'timestamp with time zone': 'now()',
};

/**
 * `ids` are the values of columns by their names, such as `ticket_id`. A table whose rules allow no such row stays empty:
 * the day has to write there itself.
 */
export async function fillEmpty(
  database: TestDatabase,
  tables: string[],
  ids: Record<string, string>,
): Promise<void> {
  for (const table of tables) {
    const [full] = await database.query(`SELECT 1 FROM ${table} LIMIT 1`);
    if (full) continue;
    const values = (await placesIn(database, table)).flatMap(({ column, type, optional, first }) => {
      const id = ids[column];
      if (id) return [[column, `'${id}'`]];
      if (optional) return [];
      return [[column, first ? `'${first}'` : (SAMPLES[type] ?? 'NULL')]];
    });
    const names = values.map(([column]) => column).join(', ');
    const given = values.map(([, value]) => value).join(', ');
    await database.query(`INSERT INTO ${table} (${names}) VALUES (${given})`).catch(() => []);
  }
}

function placesIn(database: TestDatabase, table: string): Promise<Place[]> {
  return database.query<Place>(
    `SELECT c.column_name AS column, c.data_type AS type, (c.is_nullable = 'YES' OR c.column_default IS NOT NULL) AS optional,
       (SELECT substring(pg_get_constraintdef(closed.oid) FROM '= ANY \\(\\(?ARRAY\\[''([^'']*)''')
        FROM pg_constraint AS closed JOIN pg_attribute AS part ON part.attrelid = closed.conrelid AND part.attnum = ANY (closed.conkey)
        WHERE closed.contype = 'c' AND cardinality(closed.conkey) = 1 AND closed.conrelid = $1::text::regclass
          AND part.attname = c.column_name LIMIT 1) AS first
     FROM information_schema.columns AS c WHERE c.table_schema || '.' || c.table_name = $1::text ORDER BY c.ordinal_position`,
    [table],
  );
}
