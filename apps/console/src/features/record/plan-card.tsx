/** The plan of a ticket: steps to tick off, each in our words, and in the customer's where they may read it. */
import { useState } from 'react';
import { Eye, EyeOff, Plus } from 'lucide-react';
import type { PlanStep, Ticket } from '@lib/contracts';
import { recordApi } from '../../api/record-calls.js';
import { asRefusal } from '../../api/refusal.js';
import { useSay } from '../../i18n.js';
import { Failure } from '../../ui/failure.js';
import { serverNow } from '../../ui/now.js';
import { Skeleton } from '../../ui/skeleton.js';
import { momentText } from '../../ui/time-text.js';
import { showToast } from '../../ui/toast.js';
import { attempt } from './attempt.js';
import { StepForm } from './step-form.js';
import { useRecord } from './use-record.js';

export function PlanCard({ ticket }: { ticket: Ticket }) {
  const say = useSay();
  const { data, error, refetch } = useRecord(ticket);
  const [editing, setEditing] = useState<string | null>(null);
  const closed = ticket.status === 'closed';
  const steps = data?.plan.steps;
  const done = steps?.filter((step) => step.state === 'done').length ?? 0;
  return (
    <section className="card record plan" aria-labelledby="plan-title" data-testid="plan-card">
      <h3 id="plan-title">
        {say('plan.title')}
        {steps && steps.length > 0 && (
          <span className="num">{say('plan.count', { done, count: steps.length })}</span>
        )}
      </h3>
      {error && !data && <Failure refusal={asRefusal(error)} onRetry={() => void refetch()} />}
      {!error && !data && <Skeleton rows={2} />}
      {steps?.length === 0 && <p className="muted">{say('plan.empty')}</p>}
      {steps && steps.length > 0 && (
        <ol>
          {steps.map((step) =>
            editing === step.id ? (
              <li key={step.id}>
                <StepForm ticket={ticket} step={step} onDone={() => setEditing(null)} />
              </li>
            ) : (
              <Step
                key={step.id}
                ticket={ticket}
                step={step}
                readOnly={closed}
                onEdit={() => setEditing(step.id)}
              />
            ),
          )}
        </ol>
      )}
      {steps && !closed && editing !== 'new' && (
        <button
          type="button"
          className="btn sm ghost"
          onClick={() => setEditing('new')}
          data-testid="plan-add"
        >
          <Plus className="ic" aria-hidden="true" />
          {say('plan.add')}
        </button>
      )}
      {editing === 'new' && <StepForm ticket={ticket} step={null} onDone={() => setEditing(null)} />}
    </section>
  );
}

interface StepProps {
  ticket: Ticket;
  step: PlanStep;
  readOnly: boolean;
  onEdit: () => void;
}

function Step({ ticket, step, readOnly, onEdit }: StepProps) {
  const say = useSay();
  const { id, inner, customer, owner, dueAt, state } = step;
  const change = (to: PlanStep['state']) => attempt(() => recordApi.changeStep(ticket.id, id, { state: to }));
  async function tick(): Promise<void> {
    const to = state === 'done' ? 'planned' : 'done';
    if (!(await change(to))) return;
    const undo = (): void => void change(state);
    const text = say(to === 'done' ? 'plan.ticked' : 'plan.unticked');
    showToast({ text, action: { label: say('common.undo'), run: undo } });
  }
  const when = dueAt && momentText(dueAt, serverNow());
  return (
    <li className={`step ${state}`} data-testid="plan-step" data-state={state}>
      <label>
        <input
          type="checkbox"
          checked={state === 'done'}
          disabled={readOnly || state === 'dropped'}
          onChange={() => void tick()}
          data-testid="plan-tick"
        />
        <span>{inner}</span>
      </label>
      <small>
        {customer ? <Eye className="ic" aria-hidden="true" /> : <EyeOff className="ic" aria-hidden="true" />}
        {customer ? say('plan.customer-reads', { text: customer }) : say('plan.inner-only')}
      </small>
      {(owner || when || state === 'doing' || state === 'dropped') && (
        <small className="num">
          {[
            owner?.name,
            when && say('plan.until', { time: when }),
            state !== 'planned' && say(`plan.state-${state}`),
          ]
            .filter(Boolean)
            .join(' · ')}
        </small>
      )}
      {!readOnly && (
        <button
          type="button"
          className="btn sm ghost"
          aria-label={say('plan.edit', { step: inner })}
          onClick={onEdit}
          data-testid="plan-edit"
        >
          {say('record.edit')}
        </button>
      )}
    </li>
  );
}
