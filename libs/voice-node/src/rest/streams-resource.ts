/** The Streams and Transcriptions of a call in the API: sound to a socket is carried, words need an engine we have not. */
import type { MediaStream } from '../media/media-stream.js';
import { streamTrackOf } from '../twiml/start-verb.js';
import { find } from './calls-resource.js';
import type { Form } from './form.js';
import { accountPath, rfc2822 } from './resource-json.js';
import { ok, route } from './rest-request.js';
import { invalid, notFound, TwilioProblem } from './twilio-problem.js';

const MAX_PARAMETERS = 99;

export const streamRoutes = [
  route('POST', /^\/Calls\/(CA\w+)\/Streams$/, (request, context, sid) => {
    const call = find(request, context, sid);
    const { form } = request;
    if (call.ended || !call.answered) throw new TwilioProblem(400, 21220, 'Call is not in-progress');
    const url = form.text('Url') ?? '';
    if (!/^wss?:\/\//.test(url) || !URL.canParse(url)) throw invalid(20001, "Parameter 'Url' is invalid");
    const callback = form.url('StatusCallback');
    const stream = context.streams.open({
      ...{ call, url, talks: false, name: form.text('Name') },
      track: streamTrackOf(form.text('Track')),
      parameters: parametersOf(form),
      callback: callback ? { url: callback, method: form.method('StatusCallbackMethod') } : undefined,
    });
    if (!stream) throw invalid(31922, 'The call has as many streams as it may');
    // The provider answers 200 here and 201 everywhere else.
    return ok(streamJson(stream));
  }),
  route(
    'POST',
    /^\/Calls\/(CA\w+)\/Streams\/([^/]+)$/,
    ({ path, form }, context, callSid = '', which = '') => {
      const stream = context.streams.find(callSid, which);
      if (!stream) throw notFound(path);
      if (form.text('Status') !== 'stopped') throw invalid(20001, "Parameter 'Status' is invalid");
      stream.stop();
      return ok(streamJson(stream));
    },
  ),
  route('POST', /^\/Calls\/(CA\w+)\/Transcriptions(\/[^/]+)?$/, (request, context, sid) => {
    find(request, context, sid);
    throw invalid(20001, 'No speech recognition is configured');
  }),
];

function parametersOf(form: Form): Record<string, string> {
  const parameters: Record<string, string> = {};
  for (let n = 1; n <= MAX_PARAMETERS; n++) {
    const name = form.text(`Parameter${n}.Name`);
    if (name) parameters[name] = form.text(`Parameter${n}.Value`) ?? '';
  }
  return parameters;
}

function streamJson(stream: MediaStream): Record<string, unknown> {
  const { call, name } = stream.request;
  const { accountSid } = call.details;
  return {
    sid: stream.sid,
    account_sid: accountSid,
    call_sid: call.sid,
    name: name || null,
    status: stream.over ? 'stopped' : 'in-progress',
    date_updated: rfc2822(stream.createdAt),
    uri: `${accountPath(accountSid)}/Calls/${call.sid}/Streams/${stream.sid}.json`,
  };
}
