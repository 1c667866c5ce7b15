/** What kind of matter this is and how pressing: type, impact, urgency, the priority they make, and tags. */
import { useState, type FormEvent } from 'react';
import { Level, Priority, TicketType, type ChangeTicket, type Ticket } from '@lib/contracts';
import type { MessageId } from '@lib/design';
import { recordApi } from '../../api/record-calls.js';
import { useSay } from '../../i18n.js';
import { showToast } from '../../ui/toast.js';
import { attempt, latest } from './attempt.js';
import { Fields } from './fields.js';
import { Tags } from './tags.js';

export function FactsCard({ ticket }: { ticket: Ticket }) {
  const say = useSay();
  const [byHand, setByHand] = useState(false);
  const closed = ticket.status === 'closed';
  const change = (wanted: ChangeTicket, back: ChangeTicket): void =>
    void attempt(async () => {
      await recordApi.change(latest(ticket), wanted);
      const undo = (): void => void attempt(() => recordApi.change(latest(ticket), back));
      showToast({ text: say('facts.saved'), action: { label: say('common.undo'), run: undo } });
    });
  return (
    <section className="card record" aria-labelledby="facts-title" data-testid="facts-card">
      <h3 id="facts-title">{say('facts.title')}</h3>
      <div className="facts-grid">
        <Pick
          label="facts.type"
          of={TicketType.options}
          text={(one) => say(`type.${one}`)}
          value={ticket.type}
          disabled={closed}
          onPick={(type) => change({ type }, { type: ticket.type })}
          testId="facts-type"
        />
        <Pick
          label="facts.impact"
          of={Level.options}
          text={(one) => say(`level.${one}`)}
          value={ticket.impact}
          disabled={closed}
          onPick={(impact) => change({ impact }, { impact: ticket.impact })}
          testId="facts-impact"
        />
        <Pick
          label="facts.urgency"
          of={Level.options}
          text={(one) => say(`level.${one}`)}
          value={ticket.urgency}
          disabled={closed}
          onPick={(urgency) => change({ urgency }, { urgency: ticket.urgency })}
          testId="facts-urgency"
        />
      </div>
      <p className="facts-priority" data-testid="facts-priority" data-priority={ticket.priority}>
        <b>{say(`priority.${ticket.priority}`)}</b>
        {ticket.priorityReason ? (
          <small>{say('facts.by-hand', { reason: ticket.priorityReason })}</small>
        ) : (
          <small>{say('facts.by-table')}</small>
        )}
        {!closed && ticket.priorityReason && (
          <button
            type="button"
            className="btn sm ghost"
            onClick={() =>
              change({ priority: null }, { priority: ticket.priority, reason: ticket.priorityReason ?? '' })
            }
            data-testid="facts-lift"
          >
            {say('facts.lift')}
          </button>
        )}
        {!closed && !ticket.priorityReason && !byHand && (
          <button
            type="button"
            className="btn sm ghost"
            onClick={() => setByHand(true)}
            data-testid="facts-override"
          >
            {say('facts.set-by-hand')}
          </button>
        )}
      </p>
      {byHand && <ByHand ticket={ticket} onDone={() => setByHand(false)} />}
      <Fields ticket={ticket} />
      <Tags ticket={ticket} />
    </section>
  );
}

interface PickProps<T extends string> {
  label: MessageId;
  of: readonly T[];
  text: (one: T) => string;
  value: T;
  disabled?: boolean;
  onPick: (one: T) => void;
  testId: string;
}

export function Pick<T extends string>({ label, of, text, value, disabled, onPick, testId }: PickProps<T>) {
  const say = useSay();
  return (
    <label className="pick">
      <span>{say(label)}</span>
      <select
        value={value}
        disabled={disabled}
        onChange={(event) => {
          const picked = of.find((one) => one === event.target.value);
          if (picked !== undefined) onPick(picked);
        }}
        data-testid={testId}
      >
        {of.map((one) => (
          <option key={one} value={one}>
            {text(one)}
          </option>
        ))}
      </select>
    </label>
  );
}

function ByHand({ ticket, onDone }: { ticket: Ticket; onDone: () => void }) {
  const say = useSay();
  const [priority, setPriority] = useState(ticket.priority);
  const [reason, setReason] = useState('');
  const [missing, setMissing] = useState(false);
  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (reason.trim() === '') setMissing(true);
    else if (await attempt(() => recordApi.change(latest(ticket), { priority, reason: reason.trim() })))
      onDone();
  }
  return (
    <form
      className="record-form"
      noValidate
      onSubmit={(event) => void submit(event)}
      onKeyDown={(event) => event.key === 'Escape' && onDone()}
    >
      <Pick
        label="facts.priority"
        of={Priority.options}
        text={(one) => say(`priority.${one}`)}
        value={priority}
        onPick={setPriority}
        testId="facts-priority-pick"
      />
      <label className="pick">
        <span>{say('facts.reason')}</span>
        <input
          value={reason}
          maxLength={500}
          autoFocus
          required
          aria-invalid={missing}
          aria-describedby={missing ? 'facts-reason-missing' : undefined}
          onChange={(event) => setReason(event.target.value)}
          data-testid="facts-reason"
        />
      </label>
      {missing && (
        <p className="fault" role="alert" id="facts-reason-missing">
          {say('facts.reason-missing')}
        </p>
      )}
      <div className="row2">
        <button type="button" className="btn sm" onClick={onDone}>
          {say('common.cancel')}
        </button>
        <button type="submit" className="btn sm primary" data-testid="facts-reason-save">
          {say('record.save')}
        </button>
      </div>
    </form>
  );
}
