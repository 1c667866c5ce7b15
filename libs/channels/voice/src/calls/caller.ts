/** Reads who calls, which number they dialled and in what language to greet them, out of a webhook's parameters. */
import type { CallbackAsked, InboundMessageInput, Locale } from '@lib/contracts';
import { parameter } from '../webhooks/webhook-parameters.js';
import type { WebhookBody } from '../webhooks/signature.js';

export interface Caller {
  direction: 'inbound' | 'client' | 'outbound';
  from: { kind: 'phone' | 'client'; value: string; name?: string };
  to: string;
  locale: Locale;
}

const e164 = /^\+[1-9]\d{6,14}$/;
/** What carriers put where a number is withheld: "anonymous", "restricted", "blocked" and the like on a keypad. */
const withheld = new Set(['+266696687', '+7378742833', '+2562533', '+86282452253', '+464', '+464646']);
/** Calling codes of countries where a caller most likely speaks French; a hint, as the number is. */
const frenchSpeaking =
  /^\+(33|32|41|352|377|212|213|216|221|225|226|227|228|229|223|241|242|243|261|262|590|594|596|687|689)/;

export function readCaller(callSid: string, body: WebhookBody, ownNumber: string): Caller {
  const from = readFrom(callSid, body);
  const dialled = parameter(body, 'To') ?? '';
  const to = e164.test(dialled) ? dialled : ownNumber;
  return {
    direction: from.value.startsWith('anonymous:') || from.kind === 'phone' ? 'inbound' : 'client',
    from,
    to,
    locale: localeOf(body, from.value, to),
  };
}

const ownPhone = /^client:agent-[0-9a-f-]{36}$/;

/** A telephone of ours only ever calls the house to check its line: that is no customer, and no call of anybody's. */
export function isLineCheck(body: WebhookBody): boolean {
  return ownPhone.test((parameter(body, 'From') ?? '').trim());
}

export function startedMessage(callSid: string, caller: Caller, at: Date): InboundMessageInput {
  return {
    ...common(callSid, caller),
    kind: 'started',
    externalId: `call:${callSid}:started`,
    receivedAt: at.toISOString(),
    data: { callSid, direction: caller.direction, withheld: caller.from.value.startsWith('anonymous:') },
  };
}

export interface CallEnd {
  reason: string;
  by: 'customer' | 'agent' | 'system';
  durationSeconds: number;
  abandoned: boolean;
  /** They hung up to be called back on this number. */
  callback?: CallbackAsked;
}

export function endedMessage(callSid: string, caller: Caller, at: Date, end: CallEnd): InboundMessageInput {
  return {
    ...common(callSid, caller),
    kind: 'ended',
    externalId: `call:${callSid}:ended`,
    receivedAt: at.toISOString(),
    data: { callSid, ...end },
  };
}

export interface LeftMessage {
  recordingSid: string;
  seconds: number;
  /** Null: where the call would have waited. */
  queueId: string | null;
  file: { sha256: string; size: number };
}

const messageText = {
  fr: (length: string) => `Message vocal (${length})`,
  en: (length: string) => `Voice message (${length})`,
};

/** What a caller said instead of waiting, as a file with a line that names it. */
export function messageLeft(
  callSid: string,
  caller: Caller,
  at: Date,
  { recordingSid, seconds, queueId, file }: LeftMessage,
): InboundMessageInput {
  const length = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
  const name = caller.locale === 'fr' ? 'message-vocal.wav' : 'voice-message.wav';
  return {
    ...common(callSid, caller),
    kind: 'message',
    externalId: `recording:${recordingSid}`,
    receivedAt: at.toISOString(),
    text: messageText[caller.locale](length),
    attachments: [{ ...file, name, type: 'audio/wav' }],
    data: { callSid, spokenMessage: true, seconds, ...(queueId && { queueId }) },
  };
}

export function threadKey(callSid: string): string {
  return `call:${callSid}`;
}

type Common = Pick<InboundMessageInput, 'channel' | 'threadKeys' | 'lane' | 'from' | 'to' | 'locale'>;

function common(callSid: string, caller: Caller): Common {
  const key = threadKey(callSid);
  const { from, to, locale } = caller;
  return {
    channel: 'voice',
    threadKeys: [key],
    lane: key,
    from,
    to: { kind: 'phone', value: to },
    locale,
  } as const;
}

/** A withheld number is nobody's address: each such call gets its own, so that strangers are not taken for one person. */
function readFrom(callSid: string, body: WebhookBody): Caller['from'] {
  const text = (parameter(body, 'From') ?? '').trim();
  const name = parameter(body, 'CallerName')?.slice(0, 200);
  if (e164.test(text) && !withheld.has(text)) return { kind: 'phone', value: text, ...(name && { name }) };
  const client = /^client:([\w.@:+-]{1,300})$/.exec(text)?.[1];
  if (client) return { kind: 'client', value: client };
  return { kind: 'client', value: `anonymous:${callSid}` };
}

function localeOf(body: WebhookBody, from: string, to: string): Locale {
  const stated = parameter(body, 'locale');
  if (stated === 'fr' || stated === 'en') return stated;
  const number = e164.test(from) ? from : to;
  return frenchSpeaking.test(number) ? 'fr' : 'en';
}
