/** The media streams of the account: opened by a document or the API, found by sid or name, told about. */
import type { Call } from './call.js';
import type { CallbackOutbox } from './callbacks/callback-outbox.js';
import type { Method, Webhooks } from './callbacks/webhooks.js';
import type { Journal } from './journal.js';
import { MediaStream, type StreamEvent, type StreamTrack } from './media/media-stream.js';

const MAX_OF_A_CALL = 4;

export interface StreamOrder {
  call: Call;
  name?: string;
  url: string;
  track: StreamTrack;
  parameters: Record<string, string>;
  talks: boolean;
  callback?: { url: string; method: Method };
}

export class Streams {
  private readonly live = new Set<MediaStream>();

  constructor(
    private readonly webhooks: Pick<Webhooks, 'socketTarget'>,
    private readonly outbox: CallbackOutbox,
    private readonly journal: Journal,
  ) {}

  ofCall(callSid: string): MediaStream[] {
    return [...this.live].filter(({ request }) => request.call.sid === callSid);
  }

  find(callSid: string, sidOrName: string): MediaStream | undefined {
    return this.ofCall(callSid).find(({ sid, request }) => sid === sidOrName || request.name === sidOrName);
  }

  /** Null when the call has as many as it may. */
  open(order: StreamOrder): MediaStream | null {
    const { call, name = '', callback } = order;
    if (this.ofCall(call.sid).length >= MAX_OF_A_CALL) return null;
    const stream = new MediaStream({
      ...order,
      name,
      target: this.webhooks.socketTarget(order.url),
      tell: (event, error) => this.tell(stream, callback, event, error),
    });
    this.live.add(stream);
    stream.onOver(() => this.live.delete(stream));
    return stream;
  }

  close(): void {
    for (const stream of [...this.live]) stream.stop();
  }

  private tell(
    stream: MediaStream,
    callback: StreamOrder['callback'],
    event: StreamEvent,
    error: string | null,
  ): void {
    const { call, name } = stream.request;
    if (error) this.journal.warn(31920, 'a media stream failed', { callSid: call.sid, error });
    if (!callback) return;
    this.outbox.send({
      ...callback,
      parameters: {
        AccountSid: call.details.accountSid,
        CallSid: call.sid,
        StreamSid: stream.sid,
        StreamName: name,
        StreamEvent: event,
        Timestamp: new Date().toISOString(),
        ...(error && { StreamError: error }),
      },
    });
  }
}
