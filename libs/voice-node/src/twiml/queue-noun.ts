/** Dial with a Queue: takes the caller at the front, or waits for the next one, and joins the two. */
import { silenceSource } from '../media/frame-source.js';
import type { QueueEntry, WaitingQueue } from '../waiting-queue.js';
import { FlowStopped, next, type Flow, type Outcome } from './flow.js';
import { talkAsPair } from './pair.js';
import { absolute, actionOf, methodOf, numberOf, type VerbTools } from './verb.js';
import type { XmlElement } from './xml.js';

const DEFAULT_PATIENCE_SECONDS = 30;

export async function dialQueue(
  dial: XmlElement,
  noun: XmlElement,
  flow: Flow,
  tools: VerbTools,
): Promise<Outcome> {
  const queue = tools.exchange.queues.named(noun.text);
  const patienceMs = numberOf(dial.attributes.timeout, DEFAULT_PATIENCE_SECONDS) * 1000;
  const entry = await nextCaller(queue, flow, patienceMs);
  tools.exchange.queues.closeIfEmpty(queue);
  if (!entry) return actionOf(dial, flow, { DialCallStatus: 'no-answer' }) ?? next;
  const seconds = await talkWith(entry, noun, flow, tools);
  flow.signal.throwIfAborted();
  const result = {
    DialCallStatus: 'completed',
    DialCallSid: entry.call.sid,
    DialBridged: 'true',
    DialCallDuration: String(seconds),
  };
  return actionOf(dial, flow, result) ?? next;
}

/** Taken in the same breath as looked at: of two who dial the queue only one gets the caller. */
async function nextCaller(queue: WaitingQueue, flow: Flow, patienceMs: number): Promise<QueueEntry | null> {
  const front = queue.takeFront();
  if (front) return front;
  let taken: QueueEntry | undefined;
  const came = new AbortController();
  const unlisten = queue.onArrival(() => {
    taken ??= queue.takeFront();
    if (taken) came.abort(new FlowStopped('released'));
  });
  try {
    const patience = AbortSignal.any([flow.signal, came.signal]);
    await flow.call.line.leg.play(silenceSource(patienceMs), patience);
    return null;
  } catch (error) {
    if (!taken) throw error;
    return taken;
  } finally {
    unlisten();
  }
}

/** Answers how many seconds the two were together. */
async function talkWith(
  entry: QueueEntry,
  noun: XmlElement,
  flow: Flow,
  { exchange }: VerbTools,
): Promise<number> {
  let begunAt = 0;
  await new Promise<void>((resolve) => {
    entry.call.onEnd(resolve);
    entry.bridge({
      by: flow.call,
      url: noun.attributes.url ? absolute(noun.attributes.url, flow) : '',
      method: methodOf(noun),
      together: async () => {
        begunAt = Date.now();
        await talkAsPair(flow.call, entry.call, exchange, flow.signal);
        resolve();
      },
    });
  });
  return begunAt === 0 ? 0 : Math.round((Date.now() - begunAt) / 1000);
}
