/** Asked once before an answer leaves: what may have slipped, and the two ways on. */
import { TriangleAlert } from 'lucide-react';
import { useSay, type Say } from '../../i18n.js';
import { Dialog } from '../../ui/dialog.js';
import { serverNow } from '../../ui/now.js';
import { momentText } from '../../ui/time-text.js';
import type { Guard } from './guards.js';

interface Props {
  guards: readonly Guard[];
  onSend: () => void;
  onClose: () => void;
}

export function GuardDialog({ guards, onSend, onClose }: Props) {
  const say = useSay();
  return (
    <Dialog labelledBy="guard-title" className="dlg guard" testId="guard" onClose={onClose}>
      <h2 id="guard-title">{say('guard.title')}</h2>
      <ul>
        {guards.map((guard) => (
          <li key={guard.kind} data-testid={`guard-${guard.kind}`}>
            <TriangleAlert className="ic" aria-hidden="true" />
            <span>{guardText(guard, say)}</span>
          </li>
        ))}
      </ul>
      <div className="row2">
        <button type="button" className="btn" autoFocus onClick={onClose} data-testid="guard-back">
          {say('guard.back')}
        </button>
        <button type="button" className="btn primary" onClick={onSend} data-testid="guard-send">
          {say('guard.send')}
        </button>
      </div>
    </Dialog>
  );
}

function guardText(guard: Guard, say: Say): string {
  switch (guard.kind) {
    case 'answered':
      return say('guard.answered', { name: guard.name, time: momentText(guard.at, serverNow()) });
    case 'no-file':
      return say('guard.no-file');
    case 'many':
      return say('guard.many', { count: guard.count });
    case 'inner-pasted':
      return say('guard.inner-pasted', { words: guard.words });
    case 'bounced':
      return say('guard.bounced', { address: guard.address });
  }
}
