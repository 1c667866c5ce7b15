/** Start, Stop and Connect: what runs beside a call, a recording or its sound on a socket, and what takes the call over. */
import { absolute, actionOf, methodOf, type Verb, type VerbTools } from './verb.js';
import { next, type Flow } from './flow.js';
import type { MediaStream, StreamTrack } from '../media/media-stream.js';
import type { RecordingTrack } from '../recordings.js';
import type { XmlElement } from './xml.js';

export const start: Verb = (verb, flow, tools) => {
  for (const noun of verb.children) {
    if (noun.name === 'Recording') startRecording(noun, flow, tools);
    else if (noun.name === 'Stream') openStream(noun, flow, tools, false);
    else unsupported(noun, 'Start', flow, tools);
  }
  return Promise.resolve(next);
};

export const stop: Verb = (verb, flow, tools) => {
  for (const noun of verb.children) {
    if (noun.name === 'Stream') {
      const { name } = noun.attributes;
      const streams = tools.streams.ofCall(flow.call.sid);
      for (const stream of streams) if (!name || stream.request.name === name) stream.stop();
    } else if (noun.name === 'Recording') {
      const current = tools.recordings.current(flow.call.sid);
      if (current) tools.recordings.stop(current);
    } else unsupported(noun, 'Stop', flow, tools);
  }
  return Promise.resolve(next);
};

/** The call stays with the stream until its other end closes it. */
export const connect: Verb = async (verb, flow, tools) => {
  const noun = verb.children.find(({ name }) => name === 'Stream');
  for (const other of verb.children) if (other !== noun) unsupported(other, 'Connect', flow, tools);
  const stream = noun && openStream(noun, flow, tools, true);
  if (!stream) return next;
  await new Promise<void>((resolve) => {
    stream.onOver(resolve);
    flow.signal.addEventListener('abort', () => resolve(), { once: true });
  });
  stream.stop();
  flow.signal.throwIfAborted();
  return actionOf(verb, flow, { StreamSid: stream.sid }) ?? next;
};

function startRecording(noun: XmlElement, flow: Flow, { recordings, recordingUrl }: VerbTools): void {
  const { recordingStatusCallback, recordingStatusCallbackEvent, track } = noun.attributes;
  recordings.start({
    call: flow.call,
    channels: noun.attributes.channels === 'mono' ? 1 : 2,
    source: 'StartCallRecordingTwiML',
    track: trackOf(track),
    mediaUrl: recordingUrl,
    callback: recordingStatusCallback
      ? {
          url: absolute(recordingStatusCallback, flow),
          method: methodOf(noun, 'recordingStatusCallbackMethod'),
          events: (recordingStatusCallbackEvent ?? 'completed').split(/[\s,]+/),
        }
      : undefined,
  });
}

function openStream(noun: XmlElement, flow: Flow, tools: VerbTools, talks: boolean): MediaStream | null {
  const { url = '', name, track, statusCallback } = noun.attributes;
  if (!/^wss?:\/\//.test(url) || !URL.canParse(url)) {
    tools.journal.warn(31921, 'a stream needs a ws:// or wss:// URL', { callSid: flow.call.sid });
    return null;
  }
  const parameters = noun.children
    .filter((child) => child.name === 'Parameter')
    .map((child): [string, string] => [child.attributes.name ?? '', child.attributes.value ?? '']);
  const stream = tools.streams.open({
    ...{ call: flow.call, name, url, talks },
    track: talks ? 'inbound_track' : streamTrackOf(track),
    parameters: Object.fromEntries(parameters),
    callback: statusCallback
      ? { url: absolute(statusCallback, flow), method: methodOf(noun, 'statusCallbackMethod') }
      : undefined,
  });
  if (!stream) tools.journal.warn(31922, 'a call has too many streams', { callSid: flow.call.sid });
  return stream;
}

/** What needs a service that a carrier on one machine has not: speech recognition, payment, other recorders. */
function unsupported(noun: XmlElement, verb: string, flow: Flow, { journal }: VerbTools): void {
  journal.warn(12200, `<${noun.name}> inside <${verb}> is not supported here`, { callSid: flow.call.sid });
}

export function streamTrackOf(track: string | undefined): StreamTrack {
  return track === 'outbound_track' || track === 'both_tracks' ? track : 'inbound_track';
}

function trackOf(track: string | undefined): RecordingTrack {
  return track === 'inbound' || track === 'outbound' ? track : 'both';
}
