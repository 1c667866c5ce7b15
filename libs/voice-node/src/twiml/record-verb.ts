/** Record: keeps what the caller says until a key, a silence or the limit ends it, and hands its address to the action. */
import type { Call } from '../call.js';
import { samplesSource, tone } from '../media/frame-source.js';
import { FRAME_MS, type Frame } from '../media/frame.js';
import type { Recording } from '../recordings.js';
import { DigitReader } from './digit-reader.js';
import type { Flow } from './flow.js';
import { absolute, isTrue, methodOf, numberOf, type Verb } from './verb.js';
import type { XmlElement } from './xml.js';

const DEFAULT_MAX_SECONDS = 3600;
const SILENT_BELOW = 300;

export const record: Verb = async (verb, flow, tools) => {
  const { call } = flow;
  if (isTrue(verb.attributes.playBeep, true))
    await call.line.leg.play(samplesSource(tone([900], 400)), flow.signal);
  const recording = tools.recordings.start({
    call,
    channels: 1,
    source: 'RecordVerb',
    track: 'inbound',
    mediaUrl: tools.recordingUrl,
    callback: callbackOf(verb, flow),
  });
  const quiet = watchSilence(call, numberOf(verb.attributes.timeout, 5) * 1000);
  const reader = new DigitReader(call);
  try {
    const key = await untilOver(verb, flow, reader, quiet.signal);
    tools.recordings.stop(recording);
    return {
      kind: 'goto',
      url: absolute(verb.attributes.action || flow.documentUrl, flow),
      method: methodOf(verb),
      parameters: resultOf(recording, tools.recordingUrl, key),
    };
  } finally {
    quiet.stop();
    reader.close();
    tools.recordings.stop(recording);
  }
};

async function untilOver(
  verb: XmlElement,
  flow: Flow,
  reader: DigitReader,
  quiet: AbortSignal,
): Promise<string> {
  const keys = verb.attributes.finishOnKey ?? '1234567890*#';
  const maxMs = numberOf(verb.attributes.maxLength, DEFAULT_MAX_SECONDS) * 1000;
  const startedAt = Date.now();
  try {
    for (;;) {
      const leftMs = maxMs - (Date.now() - startedAt);
      if (leftMs <= 0) return '';
      const digit = await reader.next(leftMs, AbortSignal.any([flow.signal, quiet]));
      if (digit === null || keys.includes(digit)) return digit ?? '';
    }
  } catch (error) {
    if (flow.signal.aborted || !quiet.aborted) throw error;
    return '';
  }
}

function watchSilence(call: Call, patienceMs: number): { signal: AbortSignal; stop(): void } {
  const over = new AbortController();
  let silentMs = 0;
  const stop = call.line.leg.tap((spoken: Frame) => {
    silentMs = spoken.some((sample) => Math.abs(sample) > SILENT_BELOW) ? 0 : silentMs + FRAME_MS;
    if (silentMs >= patienceMs) over.abort(new Error('silence'));
  });
  return { signal: over.signal, stop };
}

function callbackOf(verb: XmlElement, flow: Flow) {
  const { recordingStatusCallback, recordingStatusCallbackEvent } = verb.attributes;
  if (!recordingStatusCallback) return undefined;
  return {
    url: absolute(recordingStatusCallback, flow),
    method: methodOf(verb, 'recordingStatusCallbackMethod'),
    events: (recordingStatusCallbackEvent ?? 'completed').split(/[\s,]+/),
  };
}

function resultOf(recording: Recording, urlOf: (sid: string) => string, key: string): Record<string, string> {
  return {
    RecordingUrl: urlOf(recording.sid),
    RecordingSid: recording.sid,
    RecordingDuration: String(recording.seconds),
    Digits: key,
  };
}
