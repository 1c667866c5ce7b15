/** When the customer is called back: one press for the usual moments, or any other; the sentence they are promised is shown. */
import { useId, useState, type FormEvent } from 'react';
import type { ArrangeCallback, Ticket } from '@lib/contracts';
import { currentLocale, useSay } from '../../i18n.js';
import { Dialog } from '../../ui/dialog.js';
import { useCustomer } from '../customer/use-customer.js';
import { MomentField, useMoment } from '../promise/moment-field.js';
import { callbackLine, WINDOW_MS } from './callback-line.js';

interface Props {
  ticket: Ticket;
  onPick: (callback: ArrangeCallback) => void;
  onClose: () => void;
}

export function CallbackDialog({ ticket, onPick, onClose }: Props) {
  const say = useSay();
  const ids = useId();
  const chosen = useMoment();
  const { now, moment, past } = chosen;
  const locale = useCustomer(ticket.customer)?.locale ?? currentLocale();
  const [tried, setTried] = useState(false);
  const text = past ? '' : callbackLine(locale, moment, now);

  function pick(event: FormEvent): void {
    event.preventDefault();
    setTried(true);
    if (past) return;
    const until = new Date(moment.getTime() + WINDOW_MS);
    onPick({ at: moment.toISOString(), until: until.toISOString(), text });
  }

  return (
    <Dialog
      labelledBy={`${ids}-title`}
      className="dlg promise-dlg"
      testId="callback-dialog"
      onClose={onClose}
    >
      <header>
        <div>
          <h2 id={`${ids}-title`}>{say('callback.dialog-title')}</h2>
          <p>{say('callback.dialog-lead')}</p>
        </div>
      </header>
      <form onSubmit={pick} noValidate>
        <div className="promise-form">
          <MomentField chosen={chosen} label="callback.from" tried={tried} testId="callback" />
          {text && (
            <p data-testid="callback-text">
              {say('callback.tell')} <q>{text}</q>
            </p>
          )}
        </div>
        <footer>
          <p />
          <button type="button" className="btn ghost" onClick={onClose}>
            {say('common.cancel')}
          </button>
          <button type="submit" className="btn primary" data-testid="callback-submit">
            {say('callback.arrange')}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}
