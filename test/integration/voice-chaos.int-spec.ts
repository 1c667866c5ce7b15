/** Every story of a call in every weather: callbacks in order, out of order, twice and late; afterwards the books are right. */
import { jest } from '@jest/globals';
import type { Chaos } from '../../libs/voice-node/src/chaos.js';
import { useDatabase } from '../support/postgres.js';
import { breachesWhenQuiet, outcomeOf, Watch } from '../voice/invariants.js';
import { lineFull, stories } from '../voice/stories.js';
import { VoiceHouse } from '../voice/voice-house.js';

jest.setTimeout(600_000);

/** So many calls at once: more would only wait for each other. */
const AT_ONCE = 8;

const weathers: Record<string, Partial<Chaos>> = {
  clean: {},
  reordered: { reorder: 3 },
  duplicated: { duplicate: true },
  slow: { delayMs: 400, restDelayMs: 150 },
};

const database = useDatabase();
let house: VoiceHouse;
/** By story and weather: what became of the call, or why the story could not be played. Printed at the end. */
const table = new Map<string, Record<string, string>>();

beforeAll(async () => {
  house = await VoiceHouse.open(database.url);
  // More people than stories: nobody waits for an agent, so each story is about its own call.
  for (let n = 0; n < stories.length; n++) await house.hire(`Agent ${n}`, 'available');
}, 120_000);
afterAll(async () => {
  await house?.close();
  process.stdout.write(`\n${printed()}\n`);
});

async function play(story: (typeof stories)[number], weather: string): Promise<void> {
  const outcomes = table.get(story.name) ?? {};
  table.set(story.name, outcomes);
  const caller = await story.play(house).catch((error: unknown) => {
    outcomes[weather] = String(error);
    return null;
  });
  if (caller) played.push(async () => void (outcomes[weather] = await outcomeOf(house, caller)));
}
/** What is to be read of calls that came to their end, once all is quiet. */
const played: (() => Promise<void>)[] = [];
const isPlayed = (outcome: string | undefined) => outcome?.startsWith('{') ?? false;

test.each(Object.entries(weathers))(
  'in %s weather every story of a call ends as it does in clean weather, and nobody is left on the line, twice engaged or uncounted',
  async (weather, switches) => {
    // Who did not answer in the weather before is back at work.
    await house.stage.rows.query(
      `UPDATE agents.agent SET state = 'available', missed_offers = 0 WHERE name LIKE 'Agent %'`,
    );
    house.carrier.switches.set(switches);
    const watch = new Watch(house);
    // The longest are the last of the list: begun first, nobody waits for them at the end.
    const waiting = stories.toReversed();
    const next = async (): Promise<void> => {
      for (let story = waiting.shift(); story; story = waiting.shift()) await play(story, weather);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, next));
    await play(lineFull, weather);
    house.carrier.switches.set({});
    const breaches = await breachesWhenQuiet(house);
    await watch.end();
    for (const read of played.splice(0)) await read();
    expect([...breaches, ...watch.breaches]).toEqual([]);
    const all = [...table].map(([name, outcomes]) => [name, outcomes[weather]]);
    expect(all).toEqual([...table].map(([name, { clean }]) => [name, isPlayed(clean) ? clean : 'played']));
  },
);

function printed(): string {
  const names = Object.keys(weathers);
  const width = Math.max(...[...table.keys()].map((name) => name.length));
  const rows = [...table].map(([name, outcomes]) => {
    const cells = names.map((weather) =>
      !isPlayed(outcomes[weather]) ? 'failed' : outcomes[weather] === outcomes.clean ? 'same' : 'differs',
    );
    return [name.padEnd(width), ...cells.map((cell, at) => cell.padEnd((names[at] ?? '').length))].join(
      ' | ',
    );
  });
  return [['story'.padEnd(width), ...names].join(' | '), ...rows].join('\n');
}
