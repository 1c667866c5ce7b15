/** One step of the plan being written: what we do in our words, and apart from it what the customer may read. */
import { useRef, useState, type FormEvent } from 'react';
import { PlanStepState, type PlanStep, type Ticket } from '@lib/contracts';
import { recordApi } from '../../api/record-calls.js';
import { asRefusal, type Refusal } from '../../api/refusal.js';
import { useSay } from '../../i18n.js';
import { useLive } from '../../rt/live.js';
import { problemText } from '../../ui/failure.js';
import { showToast } from '../../ui/toast.js';
import { KitchenDoorCheck } from '../ticket/kitchen-door-check.js';
import { attempt } from './attempt.js';
import { Pick } from './facts-card.js';

interface Props {
  ticket: Ticket;
  /** Null: a new one. */
  step: PlanStep | null;
  onDone: () => void;
}

export function StepForm({ ticket, step, onDone }: Props) {
  const say = useSay();
  const agents = useLive((state) => state.agents);
  const [inner, setInner] = useState<string>(step?.inner ?? '');
  const [customer, setCustomer] = useState<string>(step?.customer ?? '');
  const [ownerId, setOwner] = useState(step?.owner?.id ?? '');
  const [due, setDue] = useState(localMinute(step?.dueAt ?? null));
  const [state, setState] = useState<PlanStep['state']>(step?.state ?? 'planned');
  const [missing, setMissing] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const area = useRef<HTMLTextAreaElement>(null);
  const people = [...agents.values()].sort((one, other) => one.name.localeCompare(other.name));

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    setRefusal(null);
    setMissing(inner.trim() === '');
    if (inner.trim() === '') return;
    const written = {
      inner: inner.trim(),
      customer: customer.trim() || null,
      ownerId: ownerId || null,
      dueAt: due ? new Date(due).toISOString() : null,
    };
    try {
      if (step) await recordApi.changeStep(ticket.id, step.id, { ...written, state });
      else await recordApi.addStep(ticket.id, written);
      onDone();
    } catch (error) {
      setRefusal(asRefusal(error));
    }
  }
  async function remove(gone: PlanStep): Promise<void> {
    if (!(await attempt(() => recordApi.removeStep(ticket.id, gone.id)))) return;
    const back = {
      inner: gone.inner,
      customer: gone.customer,
      ownerId: gone.owner?.id ?? null,
      dueAt: gone.dueAt,
    };
    const undo = (): void => void attempt(() => recordApi.addStep(ticket.id, back));
    showToast({ text: say('plan.removed'), action: { label: say('common.undo'), run: undo } });
    onDone();
  }

  return (
    <form
      className="record-form"
      noValidate
      onSubmit={(event) => void submit(event)}
      onKeyDown={(event) => event.key === 'Escape' && onDone()}
      data-testid="step-form"
    >
      <label className="pick inner">
        <span>{say('plan.inner')}</span>
        <textarea
          rows={2}
          value={inner}
          maxLength={1_000}
          autoFocus
          aria-invalid={missing}
          aria-describedby={missing ? 'step-missing' : undefined}
          onChange={(event) => setInner(event.target.value)}
          data-testid="step-inner"
        />
      </label>
      {missing && (
        <p className="fault" role="alert" id="step-missing">
          {say('plan.inner-missing')}
        </p>
      )}
      <label className="pick">
        <span>{say('plan.customer')}</span>
        <textarea
          ref={area}
          rows={2}
          value={customer}
          maxLength={1_000}
          aria-describedby="step-customer-hint"
          onChange={(event) => setCustomer(event.target.value)}
          data-testid="step-customer"
        />
        <small id="step-customer-hint">{say('plan.customer-hint')}</small>
      </label>
      <KitchenDoorCheck field={area} text={customer} customer={ticket.customer} onText={setCustomer} />
      <div className="facts-grid">
        <label className="pick">
          <span>{say('plan.owner')}</span>
          <select value={ownerId} onChange={(event) => setOwner(event.target.value)} data-testid="step-owner">
            <option value="">{say('plan.nobody')}</option>
            {people.map((agent) => (
              <option key={agent.id} value={agent.id}>
                {agent.name}
              </option>
            ))}
          </select>
        </label>
        <label className="pick">
          <span>{say('plan.due')}</span>
          <input
            type="datetime-local"
            value={due}
            onChange={(event) => setDue(event.target.value)}
            data-testid="step-due"
          />
        </label>
        {step && (
          <Pick
            label="plan.state"
            of={PlanStepState.options}
            text={(one) => say(`plan.state-${one}`)}
            value={state}
            onPick={setState}
            testId="step-state"
          />
        )}
      </div>
      {refusal && (
        <p className="fault" role="alert" data-testid="step-refused">
          {problemText(refusal)}
        </p>
      )}
      <div className="row2">
        {step && (
          <button
            type="button"
            className="btn sm ghost"
            onClick={() => void remove(step)}
            data-testid="step-remove"
          >
            {say('plan.remove')}
          </button>
        )}
        <button type="button" className="btn sm" onClick={onDone}>
          {say('common.cancel')}
        </button>
        <button type="submit" className="btn sm primary" data-testid="step-save">
          {say('record.save')}
        </button>
      </div>
    </form>
  );
}

/** What the browser's field wants: wall-clock time of this machine, to the minute. */
function localMinute(iso: string | null): string {
  if (!iso) return '';
  const at = new Date(iso);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
