/** What a seat in a conference hears besides the others: waiting and hold documents, announcements, beeps. */
import type { Method } from '../callbacks/webhooks.js';
import type { Seat, SeatSounds } from '../conference.js';
import { samplesSource, silenceSource, tone } from '../media/frame-source.js';
import type { Journal } from '../journal.js';
import { FlowStopped } from './flow.js';
import type { Interpreter } from './interpreter.js';
import type { Voicebox } from './verb.js';

const SOUND_VERBS = new Set(['Play', 'Say', 'Pause', 'Redirect']);
const beepTone = tone([900], 200, 5000);

export class InterpretedSeatSounds implements SeatSounds {
  private readonly backgrounds = new WeakMap<Seat, AbortController>();

  constructor(
    private readonly interpreter: Interpreter,
    private readonly voicebox: Voicebox,
    private readonly journal: Journal,
  ) {}

  wait(seat: Seat): void {
    this.background(seat, seat.waitUrl, seat.waitMethod);
  }

  hold(seat: Seat): void {
    this.background(seat, seat.holdUrl, seat.holdMethod);
  }

  quiet(seat: Seat): void {
    this.backgrounds.get(seat)?.abort(new FlowStopped('released'));
    this.backgrounds.delete(seat);
  }

  announce(seat: Seat, url: string, method: Method): void {
    const until = new AbortController();
    seat.call.onEnd(() => until.abort(new FlowStopped('call-ended')));
    this.interpreter
      .beside(seat.call, { url, method }, SOUND_VERBS, until.signal)
      .catch((error: unknown) => this.note(seat, until.signal, error));
  }

  beep(seat: Seat): void {
    // Behind waiting music the beep would be heard much later, when it says nothing any more.
    if (this.backgrounds.has(seat)) return;
    seat.call.line.leg.play(samplesSource(beepTone), new AbortController().signal).catch(() => undefined);
  }

  private background(seat: Seat, url: string | null, method: Method): void {
    this.quiet(seat);
    const controller = new AbortController();
    this.backgrounds.set(seat, controller);
    this.sound(seat, url, method, controller.signal).catch((error: unknown) =>
      this.note(seat, controller.signal, error),
    );
  }

  private async sound(seat: Seat, url: string | null, method: Method, signal: AbortSignal): Promise<void> {
    const { leg } = seat.call.line;
    if (url === '') return;
    if (url === null) return leg.play(this.voicebox.music(), signal);
    for (;;) {
      const startedAt = Date.now();
      await this.interpreter.beside(seat.call, { url, method }, SOUND_VERBS, signal);
      if (Date.now() - startedAt < 1000) await leg.play(silenceSource(1000), signal);
    }
  }

  private note(seat: Seat, signal: AbortSignal, error: unknown): void {
    if (!signal.aborted) {
      this.journal.warn(11200, 'a conference sound failed', { callSid: seat.call.sid, error: String(error) });
    }
  }
}
