/** The Queues of the API and their Members: look at who waits, make and change queues, send the front one elsewhere. */
import type { QueueEntry, WaitingQueue } from '../waiting-queue.js';
import type { Form } from './form.js';
import { page } from './paging.js';
import { accountPath, rfc2822 } from './resource-json.js';
import { created, gone, ok, route, type RestContext } from './rest-request.js';
import { invalid, notFound } from './twilio-problem.js';

const MAX_NAME = 64;
const MAX_SIZE = 5000;

export const queueRoutes = [
  route('GET', /^\/Queues$/, ({ query }, context) => {
    const queues = context.exchange.queues.all.map((queue) => queueJson(queue, context));
    return ok(page('queues', `${accountPath(context.options.accountSid)}/Queues.json`, query, queues));
  }),
  route('POST', /^\/Queues$/, ({ form }, context) => {
    const name = nameOf(form);
    if (!name) throw invalid(20001, "Parameter 'FriendlyName' is required");
    const queue = context.exchange.queues.make(name, sizeOf(form));
    if (!queue) throw invalid(22003, `A queue named ${name} exists already`);
    return created(queueJson(queue, context));
  }),
  route('GET', /^\/Queues\/(QU\w+)$/, ({ path }, context, sid) =>
    ok(queueJson(findQueue(context, path, sid), context)),
  ),
  route('POST', /^\/Queues\/(QU\w+)$/, ({ path, form }, context, sid) => {
    const queue = findQueue(context, path, sid);
    const name = nameOf(form);
    if (name && name !== queue.friendlyName && !context.exchange.queues.rename(queue, name))
      throw invalid(22003, `A queue named ${name} exists already`);
    queue.maxSize = sizeOf(form) ?? queue.maxSize;
    return ok(queueJson(queue, context));
  }),
  route('DELETE', /^\/Queues\/(QU\w+)$/, ({ path }, context, sid) => {
    const queue = findQueue(context, path, sid);
    if (queue.size > 0) throw invalid(22001, 'Queue is not empty');
    context.exchange.queues.drop(queue);
    return gone;
  }),
  route('GET', /^\/Queues\/(QU\w+)\/Members$/, ({ path, query }, context, sid) => {
    const queue = findQueue(context, path, sid);
    const uri = `${accountPath(context.options.accountSid)}/Queues/${queue.sid}/Members.json`;
    const members = queue.members.map((entry) => memberJson(queue, entry, context));
    return ok(page('queue_members', uri, query, members));
  }),
  route('GET', /^\/Queues\/(QU\w+)\/Members\/(CA\w+|Front)$/, ({ path }, context, sid, who) => {
    const { queue, entry } = findMember(context, path, sid, who);
    return ok(memberJson(queue, entry, context));
  }),
  route('POST', /^\/Queues\/(QU\w+)\/Members\/(CA\w+|Front)$/, ({ path, form }, context, sid, who) => {
    const { queue, entry } = findMember(context, path, sid, who);
    const url = form.url('Url');
    if (!url) throw invalid(21205, "Parameter 'Url' is required");
    const answer = memberJson(queue, entry, context);
    context.flows.start(entry.call, { url, method: form.method('Method') });
    return ok(answer);
  }),
];

function findQueue({ exchange }: RestContext, path: string, sid = ''): WaitingQueue {
  const queue = exchange.queues.all.find((each) => each.sid === sid);
  if (!queue) throw notFound(path);
  return queue;
}

function findMember(
  context: RestContext,
  path: string,
  sid: string | undefined,
  who = '',
): { queue: WaitingQueue; entry: QueueEntry } {
  const queue = findQueue(context, path, sid);
  const entry = who === 'Front' ? queue.members[0] : queue.members.find(({ call }) => call.sid === who);
  if (!entry) throw notFound(path);
  return { queue, entry };
}

function nameOf(form: Form): string | undefined {
  const name = form.text('FriendlyName');
  if (name !== undefined && name.length > MAX_NAME)
    throw invalid(20001, `Parameter 'FriendlyName' is longer than ${MAX_NAME} characters`);
  return name;
}

function sizeOf(form: Form): number | undefined {
  const size = form.number('MaxSize');
  if (size !== undefined && (!Number.isInteger(size) || size < 1 || size > MAX_SIZE))
    throw invalid(20001, `Parameter 'MaxSize' must be between 1 and ${MAX_SIZE}`);
  return size;
}

function queueJson(queue: WaitingQueue, { options }: RestContext): Record<string, unknown> {
  return {
    sid: queue.sid,
    account_sid: options.accountSid,
    friendly_name: queue.friendlyName,
    current_size: queue.size,
    max_size: queue.maxSize,
    average_wait_time: queue.averageWaitSeconds,
    date_created: rfc2822(queue.createdAt),
    date_updated: rfc2822(queue.updatedAt),
    uri: `${accountPath(options.accountSid)}/Queues/${queue.sid}.json`,
  };
}

function memberJson(
  queue: WaitingQueue,
  entry: QueueEntry,
  { options }: RestContext,
): Record<string, unknown> {
  return {
    queue_sid: queue.sid,
    call_sid: entry.call.sid,
    date_enqueued: rfc2822(new Date(entry.enteredAt)),
    position: queue.positionOf(entry),
    wait_time: Math.round((Date.now() - entry.enteredAt) / 1000),
    uri: `${accountPath(options.accountSid)}/Queues/${queue.sid}/Members/${entry.call.sid}.json`,
  };
}
