/** Which statements the database spent its time on, a mail: for whoever looks for the next thing to make cheaper. */
import type { MailHouse } from './mail-house.js';

interface Cost {
  query: string;
  calls: number;
  /** How often it was planned: of a statement that is used again and again a few times on each connection is enough. */
  plans: number;
  ms: number;
}

/** Prints the dearest, and how many there were in all; counts anew from here. */
export async function tellStatements(house: MailHouse, door: string, mails: number): Promise<void> {
  const costs = await house.ask<Cost>(
    `SELECT regexp_replace(query, '\\s+', ' ', 'g') AS query, calls::int, plans::int, total_exec_time + total_plan_time AS ms
     FROM pg_stat_statements ORDER BY ms DESC`,
  );
  await house.ask(`SELECT pg_stat_statements_reset()`);
  const sum = (pick: (cost: Cost) => number): number => costs.reduce((total, cost) => total + pick(cost), 0);
  console.error(
    `${door}: ${round(sum(({ calls }) => calls) / mails)} statements and ${round(sum(({ ms }) => ms) / mails)} ms a mail`,
  );
  for (const { query, calls, plans, ms } of costs.slice(0, Number(process.env.BENCH_STATEMENTS)))
    console.error(
      `${round((ms / mails) * 1_000)} us a mail, ${round(calls / mails)} times, ${plans} plans for ${calls}: ${query.slice(0, 140)}`,
    );
}

const round = (value: number): number => Math.round(value * 100) / 100;
