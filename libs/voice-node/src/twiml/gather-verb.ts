/** Gather: plays its prompts, listens to the keypad, and sends what was pressed to its action. */
import { next, type Flow } from './flow.js';
import { DigitReader } from './digit-reader.js';
import { isTrue, methodOf, numberOf, absolute, type Verb, type VerbTools } from './verb.js';
import type { XmlElement } from './xml.js';

const PROMPT_VERBS = new Set(['Say', 'Play', 'Pause']);

export const gather: Verb = async (verb, flow, tools) => {
  const bargeIn = new AbortController();
  const reader = new DigitReader(flow.call, () => {
    if (isTrue(verb.attributes.bargeIn, true)) bargeIn.abort(new Error('barge-in'));
  });
  try {
    if (!(verb.attributes.input ?? 'dtmf').includes('dtmf')) {
      tools.journal.warn(13310, 'speech cannot be recognised here; only the keypad is heard');
    }
    await prompt(verb, flow, tools, bargeIn.signal);
    const digits = await collect(verb, flow, reader);
    if (digits === '' && !isTrue(verb.attributes.actionOnEmptyResult, false)) return next;
    return {
      kind: 'goto',
      url: absolute(verb.attributes.action || flow.documentUrl, flow),
      method: methodOf(verb),
      parameters: { Digits: digits, msg: 'Gather End' },
    };
  } finally {
    reader.close();
  }
};

async function prompt(verb: XmlElement, flow: Flow, tools: VerbTools, bargeIn: AbortSignal): Promise<void> {
  const signal = AbortSignal.any([flow.signal, bargeIn]);
  try {
    await tools.runVerbs(verb.children, { ...flow, signal, allowed: PROMPT_VERBS });
  } catch (error) {
    if (flow.signal.aborted || !bargeIn.aborted) throw error;
  }
}

async function collect(verb: XmlElement, flow: Flow, reader: DigitReader): Promise<string> {
  const wanted = numberOf(verb.attributes.numDigits, Number.POSITIVE_INFINITY);
  const finishOnKey = verb.attributes.finishOnKey ?? '#';
  const { timeout } = verb.attributes;
  const patienceMs = numberOf(timeout === 'auto' ? '2' : timeout, 5) * 1000;
  let digits = '';
  while (digits.length < wanted) {
    const digit = await reader.next(patienceMs, flow.signal);
    if (digit === null || (finishOnKey !== '' && finishOnKey.includes(digit))) break;
    digits += digit;
  }
  return digits;
}
