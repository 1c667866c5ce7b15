/** Until when the customer hears from us: one press for the usual moments, or any other; the sentence they read is shown. */
import { useId, useState, type FormEvent } from 'react';
import { X } from 'lucide-react';
import type { AttachedPromise, Ticket, TicketPromise } from '@lib/contracts';
import { currentLocale, useSay } from '../../i18n.js';
import { Dialog } from '../../ui/dialog.js';
import { serverNow } from '../../ui/now.js';
import { momentText } from '../../ui/time-text.js';
import { useCustomer } from '../customer/use-customer.js';
import { fieldValue, promiseLine, quickChoices } from './promise-time.js';

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
  const [now] = useState(serverNow);
  const choices = quickChoices(now);
  const locale = useCustomer(ticket.customer)?.locale ?? currentLocale();
  const [at, setAt] = useState(() => fieldValue(choices.at(-1)?.at ?? new Date(now)));
  const [written, setWritten] = useState<string | null>(null);
  const [tried, setTried] = useState(false);
  const moment = new Date(at);
  const past = Number.isNaN(moment.getTime()) || moment.getTime() <= serverNow();
  const text = written ?? (Number.isNaN(moment.getTime()) ? '' : promiseLine(locale, moment, now));

  function pick(event: FormEvent): void {
    event.preventDefault();
    setTried(true);
    if (past || text.trim() === '') return;
    onPick({ dueAt: moment.toISOString(), text: text.trim(), renews: instead?.id ?? null });
  }

  return (
    <Dialog labelledBy={`${ids}-title`} className="dlg promise-dlg" testId="promise-dialog" onClose={onClose}>
      <header>
        <div>
          <h2 id={`${ids}-title`}>{say(instead ? 'promise.title-renew' : 'promise.title')}</h2>
          <p>{say('promise.lead')}</p>
        </div>
        <button
          type="button"
          className="btn ghost icon sm x"
          aria-label={say('common.close')}
          onClick={onClose}
        >
          <X className="ic" aria-hidden="true" />
        </button>
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
                data-testid={`promise-${choice}`}
              >
                {say(`promise.${choice}`)}
                <span className="num">{momentText(offered.toISOString(), now)}</span>
              </button>
            ))}
          </div>
          <label htmlFor={`${ids}-at`}>{say('promise.at')}</label>
          <input
            id={`${ids}-at`}
            type="datetime-local"
            value={at}
            min={fieldValue(new Date(now))}
            aria-invalid={tried && past}
            aria-describedby={tried && past ? `${ids}-past` : undefined}
            onChange={(event) => setAt(event.target.value)}
            data-testid="promise-at"
          />
          {tried && past && (
            <p className="fault" role="alert" id={`${ids}-past`}>
              {say('promise.past')}
            </p>
          )}
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
