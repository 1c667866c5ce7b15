/** The calls about mailboxes as they are set up; the shapes are those of contracts. */
import type {
  FoundMailServers,
  GivenMailPermission,
  MailboxList,
  MailboxView,
  MailPermissionPage,
  MailTestResult,
  MailWriting,
  SettingsChanges,
  TestMailbox,
  WriteMailbox,
  WriteMailWriting,
} from '@lib/contracts';
import { request } from './http.js';

const id = encodeURIComponent;
const mailboxes = '/api/admin/mailboxes';

export const mailboxApi = {
  list: (signal: AbortSignal) => request<MailboxList>('GET', mailboxes, { signal }),
  find: (address: string) => request<FoundMailServers>('POST', `${mailboxes}/find`, { body: { address } }),
  test: (test: TestMailbox) => request<MailTestResult>('POST', `${mailboxes}/test`, { body: test }),
  make: (settings: WriteMailbox) => request<MailboxView>('POST', mailboxes, { body: settings }),
  change: (mailboxId: string, settings: WriteMailbox, version: number) =>
    request<MailboxView>('PUT', `${mailboxes}/${id(mailboxId)}`, {
      body: settings,
      headers: { 'if-match': String(version) },
    }),
  remove: (mailboxId: string) => request<null>('DELETE', `${mailboxes}/${id(mailboxId)}`),
  restore: (mailboxId: string) => request<MailboxView>('POST', `${mailboxes}/${id(mailboxId)}/restore`),
  retry: (mailboxId: string) => request<MailboxView>('POST', `${mailboxes}/${id(mailboxId)}/retry`),
  askPermission: (mailboxId: string) =>
    request<MailPermissionPage>('POST', `${mailboxes}/${id(mailboxId)}/permission`),
  givePermission: (given: GivenMailPermission) =>
    request<{ mailboxId: string }>('POST', `${mailboxes}/permission`, { body: given }),
  writing: (mailboxId: string, signal: AbortSignal) =>
    request<MailWriting>('GET', `${mailboxes}/${id(mailboxId)}/writing`, { signal }),
  write: (mailboxId: string, writing: WriteMailWriting, version: number) =>
    request<MailWriting>('PUT', `${mailboxes}/${id(mailboxId)}/writing`, {
      body: writing,
      headers: { 'if-match': String(version) },
    }),
  changes: (mailboxId: string, signal: AbortSignal) =>
    request<SettingsChanges>('GET', `${mailboxes}/${id(mailboxId)}/changes`, { signal }),
};
