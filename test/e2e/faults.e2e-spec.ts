/** Truth under fire: the product killed at every named point and at random instants, and its promises checked from outside each time. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStage, type Round, type Stage, type Strike } from '../faults/stage.js';
import { startDovecot, type Dovecot } from '../support/dovecot.js';

/** How often each point is struck: a few times with every change, ten times and more by `npm run test:faults`. */
const repeats = Number(process.env.FAULT_REPEATS ?? 3);
const randomKills = Math.ceil(repeats / 2);
/** Which pass of the point kills; each round passes it at least so often. */
const passes = {
  'after-fetch': 3,
  'after-parse': 3,
  'after-insert': 8,
  'after-commit-before-ack': 10,
  'after-smtp-250-before-mark': 5,
  'during-offer': 5,
};
/** Stages side by side: while one waits for its restart the others work. */
const LANES = 3;

let dovecot: Dovecot;
const folder = mkdtempSync(join(tmpdir(), 'guichet-faults-'));
const stages: Stage[] = [];
const rounds: { point: string; strike: Strike; round: Round }[] = [];

beforeAll(async () => {
  dovecot = await startDovecot({ users: LANES });
});
afterAll(async () => {
  await Promise.all(stages.map((stage) => stage.close()));
  await dovecot.stop();
  rmSync(folder, { recursive: true, force: true });
  process.stdout.write(table());
}, 120_000);

test('killed at each named point and at random: nothing lost, nothing twice, one owner, one offer, true consoles', async () => {
  const strikes = allStrikes();
  const lanes = Array.from({ length: LANES }, async (_, lane) => {
    const name = 'abc'[lane] ?? 'x';
    const stage = await openStage({ name, folder: join(folder, name), dovecot, box: `box${lane + 1}` });
    stages.push(stage);
    // Whatever is broken stays broken: the first fault ends the run, so that it can be looked at.
    for (let next = strikes.shift(); next && faults().length === 0; next = strikes.shift())
      rounds.push({ ...next, round: await stage.round(next.strike) });
  });
  await Promise.all(lanes);
  expect(faults()).toEqual([]);
  expect(rounds.filter(({ round }) => !round.died)).toEqual([]);
}, 1_200_000);

const faults = () =>
  rounds.flatMap(({ point, strike, round }) => round.faults.map((fault) => ({ point, strike, ...fault })));

function allStrikes(): { point: string; strike: Strike }[] {
  const named = Object.entries(passes).flatMap(([point, most]) =>
    Array.from({ length: repeats }, (_, index) => ({ point, strike: { point, nth: 1 + (index % most) } })),
  );
  const random = Array.from({ length: randomKills }, () => ({
    point: 'any instant',
    strike: { afterMs: Math.round(Math.random() * 600) },
  }));
  return [...named, ...random];
}

/** Points × rounds, what was found, and how long the recovery took. */
function table(): string {
  const line = (...cells: (string | number)[]): string =>
    cells.map((cell, index) => (index === 0 ? String(cell).padEnd(28) : String(cell).padStart(9))).join('');
  const points = [...Object.keys(passes), 'any instant'];
  const count = (all: Round[], guarantee: string): number =>
    all.flatMap(({ faults }) => faults).filter((fault) => fault.guarantee.startsWith(guarantee)).length;
  const lines = points.map((point) => {
    const all = rounds.filter((one) => one.point === point).map(({ round }) => round);
    const slowest = Math.max(0, ...all.map(({ recoveredMs }) => recoveredMs));
    const lost = count(all, 'G1');
    const twice = count(all, 'G2');
    const other = all.flatMap(({ faults }) => faults).length - lost - twice;
    return line(
      point,
      all.length,
      all.filter(({ died }) => died).length,
      lost,
      twice,
      other,
      `${slowest} ms`,
    );
  });
  return `\n${[line('killed at', 'rounds', 'deaths', 'lost', 'twice', 'other', 'slowest'), ...lines].join('\n')}\n`;
}
