/** What makes two webhooks the same one: the carrier repeats them for hours, and never by the call's id alone. */
import type { WebhookBody } from './signature.js';
import type { WebhookRoute } from './webhook-inbox.js';
import { parameter } from './webhook-parameters.js';

/** `visit` tells apart two honest visits of one call to the same document (the agent's leg of that time). */
export function dedupeKey(route: WebhookRoute, callSid: string, body: WebhookBody, visit = ''): string {
  const has = (name: string) => parameter(body, name) ?? '-';
  switch (route) {
    case 'inbound':
    case 'client':
      return `arrival:${callSid}`;
    case 'menu':
    case 'survey':
      return `${route}:${callSid}:${visit}`;
    case 'recording':
      return `recording:${has('RecordingSid')}:${has('RecordingStatus')}`;
    case 'queue-exit':
      return `queue-exit:${callSid}:${has('QueueResult')}:${has('QueueTime')}`;
    case 'join':
    case 'after':
      return `${route}:${callSid}:${visit}`;
    case 'leg':
      return `leg:${callSid}:${has('CallStatus')}:${has('SequenceNumber')}`;
    case 'conf':
      return ['conf', has('ConferenceSid'), has('SequenceNumber'), has('StatusCallbackEvent'), has('CallSid')]
        .concat(parameter(body, 'SequenceNumber') ? [] : [has('Timestamp')])
        .join(':');
  }
}
