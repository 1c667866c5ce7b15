/** One action in the builder: what is done, and what it needs to know. */
import { X } from 'lucide-react';
import { Priority, TicketStatus, TicketType, type RuleAction } from '@lib/contracts';
import { useSay } from '../../i18n.js';
import { Labelled } from '../time-settings/settings-form.js';
import { CustomerTexts } from './customer-texts.js';
import type { House } from './house.js';
import { Choice, WordList } from './inputs.js';
import { FieldChoice, FieldValueInput } from './value-condition.js';

type Do = RuleAction['do'];

const texts = { fr: '', en: '' };
const blank: { [D in Do]: Extract<RuleAction, { do: D }> } = {
  'set-priority': { do: 'set-priority', priority: 'high', reason: '' },
  'set-type': { do: 'set-type', type: 'incident' },
  'set-status': { do: 'set-status', status: 'open' },
  'set-field': { do: 'set-field', fieldId: '', value: '' },
  'add-tags': { do: 'add-tags', tags: [] },
  'remove-tags': { do: 'remove-tags', tags: [] },
  'move-to-queue': { do: 'move-to-queue', queueId: '', reason: '' },
  escalate: { do: 'escalate', reason: '', customerLine: texts },
  'send-text': { do: 'send-text', texts },
  acknowledge: { do: 'acknowledge', texts },
  note: { do: 'note', text: '' },
  notify: { do: 'notify', who: 'owner', text: '' },
  'apply-macro': { do: 'apply-macro', macroId: '' },
};
const DOS = Object.keys(blank) as Do[];
const STATUSES = TicketStatus.exclude(['new', 'closed']).options;
export const NEW_ACTION: RuleAction = blank['set-priority'];

interface Props {
  action: RuleAction;
  number: number;
  house: House;
  onChange: (action: RuleAction) => void;
  /** Null: it is the only one. */
  onRemove: (() => void) | null;
}

export function ActionFields({ action, number, house, onChange, onRemove }: Props) {
  const say = useSay();
  return (
    <fieldset className="rule-item" data-testid="rule-action">
      <legend className="sr">{say('rules.action', { number })}</legend>
      <div className="rule-row">
        <Choice
          label={say('rules.do')}
          of={DOS.map((one) => [one, say(`rules.do-${one}`)] as const)}
          value={action.do}
          onChange={(one) => onChange(blank[one])}
          testId="rule-do"
        />
        <button
          type="button"
          className="btn ghost icon sm"
          aria-label={say('rules.action-remove', { number })}
          disabled={!onRemove}
          onClick={() => onRemove?.()}
        >
          <X className="ic" aria-hidden="true" />
        </button>
      </div>
      <Details action={action} house={house} onChange={onChange} />
    </fieldset>
  );
}

function Details({ action, house, onChange }: Pick<Props, 'action' | 'house' | 'onChange'>) {
  const say = useSay();
  switch (action.do) {
    case 'set-priority':
      return (
        <div className="rule-row">
          <Choice
            label={say('rules.field-priority')}
            of={Priority.options.map((one) => [one, say(`priority.${one}`)] as const)}
            value={action.priority}
            onChange={(priority) => onChange({ ...action, priority })}
            testId="rule-priority"
          />
          <Reason value={action.reason} onChange={(reason) => onChange({ ...action, reason })} />
        </div>
      );
    case 'set-type':
      return (
        <Choice
          label={say('rules.field-type')}
          of={TicketType.options.map((one) => [one, say(`type.${one}`)] as const)}
          value={action.type}
          onChange={(type) => onChange({ ...action, type })}
        />
      );
    case 'set-status':
      return (
        <Choice
          label={say('rules.field-status')}
          of={STATUSES.map((one) => [one, say(`status.${one}`)] as const)}
          value={action.status}
          onChange={(status) => onChange({ ...action, status })}
        />
      );
    case 'set-field': {
      const field = house.fields.find(({ id }) => id === action.fieldId);
      return (
        <div className="rule-row">
          <FieldChoice
            house={house}
            value={action.fieldId}
            onChange={(fieldId) => onChange({ ...action, fieldId, value: '' })}
          />
          {field && (
            <FieldValueInput
              field={field}
              value={action.value}
              onChange={(value) => onChange({ ...action, value })}
            />
          )}
        </div>
      );
    }
    case 'add-tags':
    case 'remove-tags':
      return (
        <WordList
          label={say('rules.values')}
          value={action.tags}
          onChange={(tags) => onChange({ ...action, tags })}
          testId="rule-tags"
        />
      );
    case 'move-to-queue':
      return (
        <div className="rule-row">
          <Choice
            label={say('rules.field-queue')}
            of={house.queues}
            value={action.queueId}
            choose={say('rules.choose')}
            onChange={(queueId) => onChange({ ...action, queueId })}
          />
          <Reason value={action.reason} onChange={(reason) => onChange({ ...action, reason })} />
        </div>
      );
    case 'escalate':
      return (
        <>
          <div className="rule-row">
            <Choice
              label={say('rules.level')}
              of={[
                ['next', say('rules.level-next')],
                ['2', '2'],
                ['3', '3'],
              ]}
              value={action.level === 2 ? '2' : action.level === 3 ? '3' : 'next'}
              onChange={(level) =>
                onChange({ ...action, level: level === 'next' ? undefined : Number(level) })
              }
            />
            <Reason value={action.reason} onChange={(reason) => onChange({ ...action, reason })} />
          </div>
          <CustomerTexts
            texts={action.customerLine}
            onChange={(customerLine) => onChange({ ...action, customerLine })}
          />
        </>
      );
    case 'send-text':
    case 'acknowledge':
      return <CustomerTexts texts={action.texts} onChange={(next) => onChange({ ...action, texts: next })} />;
    case 'note':
      return <InnerText value={action.text} onChange={(text) => onChange({ ...action, text })} />;
    case 'notify':
      return (
        <>
          <Choice
            label={say('rules.who')}
            of={[
              ['owner', say('rules.who-owner')],
              ['supervisors', say('rules.who-supervisors')],
              ...house.agents,
            ]}
            value={action.who}
            onChange={(who) => onChange({ ...action, who })}
          />
          <InnerText value={action.text} onChange={(text) => onChange({ ...action, text })} />
        </>
      );
    case 'apply-macro':
      return (
        <>
          <Choice
            label={say('macro.title')}
            of={house.macros}
            value={action.macroId}
            choose={say('rules.choose')}
            onChange={(macroId) => onChange({ ...action, macroId })}
          />
          <p className="muted">{say('rules.macro-hint')}</p>
        </>
      );
  }
}

interface TextProps {
  value: string;
  onChange: (text: string) => void;
}

function Reason({ value, onChange }: TextProps) {
  const say = useSay();
  return (
    <Labelled label={say('rules.reason')}>
      <input
        value={value}
        maxLength={200}
        onChange={(event) => onChange(event.target.value)}
        data-testid="rule-reason"
      />
    </Labelled>
  );
}

function InnerText({ value, onChange }: TextProps) {
  const say = useSay();
  return (
    <Labelled label={say('rules.inner-text')}>
      <textarea
        className="rule-inner"
        rows={3}
        value={value}
        maxLength={2_000}
        onChange={(event) => onChange(event.target.value)}
        data-testid="rule-inner-text"
      />
    </Labelled>
  );
}
