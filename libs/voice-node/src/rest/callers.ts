/** Whom the account may call and as whom: number rules, magic numbers and status subscriptions shared by two resources. */
import type { CallEvent, StatusSubscription } from '../call.js';
import type { VoiceNodeOptions } from '../options.js';
import type { Form } from './form.js';
import { invalid } from './twilio-problem.js';

const E164 = /^\+[1-9]\d{6,14}$/;
const INVALID_NUMBER = '+15005550001';
const UNROUTABLE_NUMBER = '+15005550002';
const EVENTS: readonly string[] = ['initiated', 'ringing', 'answered', 'completed'];

export function parties(form: Form, options: VoiceNodeOptions): { to: string; from: string } {
  const to = form.text('To');
  const from = form.text('From');
  if (!to) throw invalid(21201, "No 'To' number is specified");
  if (!from) throw invalid(21213, "No 'From' number is specified");
  const isClient = /^client:[^?\s]+/.test(to);
  if (!isClient && (!E164.test(to) || to === INVALID_NUMBER)) {
    throw invalid(21211, `The phone number you are attempting to call, ${to}, is not valid.`);
  }
  if (to === UNROUTABLE_NUMBER) {
    throw invalid(21214, `The phone number you are attempting to call, ${to}, cannot be reached.`);
  }
  if (!isClient && !options.numbers.some((number) => number.phoneNumber === from)) {
    throw invalid(21210, `The source phone number provided, ${from}, is not yet verified for your account.`);
  }
  return { to, from };
}

export function statusSubscription(
  form: Form,
  method = form.method('StatusCallbackMethod'),
): StatusSubscription | undefined {
  const url = form.url('StatusCallback');
  if (!url) return undefined;
  const events = form
    .list('StatusCallbackEvent')
    .filter((event): event is CallEvent => EVENTS.includes(event));
  return { url, method, events: events.length > 0 ? events : ['completed'] };
}

export function timeout(form: Form): number | undefined {
  const seconds = form.number('Timeout');
  return seconds === undefined ? undefined : Math.min(600, Math.max(1, seconds));
}
