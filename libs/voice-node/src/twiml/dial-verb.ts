/** Dial: rings one or more devices on behalf of the caller and joins the first that answers. */
import type { Call, CallEvent, StatusSubscription } from '../call.js';
import { concat, samplesSource, tone } from '../media/frame-source.js';
import { samplesFor } from '../media/frame.js';
import { dialConference } from './conference-verb.js';
import { next, type Flow, type Outcome } from './flow.js';
import { talkAsPair } from './pair.js';
import { dialQueue } from './queue-noun.js';
import { absolute, actionOf, methodOf, numberOf, type Verb, type VerbTools } from './verb.js';
import type { XmlElement } from './xml.js';

const MAX_PARTIES = 10;
const DEFAULT_TIMEOUT_SECONDS = 30;
/** The European ring: 425 Hz, one and a half seconds on, three and a half off. */
const ringback = concat([tone([425], 1500, 3000), new Int16Array(samplesFor(3500))]);

export const dial: Verb = async (verb, flow, tools) => {
  const conference = verb.children.find((child) => child.name === 'Conference');
  if (conference) return dialConference(verb, conference, flow, tools);
  const queue = verb.children.find((child) => child.name === 'Queue');
  if (queue) return dialQueue(verb, queue, flow, tools);
  const nouns = partiesOf(verb);
  for (const noun of nouns.filter((each) => each.name !== 'Number' && each.name !== 'Client')) {
    tools.journal.warn(12200, `<${noun.name}> inside <Dial> is not supported here`, {
      callSid: flow.call.sid,
    });
  }
  const parties = nouns
    .filter((each) => each.name === 'Number' || each.name === 'Client')
    .slice(0, MAX_PARTIES);
  if (parties.length === 0) return actionOf(verb, flow, { DialCallStatus: 'failed' }) ?? next;
  return new Dialling(verb, flow, tools).run(parties);
};

/** One run of the verb: children ring, one is joined, the others are let go. */
class Dialling {
  private readonly children: Call[] = [];
  private readonly over = new AbortController();

  constructor(
    private readonly verb: XmlElement,
    private readonly flow: Flow,
    private readonly tools: VerbTools,
  ) {}

  async run(parties: readonly XmlElement[]): Promise<Outcome> {
    const { flow, tools, verb } = this;
    const hangUpAll = () => this.children.forEach((child) => tools.exchange.finish(child));
    flow.signal.addEventListener('abort', hangUpAll, { once: true });
    try {
      const joined = await this.firstAnswer(parties);
      if (joined) await talkAsPair(flow.call, joined, tools.exchange, flow.signal);
      flow.signal.throwIfAborted();
      return actionOf(verb, flow, this.result(joined)) ?? next;
    } finally {
      this.over.abort(new Error('dial is over'));
      flow.signal.removeEventListener('abort', hangUpAll);
      hangUpAll();
    }
  }

  private firstAnswer(parties: readonly XmlElement[]): Promise<Call | null> {
    const ringing = AbortSignal.any([this.flow.signal, this.over.signal]);
    return new Promise((resolve) => {
      let open = parties.length;
      for (const party of parties) {
        const child = this.ring(party, (answered) => {
          for (const other of this.children) if (other !== answered) this.tools.exchange.finish(other);
          resolve(answered);
        });
        child.onEnd(() => {
          open--;
          if (open === 0) resolve(null);
        });
      }
      this.flow.call.line.leg
        .play(samplesSource(ringback, 0), this.untilSettled(ringing))
        .catch(() => undefined);
    });
  }

  /** The ring tone stops for the caller when anyone answers or all have ended. */
  private untilSettled(signal: AbortSignal): AbortSignal {
    const settled = new AbortController();
    const check = () => {
      if (this.children.some((child) => child.answered) || this.children.every((child) => child.ended)) {
        settled.abort(new Error('settled'));
      }
    };
    for (const child of this.children) {
      child.onEnd(check);
      child.onAnswer(check);
    }
    return AbortSignal.any([signal, settled.signal]);
  }

  private ring(party: XmlElement, answered: (call: Call) => void): Call {
    const { flow, tools, verb } = this;
    const child = tools.exchange.dial({
      to: party.name === 'Client' ? clientAddress(party) : party.text,
      from: verb.attributes.callerId ?? flow.call.details.from,
      direction: 'outbound-dial',
      parentCallSid: flow.call.sid,
      timeoutSeconds: numberOf(verb.attributes.timeout, DEFAULT_TIMEOUT_SECONDS),
      subscription: subscriptionOf(party, flow),
      answered,
    });
    this.children.push(child);
    return child;
  }

  private result(joined: Call | null): Record<string, string> {
    const shown = joined ?? this.children.at(-1);
    return {
      DialCallStatus: joined ? 'completed' : (shown?.status ?? 'failed'),
      DialCallSid: shown?.sid ?? '',
      DialBridged: String(joined !== null),
      ...(joined && { DialCallDuration: String(joined.durationSeconds) }),
    };
  }
}

function partiesOf(verb: XmlElement): XmlElement[] {
  if (verb.children.length > 0) return verb.children;
  return verb.text ? [{ name: 'Number', attributes: {}, children: [], text: verb.text }] : [];
}

function clientAddress(noun: XmlElement): string {
  const identity = noun.children.find((child) => child.name === 'Identity')?.text ?? noun.text;
  const parameters = noun.children
    .filter((child) => child.name === 'Parameter')
    .map((child): [string, string] => [child.attributes.name ?? '', child.attributes.value ?? '']);
  const query = new URLSearchParams(parameters).toString();
  return `client:${identity}${query && `?${query}`}`;
}

function subscriptionOf(noun: XmlElement, flow: Flow): StatusSubscription | undefined {
  const { statusCallback, statusCallbackEvent } = noun.attributes;
  if (!statusCallback) return undefined;
  return {
    url: absolute(statusCallback, flow),
    method: methodOf(noun, 'statusCallbackMethod'),
    events: (statusCallbackEvent ?? 'completed').split(/[\s,]+/).filter(Boolean) as CallEvent[],
  };
}
