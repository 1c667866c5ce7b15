/** Until when the customer hears from us: one press for the usual moments, or any other; the sentence they read is shown. */
import { useId, useState, type FormEvent } from 'react';
import type { AttachedPromise, Ticket, TicketPromise } from '@lib/contracts';
import { currentLocale, useSay } from '../../i18n.js';
import { Dialog } from '../../ui/dialog.js';
import { DialogHead } from '../../ui/dialog-head.js';
import { useCustomer } from '../customer/use-customer.js';
import { MomentField, useMoment } from './moment-field.js';
import { promiseLine } from './promise-time.js';

interface Props {
  ticket: Ticket;
  /** The promise that gives way to this one. */
  instead: TicketPromise | null;
  /** What the button says: made now, or with the answer. */
  submit: 'promise.make' | 'promise.attach';
  onPick: (promise: AttachedPromise) => void;
  onClose: () => void;
}

export function PromiseDialog({ ticket, instead, submit, onPick, onClose }: Props) {
  const say = useSay();
  const ids = useId();
  const chosen = useMoment();
  const { now, moment, past } = chosen;
  const locale = useCustomer(ticket.customer)?.locale ?? currentLocale();
  const [written, setWritten] = useState<string | null>(null);
  const [tried, setTried] = useState(false);
  const text = written ?? (Number.isNaN(moment.getTime()) ? '' : promiseLine(locale, moment, now));

  function pick(event: FormEvent): void {
    event.preventDefault();
    setTried(true);
    if (past || text.trim() === '') return;
    onPick({ dueAt: moment.toISOString(), text: text.trim(), renews: instead?.id ?? null });
  }

  return (
    <Dialog labelledBy={`${ids}-title`} className="dlg promise-dlg" testId="promise-dialog" onClose={onClose}>
      <DialogHead
        id={`${ids}-title`}
        title={say(instead ? 'promise.title-renew' : 'promise.title')}
        lead={say('promise.lead')}
        onClose={onClose}
      />
      <form onSubmit={pick} noValidate>
        <div className="promise-form">
          <MomentField chosen={chosen} label="promise.at" tried={tried} testId="promise" />
          <label htmlFor={`${ids}-text`}>{say('promise.text')}</label>
          <textarea
            id={`${ids}-text`}
            rows={2}
            maxLength={2_000}
            value={text}
            onChange={(event) => setWritten(event.target.value)}
            data-testid="promise-text"
          />
        </div>
        <footer>
          <p />
          <button type="button" className="btn ghost" onClick={onClose}>
            {say('common.cancel')}
          </button>
          <button type="submit" className="btn primary" data-testid="promise-submit">
            {say(submit)}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}
