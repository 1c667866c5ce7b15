/** The menu as a list in the order a caller meets it: everything the drawing shows, for reading and for the keyboard. */
import { useState } from 'react';
import { Plus } from 'lucide-react';
import type { MenuFault, MenuFlow, MenuStepKind } from '@lib/contracts';
import { useSay } from '../../i18n.js';
import { Labelled } from '../time-settings/settings-form.js';
import { outlineOf, STEP_KINDS } from './menu-draft.js';
import { kindText, wayText } from './menu-words.js';

interface Props {
  flow: MenuFlow;
  faults: readonly MenuFault[];
  chosen: string | null;
  onChoose: (id: string) => void;
  onAdd: ((kind: MenuStepKind) => void) | null;
}

export function MenuOutline({ flow, faults, chosen, onChoose, onAdd }: Props) {
  const say = useSay();
  const [kind, setKind] = useState<MenuStepKind>('say');
  return (
    <section className="card menu-outline" aria-labelledby="menu-outline-title">
      <h2 id="menu-outline-title">{say('menus.outline')}</h2>
      <ol data-testid="menu-outline">
        {outlineOf(flow).map(({ step, depth, way }) => (
          <li key={step.id} style={{ paddingInlineStart: `${Math.min(depth, 6) * 14}px` }}>
            <button
              type="button"
              className={step.id === chosen ? 'on' : ''}
              aria-current={step.id === chosen ? 'true' : undefined}
              onClick={() => onChoose(step.id)}
              data-testid={`menu-step-${step.id}`}
            >
              {way !== null && <span className="chip">{wayText(way, say)}</span>}
              <b>{step.name}</b>
              <small>{say(kindText(step.kind))}</small>
              {step.id === flow.start && <span className="chip">{say('menus.begins')}</span>}
              {step.id === flow.person && <span className="chip">{say('menus.zero')}</span>}
              {faults.some(({ stepId }) => stepId === step.id) && (
                <span className="chip bad">{say('menus.has-fault')}</span>
              )}
            </button>
          </li>
        ))}
      </ol>
      {onAdd && (
        <div className="menu-add">
          <Labelled label={say('menus.new-step')}>
            <select
              value={kind}
              onChange={(event) => setKind(event.target.value as MenuStepKind)}
              data-testid="menu-add-kind"
            >
              {STEP_KINDS.map((one) => (
                <option key={one} value={one}>
                  {say(kindText(one))}
                </option>
              ))}
            </select>
          </Labelled>
          <button type="button" className="btn" onClick={() => onAdd(kind)} data-testid="menu-add">
            <Plus className="ic" aria-hidden="true" />
            {say('menus.add')}
          </button>
        </div>
      )}
    </section>
  );
}
