/** How many mails a second become tickets and at what cost, beside what imapflow and mailparser alone need to fetch and parse them. */
import { setTimeout as pause } from 'node:timers/promises';
import { letter, letterSource } from './letters.js';
import { tellStatements } from './parts/costly-statements.js';
import { MailHouse, type UsedCpu } from './parts/mail-house.js';
import { sendAll } from './parts/mail-senders.js';
import { fetchAndParse, move, readingCost, stock } from './parts/mail-traffic.js';

const count = Number(process.env.BENCH_MAILS ?? 5_000);
/** Steps of the curve; BENCH_MAILBOXES=0 leaves it out. */
const curve = (process.env.BENCH_MAILBOXES ?? '1,10,50').split(',').map(Number).filter(Boolean);
const curveMails = Math.min(count, 1_000);
/** How many of the dearest statements are told, on the error output. */
const statements = Number(process.env.BENCH_STATEMENTS ?? 0) > 0;
const mailsPerSecondLimit = 150;
/** Of what fetching and parsing alone reach. */
const shareOfAloneLimit = 0.4;
const readingSample = 1_000;
const acceptedPerSecondLimit = 250;
const backlogMails = 5_000;
const backlogSecondsLimit = 40;
const patienceSeconds = 300;

interface Taken {
  /** Mails a second. */
  filed: number;
  ticketed: number;
  accepted: number;
  cpu: UsedCpu | null;
  /** Also acknowledged to their senders and found by their words. */
  settled: number;
  settledCpu: UsedCpu | null;
}

const house = await MailHouse.open(Math.max(1, ...curve), { statements });
try {
  await stock(house.dovecot, 'box1', { kind: 'imap', from: 0, count });
  await move(house.dovecot, 'box1', 'INBOX', 'Processed');
  const { rate: alone, bytes } = await fetchAndParse(house.dovecot, 'box1', 'Processed');
  say(`mean size of a letter, ${letterSource}`, 'bytes', bytes / count, null);
  say('imapflow fetch and mailparser alone', 'mails/s', alone, null, 1);
  const cost = await readingCost(letters('imap', Math.min(count, readingSample)));
  say('mailparser alone, processor time', 'ms/mail', cost.parsed, null);
  say('reading as the product reads, processor time', 'ms/mail', cost.read, null, cost.read / cost.parsed);
  await house.start(['box1']);
  const fetched = await measure('IMAP', count, () => move(house.dovecot, 'box1', 'Processed', 'INBOX'));
  tell('IMAP', fetched, alone);
  const backlog = backlogMails / fetched.ticketed;
  say(`backlog of ${backlogMails} to committed tickets`, 's', backlog, backlogSecondsLimit);
  const toSend = letters('smtp', count);
  const sent = await measure('SMTP', count, () => sendAll(house.smtpPort, toSend));
  tell('SMTP', sent, alone);
  say('SMTP to 250, on disk and committed', 'mails/s', sent.accepted, acceptedPerSecondLimit);
  await house.stop();
  for (const boxes of curve) await measureBoxes(boxes);
} finally {
  await house.close();
}

function letters(kind: string, mails: number): Buffer[] {
  return Array.from({ length: mails }, (_, n) => letter(kind, n));
}

/** From the first mail offered to the last one being an inbox row, and to the last one being on a ticket. */
async function measure(door: string, mails: number, offer: () => Promise<void>): Promise<Taken> {
  if (statements) await house.ask(`SELECT pg_stat_statements_reset()`);
  const before = await progress();
  const cpuBefore = house.cpu();
  const begun = performance.now();
  const seconds = (): number => (performance.now() - begun) / 1_000;
  let accepted = 0;
  const offered = offer().then(() => {
    accepted = mails / seconds();
  });
  let filed = 0;
  let ticketed = 0;
  let now = before;
  while (!ticketed) {
    // Asked the more seldom the more is left: to count the rows is work for the database too.
    const done = now.tickets - before.tickets;
    await pause(Math.min(2_000, Math.max(100, done > 0 ? (250 * seconds() * (mails - done)) / done : 500)));
    now = await progress();
    if (!filed && now.rows - before.rows >= mails) filed = mails / seconds();
    if (now.tickets - before.tickets >= mails) ticketed = mails / seconds();
    if (seconds() > patienceSeconds)
      throw new Error(`${now.tickets - before.tickets} of ${mails} mails in ${patienceSeconds} s`);
  }
  await offered;
  const cpu = used(cpuBefore, house.cpu(), mails);
  await nothingLeft();
  const settled = mails / seconds();
  const settledCpu = used(cpuBefore, house.cpu(), mails);
  if (statements) await tellStatements(house, door, mails);
  return { filed, ticketed, accepted, cpu, settled, settledCpu };
}

/** The same mails through ever more mailboxes at once. */
async function measureBoxes(boxes: number): Promise<void> {
  const names = Array.from({ length: boxes }, (_, at) => `box${at + 1}`);
  const each = Math.ceil(curveMails / boxes);
  for (const [at, box] of names.entries()) {
    await stock(house.dovecot, box, { kind: `curve${boxes}`, from: at * each, count: each });
    await move(house.dovecot, box, 'INBOX', 'Processed');
  }
  await house.start(names);
  const { ticketed } = await measure(`${boxes} mailboxes`, each * boxes, async () => {
    for (const box of names) await move(house.dovecot, box, 'Processed', 'INBOX');
  });
  say(`${boxes} mailboxes to committed ticket`, 'mails/s', ticketed, null);
  say(`${boxes} mailboxes, memory of product and database`, 'MB', house.memoryMb(), null);
  await house.stop();
}

/** Every acknowledgement has left and every word is indexed: else it would be counted as the work of the next mails. */
async function nothingLeft(): Promise<void> {
  for (const end = performance.now() + patienceSeconds * 1_000; performance.now() < end; await pause(1_000)) {
    const [row] = await house.ask<{ left: number }>(
      `SELECT (SELECT count(*)::int FROM rules.run WHERE state = 'due') + (SELECT count(*)::int FROM bus.delivery)
         + (SELECT count(*)::int FROM bus.dispatch WHERE state IN ('waiting', 'leased'))
         + (SELECT count(*)::int FROM search.waiting) AS left`,
    );
    if (row?.left === 0) return;
  }
  throw new Error('what was measured before is still at work');
}

/** What is known already or cannot be a ticket is done with when that is known. Asked on a connection that lasts no longer than the question: fifty of them are nothing beside the mails. */
async function progress(): Promise<{ rows: number; tickets: number }> {
  const [row] = await house.ask<{ rows: number; tickets: number }>(
    `SELECT rows + unposted AS rows, tickets + unposted AS tickets FROM
       (SELECT count(*)::int AS rows, (count(*) FILTER (WHERE ticket_id IS NOT NULL))::int AS tickets FROM bus.inbox) AS posted,
       (SELECT count(*)::int AS unposted FROM email.raw_mail WHERE state IN ('duplicate', 'suppressed', 'quarantined')) AS other`,
  );
  return row ?? { rows: 0, tickets: 0 };
}

function tell(door: string, { filed, ticketed, cpu, settled, settledCpu }: Taken, alone: number): void {
  say(`${door} to committed inbox row`, 'mails/s', filed, null, filed / alone);
  say(`${door} to committed ticket`, 'mails/s', ticketed, mailsPerSecondLimit);
  say(`${door} to committed ticket, of fetch and parse alone`, 'share', ticketed / alone, shareOfAloneLimit);
  for (const [who, us] of Object.entries(cpu ?? {}))
    say(`${door} to ticket, processor time of ${who}`, 'ms/mail', us / 1_000, null);
  say(`${door}, also acknowledged and indexed`, 'mails/s', settled, null, settled / alone);
  for (const [who, us] of Object.entries(settledCpu ?? {}))
    say(`${door}, also acknowledged and indexed, processor time of ${who}`, 'ms/mail', us / 1_000, null);
}

function used(before: UsedCpu | null, after: UsedCpu | null, mails: number): UsedCpu | null {
  if (!before || !after) return null;
  const of = (who: keyof UsedCpu): number => (after[who] - before[who]) / mails;
  return {
    'main thread': of('main thread'),
    'other threads': of('other threads'),
    database: of('database'),
  };
}

/** Without a limit the ratio is that to imapflow and mailparser, or there is none. Nothing is said of what cannot be seen here. */
function say(
  figure: string,
  unit: string,
  value: number | null,
  limit: number | null,
  ratio: number | null = limit && value ? value / limit : null,
): void {
  if (value === null) return;
  const rounded = (number: number) => Math.round(number * 100) / 100;
  console.log(
    JSON.stringify({
      bench: 'mail-ingest',
      figure,
      unit,
      value: rounded(value),
      limit,
      ratio: ratio === null ? null : rounded(ratio),
    }),
  );
}
