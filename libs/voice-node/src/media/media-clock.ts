/** The heartbeat of all sound: one tick per 20 ms for every leg and room, corrected for the drift of timers. */
import { FRAME_MS, type Frame } from './frame.js';
import type { Leg } from './leg.js';
import { mix, type Voice } from './routing.js';

const MAX_CATCH_UP_TICKS = 10;
const SILENT_AFTER_MS = 3000;
/** Long enough for a device to find another way, short enough for the other party to be still there. */
const LOST_AFTER_MS = 15_000;

/** Told once per silence: first that it has begun, then that it will not end. */
export interface SilenceListener {
  silent(legId: string, silentMs: number): void;
  lost(legId: string, silentMs: number): void;
}

/** A conference as the clock sees it: its voices with their legs, read anew on every tick. */
export interface Room {
  voices(): { voice: Voice; leg: Leg }[];
}

export class MediaClock {
  private readonly legs = new Map<string, Leg>();
  private readonly rooms = new Set<Room>();
  private readonly silent = new Set<string>();
  private timer: NodeJS.Timeout | null = null;
  private due = 0;
  ticks = 0;
  skippedTicks = 0;
  silentLegsSeen = 0;

  constructor(private readonly listener: SilenceListener) {}

  start(): void {
    this.due = performance.now() + FRAME_MS;
    this.schedule();
  }

  stop(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
  }

  addLeg(leg: Leg): void {
    this.legs.set(leg.id, leg);
  }

  removeLeg(leg: Leg): void {
    this.legs.delete(leg.id);
    this.silent.delete(leg.id);
  }

  addRoom(room: Room): void {
    this.rooms.add(room);
  }

  removeRoom(room: Room): void {
    this.rooms.delete(room);
  }

  get silentLegs(): number {
    return this.silent.size;
  }

  /** One tick: everyone is heard before anyone is spoken to, so a room mixes the same instant for all. */
  tick(): void {
    this.ticks++;
    const spoken = new Map<string, Frame>();
    for (const leg of this.legs.values()) {
      spoken.set(leg.id, leg.listen());
      this.watch(leg);
    }
    const heard = new Map<string, Frame>();
    for (const room of this.rooms) this.mixRoom(room, spoken, heard);
    for (const leg of this.legs.values()) leg.speak(heard.get(leg.id) ?? null);
  }

  private mixRoom(room: Room, spoken: Map<string, Frame>, heard: Map<string, Frame>): void {
    const seats = room.voices();
    const mixed = mix(
      seats.map((seat) => seat.voice),
      new Map(seats.map((seat) => [seat.voice.id, spoken.get(seat.leg.id) ?? new Int16Array()])),
    );
    for (const { voice, leg } of seats) {
      const frame = mixed.get(voice.id);
      if (frame && !voice.hold) heard.set(leg.id, frame);
    }
  }

  /** A connected call that carries nothing is the worst failure of all: it looks like a success. */
  private watch(leg: Leg): void {
    if (leg.silentMs < SILENT_AFTER_MS) {
      this.silent.delete(leg.id);
    } else if (!this.silent.has(leg.id)) {
      this.silent.add(leg.id);
      this.silentLegsSeen++;
      this.listener.silent(leg.id, leg.silentMs);
    } else if (leg.silentMs - LOST_AFTER_MS >= 0 && leg.silentMs - LOST_AFTER_MS < FRAME_MS) {
      this.listener.lost(leg.id, leg.silentMs);
    }
  }

  private schedule(): void {
    this.timer = setTimeout(() => this.catchUp(), Math.max(0, this.due - performance.now()));
  }

  private catchUp(): void {
    for (let done = 0; done < MAX_CATCH_UP_TICKS && performance.now() >= this.due; done++) {
      this.tick();
      this.due += FRAME_MS;
    }
    const late = Math.floor((performance.now() - this.due) / FRAME_MS);
    if (late > 0) {
      this.skippedTicks += late;
      this.due += late * FRAME_MS;
    }
    this.schedule();
  }
}
