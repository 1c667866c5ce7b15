/** All shortcuts that exist, from the same list that makes them work. */
import { useSay } from '../../i18n.js';
import { Dialog } from '../../ui/dialog.js';
import { DialogHead } from '../../ui/dialog-head.js';
import { keysOf, shortcuts } from './shortcuts.js';

export function ShortcutSheet({ onClose }: { onClose: () => void }) {
  const say = useSay();
  return (
    <Dialog labelledBy="keys-title" className="dlg keys" testId="shortcut-sheet" onClose={onClose}>
      <DialogHead
        id="keys-title"
        title={say('keys.title')}
        lead={say('keys.lead')}
        onClose={onClose}
        focused
      />
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
