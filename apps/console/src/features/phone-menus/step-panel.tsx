/** One step: its name, what the caller hears, where it leads, and what is wrong with it. */
import { useEffect, useRef } from 'react';
import { Trash2 } from 'lucide-react';
import {
  waysOf,
  type CalendarView,
  type MenuFault,
  type MenuFlow,
  type MenuStep,
  type MenuText,
  type QueueSettingsView,
} from '@lib/contracts';
import { useSay } from '../../i18n.js';
import { Labelled } from '../time-settings/settings-form.js';
import { ChoicesField } from './choices-field.js';
import { setWay } from './menu-draft.js';
import { faultText, kindText, wayText } from './menu-words.js';
import { StepSelect } from './step-select.js';

interface Props {
  flow: MenuFlow;
  step: MenuStep;
  faults: readonly MenuFault[];
  queues: readonly QueueSettingsView[];
  calendars: readonly CalendarView[];
  onChange: (step: MenuStep) => void;
  onRemove: () => void;
  onPoint: (at: 'start' | 'person') => void;
}

export function StepPanel({ flow, step, faults, queues, calendars, onChange, onRemove, onPoint }: Props) {
  const say = useSay();
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), [step.id]);
  const own = faults.filter(({ stepId }) => stepId === step.id);
  const ways = step.kind === 'choose' ? [] : waysOf(step);
  return (
    <section className="card menu-panel" aria-labelledby="menu-panel-title" data-testid="menu-panel">
      <header>
        <h2 id="menu-panel-title" ref={title} tabIndex={-1}>
          {say(kindText(step.kind))}
        </h2>
        <button
          type="button"
          className="btn ghost icon sm"
          aria-label={say('menus.remove-step', { name: step.name })}
          title={say('menus.remove-step', { name: step.name })}
          disabled={step.id === flow.person}
          onClick={onRemove}
          data-testid="menu-remove-step"
        >
          <Trash2 className="ic" aria-hidden="true" />
        </button>
      </header>
      <p className="muted">{say(`menus.about-${step.kind}`)}</p>
      <div role="alert">
        {own.map(({ code, field }) => (
          <p className="fault" key={`${code}${field}`}>
            {say(faultText(code, field))}
          </p>
        ))}
      </div>
      <Labelled label={say('menus.step-name')}>
        <input
          value={step.name}
          maxLength={60}
          onChange={(event) => onChange({ ...step, name: event.target.value })}
          data-testid="menu-step-name"
        />
      </Labelled>
      {'text' in step && (
        <Words text={step.text ?? { fr: '', en: '' }} onChange={(text) => onChange(withText(step, text))} />
      )}
      {step.kind === 'choose' && <ChoicesField flow={flow} step={step} onChange={onChange} />}
      {step.kind === 'ask' && <AskFields step={step} onChange={onChange} />}
      {step.kind === 'hours' && (
        <Labelled label={say('menus.calendar')}>
          <select
            value={step.calendarId}
            onChange={(event) => onChange({ ...step, calendarId: event.target.value })}
            data-testid="menu-calendar"
          >
            {!calendars.some(({ id }) => id === step.calendarId) && (
              <option value={step.calendarId}>–</option>
            )}
            {calendars.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </Labelled>
      )}
      {'queueId' in step && (
        <Labelled label={say('menus.queue')}>
          <select
            value={step.queueId ?? ''}
            onChange={(event) => onChange({ ...step, queueId: event.target.value || null })}
            data-testid="menu-queue"
          >
            <option value="">{say('menus.queue-of-number')}</option>
            {queues.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </Labelled>
      )}
      {ways.map(({ field, to }) => (
        <Labelled key={field} label={wayText(field, say)}>
          <StepSelect
            flow={flow}
            value={to}
            testId={`menu-way-${field}`}
            onChange={(id) => onChange(setWay(step, field, id))}
          />
        </Labelled>
      ))}
      <div className="row-acts">
        <button
          type="button"
          className="btn sm"
          disabled={step.id === flow.start}
          onClick={() => onPoint('start')}
        >
          {say('menus.make-start')}
        </button>
        <button
          type="button"
          className="btn sm"
          disabled={step.id === flow.person}
          onClick={() => onPoint('person')}
        >
          {say('menus.make-person')}
        </button>
      </div>
    </section>
  );
}

function Words({ text, onChange }: { text: MenuText; onChange: (text: MenuText) => void }) {
  const say = useSay();
  return (
    <>
      {(['fr', 'en'] as const).map((locale) => (
        <Labelled key={locale} label={say(`menus.words-${locale}`)}>
          <textarea
            lang={locale}
            rows={2}
            maxLength={500}
            value={text[locale]}
            onChange={(event) => onChange({ ...text, [locale]: event.target.value })}
            data-testid={`menu-words-${locale}`}
          />
        </Labelled>
      ))}
    </>
  );
}

type AskStep = Extract<MenuStep, { kind: 'ask' }>;

function AskFields({ step, onChange }: { step: AskStep; onChange: (step: MenuStep) => void }) {
  const say = useSay();
  return (
    <div className="queue-row">
      <Labelled label={say('menus.what')}>
        <select
          value={step.what}
          onChange={(event) => onChange({ ...step, what: event.target.value as AskStep['what'] })}
        >
          {(['ticket-number', 'customer-number', 'other'] as const).map((what) => (
            <option key={what} value={what}>
              {say(`menus.what-${what}`)}
            </option>
          ))}
        </select>
      </Labelled>
      <Labelled label={say('menus.digits')}>
        <input
          type="number"
          min={1}
          max={20}
          value={step.digits}
          onChange={(event) =>
            onChange({ ...step, digits: Math.min(20, Math.max(1, Number(event.target.value) || 1)) })
          }
        />
      </Labelled>
    </div>
  );
}

/** Words that may be left out are none when both are empty. */
function withText(step: MenuStep, text: MenuText): MenuStep {
  const optional = step.kind === 'queue' || step.kind === 'owner' || step.kind === 'hang-up';
  return { ...step, text: optional && text.fr === '' && text.en === '' ? null : text } as MenuStep;
}
