/** Runs documents on calls: one main flow per call, replaced as a whole when the account's API says so. */
import type { Call } from '../call.js';
import { WebhookFailure } from '../callbacks/webhooks.js';
import { readTwiml, type TwimlDocument } from './documents.js';
import { dial } from './dial-verb.js';
import { enqueue } from './enqueue-verb.js';
import { FlowStopped, next, type Flow, type FlowEntry, type FlowRunner, type Outcome } from './flow.js';
import { gather } from './gather-verb.js';
import { record } from './record-verb.js';
import { pause, play, say } from './sounding-verbs.js';
import { connect, start, stop } from './start-verb.js';
import { absolute, actionOf, methodOf, type Verb, type VerbTools } from './verb.js';
import type { XmlElement } from './xml.js';

/** A document that only redirects to itself would never end. */
const MAX_DOCUMENTS_WITHOUT_SOUND = 50;
const APOLOGY = 'We are sorry, an application error has occurred. Goodbye.';
/** These do not pick up the phone by themselves. */
const UNANSWERED_VERBS = new Set(['Reject', 'Redirect', 'Hangup', 'Pause']);

const verbs: Record<string, Verb> = {
  Say: say,
  Play: play,
  Pause: pause,
  Gather: gather,
  Record: record,
  Dial: dial,
  Enqueue: enqueue,
  Start: start,
  Stop: stop,
  Connect: connect,
  Leave: () => Promise.resolve({ kind: 'leave' }),
  Hangup: () => Promise.resolve({ kind: 'hangup' }),
  Redirect: (verb, flow) =>
    Promise.resolve({
      kind: 'goto',
      url: absolute(verb.text || flow.documentUrl, flow),
      method: methodOf(verb),
      parameters: {},
    }),
  // Only lines of a SIP trunk can be sent back out, and there are none here.
  Refer: (verb, flow, { journal }) => {
    journal.warn(13801, 'Refer not allowed on non-SIP call legs', { callSid: flow.call.sid });
    const result = { ReferCallStatus: 'failed', ReferSipResponseCode: '405' };
    return Promise.resolve(actionOf(verb, flow, result) ?? next);
  },
  Reject: (verb, flow, { exchange }) => {
    exchange.finish(flow.call, verb.attributes.reason === 'busy' ? 'busy' : 'no-answer');
    return Promise.resolve({ kind: 'hangup' });
  },
};

export class Interpreter implements FlowRunner {
  private readonly running = new Map<string, AbortController>();
  private readonly tools: VerbTools;

  constructor(tools: Omit<VerbTools, 'runVerbs' | 'runDocument'>) {
    this.tools = {
      ...tools,
      runVerbs: (elements, flow) => this.runVerbs(elements, flow),
      runDocument: (flow, entry) => this.runProgram(flow, entry),
    };
  }

  start(call: Call, entry: FlowEntry): void {
    if (this.running.has(call.sid)) this.tools.exchange.mishap('transfer', call);
    this.running.get(call.sid)?.abort(new FlowStopped('replaced'));
    const controller = new AbortController();
    this.running.set(call.sid, controller);
    const unlisten = call.onEnd(() => controller.abort(new FlowStopped('call-ended')));
    void this.runMain(call, entry, controller.signal).finally(() => {
      unlisten();
      if (this.running.get(call.sid) === controller) this.running.delete(call.sid);
    });
  }

  /** Beside the main flow: what a seat in a conference hears while waiting or on hold. */
  beside(call: Call, entry: FlowEntry, allowed: ReadonlySet<string>, signal: AbortSignal): Promise<Outcome> {
    return this.runProgram({ call, signal, allowed }, entry);
  }

  private async runMain(call: Call, entry: FlowEntry, signal: AbortSignal): Promise<void> {
    try {
      await this.runProgram({ call, signal, allowed: null }, entry);
    } catch (error) {
      if (signal.aborted) return;
      this.tools.journal.warn(error instanceof WebhookFailure ? error.code : 11200, String(error), {
        callSid: call.sid,
      });
      await this.apologise(call, signal);
    }
    if (!signal.aborted) this.tools.exchange.finish(call);
  }

  private async runProgram(flow: Omit<Flow, 'documentUrl'>, entry: FlowEntry): Promise<Outcome> {
    let current: FlowEntry = entry;
    for (let silentDocuments = 0; silentDocuments < MAX_DOCUMENTS_WITHOUT_SOUND; silentDocuments++) {
      const startedAt = Date.now();
      const document = await this.load(flow.call, current);
      flow.signal.throwIfAborted();
      const outcome = await this.runVerbs(document.response.children, { ...flow, documentUrl: document.url });
      if (outcome.kind !== 'goto') return outcome.kind === 'next' ? { kind: 'end' } : outcome;
      current = outcome;
      if (Date.now() - startedAt > 1000) silentDocuments = 0;
    }
    throw new WebhookFailure(12200, 'documents only lead from one to another');
  }

  private async runVerbs(elements: readonly XmlElement[], flow: Flow): Promise<Outcome> {
    for (const element of elements) {
      const verb = verbs[element.name];
      if (!verb || (flow.allowed && !flow.allowed.has(element.name))) {
        this.tools.journal.warn(12200, `<${element.name}> is not a verb that can stand here`, {
          callSid: flow.call.sid,
        });
        continue;
      }
      if (!UNANSWERED_VERBS.has(element.name)) await this.tools.exchange.answer(flow.call);
      flow.signal.throwIfAborted();
      const outcome = await verb(element, flow, this.tools);
      flow.signal.throwIfAborted();
      if (outcome.kind !== 'next') return outcome;
    }
    return next;
  }

  private async load(call: Call, entry: FlowEntry): Promise<TwimlDocument> {
    if ('url' in entry) return this.tools.documents.fetch(call, entry);
    if ('twiml' in entry) return { url: '', response: readTwiml(entry.twiml) };
    return { url: '', response: entry.document };
  }

  private async apologise(call: Call, signal: AbortSignal): Promise<void> {
    if (!call.answered) return;
    await this.runVerbs([{ name: 'Say', attributes: {}, children: [], text: APOLOGY }], {
      call,
      signal,
      documentUrl: '',
      allowed: null,
    }).catch(() => undefined);
  }
}
