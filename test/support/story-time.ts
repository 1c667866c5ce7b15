/** A time of the story's own for a whole house: the injected clock and the database's `now()` move together, only by hand. */
import type { TestDatabase } from './postgres.js';

export interface StoryTime {
  now(): Date;
  moveTo(time: Date): Promise<void>;
}

/**
 * Call before anything connects: connections opened from then on find the story's `now()` before PostgreSQL's, and columns
 * that are stamped by default are stamped with it. Give `now` to the application's clock as well.
 */
export async function beginStory(database: TestDatabase, start: Date): Promise<StoryTime> {
  let now = start;
  await database.query(`CREATE SCHEMA story`);
  await database.query(`CREATE TABLE story.clock (at timestamptz NOT NULL)`);
  await database.query(`INSERT INTO story.clock (at) VALUES ($1)`, [start]);
  for (const name of ['now', 'clock_timestamp'])
    await database.query(
      `CREATE FUNCTION story.${name}() RETURNS timestamptz LANGUAGE sql STABLE AS 'SELECT at FROM story.clock'`,
    );
  const stamped = await database.query<{ name: string; column: string }>(
    `SELECT format('%I.%I', table_schema, table_name) AS name, column_name AS column FROM information_schema.columns
     WHERE column_default = 'now()' AND table_schema NOT IN ('pg_catalog', 'information_schema')`,
  );
  for (const { name, column } of stamped)
    await database.query(`ALTER TABLE ${name} ALTER COLUMN ${column} SET DEFAULT story.now()`);
  await database.query(`ALTER DATABASE ${database.name} SET search_path = story, pg_catalog, public`);
  return {
    now: () => now,
    moveTo: async (time) => {
      now = time;
      await database.query(`UPDATE story.clock SET at = $1`, [time]);
    },
  };
}
