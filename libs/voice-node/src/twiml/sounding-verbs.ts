/** Say, Play and Pause: the verbs that only make sound, or none. */
import { dtmf, samplesSource, silenceSource } from '../media/frame-source.js';
import { next } from './flow.js';
import { absolute, numberOf, type Verb } from './verb.js';

const DEFAULT_LANGUAGE = 'en-US';

export const say: Verb = async (verb, flow, { voicebox }) => {
  const words = await voicebox.say(textOf(verb), verb.attributes.language ?? DEFAULT_LANGUAGE);
  flow.signal.throwIfAborted();
  if (words.length > 0) {
    await flow.call.line.leg.play(samplesSource(words, numberOf(verb.attributes.loop, 1)), flow.signal);
  }
  return next;
};

export const play: Verb = async (verb, flow, { voicebox, journal }) => {
  const times = numberOf(verb.attributes.loop, 1);
  const { digits } = verb.attributes;
  if (digits !== undefined) {
    await flow.call.line.leg.play(samplesSource(dtmf(digits), times), flow.signal);
    return next;
  }
  try {
    const sound = await voicebox.fetch(absolute(verb.text, flow));
    flow.signal.throwIfAborted();
    await flow.call.line.leg.play(samplesSource(sound, times), flow.signal);
  } catch (error) {
    if (flow.signal.aborted) throw error;
    journal.warn(11200, 'a sound could not be played', { url: verb.text, error: String(error) });
  }
  return next;
};

export const pause: Verb = async (verb, flow) => {
  await flow.call.line.leg.play(silenceSource(numberOf(verb.attributes.length, 1) * 1000), flow.signal);
  return next;
};

/** SSML inside Say is reduced to its words. */
function textOf(verb: { text: string; children: readonly { text: string }[] }): string {
  return [verb.text, ...verb.children.map((child) => child.text)].filter(Boolean).join(' ');
}
