/** Skills with their levels, as rows that can be added and taken away; what others use already is proposed. */
import { useId, useState } from 'react';
import { Plus, X } from 'lucide-react';
import { useSay } from '../../i18n.js';
import { useLive } from '../../rt/live.js';

interface Props {
  skills: Readonly<Record<string, number>>;
  /** What a level means here: at least, or theirs. */
  levelLabel: (skill: string) => string;
  onChange: (skills: Record<string, number>) => void;
}

export function SkillsField({ skills, levelLabel, onChange }: Props) {
  const say = useSay();
  const proposals = useId();
  const [name, setName] = useState('');
  const agents = useLive((state) => state.agents);
  const known = new Set([...agents.values()].flatMap((agent) => Object.keys(agent.skills)));
  const wanted = name.trim();
  const add = (): void => {
    if (wanted === '' || wanted in skills) return;
    onChange({ ...skills, [wanted]: 1 });
    setName('');
  };
  const without = (skill: string): Record<string, number> =>
    Object.fromEntries(Object.entries(skills).filter(([other]) => other !== skill));
  return (
    <div className="skills-field" data-testid="skills-field">
      {Object.entries(skills).map(([skill, level]) => (
        <span className="skill-row" key={skill} data-skill={skill}>
          <b>{skill}</b>
          <input
            type="number"
            min={1}
            max={10}
            step={1}
            aria-label={levelLabel(skill)}
            title={levelLabel(skill)}
            value={Number.isNaN(level) ? '' : level}
            onChange={(event) =>
              onChange({
                ...skills,
                [skill]: event.target.value === '' ? Number.NaN : Number(event.target.value),
              })
            }
          />
          <button
            type="button"
            className="btn ghost icon sm"
            aria-label={say('queues.remove-skill', { skill })}
            onClick={() => onChange(without(skill))}
          >
            <X className="ic" aria-hidden="true" />
          </button>
        </span>
      ))}
      <span className="skill-row add">
        <input
          value={name}
          maxLength={60}
          list={proposals}
          placeholder={say('queues.skill-name')}
          aria-label={say('queues.skill-name')}
          onChange={(event) => setName(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return;
            event.preventDefault();
            add();
          }}
          data-testid="skill-name"
        />
        <button type="button" className="btn sm" onClick={add} disabled={wanted === '' || wanted in skills}>
          <Plus className="ic" aria-hidden="true" />
          {say('queues.add-skill')}
        </button>
      </span>
      <datalist id={proposals}>
        {[...known]
          .filter((skill) => !(skill in skills))
          .sort()
          .map((skill) => (
            <option key={skill} value={skill} />
          ))}
      </datalist>
    </div>
  );
}
