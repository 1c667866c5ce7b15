/** Whom work is held for before a queue's members are asked, and for how long each: the house's times, or the queue's own. */
import type { QueueSteps } from '@lib/contracts';
import { useSay } from '../../i18n.js';
import { SecondsField } from './seconds-field.js';

const STEPS = ['owner', 'standIn', 'lastAgent'] as const satisfies readonly (keyof QueueSteps)[];
/** What the form begins with when the queue is given its own times. */
const BEGIN: QueueSteps = { owner: 60, standIn: 60, lastAgent: 0 };

interface Props {
  steps: QueueSteps | null;
  onChange: (steps: QueueSteps | null) => void;
}

export function StepsField({ steps, onChange }: Props) {
  const say = useSay();
  return (
    <>
      <label className="tick">
        <input
          type="checkbox"
          checked={steps !== null}
          onChange={(event) => onChange(event.target.checked ? BEGIN : null)}
          data-testid="steps-own"
        />
        {say('queues.steps-own')}
      </label>
      {steps === null ? (
        <p className="muted">{say('queues.steps-house')}</p>
      ) : (
        <div className="queue-row">
          {STEPS.map((step) => (
            <SecondsField
              key={step}
              label={say(`queues.step-${step}`)}
              value={steps[step]}
              min={0}
              max={3_600}
              onChange={(seconds) => onChange({ ...steps, [step]: seconds })}
              testId={`step-${step}`}
            />
          ))}
        </div>
      )}
    </>
  );
}
