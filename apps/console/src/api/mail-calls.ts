/** What the console asks about mail that came back, addresses that take none, and mail that may be spam or forged. */
import type {
  AttachedMailView,
  JudgedAs,
  MailGuardList,
  MailGuardView,
  MailRecord,
  QuarantinePage,
  QuarantineRetry,
  QuarantineWhy,
  SayUndeliverable,
  SenderRule,
  SenderRuleList,
  Ticket,
  UndeliverableAddress,
  UndeliverablePage,
  WriteMailGuard,
  WriteSenderRule,
} from '@lib/contracts';
import { query, request } from './http.js';

const id = encodeURIComponent;

export const mailApi = {
  attachedMail: (fileId: string, inside: string | null, signal: AbortSignal) =>
    request<AttachedMailView>(
      'GET',
      `/api/attachments/${id(fileId)}/mail${query(inside === null ? {} : { inside })}`,
      { signal },
    ),
  undeliverableOf: (ticketId: string, signal: AbortSignal) =>
    request<{ items: UndeliverableAddress[] }>('GET', `/api/tickets/${id(ticketId)}/undeliverable`, {
      signal,
    }),
  liftOnTicket: (ticketId: string, address: string) =>
    request<undefined>('POST', `/api/tickets/${id(ticketId)}/undeliverable/lift`, { body: { address } }),
  undeliverable: (values: { q?: string; cursor?: string }) =>
    request<UndeliverablePage>('GET', `/api/admin/undeliverable${query(values)}`),
  sayUndeliverable: (body: SayUndeliverable) =>
    request<undefined>('POST', '/api/admin/undeliverable', { body }),
  lift: (address: string) =>
    request<undefined>('POST', '/api/admin/undeliverable/lift', { body: { address } }),
  judgeMessage: (ticketId: string, messageId: string, as: JudgedAs) =>
    request<Ticket>('POST', `/api/tickets/${id(ticketId)}/messages/${id(messageId)}/judgement`, {
      body: { as },
    }),
  judgeMail: (mailId: string, as: JudgedAs) =>
    request<MailRecord>('POST', `/api/admin/mail/${id(mailId)}/judgement`, { body: { as } }),
  quarantine: (values: { why?: QuarantineWhy; cursor?: string }, signal: AbortSignal) =>
    request<QuarantinePage>('GET', `/api/admin/quarantine${query(values)}`, { signal }),
  retryQuarantine: (why: QuarantineWhy) =>
    request<QuarantineRetry>('POST', '/api/admin/quarantine/retries', { body: { why } }),
  quarantineRetry: (retryId: string, signal: AbortSignal) =>
    request<QuarantineRetry>('GET', `/api/admin/quarantine/retries/${id(retryId)}`, { signal }),
  guards: (signal: AbortSignal) => request<MailGuardList>('GET', '/api/admin/mail-guard', { signal }),
  putGuard: ({ mailboxId, version }: MailGuardView, body: WriteMailGuard) =>
    request<MailGuardView>('PUT', `/api/admin/mail-guard/${id(mailboxId)}`, {
      body,
      headers: { 'if-match': String(version) },
    }),
  senderRules: (signal: AbortSignal) => request<SenderRuleList>('GET', '/api/admin/sender-rules', { signal }),
  addSenderRule: (body: WriteSenderRule) => request<SenderRule>('POST', '/api/admin/sender-rules', { body }),
  removeSenderRule: (ruleId: string) => request<undefined>('DELETE', `/api/admin/sender-rules/${id(ruleId)}`),
  restoreSenderRule: (ruleId: string) =>
    request<SenderRule>('POST', `/api/admin/sender-rules/${id(ruleId)}/restore`),
};
