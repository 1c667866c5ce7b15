/** Looks after calls that are up and carry nothing: tells of the silence, and ends the call when sound does not come back. */
import type { Call } from './call.js';
import type { Journal } from './journal.js';
import type { SilenceListener } from './media/media-clock.js';

/** The provider's code for media that was lost. */
export const MEDIA_LOST = 53405;

export class MediaWatchdog implements SilenceListener {
  constructor(
    private readonly journal: Journal,
    private readonly callOf: (legId: string) => Call | undefined,
    private readonly end: (call: Call, code: number, message: string) => void,
  ) {}

  silent(legId: string, silentMs: number): void {
    const call = this.callOf(legId);
    if (call)
      this.journal.warn(MEDIA_LOST, 'a connected call carries no sound', { callSid: call.sid, silentMs });
  }

  /** A caller alone with silence, or an agent with an empty line, would wait for the other for ever. */
  lost(legId: string, silentMs: number): void {
    const call = this.callOf(legId);
    if (!call) return;
    this.journal.warn(MEDIA_LOST, 'a call was ended because its sound did not come back', {
      callSid: call.sid,
      silentMs,
    });
    this.end(call, MEDIA_LOST, 'Media connection failed');
  }
}
