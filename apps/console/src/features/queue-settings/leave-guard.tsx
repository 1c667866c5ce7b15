/** Changes that are not saved yet are not lost by a wrong press: leaving the page or the form asks first. */
import { useEffect, useRef, useState } from 'react';
import { useBlocker } from '@tanstack/react-router';
import { useSay } from '../../i18n.js';
import { Dialog } from '../../ui/dialog.js';
import './queue-settings.css';

/** `leave` closes the form at once when nothing would be lost; `ask` is the dialog while somebody decides. */
export function useLeaveGuard(dirty: boolean, close: () => void) {
  const [asking, setAsking] = useState(false);
  const blocker = useBlocker({
    shouldBlockFn: () => dirty,
    enableBeforeUnload: dirty,
    withResolver: true,
  });
  const blocked = blocker.status === 'blocked';
  const stay = (): void => {
    setAsking(false);
    if (blocked) blocker.reset();
  };
  const leave = (): void => {
    if (blocked) blocker.proceed();
    else close();
  };
  return {
    leave: () => (dirty ? setAsking(true) : close()),
    ask: (asking || blocked) && <LeaveDialog onStay={stay} onLeave={leave} />,
  };
}

function LeaveDialog({ onStay, onLeave }: { onStay: () => void; onLeave: () => void }) {
  const say = useSay();
  const stay = useRef<HTMLButtonElement>(null);
  useEffect(() => stay.current?.focus(), []);
  return (
    <Dialog labelledBy="leave-title" className="dlg leave" testId="leave-dialog" onClose={onStay}>
      <header>
        <div>
          <h2 id="leave-title">{say('leave.title')}</h2>
          <p>{say('leave.text')}</p>
        </div>
      </header>
      <footer>
        <button type="button" className="btn ghost" onClick={onLeave} data-testid="leave-anyway">
          {say('leave.anyway')}
        </button>
        <button type="button" ref={stay} className="btn primary" onClick={onStay} data-testid="leave-stay">
          {say('leave.stay')}
        </button>
      </footer>
    </Dialog>
  );
}
