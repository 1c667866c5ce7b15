/** Enqueue: keeps the caller company with the waiting document, again and again, until something takes the call away. */
import { silenceSource } from '../media/frame-source.js';
import { MAX_QUEUE_SIZE, type QueueEntry, type WaitingQueue } from '../waiting-queue.js';
import { FlowStopped, next, type Flow, type Outcome } from './flow.js';
import { absolute, actionOf, methodOf, type Verb, type VerbTools } from './verb.js';
import type { XmlElement } from './xml.js';

const WAIT_VERBS = new Set(['Play', 'Say', 'Pause', 'Hangup', 'Redirect', 'Leave', 'Gather']);
type QueueResult = 'leave' | 'hangup' | 'redirected' | 'queue-full' | 'system-error';

export const enqueue: Verb = async (verb, flow, tools) => {
  const queue = tools.exchange.queueNamed(verb.text || 'default');
  if (queue.size >= MAX_QUEUE_SIZE) return after(verb, flow, queue, 'queue-full', 0);
  const entry = join(queue, flow);
  const waitedSeconds = () => Math.round((Date.now() - entry.enteredAt) / 1000);
  try {
    const outcome = await wait(verb, flow, tools, queue, entry);
    if (outcome.kind === 'hangup') return outcome;
    return after(verb, flow, queue, 'leave', waitedSeconds());
  } catch (error) {
    if (!(error instanceof FlowStopped)) return after(verb, flow, queue, 'system-error', waitedSeconds());
    // The call is gone or redirected: the account is told, and what it answers is not run.
    const told = actionOf(
      verb,
      flow,
      result(queue, error.why === 'replaced' ? 'redirected' : 'hangup', waitedSeconds()),
    );
    if (told?.kind === 'goto') tools.documents.tell(flow.call, told.url, told.method, told.parameters);
    throw error;
  } finally {
    queue.remove(entry);
    tools.exchange.closeEmptyQueue(queue);
  }
};

function join(queue: WaitingQueue, flow: Flow): QueueEntry {
  const entry: QueueEntry = { call: flow.call, enteredAt: Date.now() };
  queue.add(entry);
  return entry;
}

async function wait(
  verb: XmlElement,
  flow: Flow,
  tools: VerbTools,
  queue: WaitingQueue,
  entry: QueueEntry,
): Promise<Outcome> {
  const { waitUrl } = verb.attributes;
  if (!waitUrl) await flow.call.line.leg.play(tools.voicebox.music(), flow.signal);
  for (;;) {
    const startedAt = Date.now();
    const outcome = await tools.runDocument(
      { call: flow.call, signal: flow.signal, allowed: WAIT_VERBS },
      {
        url: absolute(waitUrl ?? '', flow),
        method: methodOf(verb, 'waitUrlMethod'),
        parameters: position(queue, entry),
      },
    );
    if (outcome.kind === 'leave' || outcome.kind === 'hangup') return outcome;
    // A document without any sound would be asked for in a tight circle.
    if (Date.now() - startedAt < 1000) await flow.call.line.leg.play(silenceSource(1000), flow.signal);
  }
}

function position(queue: WaitingQueue, entry: QueueEntry): Record<string, string> {
  return {
    QueueSid: queue.sid,
    QueueName: queue.friendlyName,
    QueuePosition: String(queue.positionOf(entry)),
    QueueTime: String(Math.round((Date.now() - entry.enteredAt) / 1000)),
    AvgQueueTime: String(queue.averageWaitSeconds),
    CurrentQueueSize: String(queue.size),
    MaxQueueSize: String(MAX_QUEUE_SIZE),
  };
}

function after(
  verb: XmlElement,
  flow: Flow,
  queue: WaitingQueue,
  how: QueueResult,
  seconds: number,
): Outcome {
  return actionOf(verb, flow, result(queue, how, seconds)) ?? next;
}

function result(queue: WaitingQueue, how: QueueResult, seconds: number): Record<string, string> {
  return { QueueSid: queue.sid, QueueResult: how, QueueTime: String(seconds) };
}
