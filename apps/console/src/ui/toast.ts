/** Short words about what was just done, with a way back while there is one. */
import { createCell } from '../rt/cell.js';

export interface Toast {
  id: number;
  text: string;
  kind: 'done' | 'failed';
  action?: { label: string; run: () => void };
  /** The log's id of a failure. */
  instance?: string;
  until: number;
}

export const toasts = createCell<readonly Toast[]>([]);
let lastId = 0;

export function showToast(toast: Pick<Toast, 'text'> & Partial<Toast>, lifeMs = 5_000): number {
  const id = ++lastId;
  toasts.set((before) => [...before.slice(-2), { kind: 'done', ...toast, id, until: Date.now() + lifeMs }]);
  setTimeout(() => closeToast(id), lifeMs);
  return id;
}

export function closeToast(id: number): void {
  toasts.set((before) => before.filter((toast) => toast.id !== id));
}
