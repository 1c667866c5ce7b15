/** The fields of a recording policy, in the order in which somebody has to think of them. */
import { MenuKey, RecordingBasis, RecordingPurpose, type WriteRecordingPolicy } from '@lib/contracts';
import { useSay } from '../../i18n.js';
import { Part } from '../queue-settings/part.js';
import { Labelled } from '../time-settings/settings-form.js';

interface Props {
  wish: WriteRecordingPolicy;
  onChange: (part: Partial<WriteRecordingPolicy>) => void;
}

export function PolicyFields({ wish, onChange }: Props) {
  const say = useSay();
  return (
    <>
      <Part title={say('recordings.why')} lead={say('recordings.why-lead')} faults={[]} of={[]}>
        <label className="tick">
          <input
            type="checkbox"
            checked={wish.enabled}
            onChange={(event) => onChange({ enabled: event.target.checked })}
            data-testid="recording-enabled"
          />
          {say('recordings.enabled')}
        </label>
        <div className="queue-row">
          <Labelled label={say('recordings.purpose')}>
            <select
              value={wish.purpose ?? ''}
              aria-required={wish.enabled}
              onChange={(event) =>
                onChange({ purpose: RecordingPurpose.safeParse(event.target.value).data ?? null })
              }
              data-testid="recording-purpose"
            >
              <option value="">{say('recordings.choose')}</option>
              {RecordingPurpose.options.map((purpose) => (
                <option key={purpose} value={purpose}>
                  {say(`recordings.purpose-${purpose}`)}
                </option>
              ))}
            </select>
          </Labelled>
          <Labelled label={say('recordings.basis')}>
            <select
              value={wish.legalBasis ?? ''}
              aria-required={wish.enabled}
              onChange={(event) =>
                onChange({ legalBasis: RecordingBasis.safeParse(event.target.value).data ?? null })
              }
              data-testid="recording-basis"
            >
              <option value="">{say('recordings.choose')}</option>
              {RecordingBasis.options.map((basis) => (
                <option key={basis} value={basis}>
                  {say(`recordings.basis-${basis}`)}
                </option>
              ))}
            </select>
          </Labelled>
        </div>
      </Part>
      <Part title={say('recordings.told')} lead={say('recordings.told-lead')} faults={[]} of={[]}>
        {(['fr', 'en'] as const).map((locale) => (
          <Labelled key={locale} label={say(`menus.words-${locale}`)}>
            <textarea
              lang={locale}
              rows={3}
              maxLength={400}
              value={wish.announcement[locale]}
              onChange={(event) =>
                onChange({ announcement: { ...wish.announcement, [locale]: event.target.value } })
              }
              data-testid={`recording-words-${locale}`}
            />
          </Labelled>
        ))}
        <Labelled label={say('recordings.key')}>
          <select
            value={wish.objectionKey}
            onChange={(event) =>
              onChange({ objectionKey: MenuKey.safeParse(event.target.value).data ?? wish.objectionKey })
            }
            data-testid="recording-key"
          >
            {MenuKey.options.map((key) => (
              <option key={key} value={key}>
                {key}
              </option>
            ))}
          </select>
        </Labelled>
      </Part>
      <Part title={say('recordings.how-long')} lead={say('recordings.how-long-lead')} faults={[]} of={[]}>
        <Labelled label={say('recordings.days')}>
          <input
            type="number"
            min={1}
            max={3650}
            value={wish.retentionDays || ''}
            onChange={(event) => onChange({ retentionDays: event.target.valueAsNumber || 0 })}
            data-testid="recording-days"
          />
        </Labelled>
        <label className="tick">
          <input
            type="checkbox"
            checked={wish.keepAtCarrier}
            onChange={(event) => onChange({ keepAtCarrier: event.target.checked })}
            data-testid="recording-keep"
          />
          {say('recordings.keep-at-carrier')}
        </label>
      </Part>
    </>
  );
}
