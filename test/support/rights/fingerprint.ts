/** What the tables say, in one number each: a refused request must leave every one of them as it was. */
import type { TestDatabase } from '../postgres.js';

/** Written by merely being there. */
const LIVELY = new Set(['agents.session', 'agents.console', 'agents.login_failure', 'bus.delivery']);

/** After everybody has heard of what happened before. What the search has read is only a copy. */
export async function fingerprint(database: TestDatabase): Promise<Record<string, string>> {
  await quiet(database);
  const tables = await database.query<{ name: string }>(
    `SELECT table_schema || '.' || table_name AS name FROM information_schema.tables
     WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema', 'public', 'search')`,
  );
  const kept = tables.map(({ name }) => name).filter((name) => !LIVELY.has(name));
  const rows = await database.query<{ name: string; print: string }>(
    kept
      .map(
        (name) =>
          `SELECT '${name}' AS name, count(*) || ':' || coalesce(sum(hashtextextended(t::text, 0)::numeric), 0) AS print FROM ${name} AS t`,
      )
      .join(' UNION ALL '),
  );
  return Object.fromEntries(rows.map(({ name, print }) => [name, print]));
}

/** The tables whose rows differ. */
export function changed(before: Record<string, string>, after: Record<string, string>): string[] {
  return Object.keys(after).filter((name) => before[name] !== after[name]);
}

async function quiet(database: TestDatabase): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    const [row] = await database.query<{ busy: boolean }>(
      `SELECT EXISTS (SELECT 1 FROM bus.delivery WHERE parked_at IS NULL)
         OR EXISTS (SELECT 1 FROM bus.timer WHERE parked_at IS NULL AND due_at <= now() + interval '1 second') AS busy`,
    );
    if (!row?.busy) return;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error('the house never came to rest');
}
