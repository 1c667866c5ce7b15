/** What the account asked the carrier to get wrong on purpose, so that its own code can be seen to stand it. */
import { TwilioProblem } from './rest/twilio-problem.js';

/** Where a party may hang up at the worst moment. */
export const mishapPlaces = ['ringing', 'enqueue', 'transfer'] as const;
export type MishapPlace = (typeof mishapPlaces)[number];

export interface Chaos {
  /** Send every callback twice. */
  duplicate: boolean;
  /** Hold this many callbacks and send them in reverse. 0 is off. */
  reorder: number;
  /** Every callback waits this long, in milliseconds. */
  delayMs: number;
  /** Swallow this many of the next callbacks. */
  drop: number;
  /** Every API request waits this long, in milliseconds. */
  restDelayMs: number;
  /** Answer this many of the next API requests with 429. */
  refuse: number;
  /** Calls made by the API start at this pace and wait as `queued`. 0 is off. */
  callsPerSecond: number;
  /** The next party in this place hangs up; then the switch is off again. */
  hangUp: MishapPlace | null;
}

export const calm = (): Chaos => ({
  duplicate: false,
  reorder: 0,
  delayMs: 0,
  drop: 0,
  restDelayMs: 0,
  refuse: 0,
  callsPerSecond: 0,
  hangUp: null,
});

const LIMITS = {
  reorder: 100,
  delayMs: 60_000,
  drop: 10_000,
  restDelayMs: 60_000,
  refuse: 10_000,
  callsPerSecond: 100,
};

export class ChaosSwitches {
  now: Chaos = calm();
  private nextStartAt = 0;

  /** Everything that is not named goes back to calm. Throws a 400 for a switch there is not or a value it cannot have. */
  set(asked: unknown): Chaos {
    if (typeof asked !== 'object' || asked === null || Array.isArray(asked))
      throw wrong('the body', 'an object');
    const next = calm();
    for (const [name, value] of Object.entries(asked)) Object.assign(next, { [name]: checked(name, value) });
    return (this.now = next);
  }

  takeDrop(): boolean {
    if (this.now.drop === 0) return false;
    this.now.drop--;
    return true;
  }

  takeMishap(place: MishapPlace): boolean {
    if (this.now.hangUp !== place) return false;
    this.now.hangUp = null;
    return true;
  }

  /** Before an API request is looked at: waits, or refuses. */
  async meetRequest(): Promise<void> {
    const { restDelayMs } = this.now;
    if (restDelayMs > 0) await new Promise((resolve) => setTimeout(resolve, restDelayMs));
    if (this.now.refuse === 0) return;
    this.now.refuse--;
    throw new TwilioProblem(429, 20429, 'Too Many Requests');
  }

  /** How long a call made by the API has to wait for its turn, in milliseconds. */
  turnInMs(): number {
    const { callsPerSecond } = this.now;
    if (callsPerSecond === 0) return 0;
    const at = Math.max(Date.now(), this.nextStartAt);
    this.nextStartAt = at + 1000 / callsPerSecond;
    return at - Date.now();
  }
}

function checked(name: string, value: unknown): unknown {
  if (name === 'duplicate') {
    if (typeof value !== 'boolean') throw wrong(name, 'true or false');
    return value;
  }
  if (name === 'hangUp') {
    if (value !== null && !mishapPlaces.some((place) => place === value))
      throw wrong(name, `one of ${mishapPlaces.join(', ')}`);
    return value;
  }
  const limit = (LIMITS as Record<string, number>)[name];
  if (limit === undefined) throw new TwilioProblem(400, 20001, `There is no switch ${name}`);
  if (typeof value !== 'number' || !(value >= 0 && value <= limit))
    throw wrong(name, `a number up to ${limit}`);
  return value;
}

function wrong(name: string, expected: string): TwilioProblem {
  return new TwilioProblem(400, 20001, `${name} must be ${expected}`);
}
