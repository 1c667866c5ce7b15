/** A room where legs hear each other: who sits in it, who may hear whom, and what its owner is told about it. */
import type { Call } from './call.js';
import type { Callback } from './callbacks/callback-outbox.js';
import type { Method, Parameters } from './callbacks/webhooks.js';
import type { Room } from './media/media-clock.js';

export type ConferenceEvent =
  'start' | 'end' | 'join' | 'leave' | 'mute' | 'hold' | 'modify' | 'announcement';
export type EndReason =
  'conference-ended-via-api' | 'participant-with-end-conference-on-exit-left' | 'last-participant-left';
export type LeaveReason =
  | 'participant_hung_up'
  | 'participant_updated_via_api'
  | 'moderator_ended_conference'
  | 'removed_via_api'
  | 'ended_via_api';

export interface ConferenceSubscription {
  url: string;
  method: Method;
  events: readonly ConferenceEvent[];
}

export interface SeatSettings {
  label: string | null;
  muted: boolean;
  hold: boolean;
  startConferenceOnEnter: boolean;
  endConferenceOnExit: boolean;
  coaching: boolean;
  callSidToCoach: string | null;
  beepOnEnter: boolean;
  beepOnExit: boolean;
  /** What the party hears while the conference has not begun; '' is silence, null the carrier's music. */
  waitUrl: string | null;
  waitMethod: Method;
}

/** A party in the room, or on its way: a participant being rung has a seat that it has not taken yet. */
export interface Seat extends SeatSettings {
  call: Call;
  seated: boolean;
  createdAt: Date;
  updatedAt: Date;
  holdUrl: string | null;
  holdMethod: Method;
  /** Resolves the `<Dial>` that brought the party here. */
  released(reason: LeaveReason): void;
}

/** The sounds a room can make to one seat; the interpreter of documents provides them. */
export interface SeatSounds {
  wait(seat: Seat): void;
  hold(seat: Seat): void;
  announce(seat: Seat, url: string, method: Method): void;
  beep(seat: Seat): void;
  quiet(seat: Seat): void;
}

export interface ConferenceHooks {
  report(callback: Callback): void;
  /** Ends the call of a party that was still being rung. */
  cancel(call: Call): void;
  sounds: SeatSounds;
  closed(conference: Conference): void;
}

export class Conference implements Room {
  status: 'init' | 'in-progress' | 'completed' = 'init';
  readonly createdAt = new Date();
  updatedAt = this.createdAt;
  reasonEnded: EndReason | null = null;
  callSidEnding: string | null = null;
  private readonly bySid = new Map<string, Seat>();
  private subscription?: ConferenceSubscription;
  private sequence = 0;

  constructor(
    readonly sid: string,
    readonly friendlyName: string,
    readonly accountSid: string,
    private readonly hooks: ConferenceHooks,
  ) {}

  get seats(): Seat[] {
    return [...this.bySid.values()];
  }

  /** Only the first creator's callback counts; later ones are ignored, as with the provider. */
  subscribe(subscription: ConferenceSubscription | undefined): void {
    this.subscription ??= subscription;
  }

  find(callSidOrLabel: string): Seat | undefined {
    return this.bySid.get(callSidOrLabel) ?? this.seats.find((seat) => seat.label === callSidOrLabel);
  }

  /** Keeps a place for a party that is still being rung. */
  expect(call: Call, settings: SeatSettings): Seat {
    const now = new Date();
    const seat: Seat = {
      ...settings,
      call,
      seated: false,
      createdAt: now,
      updatedAt: now,
      holdUrl: null,
      holdMethod: 'POST',
      released: () => undefined,
    };
    this.bySid.set(call.sid, seat);
    return seat;
  }

  enter(call: Call, settings: SeatSettings, released: (reason: LeaveReason) => void): Seat {
    const seat = this.bySid.get(call.sid) ?? this.expect(call, settings);
    seat.seated = true;
    seat.released = released;
    this.notify('participant-join', 'join', seat);
    if (seat.beepOnEnter) this.beepFor(seat);
    this.startWhenReady();
    if (seat.hold) this.hooks.sounds.hold(seat);
    else if (this.status === 'init') this.hooks.sounds.wait(seat);
    return seat;
  }

  leave(seat: Seat, reason: LeaveReason): void {
    if (this.bySid.get(seat.call.sid) !== seat) return;
    this.bySid.delete(seat.call.sid);
    if (seat.seated) {
      this.hooks.sounds.quiet(seat);
      this.notify('participant-leave', 'leave', seat, {
        ReasonParticipantLeft: reason,
        ParticipantCallStatus: seat.call.status,
      });
      if (seat.beepOnExit) this.beepFor(seat);
      seat.released(reason);
    }
    if (this.status === 'completed') return;
    if (seat.seated && seat.endConferenceOnExit) {
      this.end('participant-with-end-conference-on-exit-left', seat.call.sid);
    } else if (this.bySid.size === 0) {
      this.end('last-participant-left', seat.call.sid);
    }
  }

  update(seat: Seat, change: Partial<SeatSettings> & { holdUrl?: string | null; holdMethod?: Method }): void {
    const before = { muted: seat.muted, hold: seat.hold };
    Object.assign(seat, change);
    seat.updatedAt = new Date();
    if (!seat.seated) return;
    if (seat.muted !== before.muted)
      this.notify(seat.muted ? 'participant-mute' : 'participant-unmute', 'mute', seat);
    if (seat.hold !== before.hold) {
      this.notify(seat.hold ? 'participant-hold' : 'participant-unhold', 'hold', seat);
      if (seat.hold) this.hooks.sounds.hold(seat);
      else this.hooks.sounds.quiet(seat);
    }
    const modified = 'coaching' in change || 'callSidToCoach' in change || 'endConferenceOnExit' in change;
    if (modified) this.notify('participant-modify', 'modify', seat);
  }

  announce(url: string, method: Method, only?: Seat): void {
    for (const seat of only ? [only] : this.seats.filter((each) => each.seated)) {
      this.hooks.sounds.announce(seat, url, method);
    }
  }

  end(reason: EndReason, callSid: string | null): void {
    if (this.status === 'completed') return;
    const begun = this.sequence > 0;
    this.status = 'completed';
    this.updatedAt = new Date();
    this.reasonEnded = reason;
    this.callSidEnding = callSid;
    const leaveReason =
      reason === 'conference-ended-via-api' ? 'ended_via_api' : 'moderator_ended_conference';
    for (const seat of this.seats) {
      this.leave(seat, leaveReason);
      if (!seat.seated) this.hooks.cancel(seat.call);
    }
    if (begun) {
      this.notify('conference-end', 'end', null, {
        ReasonConferenceEnded: reason,
        ...(callSid && { CallSidEndingConference: callSid }),
      });
    }
    this.hooks.closed(this);
  }

  /** Before the start nobody hears anybody: the room has no voices yet. */
  voices(): ReturnType<Room['voices']> {
    if (this.status !== 'in-progress') return [];
    return this.seats
      .filter((seat) => seat.seated)
      .map((seat) => ({
        leg: seat.call.line.leg,
        voice: {
          id: seat.call.sid,
          muted: seat.muted,
          hold: seat.hold,
          coaches: seat.coaching ? seat.callSidToCoach : null,
        },
      }));
  }

  private startWhenReady(): void {
    const seated = this.seats.filter((seat) => seat.seated);
    if (this.status !== 'init' || seated.length < 2) return;
    if (!seated.some((seat) => seat.startConferenceOnEnter)) return;
    this.status = 'in-progress';
    this.updatedAt = new Date();
    for (const seat of seated) if (!seat.hold) this.hooks.sounds.quiet(seat);
    this.notify('conference-start', 'start', null);
  }

  private beepFor(entering: Seat): void {
    for (const seat of this.seats) if (seat !== entering && seat.seated) this.hooks.sounds.beep(seat);
  }

  private notify(name: string, event: ConferenceEvent, seat: Seat | null, extra: Parameters = {}): void {
    const sequence = this.sequence++;
    if (!this.subscription?.events.includes(event)) return;
    this.hooks.report({
      url: this.subscription.url,
      method: this.subscription.method,
      parameters: {
        AccountSid: this.accountSid,
        ConferenceSid: this.sid,
        FriendlyName: this.friendlyName,
        StatusCallbackEvent: name,
        SequenceNumber: String(sequence),
        Timestamp: new Date().toUTCString().replace('GMT', '+0000'),
        ...(seat && seatParameters(seat)),
        ...extra,
      },
    });
  }
}

function seatParameters(seat: Seat): Parameters {
  return {
    CallSid: seat.call.sid,
    ...(seat.label !== null && { ParticipantLabel: seat.label }),
    Muted: String(seat.muted),
    Hold: String(seat.hold),
    Coaching: String(seat.coaching),
    ...(seat.callSidToCoach && { CallSidToCoach: seat.callSidToCoach }),
    StartConferenceOnEnter: String(seat.startConferenceOnEnter),
    EndConferenceOnExit: String(seat.endConferenceOnExit),
  };
}
