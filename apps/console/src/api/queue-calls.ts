/** The calls about how queues and people are set up; the shapes are those of contracts. */
import type {
  Capacity,
  ChangePerson,
  Escalate,
  PeopleSettings,
  PersonSettings,
  PreviewRouting,
  QueueSettings,
  QueueSettingsList,
  QueueSettingsView,
  RoutingPreview,
  SettingsChanges,
  TicketEscalation,
} from '@lib/contracts';
import { request } from './http.js';

const id = encodeURIComponent;
const queues = '/api/admin/queues';
const people = '/api/admin/people';

export const queueApi = {
  list: (signal: AbortSignal) => request<QueueSettingsList>('GET', queues, { signal }),
  make: (settings: QueueSettings) => request<QueueSettingsView>('POST', queues, { body: settings }),
  change: (queueId: string, settings: QueueSettings, version: number) =>
    request<QueueSettingsView>('PUT', `${queues}/${id(queueId)}`, {
      body: settings,
      headers: { 'if-match': String(version) },
    }),
  archive: (queueId: string) => request<null>('DELETE', `${queues}/${id(queueId)}`),
  restore: (queueId: string) => request<QueueSettingsView>('POST', `${queues}/${id(queueId)}/restore`),
  changes: (queueId: string, signal: AbortSignal) =>
    request<SettingsChanges>('GET', `${queues}/${id(queueId)}/changes`, { signal }),
  escalation: (ticketId: string, signal: AbortSignal) =>
    request<TicketEscalation>('GET', `/api/tickets/${id(ticketId)}/escalation`, { signal }),
  escalate: (ticketId: string, wish: Escalate) =>
    request<TicketEscalation>('POST', `/api/tickets/${id(ticketId)}/escalate`, { body: wish }),
  preview: (wish: PreviewRouting, signal: AbortSignal) =>
    request<RoutingPreview>('POST', `${queues}/preview`, { body: wish, signal }),
};

export const peopleApi = {
  list: (signal: AbortSignal) => request<PeopleSettings>('GET', people, { signal }),
  change: (personId: string, change: ChangePerson) =>
    request<PersonSettings>('PATCH', `${people}/${id(personId)}`, { body: change }),
  changes: (personId: string, signal: AbortSignal) =>
    request<SettingsChanges>('GET', `${people}/${id(personId)}/changes`, { signal }),
  houseCapacity: (signal: AbortSignal) => request<Capacity>('GET', '/api/admin/capacity', { signal }),
  putHouseCapacity: (capacity: Capacity) =>
    request<Capacity>('PUT', '/api/admin/capacity', { body: capacity }),
};
