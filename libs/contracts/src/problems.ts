/** Every refusal the house knows: one table of code, title and HTTP status, sent as RFC 9457 problem details. */
import { z } from 'zod';

export const problems = {
  'invalid-input': { status: 400, title: 'The request is not valid' },
  'idempotency-key-reused': { status: 409, title: 'The idempotency key was used with another request' },
  'not-authenticated': { status: 401, title: 'Log in first' },
  'wrong-credentials': { status: 401, title: 'E-mail or password is wrong' },
  'too-many-attempts': { status: 429, title: 'Too many attempts, try again later' },
  forbidden: { status: 403, title: 'You may not do this' },
  'foreign-origin': { status: 403, title: 'This origin is not allowed' },
  'bad-signature': { status: 403, title: 'The signature is missing or wrong' },
  'not-found': { status: 404, title: 'Not found' },
  'ticket-already-owned': { status: 409, title: 'Somebody else owns this ticket' },
  'ticket-closed': { status: 409, title: 'This ticket is closed' },
  'ticket-merged': { status: 409, title: 'This ticket was merged into another' },
  'other-customer': { status: 409, title: 'The two tickets belong to different customers' },
  'link-cycle': { status: 409, title: 'This link would lead back to the ticket itself' },
  'move-not-allowed': { status: 409, title: 'This change is not possible from the present state' },
  'agent-not-available': { status: 409, title: 'The agent is not available' },
  'not-waiting': { status: 409, title: 'This no longer waits' },
  'queue-name-taken': { status: 409, title: 'Another queue has this name' },
  'mailbox-address-taken': { status: 409, title: 'Another mailbox has this address' },
  'promise-before-answer': { status: 409, title: 'The promise would be due before the answer leaves' },
  'sending-key-unchecked': { status: 409, title: 'The record of this key was not found yet' },
  'sending-key-signing': { status: 409, title: 'Mails are signed with this key; switch it off first' },
  'mailbox-permanent': { status: 409, title: 'This mailbox is set where the program is started' },
  'authorisation-failed': { status: 409, title: 'The provider did not give its permission' },
  'queue-unstaffed': { status: 409, title: 'Nobody is at work in this queue' },
  'queue-in-use': { status: 409, title: 'This queue is still needed' },
  'phone-number-taken': { status: 409, title: 'Another menu answers this number' },
  'menu-strands-callers': { status: 422, title: 'This menu would strand somebody who calls' },
  'nobody-at-level': { status: 409, title: 'Nobody of a higher level is at work' },
  'nobody-to-ask': { status: 409, title: 'There is nobody to ask who is not part of it' },
  'moved-too-often': { status: 409, title: 'This ticket changed hands twice already' },
  'capacity-full': { status: 409, title: 'You have as much work in hand as you can take' },
  'offer-taken': { status: 409, title: 'Somebody else has taken this offer' },
  'offer-expired': { status: 410, title: 'This offer is over' },
  'recording-gone': { status: 410, title: 'This recording was deleted' },
  'range-not-satisfiable': { status: 416, title: 'It does not reach that far' },
  'version-stale': { status: 412, title: 'Somebody changed this meanwhile' },
  'version-required': { status: 428, title: 'Say which version you change (If-Match)' },
  'hand-over-incomplete': {
    status: 400,
    title: 'A hand-over needs an inner note and a line for the customer',
  },
  'hand-over-pending': { status: 409, title: 'A hand-over of this ticket waits for its answer' },
  'hand-over-over': { status: 409, title: 'This hand-over is over' },
  'absence-overlaps': { status: 409, title: 'Another absence lies in this time' },
  'stand-in-absent': { status: 409, title: 'This colleague is absent too' },
  'no-address-on-channel': { status: 409, title: 'The customer cannot be reached on this channel' },
  'address-undeliverable': { status: 409, title: 'Mail to this address came back' },
  'answered-meanwhile': { status: 409, title: 'A colleague has answered meanwhile' },
  'conversation-ended': { status: 409, title: 'This conversation has ended' },
  'words-already-listed': { status: 409, title: 'These words are already in the list' },
  'cause-needed': { status: 409, title: 'Say the cause before it is resolved' },
  'disposition-needed': { status: 409, title: 'Say what came of it before the wrap-up is done' },
  'tasks-open': { status: 409, title: 'Tasks of this ticket are not done yet' },
  'task-taken': { status: 409, title: 'Somebody else has taken this task' },
  'field-needed': { status: 409, title: 'Fill in what is needed before it is resolved' },
  'inner-words': { status: 422, title: 'A customer should not read these words' },
  'article-not-public': { status: 409, title: 'Customers may not read this article' },
  'mail-unreadable': { status: 422, title: 'This mail cannot be read' },
  'attachment-infected': { status: 403, title: 'A virus was found in this file' },
  'too-large': { status: 413, title: 'Too large' },
  'rate-limited': { status: 429, title: 'Too many requests' },
  'carrier-refused': { status: 502, title: 'The telephone carrier refused' },
  'carrier-unreachable': { status: 502, title: 'The telephone carrier cannot be reached' },
  'not-ready': { status: 503, title: 'Not ready' },
  internal: { status: 500, title: 'Something went wrong on our side' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemCode = keyof typeof problems;

/** RFC 9457 body. `instance` is the id under which the log knows it. */
export const ProblemDetails = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string().optional(),
  instance: z.string().optional(),
  code: z.string(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});
export type ProblemDetails = z.infer<typeof ProblemDetails>;

/** An expected refusal; anything else thrown is a bug and becomes `internal`. */
export class Problem extends Error {
  readonly status: number;
  readonly title: string;

  constructor(
    readonly code: ProblemCode,
    readonly detail?: string,
    readonly errors?: { path: string; message: string }[],
  ) {
    super(detail ? `${code}: ${detail}` : code);
    this.name = 'Problem';
    this.status = problems[code].status;
    this.title = problems[code].title;
  }

  toDetails(instance?: string): ProblemDetails {
    return {
      type: `urn:guichet:problem:${this.code}`,
      title: this.title,
      status: this.status,
      detail: this.detail,
      instance,
      code: this.code,
      errors: this.errors,
    };
  }
}
