/** The keys of a menu, and where each leads. */
import { Plus, X } from 'lucide-react';
import { MenuKey, type MenuFlow, type MenuStep } from '@lib/contracts';
import { useSay } from '../../i18n.js';
import { StepSelect } from './step-select.js';

type ChooseStep = Extract<MenuStep, { kind: 'choose' }>;

interface Props {
  flow: MenuFlow;
  step: ChooseStep;
  onChange: (step: ChooseStep) => void;
}

export function ChoicesField({ flow, step, onChange }: Props) {
  const say = useSay();
  const { choices } = step;
  const free = MenuKey.options.filter((key) => !choices.some((one) => one.key === key));
  const set = (index: number, part: Partial<ChooseStep['choices'][number]>): void =>
    onChange({ ...step, choices: choices.map((one, at) => (at === index ? { ...one, ...part } : one)) });
  return (
    <fieldset className="bare menu-choices">
      <legend>{say('menus.choices')}</legend>
      {choices.map(({ key, to }, index) => (
        <div key={index} className="menu-choice" role="group" aria-label={say('menus.way-key', { key })}>
          <label className="labelled">
            <span className="sr">{say('menus.key')}</span>
            <select
              value={key}
              onChange={(event) => set(index, { key: event.target.value as MenuKey })}
              data-testid={`menu-key-${index}`}
            >
              {[key, ...free].map((one) => (
                <option key={one}>{one}</option>
              ))}
            </select>
          </label>
          <label className="labelled">
            <span className="sr">{say('menus.leads-to')}</span>
            <StepSelect
              flow={flow}
              value={to}
              testId={`menu-choice-${index}`}
              onChange={(id) => set(index, { to: id })}
            />
          </label>
          <button
            type="button"
            className="btn ghost icon sm"
            aria-label={say('menus.remove-key', { key })}
            onClick={() => onChange({ ...step, choices: choices.filter((_, at) => at !== index) })}
          >
            <X className="ic" aria-hidden="true" />
          </button>
        </div>
      ))}
      <button
        type="button"
        className="btn sm"
        disabled={free.length === 0}
        onClick={() =>
          free[0] && onChange({ ...step, choices: [...choices, { key: free[0], to: flow.person }] })
        }
        data-testid="menu-add-key"
      >
        <Plus className="ic" aria-hidden="true" />
        {say('menus.add-key')}
      </button>
      <label className="labelled">
        <span>{say('menus.repeats')}</span>
        <select
          value={step.repeats}
          onChange={(event) => onChange({ ...step, repeats: Number(event.target.value) })}
        >
          {[0, 1, 2, 3].map((times) => (
            <option key={times} value={times}>
              {say('menus.repeat-times', { count: times })}
            </option>
          ))}
        </select>
      </label>
    </fieldset>
  );
}
