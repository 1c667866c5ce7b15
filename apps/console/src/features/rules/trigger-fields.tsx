/** When a rule looks: what happens, or how long since what. */
import { RuleEvent, RuleSince, type RuleTrigger } from '@lib/contracts';
import { useSay } from '../../i18n.js';
import { Labelled } from '../time-settings/settings-form.js';
import { Choice } from './inputs.js';

interface Props {
  trigger: RuleTrigger;
  onChange: (trigger: RuleTrigger) => void;
}

const HOUR = 60;

export function TriggerFields({ trigger, onChange }: Props) {
  const say = useSay();
  return (
    <section className="rule-part" aria-label={say('rules.when')}>
      <h2>{say('rules.when')}</h2>
      <div className="rule-row">
        <Choice
          label={say('rules.when-happens')}
          of={[...RuleEvent.options, 'time' as const].map((on) => [on, say(`rules.on-${on}`)] as const)}
          value={trigger.on}
          onChange={(on) => onChange(on === 'time' ? { on, since: 'customer-waits', minutes: HOUR } : { on })}
          testId="rule-trigger"
        />
        {trigger.on === 'time' && (
          <>
            <Choice
              label={say('rules.since')}
              of={RuleSince.options.map((since) => [since, say(`rules.since-${since}`)] as const)}
              value={trigger.since}
              onChange={(since) => onChange({ ...trigger, since })}
              testId="rule-since"
            />
            <Labelled label={say('rules.minutes')}>
              <input
                type="number"
                min={1}
                max={129_600}
                value={Number.isNaN(trigger.minutes) ? '' : trigger.minutes}
                onChange={(event) => onChange({ ...trigger, minutes: event.target.valueAsNumber })}
                data-testid="rule-minutes"
              />
            </Labelled>
          </>
        )}
      </div>
    </section>
  );
}
