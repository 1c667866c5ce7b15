/** One question before an act on many tickets, and how many it concerns. */
import { useState, type ComponentType, type FormEvent } from 'react';
import type { BulkAction } from '@lib/contracts';
import { useSay } from '../../i18n.js';
import { Dialog } from '../../ui/dialog.js';
import { DialogHead } from '../../ui/dialog-head.js';
import {
  MacroField,
  MergeField,
  PriorityField,
  StatusField,
  TagsField,
  TypeField,
  type Asked,
  type FieldProps,
} from './bulk-fields.js';

const fields: Record<Asked, ComponentType<FieldProps>> = {
  status: StatusField,
  priority: PriorityField,
  type: TypeField,
  tags: TagsField,
  macro: MacroField,
  merge: MergeField,
};

interface Props {
  asked: Asked;
  count: number;
  onStart: (action: BulkAction) => Promise<boolean>;
  onClose: () => void;
}

export function BulkDialog({ asked, count, onStart, onClose }: Props) {
  const say = useSay();
  const [action, setAction] = useState<BulkAction | null>(null);
  const [busy, setBusy] = useState(false);
  const Field = fields[asked];
  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (!action || busy) return;
    setBusy(true);
    if (await onStart(action)) onClose();
    else setBusy(false);
  }
  return (
    <Dialog labelledBy="bulk-title" className="dlg bulk-dlg" testId="bulk-dialog" onClose={onClose}>
      <DialogHead
        id="bulk-title"
        title={say(`bulk.title-${asked}`)}
        lead={say('bulk.lead', { count })}
        onClose={onClose}
      />
      <form id="bulk-form" className="bulk-body" onSubmit={(event) => void submit(event)}>
        <Field onAnswer={setAction} />
      </form>
      <footer>
        <p />
        <button type="button" className="btn ghost" onClick={onClose}>
          {say('common.cancel')}
        </button>
        <button
          type="submit"
          form="bulk-form"
          className="btn primary"
          disabled={!action || busy}
          data-testid="bulk-submit"
        >
          {say('bulk.submit', { count })}
        </button>
      </footer>
    </Dialog>
  );
}
