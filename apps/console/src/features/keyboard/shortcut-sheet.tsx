/** All shortcuts that exist, from the same list that makes them work. */
import { X } from 'lucide-react';
import { useSay } from '../../i18n.js';
import { Dialog } from '../../ui/dialog.js';
import { keysOf, shortcuts } from './shortcuts.js';

export function ShortcutSheet({ onClose }: { onClose: () => void }) {
  const say = useSay();
  return (
    <Dialog labelledBy="keys-title" className="dlg keys" testId="shortcut-sheet" onClose={onClose}>
      <header>
        <div>
          <h2 id="keys-title">{say('keys.title')}</h2>
          <p>{say('keys.lead')}</p>
        </div>
        <button
          type="button"
          className="btn ghost icon sm x"
          aria-label={say('common.close')}
          onClick={onClose}
          autoFocus
        >
          <X className="ic" aria-hidden="true" />
        </button>
      </header>
      <dl className="kb">
        {shortcuts.map((one) => (
          <div key={one.id}>
            <dt>{say(one.label)}</dt>
            <dd>
              {keysOf(one.id).map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
