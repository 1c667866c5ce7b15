/** One word of its own in every inner column, put there in every row, and the search for any of them in what left the house. */
import type { TestDatabase } from '../postgres.js';
import { textColumns, type Readers } from './text-columns.js';

export interface Column {
  /** As `tickets.note.text`. */
  name: string;
  table: string;
  column: string;
  readers: Readers | undefined;
  json: boolean;
}

/** Letters and digits alone: no encoding, escaping or folding on the way out takes it apart. */
const WORD = 'kanarie';

/** Every column that can hold words, but for those whose values are a closed list. */
export async function columnsOf(database: TestDatabase): Promise<Column[]> {
  const rows = await database.query<{ table: string; column: string; type: string }>(
    `SELECT c.table_schema || '.' || c.table_name AS table, c.column_name AS column, c.data_type AS type
     FROM information_schema.columns AS c JOIN information_schema.tables AS t USING (table_schema, table_name)
     WHERE t.table_type = 'BASE TABLE' AND c.table_schema NOT IN ('pg_catalog', 'information_schema', 'public')
       AND c.data_type IN ('text', 'character varying', 'character', 'json', 'jsonb', 'ARRAY', 'tsvector', 'USER-DEFINED')
       AND NOT EXISTS (
         SELECT 1 FROM pg_constraint AS closed JOIN pg_attribute AS part ON part.attrelid = closed.conrelid AND part.attnum = ANY (closed.conkey)
         WHERE closed.contype = 'c' AND cardinality(closed.conkey) = 1 AND pg_get_constraintdef(closed.oid) ~ '= ANY'
           AND closed.conrelid = format('%I.%I', c.table_schema, c.table_name)::regclass AND part.attname = c.column_name)
     ORDER BY 1, c.ordinal_position`,
  );
  return rows.map(({ table, column, type }) => ({
    name: `${table}.${column}`,
    table,
    column,
    readers: readersOf(table, column),
    json: type === 'jsonb',
  }));
}

function readersOf(table: string, column: string): Readers | undefined {
  const found = Object.entries(textColumns[table] ?? {}).find(([, columns]) =>
    columns.split(' ').includes(column),
  );
  return found?.[0] as Readers | undefined;
}

/** The word of each inner column, in their order. */
export function wordsFor(columns: Column[]): Map<string, string> {
  const inner = columns.filter(({ readers }) => readers === 'inner');
  return new Map(inner.map(({ name }, index) => [`${WORD}${String(index).padStart(3, '0')}x`, name]));
}

/** In one statement over all tables. Answers the columns in which no row was there to take its word. */
export async function plant(
  database: TestDatabase,
  columns: Column[],
  words: Map<string, string>,
): Promise<string[]> {
  const tables = new Map<string, { name: string; set: string }[]>();
  for (const [word, name] of words) {
    const column = columns.find((one) => one.name === name);
    if (!column) throw new Error(`no such column: ${name}`);
    const set = `${column.column} = ${filled(column, word)}`;
    tables.set(column.table, [...(tables.get(column.table) ?? []), { name, set }]);
  }
  const updates = [...tables].map(
    ([table, sets], index) =>
      `t${index} AS (UPDATE ${table} SET ${sets.map(({ set }) => set).join(', ')} RETURNING 1)`,
  );
  const counts = [...tables.keys()].map(
    (table, index) => `SELECT '${table}' AS table, count(*)::int AS rows FROM t${index}`,
  );
  const sql = `WITH ${updates.join(', ')} ${counts.join(' UNION ALL ')}`;
  const ask = () => database.query<{ table: string; rows: number }>(sql);
  // The house is at work meanwhile: who takes all rows at once may meet it on the way.
  const planted = await ask().catch(ask);
  return planted.flatMap(({ table, rows }) =>
    rows === 0 ? (tables.get(table) ?? []).map(({ name }) => name) : [],
  );
}

/** A word as text, told apart by row where a row must be the only one; beside what a document holds already. */
function filled({ column, json }: Column, word: string): string {
  if (!json) return `'${word}' || substr(md5(ctid::text), 1, 6)`;
  return `CASE jsonb_typeof(${column}) WHEN 'object' THEN ${column} || '{"${word}": "${word}"}'
    WHEN 'array' THEN ${column} || '["${word}"]' ELSE '{"${word}": "${word}"}' END`;
}

/** What nobody may read, as it stands in the rows. */
export async function secretsOf(database: TestDatabase, columns: Column[]): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const { table, column, name } of columns.filter(({ readers }) => readers === 'secret'))
    for (const { value } of await database.query<{ value: string }>(
      `SELECT DISTINCT ${column} AS value FROM ${table} WHERE length(${column}) > 8 LIMIT 100`,
    ))
      found.set(value.toLowerCase(), name);
  return found;
}

/** Everything that left the house, by the way it took. */
export class Heard {
  private readonly texts = new Map<string, string[]>();

  add(way: string, text: string): void {
    if (text.trim() === '') return;
    const list = this.texts.get(way) ?? [];
    list.push(text);
    this.texts.set(way, list);
  }

  ways(): string[] {
    return [...this.texts.keys()].sort();
  }

  all(way: string): string {
    return (this.texts.get(way) ?? []).join('\n');
  }

  /** As `mail: tickets.note.text`, each once. */
  leaks(needles: Map<string, string>): string[] {
    const found = new Set<string>();
    for (const way of this.ways()) {
      const text = this.all(way).toLowerCase();
      for (const [needle, column] of needles) if (text.includes(needle)) found.add(`${way}: ${column}`);
    }
    return [...found];
  }
}
