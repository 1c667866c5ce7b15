/** `npm run replay`: reads a recorded day, lives it again as it was and as it could have been, prints both. Writes no database. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { visitEmbeddedPostgres } from '@lib/database';
import { loadConfig } from '@lib/platform';
import {
  demoDay,
  figuresOf,
  live,
  OtherRules,
  readDay,
  RecordedDay,
  report,
  theoryOf,
  withRules,
  withStaff,
  type Measure,
  type Side,
} from '@lib/replay';
import { Client } from 'pg';
import { z } from 'zod';

const USAGE = `npm run replay -- --day YYYY-MM-DD [--with rules.json] [--staff N]

  --day      the day to replay, in UTC, from the database of this installation
  --demo     a made-up day instead, always the same
  --from     a day written by --save
  --with     other rules by queue: {"Support": {"strategy": "longest-idle", "rings": []}},
             and when it overflows: {"Support": {"overflow": [{"when": {"kind": "waited", "seconds": 60}, "to": {"diversion": "callback"}}]}}
  --staff    so many people all day, like those recorded
  --within   seconds within which an answer is in time (20)
  --save     writes the day to a file
`;

const Options = z
  .object({
    day: z.iso.date().optional(),
    demo: z.boolean().default(false),
    from: z.string().optional(),
    with: z.string().optional(),
    staff: z.coerce.number().int().min(1).max(5_000).optional(),
    within: z.coerce.number().int().min(1).max(3_600).default(20),
    save: z.string().optional(),
    help: z.boolean().default(false),
  })
  .refine(
    ({ day, demo, from }) => [day !== undefined, demo, from !== undefined].filter(Boolean).length === 1,
    {
      message: 'Say one of --day, --demo and --from',
    },
  );
type Options = z.infer<typeof Options>;

/** Who leaves within five seconds has not really waited. */
const SHORT_ABANDON = 5;
const DEMO_DAY = '2026-11-20';

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      ...{ day: { type: 'string' }, demo: { type: 'boolean' }, from: { type: 'string' } },
      ...{ with: { type: 'string' }, staff: { type: 'string' }, within: { type: 'string' } },
      ...{ save: { type: 'string' }, help: { type: 'boolean' } },
    },
  });
  if (values.help || Object.keys(values).length === 0) {
    process.stdout.write(USAGE);
    return;
  }
  const options = valid(Options, values, 'options');
  const recorded = await recordedDay(options);
  if (options.save) writeFileSync(options.save, JSON.stringify(recorded));
  if (recorded.arrivals.length === 0) throw new Error(`Nobody arrived on ${recorded.day}`);
  let other = recorded;
  if (options.with) other = withRules(other, valid(OtherRules, json(options.with), options.with));
  if (options.staff) other = withStaff(other, options.staff);
  const measure = { within: options.within, shortAbandon: SHORT_ABANDON };
  const title = `${recorded.day}, lived again as it was recorded and with what was asked`;
  process.stdout.write(report(title, side(recorded, measure), side(other, measure), measure));
}

function side(day: RecordedDay, measure: Measure): Side {
  return { figures: figuresOf(day, live(day), measure), theory: theoryOf(day, measure) };
}

async function recordedDay({ day, from }: Options): Promise<RecordedDay> {
  if (from) return valid(RecordedDay, json(from), from);
  if (!day) return demoDay(DEMO_DAY);
  const { DATABASE_URL, GUICHET_DATA_DIR } = loadConfig();
  const visit = DATABASE_URL ? null : await visitEmbeddedPostgres(join(GUICHET_DATA_DIR, 'postgres'));
  const client = new Client({ connectionString: DATABASE_URL ?? visit?.url });
  try {
    await client.connect();
    return await readDay(client, day);
  } finally {
    await client.end().catch(() => undefined);
    await visit?.leave();
  }
}

function json(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8')) as unknown;
}

function valid<T>(schema: z.ZodType<T>, value: unknown, name: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) => `  ${path.join('.') || name}: ${message}`);
  throw new Error([`${name} cannot be used:`, ...faults].join('\n'));
}
