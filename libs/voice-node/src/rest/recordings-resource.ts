/** The Recordings of the API: start, pause and stop one on a call, list them, fetch the sound. */
import type { Recording, RecordingTrack } from '../recordings.js';
import { find } from './calls-resource.js';
import type { Form } from './form.js';
import { page } from './paging.js';
import { accountPath, recordingJson } from './resource-json.js';
import { created, gone, ok, route, type RestContext } from './rest-request.js';
import { invalid, notFound, TwilioProblem } from './twilio-problem.js';

export const recordingRoutes = [
  route('POST', /^\/Calls\/(CA\w+)\/Recordings$/, (request, context, sid) => {
    const call = find(request, context, sid);
    if (call.ended || !call.answered) throw new TwilioProblem(400, 21220, 'Call is not in-progress');
    const { form } = request;
    const url = form.url('RecordingStatusCallback');
    const events = form.list('RecordingStatusCallbackEvent');
    const recording = context.recordings.start({
      call,
      channels: form.text('RecordingChannels') === 'dual' ? 2 : 1,
      source: 'StartCallRecordingAPI',
      track: trackOf(form),
      mediaUrl: context.recordingUrl,
      callback: url
        ? {
            url,
            method: form.method('RecordingStatusCallbackMethod'),
            events: events.length > 0 ? events : ['completed'],
          }
        : undefined,
    });
    return created(recordingJson(recording));
  }),
  route('GET', /^\/Calls\/(CA\w+)\/Recordings$/, ({ query }, context, callSid = '') =>
    ok(
      page(
        'recordings',
        `${accountPath(context.options.accountSid)}/Calls/${callSid}/Recordings.json`,
        query,
        context.recordings.ofCall(callSid).map((recording) => recordingJson(recording)),
      ),
    ),
  ),
  route('GET', /^\/Calls\/(CA\w+)\/Recordings\/(RE\w+)$/, ({ path }, context, _call, sid) =>
    ok(recordingJson(findRecording(context, path, sid))),
  ),
  route('POST', /^\/Calls\/(CA\w+)\/Recordings\/([\w.]+)$/, ({ path, form }, context, callSid = '', sid) => {
    const recording =
      sid === 'Twilio.CURRENT' ? context.recordings.current(callSid) : context.recordings.find(sid ?? '');
    if (!recording) throw notFound(path);
    const status = form.text('Status');
    if (status === 'stopped') context.recordings.stop(recording);
    else if (status === 'paused') recording.pause(form.text('PauseBehavior') === 'skip' ? 'skip' : 'silence');
    else if (status === 'in-progress') recording.resume();
    else throw invalid(20001, "Parameter 'Status' is invalid");
    return ok(recordingJson(recording));
  }),
  route('GET', /^\/Recordings$/, ({ query }, context) =>
    ok(
      page(
        'recordings',
        `${accountPath(context.options.accountSid)}/Recordings.json`,
        query,
        context.recordings.all.map((recording) => ofAccount(recording, context)),
      ),
    ),
  ),
  route('GET', /^\/Recordings\/(RE\w+)$/, ({ path }, context, sid) =>
    ok(ofAccount(findRecording(context, path, sid), context)),
  ),
  route('GET', /^\/Recordings\/(RE\w+)\.wav$/, ({ path }, context, sid) => {
    const media = context.recordings.media(findRecording(context, path, sid));
    if (!media) throw new TwilioProblem(404, 20404, 'The recording is not finished yet');
    return { status: 200, media };
  }),
  route('DELETE', /^(?:\/Calls\/CA\w+)?\/Recordings\/(RE\w+)$/, ({ path }, context, sid) => {
    context.recordings.remove(findRecording(context, path, sid));
    return gone;
  }),
];

export function trackOf(form: Form): RecordingTrack {
  const track = form.text('RecordingTrack');
  return track === 'inbound' || track === 'outbound' ? track : 'both';
}

function findRecording({ recordings }: RestContext, path: string, sid = ''): Recording {
  const recording = recordings.find(sid);
  if (!recording) throw notFound(path);
  return recording;
}

function ofAccount(recording: Recording, context: RestContext): Record<string, unknown> {
  return recordingJson(recording, context.recordingUrl(recording.sid));
}
