/** How much at once: a limit per channel, weights where all channels share one measure, and whether a call is taken alone. */
import type { Capacity, Channel } from '@lib/contracts';
import { useSay } from '../../i18n.js';
import { Labelled } from '../time-settings/settings-form.js';

const CHANNELS = ['voice', 'chat', 'email'] as const satisfies readonly Channel[];
const MOST: Record<Channel, number> = { voice: 10, chat: 100, email: 1_000 };
/** What the form begins with when weights are wanted: four chats, or a call. */
const BEGIN = { units: 4, weights: { voice: 4, chat: 1, email: 0 } };

interface Props {
  capacity: Capacity;
  onChange: (capacity: Capacity) => void;
}

export function CapacityFields({ capacity, onChange }: Props) {
  const say = useSay();
  const { units, weights, ...limits } = capacity;
  const number = (label: string, value: number, most: number, set: (value: number) => void, id: string) => (
    <Labelled key={id} label={label}>
      <input
        type="number"
        min={0}
        max={most}
        step={1}
        value={Number.isNaN(value) ? '' : value}
        onChange={(event) => set(event.target.value === '' ? Number.NaN : Number(event.target.value))}
        data-testid={id}
      />
    </Labelled>
  );
  return (
    <>
      <div className="queue-row">
        {CHANNELS.map((channel) =>
          number(
            say(`people.most-${channel}`),
            capacity[channel],
            MOST[channel],
            (value) => onChange({ ...capacity, [channel]: value }),
            `capacity-${channel}`,
          ),
        )}
      </div>
      <label className="tick">
        <input
          type="checkbox"
          checked={capacity.voiceExclusive !== false}
          onChange={(event) => onChange({ ...capacity, voiceExclusive: event.target.checked })}
          data-testid="capacity-exclusive"
        />
        {say('people.voice-alone')}
      </label>
      <label className="tick">
        <input
          type="checkbox"
          checked={units !== undefined}
          onChange={(event) => onChange(event.target.checked ? { ...limits, ...BEGIN } : limits)}
          data-testid="capacity-weighted"
        />
        {say('people.weighted')}
      </label>
      {units !== undefined && weights && (
        <div className="queue-row">
          {number(
            say('people.units'),
            units,
            1_000,
            (value) => onChange({ ...capacity, units: value }),
            'capacity-units',
          )}
          {CHANNELS.map((channel) =>
            number(
              say(`people.weight-${channel}`),
              weights[channel],
              1_000,
              (value) => onChange({ ...capacity, weights: { ...weights, [channel]: value } }),
              `weight-${channel}`,
            ),
          )}
        </div>
      )}
    </>
  );
}
