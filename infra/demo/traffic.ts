/** `npm run demo:traffic`: so many customers, one after the other, by mail, chat and phone; says how each fared, and ends. */
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { demoCustomers, type DemoCustomer } from './customers.js';
import { come, type Doors } from './doors.js';

const USAGE = `npm run demo:traffic -- [--customers 12] [--every 2000]

  --customers  how many, 1 to 1,000: by mail, chat and phone by turns, French and English
  --every      milliseconds between one and the next, 50 to 60,000
  --talk       milliseconds that a caller stays on the line (8000)
  --url        where the demo runs, as its PUBLIC_URL says (http://localhost:3000)
  --smtp       its mail door, host:port (127.0.0.1:2525)
  --mailbox    to whom they write (support@guichet.test)
`;

const Options = z.object({
  customers: z.coerce.number().int().min(1).max(1_000).default(12),
  every: z.coerce.number().int().min(50).max(60_000).default(2_000),
  talk: z.coerce.number().int().min(0).max(600_000).default(8_000),
  url: z.url({ protocol: /^https?$/ }).default('http://localhost:3000'),
  smtp: z
    .string()
    .regex(/^[^:\s]+:\d{1,5}$/)
    .default('127.0.0.1:2525'),
  mailbox: z.email().default('support@guichet.test'),
});

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

async function main(): Promise<void> {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    options: {
      ...{ customers: text, every: text, talk: text, url: text, smtp: text, mailbox: text },
      help: { type: 'boolean' },
    },
  });
  if (values.help) return void process.stdout.write(USAGE);
  const given = Options.safeParse(values);
  if (!given.success) throw new Error(`${z.prettifyError(given.error)}\n\n${USAGE}`);
  const { customers: count, every, talk, smtp, mailbox } = given.data;
  const url = given.data.url.replace(/\/$/, '');
  const hasPhone = await assertDemo(url);
  const [smtpHost = '', smtpPort = ''] = smtp.split(':');
  const doors: Doors = { url, smtpHost, smtpPort: Number(smtpPort), mailbox, talkMs: talk };
  const customers = demoCustomers(count, Date.now().toString(36).slice(-5)).filter(
    ({ channel }) => hasPhone || channel !== 'voice',
  );
  const fates: Promise<boolean>[] = [];
  for (const [at, customer] of customers.entries()) {
    if (at > 0) await pause(every);
    fates.push(fate(customer, doors));
  }
  const lost = (await Promise.all(fates)).filter((isServed) => !isServed).length;
  process.stdout.write(`${customers.length - lost} of ${customers.length} customers came in\n`);
  if (lost > 0) process.exitCode = 1;
}

/** Made-up people belong into a demo: anywhere else they would take the time of real ones. */
async function assertDemo(url: string): Promise<boolean> {
  const answer = await fetch(`${url}/api/config`).catch(() => null);
  if (!answer?.ok) throw new Error(`Nobody answers at ${url}. Start it first: npm start`);
  const { demo, voice } = (await answer.json()) as { demo: boolean; voice: boolean };
  if (!demo) throw new Error(`${url} is no demo. Customers are made up for demos only.`);
  return voice;
}

async function fate(customer: DemoCustomer, doors: Doors): Promise<boolean> {
  const who = `${customer.channel.padEnd(5)}  ${customer.locale}  ${customer.name}, ${customer.subject}`;
  try {
    await come(customer, doors);
    process.stdout.write(`${who}\n`);
    return true;
  } catch (error) {
    process.stdout.write(`${who}: ${error instanceof Error ? error.message : String(error)}\n`);
    return false;
  }
}
