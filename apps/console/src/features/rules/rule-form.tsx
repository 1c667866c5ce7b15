/** One rule being written: when, under which conditions, what it does; tried on past tickets before it is kept. */
import { useState, type FormEvent } from 'react';
import { Plus } from 'lucide-react';
import { WriteRule, type Rule, type RuleCondition, type SavedRule } from '@lib/contracts';
import { rulesApi } from '../../api/rule-calls.js';
import { asRefusal } from '../../api/refusal.js';
import { useSay, type Say } from '../../i18n.js';
import { problemText } from '../../ui/failure.js';
import { showToast } from '../../ui/toast.js';
import { Labelled } from '../time-settings/settings-form.js';
import { ActionFields, NEW_ACTION } from './action-fields.js';
import { ConditionFields, NEW_CONDITION } from './condition-fields.js';
import { DryRunPanel } from './dry-run-panel.js';
import { useHouse, type House } from './house.js';
import { listOf, useKeyed } from './keyed.js';
import { placesOf } from './rule-words.js';
import { TriggerFields } from './trigger-fields.js';

interface Props {
  /** Null: a new one. */
  rule: Rule | null;
  onDone: () => void;
}

export function RuleForm({ rule, onDone }: Props) {
  const say = useSay();
  const house = useHouse();
  const [name, setName] = useState(rule?.name ?? '');
  const [active, setActive] = useState(rule?.active ?? false);
  const [trigger, setTrigger] = useState(rule?.trigger ?? { on: 'ticket-opened' as const });
  const [all, setAll] = useKeyed<RuleCondition>(rule?.conditions.all ?? []);
  const [any, setAny] = useKeyed<RuleCondition>(rule?.conditions.any ?? []);
  const [actions, setActions] = useKeyed(rule?.actions ?? [NEW_ACTION]);
  const [refused, setRefused] = useState<{ text: string; of: string } | null>(null);
  const conditions = { all: listOf(all), any: listOf(any) };
  const written = { name, active, trigger, conditions, actions: listOf(actions) };
  // What was said of another state of the form is not true of this one.
  const state = JSON.stringify(written);
  const fault = refused?.of === state ? refused.text : null;

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    const whole = WriteRule.safeParse(written);
    if (!whole.success) {
      const places = placesOf(
        whole.error.issues.map(({ path }) => path),
        say,
      );
      setRefused({ text: say('rules.incomplete', { places }), of: state });
      return;
    }
    try {
      const { findings } = rule ? await rulesApi.change(rule, whole.data) : await rulesApi.add(whole.data);
      showToast({ text: savedText(findings, say) }, findings.length > 0 ? 10_000 : undefined);
      onDone();
    } catch (error) {
      setRefused({ text: refusedText(error, say), of: state });
    }
  }

  return (
    <form
      className="card settings-card rule-form"
      noValidate
      onSubmit={(event) => void submit(event)}
      data-testid="rule-form"
    >
      <Labelled label={say('rules.name')}>
        <input
          value={name}
          maxLength={80}
          autoFocus
          onChange={(event) => setName(event.target.value)}
          data-testid="rule-name"
        />
      </Labelled>
      <TriggerFields trigger={trigger} onChange={setTrigger} />
      <Conditions title={say('rules.all')} side="all" house={house} list={all} onChange={setAll} />
      <Conditions title={say('rules.any')} side="any" house={house} list={any} onChange={setAny} />
      <section className="rule-part" aria-label={say('rules.then')}>
        <h2>{say('rules.then')}</h2>
        {actions.map(({ key, one }, place) => (
          <ActionFields
            key={key}
            action={one}
            number={place + 1}
            house={house}
            onChange={(action) => setActions.put(key, action)}
            onRemove={actions.length > 1 ? () => setActions.remove(key) : null}
          />
        ))}
        <button
          type="button"
          className="btn sm"
          disabled={actions.length >= 10}
          onClick={() => setActions.add(NEW_ACTION)}
          data-testid="rule-add-action"
        >
          <Plus className="ic" aria-hidden="true" />
          {say('rules.add-action')}
        </button>
      </section>
      <DryRunPanel rule={{ trigger, conditions }} house={house} />
      <label className="tick">
        <input
          type="checkbox"
          checked={active}
          onChange={(event) => setActive(event.target.checked)}
          data-testid="rule-active"
        />
        {say('rules.active')}
      </label>
      {fault && (
        <p className="fault" role="alert" data-testid="rule-fault">
          {fault}
        </p>
      )}
      <div className="row2">
        <button type="button" className="btn" onClick={onDone}>
          {say('common.cancel')}
        </button>
        <button type="submit" className="btn primary" data-testid="rule-save">
          {say('common.save')}
        </button>
      </div>
    </form>
  );
}

interface ConditionsProps {
  title: string;
  side: 'all' | 'any';
  house: House;
  list: ReturnType<typeof useKeyed<RuleCondition>>[0];
  onChange: ReturnType<typeof useKeyed<RuleCondition>>[1];
}

function Conditions({ title, side, house, list, onChange }: ConditionsProps) {
  const say = useSay();
  return (
    <section className="rule-part" aria-label={title}>
      <h2>{title}</h2>
      {list.map(({ key, one }, place) => (
        <ConditionFields
          key={key}
          condition={one}
          number={place + 1}
          house={house}
          onChange={(condition) => onChange.put(key, condition)}
          onRemove={() => onChange.remove(key)}
        />
      ))}
      <button
        type="button"
        className="btn sm"
        disabled={list.length >= 20}
        onClick={() => onChange.add(NEW_CONDITION)}
        data-testid={`rule-add-${side}`}
      >
        <Plus className="ic" aria-hidden="true" />
        {say('rules.add-condition')}
      </button>
    </section>
  );
}

function refusedText(error: unknown, say: Say): string {
  const refusal = asRefusal(error);
  const places = placesOf(
    refusal.errors.map(({ path }) => path.split('.')),
    say,
  );
  if (refusal.code === 'inner-words') {
    const words = [...new Set(refusal.errors.map(({ message }) => message))].join(', ');
    return say('rules.inner-words', { places, words });
  }
  const gone =
    refusal.code === 'invalid-input' && refusal.errors.every(({ message }) => message === 'unknown');
  if (gone && places !== '') return say('rules.unknown', { places });
  return problemText(refusal);
}

function savedText(findings: SavedRule['findings'], say: Say): string {
  const words = [...new Set(findings.map((finding) => finding.words))].join(', ');
  return words === '' ? say('common.saved') : say('rules.findings', { words });
}
