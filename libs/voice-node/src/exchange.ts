/** The switchboard: every call, conference and queue of the account, and the few things that can be done to them. */
import { Call, type CallDetails, type StatusSubscription } from './call.js';
import type { Callback, CallbackOutbox } from './callbacks/callback-outbox.js';
import type { ChaosSwitches, MishapPlace } from './chaos.js';
import { Conference, type SeatSounds } from './conference.js';
import type { Journal } from './journal.js';
import type { Line, LineDirectory, Refusal } from './line.js';
import { Leg } from './media/leg.js';
import type { MediaClock, Room } from './media/media-clock.js';
import { MEDIA_LOST } from './media-watchdog.js';
import { newSid } from './sids.js';
import { Queues } from './queues.js';

const KEEP_ENDED = 1000;
const DEFAULT_RING_SECONDS = 60;
const MISHAP_AFTER_MS = 100;

export interface DialRequest {
  to: string;
  from: string;
  direction: 'outbound-api' | 'outbound-dial';
  parentCallSid?: string;
  timeoutSeconds?: number;
  subscription?: StatusSubscription;
  answered(call: Call): void;
}

export class Exchange {
  readonly calls = new Map<string, Call>();
  readonly conferences = new Map<string, Conference>();
  readonly queues = new Queues();
  private sounds: SeatSounds | null = null;

  constructor(
    private readonly accountSid: string,
    private readonly outbox: CallbackOutbox,
    private readonly clock: MediaClock,
    private readonly directory: LineDirectory,
    private readonly journal: Journal,
    private readonly chaos: ChaosSwitches,
  ) {}

  /** The interpreter makes the sounds of a conference, and it needs the exchange first. */
  useSounds(sounds: SeatSounds): void {
    this.sounds = sounds;
  }

  /** A device calls us. The call rings until its document answers it. */
  accept(
    line: Line,
    from: string,
    to: string,
    phoneNumberSid: string | null,
    subscription?: StatusSubscription,
  ): Call {
    const call = this.add(line, {
      ...this.details('inbound', from, to, null, subscription),
      phoneNumberSid,
    });
    line.listen({
      ringing: () => undefined,
      answered: () => undefined,
      refused: () => this.finish(call),
      hungUp: (lost) => this.hungUp(call, lost),
      digits: (digits) => call.press(digits),
    });
    return call;
  }

  async answer(call: Call): Promise<void> {
    if (call.answered || call.ended) return;
    await call.line.answer();
    call.advance('in-progress');
  }

  /** We call a device. The call exists before anything rings, as the API answers with its sid. */
  dial(request: DialRequest): Call {
    const line = this.directory.lineTo(request.to);
    const { from, to, direction, parentCallSid, subscription } = request;
    const call = this.add(
      line ?? deadLine(),
      this.details(direction, from, to, parentCallSid ?? null, subscription),
    );
    call.queuedMs = direction === 'outbound-api' ? this.chaos.turnInMs() : 0;
    const begin = () => this.ring(call, line, request);
    if (call.queuedMs === 0) setImmediate(begin);
    else this.inTurn(call, begin);
    return call;
  }

  /** Tells the account something beside the status of a call. */
  tell(callback: Callback): void {
    this.outbox.send(callback);
  }

  /** The party at the end of this call hangs up here when the account asked for just that. */
  mishap(place: MishapPlace, call: Call): void {
    if (!this.chaos.takeMishap(place)) return;
    this.journal.record('party hangs up on request', { callSid: call.sid, place });
    setTimeout(() => this.finish(call), MISHAP_AFTER_MS).unref();
  }

  /** Ends a call in the way its state asks for: what was not answered is cancelled. */
  finish(call: Call, how?: Refusal): void {
    if (call.ended) return;
    call.line.hangUp();
    call.advance(how ?? (call.answered || call.details.direction === 'inbound' ? 'completed' : 'canceled'));
  }

  /** Ends a call that went wrong on its own: the device is told why, and so is the account. */
  fail(call: Call, code: number, message: string): void {
    if (call.ended) return;
    call.failure = { code, message };
    call.line.hangUp({ code, message });
    call.advance(call.answered ? 'completed' : 'failed');
  }

  callOfLeg(legId: string): Call | undefined {
    return [...this.calls.values()].find((call) => call.line.leg.id === legId && !call.ended);
  }

  conferenceNamed(name: string): Conference | undefined {
    return [...this.conferences.values()].find(
      (conference) => conference.friendlyName === name && conference.status !== 'completed',
    );
  }

  openConference(name: string): Conference {
    const open = this.conferenceNamed(name);
    if (open) return open;
    if (!this.sounds) throw new Error('the exchange has no sounds yet');
    const conference = new Conference(newSid('CF'), name, this.accountSid, {
      report: (callback) => this.outbox.send(callback),
      cancel: (call) => this.finish(call),
      sounds: this.sounds,
      closed: (closed) => {
        this.clock.removeRoom(closed);
        this.journal.record('conference ended', { conferenceSid: closed.sid, reason: closed.reasonEnded });
        this.forgetOld();
      },
    });
    this.conferences.set(conference.sid, conference);
    this.clock.addRoom(conference);
    this.journal.record('conference created', { conferenceSid: conference.sid, name });
    return conference;
  }

  openRoom(room: Room): void {
    this.clock.addRoom(room);
  }

  closeRoom(room: Room): void {
    this.clock.removeRoom(room);
  }

  private hungUp(call: Call, lost: boolean | undefined, how?: Refusal): void {
    if (lost) this.fail(call, MEDIA_LOST, 'Media connection failed');
    else this.finish(call, how);
  }

  private add(line: Line, details: CallDetails): Call {
    const call = new Call(details, line, (callback) => this.outbox.send(callback));
    this.calls.set(call.sid, call);
    this.clock.addLeg(line.leg);
    this.journal.record('call created', { callSid: call.sid, direction: details.direction });
    call.onEnd(() => {
      this.clock.removeLeg(line.leg);
      this.journal.record('call ended', {
        callSid: call.sid,
        status: call.status,
        seconds: call.durationSeconds,
        packets: line.leg.received.received,
      });
      this.forgetOld();
    });
    return call;
  }

  private inTurn(call: Call, begin: () => void): void {
    const turn = setTimeout(begin, call.queuedMs);
    call.onEnd(() => clearTimeout(turn));
  }

  private ring(call: Call, line: Line | undefined, request: DialRequest): void {
    if (call.ended || !call.advance('initiated')) return;
    if (!line) {
      // Nobody at a browser's name is away; nobody at a number is a number that does not exist.
      call.advance(request.to.startsWith('client:') ? 'no-answer' : 'failed');
      return;
    }
    const timeout = setTimeout(
      () => this.finish(call, 'no-answer'),
      (request.timeoutSeconds ?? DEFAULT_RING_SECONDS) * 1000,
    );
    call.onEnd(() => clearTimeout(timeout));
    line.listen({
      ringing: () => {
        if (call.advance('ringing')) this.mishap('ringing', call);
      },
      answered: () => {
        clearTimeout(timeout);
        if (call.advance('in-progress')) request.answered(call);
      },
      refused: (how) => {
        line.hangUp();
        call.advance(how);
      },
      hungUp: (lost) => this.hungUp(call, lost, call.answered ? undefined : 'no-answer'),
      digits: (digits) => call.press(digits),
    });
    line
      .ring({
        callSid: call.sid,
        accountSid: this.accountSid,
        from: request.from,
        ...parseAddress(request.to),
      })
      .catch((error: unknown) => {
        this.journal.warn(31000, 'a device could not be rung', { callSid: call.sid, error: String(error) });
        this.finish(call, 'failed');
      });
  }

  private details(
    direction: CallDetails['direction'],
    from: string,
    to: string,
    parentCallSid: string | null,
    subscription?: StatusSubscription,
  ): CallDetails {
    return {
      sid: newSid('CA'),
      accountSid: this.accountSid,
      direction,
      from,
      to: parseAddress(to).to,
      parentCallSid,
      phoneNumberSid: null,
      subscription,
    };
  }

  private forgetOld(): void {
    forget(this.calls, (call) => call.ended);
    forget(this.conferences, (conference) => conference.status === 'completed');
  }
}

/** `client:lea?ticket=42` is the address `client:lea` with one custom parameter. */
export function parseAddress(address: string): { to: string; parameters: Record<string, string> } {
  const at = address.indexOf('?');
  if (at < 0 || !address.startsWith('client:')) return { to: address, parameters: {} };
  return {
    to: address.slice(0, at),
    parameters: Object.fromEntries(new URLSearchParams(address.slice(at + 1))),
  };
}

function forget<T>(all: Map<string, T>, over: (item: T) => boolean): void {
  if (all.size <= KEEP_ENDED) return;
  for (const [sid, item] of all) {
    if (all.size <= KEEP_ENDED) return;
    if (over(item)) all.delete(sid);
  }
}

/** The end of a call to an address where nothing is plugged in. */
function deadLine(): Line {
  return {
    leg: new Leg(`dead:${newSid('CA')}`),
    listen: () => undefined,
    ring: () => Promise.resolve(),
    confirm: () => Promise.resolve(),
    answer: () => Promise.resolve(),
    hangUp: () => undefined,
  };
}
