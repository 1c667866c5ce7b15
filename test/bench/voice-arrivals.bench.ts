/**
 * A hundred callers a minute, each with a telephone and sound: how long the carrier waits for its documents, how long the line
 * grows, and whether every caller ends with an agent or by their own choice. Agents are programs that take what is offered; most
 * callers wait for one, some give up in the menu, and who has waited long enough hangs up.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { Hummers } from '../fixtures/audio/peers/humming-device.js';
import type { SoftPhone } from '../fixtures/audio/peers/soft-phone.js';
import type { WebPhone } from '../fixtures/audio/peers/web-phone.js';
import { CallBoard, type Fate } from './parts/call-board.js';
import { figure, percentile, wanted } from './parts/figures.js';
import { VoiceCompany } from './parts/voice-company.js';

const perMinute = wanted('BENCH_PER_MINUTE', 100, 300);
const minutes = wanted('BENCH_MINUTES', 10, 55);
/** A little too few for a hundred a minute: so there is a line, and callers who give up in it. */
const agents = wanted('BENCH_AGENTS', 12, 100);
const DOCUMENT_P99_LIMIT_MS = 300;
const QUIET_PATIENCE_MS = 60_000;
/** For these the carrier keeps somebody waiting in silence; nobody waits for the events. */
const DOCUMENTS =
  /^\/voice\/(inbound|client|menu|wait|hold|choice|callback|queue-exit|join|after|announced|message|survey)/;

const say = (what: string, unit: string, value: number, limit: number | null = null) =>
  figure('voice-arrivals', what, unit, value, limit);

const company = await VoiceCompany.open(agents);
const hummers = await Hummers.start();
const board = new CallBoard(company);
try {
  await arrive(await company.softPhones(hummers));
} finally {
  await board.close();
  hummers.stop();
  await company.close();
}

async function arrive(softPhones: SoftPhone[]): Promise<void> {
  const number = Math.round(perMinute * minutes);
  const fates: Promise<Fate>[] = [];
  const begun = performance.now();
  for (let n = 0; n < number; n++) {
    await pause(Math.max(0, begun + (n * 60_000) / perMinute - performance.now()));
    fates.push(live(n));
  }
  const took = (performance.now() - begun) / 60_000;
  const ends = await Promise.all(fates);
  for (const phone of softPhones) phone.unplug();
  await tell(ends, number / took);
}

/** From plugging the telephone in to its last word. */
async function live(nth: number): Promise<Fate> {
  const phone: WebPhone = await company.telephone(hummers, nth);
  try {
    return await board.follow(phone, nth);
  } finally {
    phone.unplug();
  }
}

async function tell(ends: Fate[], rate: number): Promise<void> {
  const of = (end: Fate['end']) => ends.filter((fate) => fate.end === end);
  say('callers', 'calls', ends.length);
  say('callers a minute, as they really came', 'calls', rate);
  say('talked with an agent', 'calls', of('talked').length);
  say('hung up in the menu, as they wanted', 'calls', of('left the menu').length);
  say('hung up in the line, as they wanted', 'calls', of('left the line').length);
  for (const { why } of of('lost')) process.stderr.write(`lost: ${why}\n`);
  say('lost', 'calls', of('lost').length, 0);
  say('talked and did not hear the agent', 'calls', of('talked').filter(({ heard }) => !heard).length, 0);
  say('callers nobody knows of', 'calls', ends.length - (await company.count('voice.call')), 0);
  say('left in the books after all hung up', 'rows', await leftInTheBooks(), 0);
  const answered = ends.flatMap(({ answeredMs }) => answeredMs ?? []);
  say('dialled to answered by the carrier, p50', 'ms', percentile(answered, 0.5));
  say('dialled to answered by the carrier, p99', 'ms', percentile(answered, 0.99));
  say('longest line', 'callers', board.longestLine);
  const documents = company.webhookTimes(DOCUMENTS);
  say('documents', 'documents', documents.length);
  say('document, p50', 'ms', percentile(documents, 0.5));
  say('document, p99', 'ms', percentile(documents, 0.99), DOCUMENT_P99_LIMIT_MS);
}

/** Calls that do not end, work that stays in the line, agents who stay engaged. */
async function leftInTheBooks(): Promise<number> {
  const deadline = performance.now() + QUIET_PATIENCE_MS;
  for (;;) {
    const left =
      (await company.count(`voice.call WHERE phase <> 'ended'`)) +
      (await company.count(`routing.work_item WHERE channel = 'voice' AND ended_at IS NULL`)) +
      (await company.count(`agents.engagement WHERE channel = 'voice'`));
    if (left === 0 || performance.now() > deadline) return left;
    await pause(250);
  }
}
