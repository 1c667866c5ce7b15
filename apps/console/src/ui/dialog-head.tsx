/** The head of a dialog: what it is for, and the way out of it. */
import type { ReactNode } from 'react';
import { X } from 'lucide-react';
import { useSay } from '../i18n.js';

interface Props {
  /** What the dialog is labelled by. */
  id: string;
  title: ReactNode;
  lead: ReactNode;
  /** The way out has the focus at once: there is nothing to fill in. */
  focused?: boolean;
  onClose: () => void;
}

export function DialogHead({ id, title, lead, focused = false, onClose }: Props) {
  const say = useSay();
  return (
    <header>
      <div>
        <h2 id={id}>{title}</h2>
        <p>{lead}</p>
      </div>
      <button
        type="button"
        className="btn ghost icon sm x"
        aria-label={say('common.close')}
        onClick={onClose}
        autoFocus={focused}
      >
        <X className="ic" aria-hidden="true" />
      </button>
    </header>
  );
}
