/** `npm run corpus`: a folder of mail with known answers goes through the running product; prints what was met, per class, and the bars. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { bars } from './bars.js';
import { readCases, type CorpusCase } from './cases.js';
import { judge, type Judgement } from './judge.js';
import { startProduct, type Outcome, type Product } from './product.js';

const USAGE = `npm run corpus [-- folder] [--missed class]

  folder     where manifest.tsv and expectations.jsonl lie (../shared/corpus/mail beside the checkout)
  --missed   lists what was not met in one class, or in all of them
`;
const UPLOADS_AT_ONCE = 4;
const BARS_MISSED = 1;
const NO_CORPUS = 2;

const { values, positionals } = parseArgs({
  options: { missed: { type: 'string' }, help: { type: 'boolean' } },
  allowPositionals: true,
});
if (values.help) {
  say(USAGE);
} else {
  process.exitCode = await main(resolve(positionals[0] ?? '../shared/corpus/mail'), values.missed);
}

async function main(folder: string, missed: string | undefined): Promise<number> {
  if (!existsSync(join(folder, 'expectations.jsonl'))) {
    say(`There is no corpus in ${folder}: nothing was sent and nothing judged.`);
    return NO_CORPUS;
  }
  const cases = readCases(folder);
  const product = await startProduct();
  try {
    const begun = performance.now();
    const ids = await uploadAll(product, cases);
    const outcomes = await product.settled(ids);
    say(`${cases.length} mails, settled in ${Math.round((performance.now() - begun) / 1_000)} s\n`);
    const balanced = await balance(product, outcomes);
    const judgements = cases.flatMap((one, at) => judge(one, outcomes[at]));
    printClasses(judgements, missed);
    return printBars(judgements) && balanced ? 0 : BARS_MISSED;
  } finally {
    await product.stop();
  }
}

async function uploadAll(product: Product, cases: CorpusCase[]): Promise<string[]> {
  const ids: string[] = [];
  const next = cases.entries();
  const work = async (): Promise<void> => {
    for (const [at, one] of next) ids[at] = await product.upload(one.raw);
  };
  await Promise.all(Array.from({ length: UPLOADS_AT_ONCE }, work));
  return ids;
}

/** What came in is on a ticket, labelled or in quarantine: nothing is missing and nothing is there twice. */
async function balance(product: Product, outcomes: Outcome[]): Promise<boolean> {
  const by = (state: string): Outcome[] => outcomes.filter(({ mail }) => mail.state === state);
  const onTickets = by('processed').filter(({ mail }) => mail.ticketId && mail.timelineItemId);
  const shown = await product.mailsOnTickets(onTickets.flatMap(({ mail }) => mail.ticketId ?? []));
  const items = onTickets.map(({ mail }) => mail.timelineItemId);
  const missing = items.filter((id) => !shown.includes(id ?? ''));
  const twice = shown.length - new Set(shown).size + items.length - new Set(items).size;
  const settled =
    onTickets.length + by('duplicate').length + by('suppressed').length + by('quarantined').length;
  say('Balance');
  for (const [name, count] of [
    ['in', outcomes.length],
    ['on a ticket', onTickets.length],
    ['known already', by('duplicate').length],
    ['suppressed, with reason', by('suppressed').length],
    ['in quarantine, with reason', by('quarantined').length],
    ['missing', outcomes.length - settled + missing.length],
    ['twice', twice],
    ['on tickets, but from nowhere', shown.length - new Set(items).size - missing.length],
  ] as const)
    say(`  ${name.padEnd(34)}${String(count).padStart(6)}`);
  return outcomes.length === settled && missing.length === 0 && twice === 0;
}

function printClasses(judgements: Judgement[], missed: string | undefined): void {
  say(`\n${'Expectation'.padEnd(36)}${'met'.padStart(6)}${'of'.padStart(6)}`);
  for (const name of new Set(judgements.map(({ kind }) => kind))) {
    const all = judgements.filter(({ kind }) => kind === name);
    say(`  ${name.padEnd(34)}${String(met(all)).padStart(6)}${String(all.length).padStart(6)}`);
    if (missed !== name && missed !== 'all') continue;
    for (const one of all.filter(({ met: isMet }) => !isMet))
      say(`    ${one.file}\n      wanted ${short(one.wanted)}\n      got    ${short(one.got)}`);
  }
}

function printBars(judgements: Judgement[]): boolean {
  say('\nBars');
  let all = true;
  for (const bar of bars) {
    const judged = judgements.filter(({ kind }) => bar.kinds.includes(kind));
    const share = judged.length === 0 ? null : (100 * met(judged)) / judged.length;
    const held = share === null || share >= bar.atLeast;
    all &&= held;
    const told =
      share === null ? 'nothing to judge' : `${share.toFixed(1)} % (${met(judged)} of ${judged.length})`;
    say(`  ${held ? 'held  ' : 'MISSED'} ${bar.name.padEnd(42)} >= ${bar.atLeast} %   ${told}`);
  }
  return all;
}

function met(judgements: Judgement[]): number {
  return judgements.filter((one) => one.met).length;
}

function short(value: unknown): string {
  return JSON.stringify(value ?? null).slice(0, 400);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
