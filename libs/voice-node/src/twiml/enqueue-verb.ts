/** Enqueue: keeps the caller company with the waiting document, again and again, until something takes the call away. */
import { silenceSource } from '../media/frame-source.js';
import type { Bridge, QueueEntry, WaitingQueue } from '../waiting-queue.js';
import { FlowStopped, next, type Flow, type Outcome } from './flow.js';
import { absolute, actionOf, methodOf, numberOf, type Verb, type VerbTools } from './verb.js';
import type { XmlElement } from './xml.js';

const WAIT_VERBS = new Set(['Play', 'Say', 'Pause', 'Hangup', 'Redirect', 'Leave', 'Gather']);
const PREPARE_VERBS = new Set(['Play', 'Say', 'Pause', 'Hangup', 'Redirect', 'Gather']);
type QueueResult = 'leave' | 'hangup' | 'redirected' | 'bridged' | 'queue-full' | 'system-error';

export const enqueue: Verb = (verb, flow, tools) => {
  const queue = tools.exchange.queues.named(verb.text || 'default');
  const limit = numberOf(verb.attributes.maxQueueSize, queue.maxSize);
  if (queue.full || queue.size >= limit) {
    return Promise.resolve(actionOf(verb, flow, resultOf(queue, 'queue-full', 0)) ?? next);
  }
  return new Enqueued(verb, flow, tools, queue).run();
};

/** One stay in a queue. */
class Enqueued {
  private readonly entry: QueueEntry;
  private readonly taken = new AbortController();
  private bridge: Bridge | null = null;

  constructor(
    private readonly verb: XmlElement,
    private readonly flow: Flow,
    private readonly tools: VerbTools,
    private readonly queue: WaitingQueue,
  ) {
    this.entry = {
      call: flow.call,
      enteredAt: Date.now(),
      bridge: (bridge) => {
        this.bridge = bridge;
        this.taken.abort(new FlowStopped('released'));
      },
    };
  }

  async run(): Promise<Outcome> {
    const { flow, tools, queue } = this;
    queue.add(this.entry);
    tools.exchange.mishap('enqueue', flow.call);
    try {
      const outcome = await this.wait();
      return outcome.kind === 'hangup' ? outcome : this.after('leave');
    } catch (error) {
      if (this.bridge && !flow.signal.aborted) return await this.joined(this.bridge);
      if (!(error instanceof FlowStopped)) return this.after('system-error');
      this.tell(error.why === 'replaced' ? 'redirected' : 'hangup');
      throw error;
    } finally {
      queue.remove(this.entry);
      tools.exchange.queues.closeIfEmpty(queue);
    }
  }

  private async wait(): Promise<Outcome> {
    const { flow, tools, verb } = this;
    const signal = AbortSignal.any([flow.signal, this.taken.signal]);
    signal.throwIfAborted();
    const { waitUrl } = verb.attributes;
    if (!waitUrl) await flow.call.line.leg.play(tools.voicebox.music(), signal);
    for (;;) {
      const startedAt = Date.now();
      const outcome = await tools.runDocument(
        { call: flow.call, signal, allowed: WAIT_VERBS },
        {
          url: absolute(waitUrl ?? '', flow),
          method: methodOf(verb, 'waitUrlMethod'),
          parameters: this.position(),
        },
      );
      if (outcome.kind === 'leave' || outcome.kind === 'hangup') return outcome;
      // A document without any sound would be asked for in a tight circle.
      if (Date.now() - startedAt < 1000) await flow.call.line.leg.play(silenceSource(1000), signal);
    }
  }

  /** Somebody dialled the queue: a word to the caller alone, then the two hear each other. */
  private async joined(bridge: Bridge): Promise<Outcome> {
    const { flow, tools } = this;
    const more = { DequeingCallSid: bridge.by.sid };
    try {
      if (bridge.url) {
        const { url, method } = bridge;
        const alone = { call: flow.call, signal: flow.signal, allowed: PREPARE_VERBS };
        await tools.runDocument(alone, { url, method, parameters: more });
      }
      await bridge.together();
      flow.signal.throwIfAborted();
    } catch (error) {
      this.tell('bridged', more);
      throw error;
    }
    return this.after('bridged', more);
  }

  /** The call is gone or redirected: the account is told, and what it answers is not run. */
  private tell(how: QueueResult, more: Record<string, string> = {}): void {
    const { flow, tools } = this;
    const told = actionOf(this.verb, flow, this.result(how, more));
    if (told?.kind === 'goto') tools.documents.tell(flow.call, told.url, told.method, told.parameters);
  }

  private after(how: QueueResult, more: Record<string, string> = {}): Outcome {
    return actionOf(this.verb, this.flow, this.result(how, more)) ?? next;
  }

  private result(how: QueueResult, more: Record<string, string>): Record<string, string> {
    return { ...resultOf(this.queue, how, this.waitedSeconds), ...more };
  }

  private position(): Record<string, string> {
    const { queue, entry } = this;
    return {
      QueueSid: queue.sid,
      QueueName: queue.friendlyName,
      QueuePosition: String(queue.positionOf(entry)),
      QueueTime: String(this.waitedSeconds),
      AvgQueueTime: String(queue.averageWaitSeconds),
      CurrentQueueSize: String(queue.size),
      MaxQueueSize: String(queue.maxSize),
    };
  }

  private get waitedSeconds(): number {
    return Math.round((Date.now() - this.entry.enteredAt) / 1000);
  }
}

function resultOf(queue: WaitingQueue, how: QueueResult, seconds: number): Record<string, string> {
  return { QueueSid: queue.sid, QueueResult: how, QueueTime: String(seconds) };
}
