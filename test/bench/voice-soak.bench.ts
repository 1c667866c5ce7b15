/**
 * Many calls at once through the whole product for a long while: is anybody left in silence, does a call end by itself, what does
 * it cost, does memory grow. Real: carrier, services, database, signalling, WebRTC with its encryption, every packet of sound. Not
 * real: the browsers (their part is played by this process, whose own costs are not counted) and a network that loses packets.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { toneLevel } from '../fixtures/audio/goertzel.js';
import { Hummers } from '../fixtures/audio/peers/humming-device.js';
import type { SoftPhone } from '../fixtures/audio/peers/soft-phone.js';
import type { WebPhone } from '../fixtures/audio/peers/web-phone.js';
import { figure, percentile, risePercent, wanted, type Point } from './parts/figures.js';
import { HZ, KEY, OUR_NUMBER, VoiceCompany } from './parts/voice-company.js';

const calls = wanted('BENCH_CALLS', 15, 100);
/** An agent's token lives an hour, and nobody renews it here. */
const minutes = wanted('BENCH_MINUTES', 30, 55);
const warmUpMinutes = Math.min(5, minutes / 4);
const LOOK_MS = 1_000;
const WEIGH_EVERY = 5;
const TOLD_EVERY_MINUTES = 5;
const SILENCE_MS = 2_000;
const CONNECT_PATIENCE_MS = 120_000;
/** What is looked at for the other's note, and how loud it must be there. */
const HEARD_SAMPLES = 1_600;
const HEARD_DB = -35;
/** Fewer calls share what the product needs at rest: then it says nothing of a call. */
const CPU_LIMIT_PERCENT = calls >= 15 ? 4 : null;
const GROWTH_LIMIT_PERCENT = 10;

type Phone = SoftPhone | WebPhone;
/** One party of a call: its telephone, the note it should hear, and what was seen of it. */
interface Party {
  phone: Phone;
  hears: number;
  heardAt: number;
  packetsIn: number;
  packetsOut: number;
  perSecond: { in: number[]; out: number[] };
  silentNow: boolean;
}

const say = (what: string, unit: string, value: number, limit: number | null = null) =>
  figure('voice-soak', what, unit, value, limit);

const company = await VoiceCompany.open(calls);
const { processes } = company;
const hummers = await Hummers.start();
try {
  await soak();
} finally {
  hummers.stop();
  await company.close();
}

async function soak(): Promise<void> {
  const agents = await company.softPhones(hummers);
  const callers: WebPhone[] = [];
  for (let n = 0; n < calls; n++) callers.push(await company.telephone(hummers, n));
  const begun = performance.now();
  for (const caller of callers) await caller.dial(OUR_NUMBER);
  await allTalking(callers);
  say('all calls through the menu and with an agent', 's', (performance.now() - begun) / 1_000);
  await measure([
    ...callers.map((phone) => party(phone, HZ.agent)),
    ...agents.map((phone) => party(phone, HZ.caller)),
  ]);
  for (const caller of callers) caller.hangUp();
  await nothingLeft();
  for (const phone of [...callers, ...agents]) phone.unplug();
}

function party(phone: Phone, hears: number): Party {
  return {
    ...{ phone, hears, heardAt: performance.now(), silentNow: false, perSecond: { in: [], out: [] } },
    ...{ packetsIn: phone.device?.packets ?? 0, packetsOut: phone.device?.sent ?? 0 },
  };
}

/** Callers press the key until they are through the menu; agents take what is offered. */
async function allTalking(callers: WebPhone[]): Promise<void> {
  const deadline = performance.now() + CONNECT_PATIENCE_MS;
  for (;;) {
    const talking = await company.count(`voice.call WHERE phase = 'talking'`);
    if (talking === calls) return;
    if (performance.now() > deadline) throw new Error(`only ${talking} of ${calls} calls came through`);
    const inMenu = await company.all<{ call_sid: string }>(
      `SELECT call_sid FROM voice.menu_run WHERE placed_at IS NULL`,
    );
    for (const { call_sid } of inMenu) callers.find(({ callSid }) => callSid === call_sid)?.press(KEY);
    await company.takeOffers();
    await pause(500);
  }
}

async function measure(parties: Party[]): Promise<void> {
  const cpuBefore = processes.parts.map((part) => processes.cpuUs(part));
  const weights = new Map(processes.parts.map((part) => [part, [] as Point[]]));
  const begun = performance.now();
  const minute = () => (performance.now() - begun) / 60_000;
  let [healed, silentAtCarrier, told] = [0, 0, 0];
  for (let look = 0; minute() < minutes; look++) {
    if (look % WEIGH_EVERY === 0)
      for (const [part, points] of weights) points.push([minute(), processes.memoryMb(part)]);
    if (minute() >= told) {
      tellWeights(told, weights);
      told += TOLD_EVERY_MINUTES;
    }
    await pause(LOOK_MS);
    for (const one of parties) if (lookAt(one) === 'healed') healed++;
    silentAtCarrier = Math.max(silentAtCarrier, (await company.carrierHealth()).silentLegs);
  }
  const seconds = minute() * 60;
  const used = processes.parts.map((part, at) => processes.cpuUs(part) - (cpuBefore[at] ?? Number.NaN));
  for (const [part, points] of weights) points.push([minute(), processes.memoryMb(part)]);
  tellWeights(Math.round(minutes * 10) / 10, weights);
  await tellSound(parties, { healed, silentAtCarrier });
  for (const [at, part] of processes.parts.entries())
    say(`${part}: processor for a call`, '% of a core', (used[at] ?? Number.NaN) / seconds / calls / 10_000);
  const whole = used.reduce((sum, one) => sum + one, 0);
  say('processor for a call', '% of a core', whole / seconds / calls / 10_000, CPU_LIMIT_PERCENT);
  for (const [part, points] of weights)
    say(
      `${part}: memory growing after the warm-up`,
      '%',
      risePercent(points, warmUpMinutes),
      GROWTH_LIMIT_PERCENT,
    );
}

/** What came and went in this second, and whether the other is heard in it. */
function lookAt(one: Party): 'healed' | 'as before' {
  const { device } = one.phone;
  const now = performance.now();
  if (!device || one.phone.state !== 'talking') return 'as before';
  one.perSecond.in.push(device.packets - one.packetsIn);
  one.perSecond.out.push(device.sent - one.packetsOut);
  [one.packetsIn, one.packetsOut] = [device.packets, device.sent];
  const isHeard = device.quietMs < LOOK_MS && toneLevel(device.heard(HEARD_SAMPLES), one.hears) > HEARD_DB;
  if (isHeard) one.heardAt = now;
  const before = one.silentNow;
  one.silentNow = now - one.heardAt > SILENCE_MS;
  return before && !one.silentNow ? 'healed' : 'as before';
}

async function tellSound(
  parties: Party[],
  { healed, silentAtCarrier }: { healed: number; silentAtCarrier: number },
): Promise<void> {
  const open = parties.filter(({ phone, silentNow }) => phone.state === 'talking' && silentNow).length;
  say('parties who do not hear the other for more than 2 s, and go on so', 'parties', open, 0);
  say('silences of more than 2 s that healed', 'silences', healed);
  say('legs without a packet for 3 s at the carrier, most at once', 'legs', silentAtCarrier, 0);
  const over = parties.filter(({ phone }) => phone.state !== 'talking').length;
  say('parties whose call ended before they hung up', 'parties', over, 0);
  const ended = calls - (await company.count(`voice.call WHERE phase = 'talking'`));
  say('calls that the product thinks over', 'calls', ended, 0);
  for (const way of ['in', 'out'] as const) {
    const seconds = parties.flatMap(({ perSecond }) => perSecond[way]);
    say(`packets ${way}, a leg and second, p50`, 'packets', percentile(seconds, 0.5));
    say(`packets ${way}, a leg and second, worst in a hundred`, 'packets', percentile(seconds, 0.01));
  }
  say('ticks of sound the carrier had no time for', 'ticks', (await company.carrierHealth()).skippedTicks);
}

function tellWeights(minute: number, weights: Map<string, Point[]>): void {
  for (const [part, points] of weights)
    say(`${part}: memory at minute ${minute}`, 'MB', points.at(-1)?.[1] ?? Number.NaN);
}

/** Everybody has hung up: the product comes to know of it, and holds nobody. */
async function nothingLeft(): Promise<void> {
  const deadline = performance.now() + CONNECT_PATIENCE_MS;
  const left = async () =>
    (await company.count(`voice.call WHERE phase <> 'ended'`)) +
    (await company.count(`agents.engagement WHERE channel = 'voice'`));
  while ((await left()) > 0 && performance.now() < deadline) await pause(250);
  say('calls and engagements left after all hung up', 'rows', await left(), 0);
}
