/** The calls about tasks on tickets. */
import type { AddTask, QueueLive, Task, TaskList } from '@lib/contracts';
import { request } from './http.js';

const id = encodeURIComponent;

export const taskApi = {
  list: (signal?: AbortSignal) => request<TaskList>('GET', '/api/tasks', { signal }),
  add: (ticketId: string, task: Omit<AddTask, 'text'> & { text: string }) =>
    request<Task[]>('POST', `/api/tickets/${id(ticketId)}/tasks`, { body: task }),
  take: (taskId: string) => request<TaskList>('POST', `/api/tasks/${id(taskId)}/take`),
  giveBack: (taskId: string, reason: string) =>
    request<TaskList>('POST', `/api/tasks/${id(taskId)}/give-back`, { body: { reason } }),
  finish: (taskId: string, result: string) =>
    request<TaskList>('POST', `/api/tasks/${id(taskId)}/finish`, { body: { result } }),
  drop: (taskId: string, reason: string) =>
    request<TaskList>('POST', `/api/tasks/${id(taskId)}/drop`, { body: { reason } }),
  /** All teams: a task may go where I am not a member. */
  teams: () => request<{ items: Pick<QueueLive, 'id' | 'name'>[] }>('GET', '/api/queues'),
};
