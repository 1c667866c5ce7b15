/** Follows callers through menu and line by what the product has written down, asked for once for all of them. */
import { setTimeout as pause } from 'node:timers/promises';
import { toneLevel } from '../../fixtures/audio/goertzel.js';
import type { WebPhone } from '../../fixtures/audio/peers/web-phone.js';
import { HZ, KEY, OUR_NUMBER, type VoiceCompany } from './voice-company.js';

/** How a call came to its end, and what was seen of it. */
export interface Fate {
  end: 'talked' | 'left the menu' | 'left the line' | 'lost';
  why?: string;
  /** The agent's note came through. */
  heard?: boolean;
  answeredMs?: number;
}

const LOOK_MS = 250;
const PRESS_EVERY_MS = 1_000;
/** How late something is, other figures say; lost is only who it never came to. */
const PATIENCE_MS = 120_000;
const TALK_MS = 6_000;
/** Who was not answered after so long in the line hangs up. */
const WAIT_MS = 15_000;
const LEAVES_MENU_EVERY = 10;
const HEARD_SAMPLES = 1_600;
const HEARD_DB = -35;

class Lost extends Error {}

export class CallBoard {
  longestLine = 0;
  private readonly phases = new Map<string, string>();
  private inMenu = new Set<string>();
  private over = false;
  private broken: Error | undefined;
  private readonly looking: Promise<void>;

  constructor(private readonly company: VoiceCompany) {
    this.looking = this.look().catch((error: unknown) => {
      this.broken = error instanceof Error ? error : new Error(String(error));
    });
  }

  async close(): Promise<void> {
    this.over = true;
    await this.looking;
  }

  /** Dials and stays until it is over; every tenth caller changes their mind in the menu. */
  async follow(phone: WebPhone, nth: number): Promise<Fate> {
    const fate: Fate = { end: 'lost' };
    try {
      const begun = performance.now();
      await phone.dial(OUR_NUMBER);
      await this.so(phone, 'answered', () => phone.state === 'talking');
      fate.answeredMs = performance.now() - begun;
      await this.so(phone, 'in the menu', () => this.inMenu.has(phone.callSid ?? ''));
      if (nth % LEAVES_MENU_EVERY === LEAVES_MENU_EVERY - 1) return { ...fate, end: 'left the menu' };
      await this.throughMenu(phone);
      if (!(await this.comesToAgent(phone))) return { ...fate, end: 'left the line' };
      fate.heard = await this.talk(phone);
      return { ...fate, end: 'talked' };
    } catch (error) {
      if (error instanceof Lost) return { ...fate, why: error.message };
      throw error;
    } finally {
      if (phone.state === 'talking') phone.hangUp();
    }
  }

  /** A key counts only while somebody listens for it, so it is pressed until it has led on. */
  private async throughMenu(phone: WebPhone): Promise<void> {
    let pressedAt = -Infinity;
    await this.so(phone, 'through the menu', () => {
      if (!this.inMenu.has(phone.callSid ?? '')) return true;
      if (performance.now() - pressedAt < PRESS_EVERY_MS) return false;
      pressedAt = performance.now();
      phone.press(KEY);
      return false;
    });
  }

  /** False for who has waited long enough. An agent who is on the way is waited for. */
  private async comesToAgent(phone: WebPhone): Promise<boolean> {
    const phase = () => this.phases.get(phone.callSid ?? '');
    const giveUpAt = performance.now() + WAIT_MS;
    let gaveUp = false;
    await this.so(phone, 'with an agent', () => {
      gaveUp = performance.now() > giveUpAt && phase() === 'waiting';
      return gaveUp || phase() === 'talking';
    });
    return !gaveUp;
  }

  private async talk(phone: WebPhone): Promise<boolean> {
    const until = performance.now() + TALK_MS;
    let heard = false;
    while (performance.now() < until) {
      await pause(LOOK_MS);
      if (phone.state !== 'talking') throw new Lost('the call ended while they talked');
      const sound = phone.device?.heard(HEARD_SAMPLES) ?? [];
      heard ||= sound.length === HEARD_SAMPLES && toneLevel(sound, HZ.agent) > HEARD_DB;
    }
    return heard;
  }

  private async so(phone: WebPhone, what: string, look: () => boolean): Promise<void> {
    const deadline = performance.now() + PATIENCE_MS;
    while (!look()) {
      if (this.broken) throw this.broken;
      if (phone.state === 'over') throw new Lost(`the call ended before they were ${what}`);
      if (performance.now() > deadline) throw new Lost(`they were not ${what} within ${PATIENCE_MS} ms`);
      await pause(LOOK_MS);
    }
  }

  private async look(): Promise<void> {
    while (!this.over) {
      const [calls, runs] = await Promise.all([
        this.company.all<{ call_sid: string; phase: string }>(
          `SELECT call_sid, phase FROM voice.call WHERE phase <> 'ended'`,
        ),
        this.company.all<{ call_sid: string }>(`SELECT call_sid FROM voice.menu_run WHERE placed_at IS NULL`),
      ]);
      for (const { call_sid, phase } of calls) this.phases.set(call_sid, phase);
      this.inMenu = new Set(runs.map(({ call_sid }) => call_sid));
      const line = await this.company.count(
        `routing.work_item WHERE channel = 'voice' AND state IN ('waiting', 'offered')`,
      );
      this.longestLine = Math.max(this.longestLine, line);
      await this.company.takeOffers();
      await pause(LOOK_MS);
    }
  }
}
