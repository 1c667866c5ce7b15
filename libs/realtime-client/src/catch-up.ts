/** Asks the gateway for what is missing on streams that have a gap, until none is left. */
import type { Resumed } from '@lib/contracts';
import { ask, type GatewaySocket } from './gateway-socket.js';
import type { StreamTracker } from './stream-tracker.js';

const triesAtMost = 3;

export interface CatchUpOutcome {
  /** The backlog is gone: start over from this snapshot. */
  onSnapshot(snapshot: Extract<Resumed, { resumed: false }>): void;
  /** Nothing helped: connect anew. */
  onGivenUp(): void;
}

export class CatchUp {
  private asking = false;
  private tries = 0;

  constructor(
    private readonly socket: GatewaySocket,
    private readonly tracker: StreamTracker,
    private readonly outcome: CatchUpOutcome,
  ) {}

  /** A new connection owes nothing to the questions of the old one. */
  reset(): void {
    this.asking = false;
    this.tries = 0;
  }

  request(): void {
    if (this.asking) return;
    if (this.tries >= triesAtMost) return this.outcome.onGivenUp();
    const { epoch } = this.tracker;
    const asked = this.tracker.gaps();
    this.asking = true;
    this.tries += 1;
    ask(this.socket, 'resume', { epoch, streams: asked }, (error, answer) => {
      if (this.tracker.epoch !== epoch || !this.asking) return;
      this.asking = false;
      if (error || !answer) return this.request();
      if (!answer.resumed) return this.outcome.onSnapshot(answer);
      // A stream that is not answered is no longer ours.
      for (const stream of Object.keys(asked)) if (!(stream in answer.streams)) this.tracker.forget(stream);
      if (this.tracker.isBehind(answer.streams) || Object.keys(this.tracker.gaps()).length > 0)
        return this.request();
      this.tries = 0;
    });
  }
}
