/** The Calls of the API: start one, look at them, send one elsewhere, end it, record it. */
import { listenForMachine, machineDetection, type MachineDetection } from '../amd/answering-machine.js';
import type { Call } from '../call.js';
import type { FlowEntry } from '../twiml/flow.js';
import { parties, statusSubscription, timeout } from './callers.js';
import { page } from './paging.js';
import { accountPath, callJson } from './resource-json.js';
import { created, gone, ok, route, type RestContext, type RestRequest } from './rest-request.js';
import { invalid, notFound, TwilioProblem } from './twilio-problem.js';
import { readTwiml } from '../twiml/documents.js';

const MAX_INLINE_TWIML = 4000;

export const callRoutes = [
  route('POST', /^\/Calls$/, (request, context) => {
    const { form } = request;
    const entry = entryOf(request, context);
    if (!entry) throw invalid(21205, "Either 'Url', 'Twiml' or 'ApplicationSid' is required");
    const detection = machineDetection(form, 'AsyncAmd');
    const call = context.exchange.dial({
      ...parties(form, context.options),
      direction: 'outbound-api',
      timeoutSeconds: timeout(form),
      subscription: statusSubscription(form),
      answered: (answered) => begin(answered, entry, detection, context),
    });
    return created(callJson(call));
  }),
  route('GET', /^\/Calls$/, ({ query }, { exchange, options }) => {
    const wanted = (name: string, value: string | null) =>
      query.get(name) === null || query.get(name) === value;
    const calls = [...exchange.calls.values()]
      .reverse()
      .map(callJson)
      .filter((call) => wanted('Status', call.status as string))
      .filter((call) => wanted('To', call.to as string) && wanted('From', call.from as string))
      .filter((call) => wanted('ParentCallSid', call.parent_call_sid as string | null));
    return ok(page('calls', `${accountPath(options.accountSid)}/Calls.json`, query, calls));
  }),
  route('GET', /^\/Calls\/(CA\w+)$/, (request, context, sid) => ok(callJson(find(request, context, sid)))),
  route('POST', /^\/Calls\/(CA\w+)$/, (request, context, sid) => {
    const call = find(request, context, sid);
    update(call, request, context);
    return ok(callJson(call));
  }),
  route('DELETE', /^\/Calls\/(CA\w+)$/, (request, context, sid) => {
    const call = find(request, context, sid);
    if (!call.ended) throw invalid(20009, `Call ${call.sid} is not yet completed`);
    context.exchange.calls.delete(call.sid);
    return gone;
  }),
];

export function find({ path }: RestRequest, { exchange }: RestContext, sid: string | undefined): Call {
  const call = exchange.calls.get(sid ?? '');
  if (!call) throw notFound(path);
  return call;
}

/** The document waits for the verdict, unless the account wants to be told later. */
function begin(call: Call, entry: FlowEntry, detection: MachineDetection | null, context: RestContext): void {
  if (!detection) return context.flows.start(call, entry);
  const verdict = listenForMachine(call, detection, (callback) => context.exchange.tell(callback));
  if (detection.async) return context.flows.start(call, entry);
  void verdict.then((answeredBy) => answeredBy && context.flows.start(call, entry));
}

function update(call: Call, request: RestRequest, context: RestContext): void {
  const status = request.form.text('Status');
  const entry = entryOf(request, context);
  // A finished call is a normal race: the provider answers with the call as it is when asked to end it again.
  if (call.ended && status === 'completed') return;
  if (call.ended || (entry && !call.answered)) {
    throw new TwilioProblem(400, 21220, 'Call is not in-progress. Cannot redirect.');
  }
  if (request.form.text('StatusCallback')) call.subscription = statusSubscription(request.form);
  if (status === 'completed' || (status === 'canceled' && !call.answered)) {
    context.exchange.finish(call, status === 'canceled' ? 'canceled' : undefined);
  } else if (status === 'canceled') {
    throw new TwilioProblem(400, 21220, 'Call is in-progress. Cannot be canceled.');
  } else if (entry) {
    context.flows.start(call, entry);
  }
}

function entryOf({ form }: RestRequest, { options }: RestContext): FlowEntry | null {
  const twiml = form.text('Twiml');
  if (twiml !== undefined) {
    if (twiml.length > MAX_INLINE_TWIML) throw invalid(32018, 'Twiml is longer than 4000 characters');
    try {
      readTwiml(twiml);
    } catch (error) {
      throw invalid(12100, String(error));
    }
    return { twiml };
  }
  const url = form.url('Url');
  if (url) {
    return {
      url,
      method: form.method('Method'),
      fallbackUrl: form.url('FallbackUrl'),
      fallbackMethod: form.method('FallbackMethod'),
    };
  }
  const application = options.applications.find(({ sid }) => sid === form.text('ApplicationSid'));
  return application
    ? { url: application.voiceUrl, method: 'POST', fallbackUrl: application.voiceFallbackUrl }
    : null;
}
