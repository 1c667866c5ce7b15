/** What a queue demands of whom it asks, and when it demands less: one ring after the other. */
import { Plus, X } from 'lucide-react';
import type { RoutingRing } from '@lib/contracts';
import { useSay } from '../../i18n.js';
import { SecondsField } from './seconds-field.js';
import { SkillsField } from './skills-field.js';

const MOST_RINGS = 10;

interface Props {
  rings: readonly RoutingRing[];
  onChange: (rings: RoutingRing[]) => void;
}

export function RingsField({ rings, onChange }: Props) {
  const say = useSay();
  const set = (at: number, part: Partial<RoutingRing>): void =>
    onChange(rings.map((ring, index) => (index === at ? { ...ring, ...part } : ring)));
  const add = (): void => {
    const last = rings.at(-1);
    onChange([...rings, { afterSeconds: last ? last.afterSeconds + 60 : 0, skills: {}, language: false }]);
  };
  return (
    <>
      {rings.length === 0 && <p className="muted">{say('queues.no-rings')}</p>}
      <ol className="rings">
        {rings.map((ring, index) => (
          <li key={index} className="ring-box" data-testid="ring">
            <b>{say(index === 0 ? 'queues.ring-first' : 'queues.ring-then', { number: index + 1 })}</b>
            <button
              type="button"
              className="btn ghost icon sm"
              aria-label={say('queues.remove-ring', { number: index + 1 })}
              onClick={() => onChange(fromStart(rings.filter((_, at) => at !== index)))}
            >
              <X className="ic" aria-hidden="true" />
            </button>
            {index > 0 && (
              <SecondsField
                label={say('queues.ring-after')}
                value={ring.afterSeconds}
                min={1}
                max={86_400}
                onChange={(afterSeconds) => set(index, { afterSeconds })}
                testId="ring-after"
              />
            )}
            <SkillsField
              skills={ring.skills}
              levelLabel={(skill) => say('queues.least-level', { skill })}
              onChange={(skills) => set(index, { skills })}
            />
            <label className="tick">
              <input
                type="checkbox"
                checked={ring.language}
                onChange={(event) => set(index, { language: event.target.checked })}
                data-testid="ring-language"
              />
              {say('queues.ring-language')}
            </label>
            {Object.keys(ring.skills).length === 0 && !ring.language && (
              <p className="muted">{say('queues.ring-any')}</p>
            )}
          </li>
        ))}
      </ol>
      <button
        type="button"
        className="btn sm"
        onClick={add}
        disabled={rings.length >= MOST_RINGS}
        data-testid="ring-add"
      >
        <Plus className="ic" aria-hidden="true" />
        {say(rings.length === 0 ? 'queues.add-first-ring' : 'queues.add-ring')}
      </button>
    </>
  );
}

/** The first ring always begins at once. */
function fromStart(rings: RoutingRing[]): RoutingRing[] {
  return rings.map((ring, index) => (index === 0 ? { ...ring, afterSeconds: 0 } : ring));
}
