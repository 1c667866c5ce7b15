/** The calls about what is written on a ticket, and about how that is set up; the shapes are those of contracts. */
import type {
  AddChecklistItems,
  AddField,
  ChangeField,
  FieldList,
  FieldValue,
  FieldValues,
  Checklist,
  ChecklistItem,
  ChecklistList,
  MatterView,
  Resolving,
  WriteChecklist,
  WriteResolving,
  ChangePlanStep,
  ChangeTicket,
  Macro,
  MacroList,
  MacroPreview,
  MacroUse,
  OpenTicket,
  Plan,
  PriorityTable,
  SetTags,
  TagList,
  Ticket,
  TicketRecord,
  WriteMacro,
  WritePlanStep,
} from '@lib/contracts';
import type { z } from 'zod';
import { query, request } from './http.js';

const id = encodeURIComponent;
const of = (ticketId: string): string => `/api/tickets/${id(ticketId)}`;

/** As typed into a form: the server makes the wordings what they are. */
type Typed<T> = Omit<T, 'inner' | 'customer'> & { inner?: string; customer?: string | null };

export const recordApi = {
  record: (ticketId: string, signal?: AbortSignal) =>
    request<TicketRecord>('GET', `${of(ticketId)}/record`, { signal }),
  change: (ticket: Pick<Ticket, 'id' | 'version'>, change: ChangeTicket) =>
    request<Ticket>('PATCH', of(ticket.id), {
      body: change,
      headers: { 'if-match': String(ticket.version) },
    }),
  open: (ticket: z.input<typeof OpenTicket>, key: string) =>
    request<Ticket>('POST', '/api/tickets', { body: ticket, headers: { 'idempotency-key': key } }),
  setTags: (ticketId: string, tags: string[]) =>
    request<SetTags>('PUT', `${of(ticketId)}/tags`, { body: { tags } }),
  tags: (q: string, signal?: AbortSignal) => request<TagList>('GET', `/api/tags${query({ q })}`, { signal }),

  addStep: (ticketId: string, step: Typed<WritePlanStep>) =>
    request<Plan>('POST', `${of(ticketId)}/plan`, { body: step }),
  changeStep: (ticketId: string, stepId: string, change: Typed<ChangePlanStep>) =>
    request<Plan>('PATCH', `${of(ticketId)}/plan/${id(stepId)}`, { body: change }),
  removeStep: (ticketId: string, stepId: string) =>
    request<Plan>('DELETE', `${of(ticketId)}/plan/${id(stepId)}`),

  macros: () => request<MacroList>('GET', '/api/macros'),
  addMacro: (macro: WriteMacro) => request<Macro>('POST', '/api/macros', { body: macro }),
  changeMacro: (macroId: string, macro: WriteMacro) =>
    request<Macro>('PUT', `/api/macros/${id(macroId)}`, { body: macro }),
  archiveMacro: (macroId: string) => request<null>('DELETE', `/api/macros/${id(macroId)}`),
  previewMacro: (ticketId: string, macroId: string, signal?: AbortSignal) =>
    request<MacroPreview>('GET', `${of(ticketId)}/macros/${id(macroId)}`, { signal }),
  useMacro: (ticketId: string, macroId: string) =>
    request<MacroUse>('POST', `${of(ticketId)}/macros/${id(macroId)}`),
  undoMacro: (ticketId: string, useId: string) =>
    request<Ticket>('POST', `${of(ticketId)}/macro-uses/${id(useId)}/undo`),

  writeUnderstood: (ticketId: string, text: string) =>
    request<MatterView>('PUT', `${of(ticketId)}/understood`, { body: { text } }),
  readBack: (ticketId: string) => request<MatterView>('POST', `${of(ticketId)}/understood/read-back`),
  answerUnderstood: (ticketId: string, answer: { right: true } | { right: false; text: string }) =>
    request<MatterView>('POST', `${of(ticketId)}/understood/answer`, { body: answer }),
  writeBehind: (ticketId: string, text: string | null) =>
    request<MatterView>('PUT', `${of(ticketId)}/behind`, { body: { text } }),
  resolve: (
    ticketId: string,
    cause: { causeId: string | null; causeNote: string | null; dropTasks?: string },
  ) => request<Ticket>('POST', `${of(ticketId)}/resolve`, { body: cause }),
  confirm: (ticketId: string, works: boolean) =>
    request<Ticket>('POST', `${of(ticketId)}/confirmation`, { body: { works } }),
  resolving: () => request<Resolving>('GET', '/api/resolving'),
  putResolving: (wanted: WriteResolving) =>
    request<Resolving>('PUT', '/api/admin/resolving', { body: wanted }),

  checklists: () => request<ChecklistList>('GET', '/api/checklists'),
  addChecklist: (list: WriteChecklist) => request<Checklist>('POST', '/api/checklists', { body: list }),
  changeChecklist: (listId: string, list: WriteChecklist) =>
    request<Checklist>('PUT', `/api/checklists/${id(listId)}`, { body: list }),
  archiveChecklist: (listId: string) => request<null>('DELETE', `/api/checklists/${id(listId)}`),
  addItems: (ticketId: string, items: AddChecklistItems) =>
    request<ChecklistItem[]>('POST', `${of(ticketId)}/checklist`, { body: items }),
  tickItem: (ticketId: string, itemId: string, ticked: boolean, answer?: string | null) =>
    request<ChecklistItem[]>('PUT', `${of(ticketId)}/checklist/${id(itemId)}`, { body: { ticked, answer } }),
  removeItem: (ticketId: string, itemId: string) =>
    request<ChecklistItem[]>('DELETE', `${of(ticketId)}/checklist/${id(itemId)}`),

  fields: () => request<FieldList>('GET', '/api/fields'),
  addField: (field: AddField) => request<FieldList>('POST', '/api/admin/fields', { body: field }),
  changeField: (fieldId: string, field: ChangeField) =>
    request<FieldList>('PUT', `/api/admin/fields/${id(fieldId)}`, { body: field }),
  archiveField: (fieldId: string) => request<null>('DELETE', `/api/admin/fields/${id(fieldId)}`),
  setFields: (ticketId: string, values: Record<string, FieldValue | null>) =>
    request<FieldValues>('PUT', `${of(ticketId)}/fields`, { body: { values } }),

  priorityTable: () => request<PriorityTable>('GET', '/api/admin/priority-table'),
  putPriorityTable: (table: PriorityTable) =>
    request<PriorityTable>('PUT', '/api/admin/priority-table', { body: table }),
};
