/** A call with everybody who may be on it: the truth at a carrier that tells late, twice and in any order, and what is made of it. */
import { effectsOf } from './call-effects.js';
import {
  leadOf,
  noCall,
  phaseOf,
  reduce,
  type CallEvent,
  type CallState,
  type LegRole,
} from './call-state.js';

/** What people and the carrier may do next, and what of the product's work happens next; each move names its choice by a number. */
export type Move =
  | { do: 'ring-agent' | 'ask-in' | 'hold' | 'resume' | 'customer-leaves' | 'tick' | 'catches-up' }
  | { do: 'picks-up' | 'refuses' | 'leaves' | 'hears' | 'hears-again' | 'works'; which: number };

interface Party {
  callSid: string;
  role: LegRole;
  where: 'ringing' | 'inside' | 'gone';
}

type Job =
  | { kind: 'join-caller' | 'release-caller' | 'resume' | 'end-conference' }
  | { kind: 'hang-up'; callSid: string };

/** The truth at the carrier, what it has still to tell, and what the product makes of what it heard. */
export class World {
  state: CallState = noCall;
  customer: 'waiting' | 'inside' | 'gone' = 'waiting';
  held = false;
  /** Whose call it was as far as was known. */
  heldBy: string | undefined;
  saidEnded = 0;
  readonly parties: Party[] = [];
  private readonly untold: CallEvent[] = [];
  private readonly told: CallEvent[] = [];
  private readonly jobs: Job[] = [];
  private clock = 1;
  private sequence = 0;

  constructor() {
    this.hear(this.about('CAcustomer', 'customer', 'ringing'));
  }

  move(move: Move): void {
    const nth = 'which' in move ? move.which : 0;
    const pick = <T>(list: T[]): T | undefined => list[nth % Math.max(1, list.length)];
    const ringing = this.parties.filter(({ where }) => where === 'ringing');
    const inside = this.parties.filter(({ where }) => where === 'inside');
    switch (move.do) {
      case 'catches-up':
        return this.settle();
      case 'tick':
        this.clock++;
        return;
      case 'ring-agent':
        // Only who waits is offered to somebody.
        if (phaseOf(this.state) === 'waiting') this.ring('agent');
        return;
      case 'ask-in':
        if (phaseOf(this.state) === 'talking') this.ring('guest');
        return;
      case 'hold':
      case 'resume':
        // The wish of whose call it is, carried out at once.
        if (phaseOf(this.state) === 'talking') this.hold(move.do === 'hold');
        return;
      case 'customer-leaves':
        return this.customerGoes();
      case 'picks-up':
        return this.picksUp(pick(ringing));
      case 'refuses':
        return this.goes(pick(ringing), 'busy');
      case 'leaves':
        return this.goes(pick(inside), 'completed');
      case 'hears':
        return this.hearOne(nth);
      case 'hears-again':
        if (this.told.length > 0) this.hear(pick(this.told) as CallEvent);
        return;
      case 'works':
        return this.work(nth);
    }
  }

  /** Nobody does anything any more: what was to be told is told, what was to be done is done. */
  settle(): void {
    while (this.untold.length > 0 || this.jobs.length > 0) {
      while (this.untold.length > 0) this.hearOne(this.untold.length - 1);
      this.work(0);
    }
  }

  private ring(role: 'agent' | 'guest'): void {
    const party: Party = { callSid: `CA${role}${this.parties.length}`, role, where: 'ringing' };
    this.parties.push(party);
    // The answer to our request: known at once.
    this.hear(this.about(party.callSid, role, 'created'));
    this.untold.push(this.about(party.callSid, role, 'ringing'));
  }

  private picksUp(party: Party | undefined): void {
    if (!party) return;
    party.where = 'inside';
    this.untold.push(this.about(party.callSid, party.role, 'in-progress'), this.moved('joined', party));
  }

  private goes(party: Party | undefined, how: 'busy' | 'completed' | 'canceled'): void {
    if (!party || party.where === 'gone') return;
    if (party.where === 'inside') this.untold.push(this.moved('left', party));
    party.where = 'gone';
    this.untold.push(this.about(party.callSid, party.role, how));
  }

  private customerGoes(): void {
    if (this.customer === 'gone') return;
    if (this.customer === 'inside') this.untold.push(this.moved('left', theCustomer));
    this.customer = 'gone';
    this.held = false;
    this.untold.push(this.about('CAcustomer', 'customer', 'completed'));
  }

  private hearOne(nth: number): void {
    const [event] = this.untold.splice(nth % Math.max(1, this.untold.length), 1);
    if (!event) return;
    this.told.push(event);
    this.hear(event);
  }

  private hear(event: CallEvent): void {
    const before = this.state;
    this.state = reduce(before, event);
    for (const effect of effectsOf(before, this.state)) {
      if (effect.do === 'join-caller' || effect.do === 'release-caller') this.jobs.push({ kind: effect.do });
      if (effect.do === 'pass-on') this.jobs.push({ kind: 'resume' });
      if (effect.do === 'report-ended') this.saidEnded++;
      if (effect.do !== 'hang-up-agents') continue;
      for (const { callSid } of effect.legs) this.jobs.push({ kind: 'hang-up', callSid });
      this.jobs.push({ kind: 'end-conference' });
    }
  }

  /** As the jobs are carried out: with a look at the call as it is known by then. */
  private work(nth: number): void {
    const [job] = this.jobs.splice(nth % Math.max(1, this.jobs.length), 1);
    const phase = phaseOf(this.state);
    switch (job?.kind) {
      case 'hang-up':
        return this.goes(
          this.parties.find(({ callSid }) => callSid === job.callSid),
          'canceled',
        );
      case 'end-conference':
        for (const party of this.parties) if (party.where === 'inside') this.goes(party, 'completed');
        return this.customer === 'inside' ? this.comesOut() : undefined;
      case 'join-caller':
        if (phase !== 'joining' || this.customer !== 'waiting') return;
        this.customer = 'inside';
        this.untold.push(this.moved('joined', theCustomer));
        return;
      case 'release-caller':
        if ((phase === 'waiting' || phase === 'connecting') && this.customer === 'inside') this.comesOut();
        return;
      case 'resume':
        if (phase !== 'ended') this.hold(false);
        return;
      default:
        return;
    }
  }

  private hold(on: boolean): void {
    if (this.customer !== 'inside' || this.held === on) return;
    this.held = on;
    this.heldBy = on ? leadOf(this.state)?.callSid : undefined;
    this.untold.push({
      ...this.moment(),
      kind: on ? 'held' : 'resumed',
      callSid: 'CAcustomer',
      role: 'customer',
    });
  }

  /** Out of the conference: goodbye after a talk. */
  private comesOut(): void {
    this.customerGoes();
  }

  private about(
    callSid: string,
    role: LegRole,
    status: 'created' | 'ringing' | 'in-progress' | 'busy' | 'completed' | 'canceled',
  ): CallEvent {
    const at = status === 'created' ? { at: 0, sequence: 0 } : this.moment();
    return { kind: 'status', callSid, role, status, ...at };
  }

  private moved(kind: 'joined' | 'left', { callSid, role }: Pick<Party, 'callSid' | 'role'>): CallEvent {
    return { kind, callSid, role, conferenceSid: 'CF1', ...this.moment() };
  }

  /** The carrier's clock shows whole seconds; its sequence tells apart what happened within one. */
  private moment(): { at: number; sequence: number } {
    return { at: this.clock, sequence: ++this.sequence };
  }
}

const theCustomer = { callSid: 'CAcustomer', role: 'customer' as const };
