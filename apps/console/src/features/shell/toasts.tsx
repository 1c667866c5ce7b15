/** The corner where short words appear; each can be closed, some undone. */
import { AlertTriangle, Check, Undo2, X } from 'lucide-react';
import { useSay } from '../../i18n.js';
import { useCell } from '../../rt/cell.js';
import { ErrorId } from '../../ui/failure.js';
import { closeToast, toasts } from '../../ui/toast.js';

export function Toasts() {
  const say = useSay();
  const shown = useCell(toasts);
  return (
    <div className="toasts" role="status" aria-live="polite" data-testid="toasts">
      {shown.map((toast) => (
        <div className="toast" key={toast.id} data-kind={toast.kind}>
          {toast.kind === 'done' ? (
            <Check className="ic" aria-hidden="true" />
          ) : (
            <AlertTriangle className="ic" aria-hidden="true" />
          )}
          <span>{toast.text}</span>
          {toast.instance && <ErrorId id={toast.instance} />}
          {toast.action && (
            <button
              type="button"
              className="btn sm"
              data-testid="toast-action"
              onClick={() => {
                toast.action?.run();
                closeToast(toast.id);
              }}
            >
              <Undo2 className="ic" aria-hidden="true" />
              {toast.action.label}
            </button>
          )}
          <button
            type="button"
            className="btn sm icon ghost"
            aria-label={say('common.close')}
            onClick={() => closeToast(toast.id)}
          >
            <X className="ic" aria-hidden="true" />
          </button>
        </div>
      ))}
    </div>
  );
}
