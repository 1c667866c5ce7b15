/** A promise on its way: chosen beside an answer, made when the answer is sent; and words put into the composer from outside. */
import type { AttachedPromise } from '@lib/contracts';
import { createCell } from '../../rt/cell.js';
import { api } from '../../api/calls.js';

/** Words for the composer of one ticket, each handed over once. */
export interface PutText {
  ticketId: string;
  text: string;
  promise: AttachedPromise | null;
}

export const putText = createCell<PutText | null>(null);

export function makeAttached(ticketId: string, { text, dueAt, renews }: AttachedPromise): Promise<unknown> {
  return renews === null ? api.promise(ticketId, { text, dueAt }) : api.renewPromise(renews, { text, dueAt });
}
