/** V06, V17: PostgreSQL is stopped in the middle of calls and menus; who talks talks on, who calls is received, and afterwards nobody is lost. */
import { jest } from '@jest/globals';
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate, startEmbeddedPostgres, type EmbeddedPostgres } from '@lib/database';
import { CONFIG, type Config } from '@lib/platform';
import { MENU_NUMBER } from '../voice/house-menus.js';
import { breachesWhenQuiet } from '../voice/invariants.js';
import { until, VoiceHouse } from '../voice/voice-house.js';

jest.setTimeout(600_000);

const folder = mkdtempSync(join(tmpdir(), 'voice-stopped-'));
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
let postgres: EmbeddedPostgres;
let house: VoiceHouse;

const begin = () => startEmbeddedPostgres({ dataDir: join(folder, 'postgres'), log: silent });

beforeAll(async () => {
  chmodSync(folder, 0o711); // root lends the database server to another user, who has to get in
  postgres = await begin();
  await migrate(postgres.url);
  house = await VoiceHouse.open(postgres.url);
  for (let n = 0; n < 8; n++) await house.hire(`Agent ${n}`, 'available');
});
afterAll(async () => {
  await house?.close();
  await postgres?.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('who talks talks on, who calls or is in a menu hears that they are received, and all of them are served and known afterwards', async () => {
  const talksOn = house.caller();
  await house.talking(talksOn);
  const hangsUp = house.caller();
  await house.talking(hangsUp);
  const inMenu = house.hummer(MENU_NUMBER);
  await inMenu.phone.hears(/What about/);

  await postgres.stop();
  const early = house.hummer();
  const choosing = house.hummer(MENU_NUMBER);
  for (const { phone } of [early, choosing]) await phone.hears(/bien arrivé/);
  inMenu.press('2');
  await inMenu.phone.hears(/bien arrivé/);
  const givesUp = house.hummer();
  await givesUp.phone.hears(/bien arrivé/);
  givesUp.hangUp();
  hangsUp.hangUp();
  await house.letGo(hangsUp);
  await until(() => spooled().length >= 4);
  expect(talksOn.line()?.ended).toBe(false);
  expect(early.line()?.ended).toBe(false);

  postgres = await begin();
  await house.reconnect(postgres.url);
  await choosing.phone.hears(/What about/);
  choosing.press('2');
  for (const caller of [early, choosing, inMenu]) await house.talking(caller);
  await house.reaches(hangsUp, 'ended');
  await house.interactionIs(givesUp, 'abandoned');
  await house.reaches(talksOn, 'talking');
  for (const caller of [talksOn, early, choosing, inMenu]) {
    caller.hangUp();
    await house.reaches(caller, 'ended');
  }
  expect(await breachesWhenQuiet(house)).toEqual([]);
  expect(spooled()).toEqual([]);
});

function spooled(): string[] {
  const { GUICHET_DATA_DIR } = house.stage.edge.app.get<Config>(CONFIG);
  try {
    return readdirSync(join(GUICHET_DATA_DIR, 'voice-spool')).filter((name) => name.endsWith('.json'));
  } catch {
    return [];
  }
}
