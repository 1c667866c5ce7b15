/** Beside an answer: a button that adds a promise to it, and the promise that goes with it. */
import { useState } from 'react';
import { Clock, X } from 'lucide-react';
import type { AttachedPromise, Ticket } from '@lib/contracts';
import { useSay } from '../../i18n.js';
import { serverNow } from '../../ui/now.js';
import { momentText } from '../../ui/time-text.js';
import { Tip } from '../../ui/tip.js';
import { useCommand } from '../keyboard/commands.js';
import { PromiseDialog } from './promise-dialog.js';

interface ButtonProps {
  ticket: Ticket;
  onPick: (promise: AttachedPromise) => void;
}

export function PromiseButton({ ticket, onPick }: ButtonProps) {
  const say = useSay();
  const [open, setOpen] = useState(false);
  useCommand('promise', () => setOpen(true));
  return (
    <>
      <Tip text={say('promise.new')} shortcut="promise" side="top">
        <button
          type="button"
          className="btn sm ghost icon"
          aria-label={say('promise.new')}
          onClick={() => setOpen(true)}
          data-testid="composer-promise"
        >
          <Clock className="ic" aria-hidden="true" />
        </button>
      </Tip>
      {open && (
        <PromiseDialog
          ticket={ticket}
          instead={ticket.promise}
          submit="promise.attach"
          onPick={(promise) => {
            setOpen(false);
            onPick(promise);
          }}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}

interface ChipProps {
  promise: AttachedPromise;
  onRemove: () => void;
}

export function AttachedChip({ promise, onRemove }: ChipProps) {
  const say = useSay();
  return (
    <p className="promise-with">
      <span className="chip" data-testid="composer-promised">
        <Clock className="ic" aria-hidden="true" />
        {say('promise.with', { time: momentText(promise.dueAt, serverNow()) })}
        <button type="button" className="plain" aria-label={say('promise.without')} onClick={onRemove}>
          <X className="ic" aria-hidden="true" />
        </button>
      </span>
    </p>
  );
}
