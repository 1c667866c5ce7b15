/** The SQL of phone menus as they are set up. */
import type { MenuFlow, PhoneMenuVersion, PhoneMenuView } from '@lib/contracts';
import type { Database, Tx } from '@lib/database';

type From = Pick<Database | Tx, 'query'>;
const utc = (column: string) => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
const versionJson = `jsonb_build_object('number', version.number, 'reason', version.reason,
  'publishedAt', ${utc('version.published_at')}, 'by', jsonb_build_object('id', version.by_id, 'name', coalesce(publisher.name, '')))`;

const menus = (where: string) => `
  SELECT menu.id, menu.name, menu.draft AS flow, menu.version, ${utc('menu.changed_at')} AS "changedAt",
    coalesce((SELECT jsonb_agg(number ORDER BY number) FROM voice.menu_number WHERE menu_id = menu.id), '[]') AS numbers,
    CASE WHEN version.id IS NOT NULL THEN ${versionJson} END AS live,
    version.flow IS DISTINCT FROM menu.draft AS changed
  FROM voice.menu LEFT JOIN voice.menu_version AS version ON version.menu_id = menu.id AND version.number = menu.live_version
  LEFT JOIN agents.agent AS publisher ON publisher.id = version.by_id
  WHERE menu.removed_at IS NULL AND ${where} ORDER BY menu.name, menu.id`;

export function readMenus(from: From): Promise<PhoneMenuView[]> {
  return from.query<PhoneMenuView>(menus('true'));
}

export async function readMenu(from: From, id: string): Promise<PhoneMenuView | null> {
  const [menu] = await from.query<PhoneMenuView>(menus('menu.id = $1'), [id]);
  return menu ?? null;
}

/** The newest 100 that were published. */
export async function readVersions(from: From, menuId: string): Promise<PhoneMenuVersion[]> {
  const rows = await from.query<{ version: PhoneMenuVersion }>(
    `SELECT ${versionJson} AS version FROM voice.menu_version AS version
     LEFT JOIN agents.agent AS publisher ON publisher.id = version.by_id
     WHERE menu_id = $1 AND number IS NOT NULL ORDER BY number DESC LIMIT 100`,
    [menuId],
  );
  return rows.map(({ version }) => version);
}

export async function versionFlow(tx: Tx, menuId: string, number: number): Promise<MenuFlow | null> {
  const [row] = await tx.query<{ flow: MenuFlow }>(
    `SELECT flow FROM voice.menu_version WHERE menu_id = $1 AND number = $2`,
    [menuId, number],
  );
  return row?.flow ?? null;
}

export async function holdMenu(tx: Tx, id: string): Promise<{ version: number; draft: MenuFlow } | null> {
  const [row] = await tx.query<{ version: number; draft: MenuFlow }>(
    `SELECT version, draft FROM voice.menu WHERE id = $1 AND removed_at IS NULL FOR UPDATE`,
    [id],
  );
  return row ?? null;
}

/** False when another menu answers one of them; the caller's transaction is to be given up then. */
export async function takeNumbers(tx: Tx, menuId: string, numbers: string[]): Promise<boolean> {
  await tx.query(`DELETE FROM voice.menu_number WHERE menu_id = $1 AND number <> ALL($2)`, [menuId, numbers]);
  const taken = await tx.query(
    `INSERT INTO voice.menu_number (number, menu_id) SELECT unnest($2::text[]), $1
     ON CONFLICT (number) DO UPDATE SET menu_id = excluded.menu_id WHERE menu_number.menu_id = excluded.menu_id RETURNING number`,
    [menuId, numbers],
  );
  return taken.length === numbers.length;
}

/** What a step may name: queues where work is placed, and calendars. */
export async function placesOf(tx: Tx): Promise<{ queues: Set<string>; calendars: Set<string> }> {
  const queues = await tx.query<{ id: string }>(`SELECT id FROM routing.queue WHERE archived_at IS NULL`);
  const calendars = await tx.query<{ id: string }>(`SELECT id FROM clocks.calendar`);
  return { queues: new Set(queues.map(({ id }) => id)), calendars: new Set(calendars.map(({ id }) => id)) };
}
