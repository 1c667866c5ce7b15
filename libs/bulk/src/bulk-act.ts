/** What an act answers for one ticket, and what takes it back. */
import type { Priority, TicketStatus, TicketType } from '@lib/contracts';

/** The fields a job may set, as they stood. */
export interface Fields {
  status: TicketStatus;
  type: TicketType;
  priority: Priority;
  priorityReason: string | null;
}

export type FieldsUndo = { do: 'fields'; before: Fields; after: Fields };

/** Written by us into the item's row, in the transaction of the act. */
export type BulkUndo =
  | { do: 'take' }
  | FieldsUndo
  | { do: 'hand-over'; handOverId: string }
  | { do: 'tags'; added: string[]; removed: string[] }
  | { do: 'macro'; useId: string }
  | { do: 'follow'; follow: boolean }
  | { do: 'merge' };

export interface Outcome {
  /** False: it was so already. */
  changed: boolean;
  undo: BulkUndo | null;
}

export const UNCHANGED: Outcome = { changed: false, undo: null };
