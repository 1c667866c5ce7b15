/** When the customer is called back: one press for the usual moments, or any other; the sentence they are promised is shown. */
import { useId, useState, type FormEvent } from 'react';
import type { ArrangeCallback, Ticket } from '@lib/contracts';
import { currentLocale, useSay } from '../../i18n.js';
import { Dialog } from '../../ui/dialog.js';
import { serverNow } from '../../ui/now.js';
import { momentText } from '../../ui/time-text.js';
import { useCustomer } from '../customer/use-customer.js';
import { fieldValue, quickChoices } from '../promise/promise-time.js';
import { callbackLine, WINDOW_MS } from './callback-line.js';

interface Props {
  ticket: Ticket;
  onPick: (callback: ArrangeCallback) => void;
  onClose: () => void;
}

export function CallbackDialog({ ticket, onPick, onClose }: Props) {
  const say = useSay();
  const ids = useId();
  const [now] = useState(serverNow);
  const choices = quickChoices(now);
  const locale = useCustomer(ticket.customer)?.locale ?? currentLocale();
  const [at, setAt] = useState(() => fieldValue(choices.at(-1)?.at ?? new Date(now)));
  const [tried, setTried] = useState(false);
  const moment = new Date(at);
  const past = Number.isNaN(moment.getTime()) || moment.getTime() <= serverNow();
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
          <div className="promise-quick" role="group" aria-label={say('promise.quick')}>
            {choices.map(({ choice, at: offered }) => (
              <button
                type="button"
                key={choice}
                className="btn sm"
                aria-pressed={at === fieldValue(offered)}
                onClick={() => setAt(fieldValue(offered))}
                data-testid={`callback-${choice}`}
              >
                {say(`promise.${choice}`)}
                <span className="num">{momentText(offered.toISOString(), now)}</span>
              </button>
            ))}
          </div>
          <label htmlFor={`${ids}-at`}>{say('callback.from')}</label>
          <input
            id={`${ids}-at`}
            type="datetime-local"
            value={at}
            min={fieldValue(new Date(now))}
            aria-invalid={tried && past}
            aria-describedby={tried && past ? `${ids}-past` : undefined}
            onChange={(event) => setAt(event.target.value)}
            data-testid="callback-at"
          />
          {tried && past && (
            <p className="fault" role="alert" id={`${ids}-past`}>
              {say('promise.past')}
            </p>
          )}
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
