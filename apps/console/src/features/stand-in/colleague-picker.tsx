/** One colleague out of all, by name, in the browser's own list. */
import { useSay } from '../../i18n.js';
import { useLive } from '../../rt/live.js';
import { shownState } from '../agent-state/shown-state.js';

interface Props {
  id: string;
  label: string;
  /** What no choice is called. */
  nobody: string;
  except: string;
  value: string;
  onPick: (agentId: string) => void;
  fault: string | null;
}

export function ColleaguePicker({ id, label, nobody, except, value, onPick, fault }: Props) {
  const say = useSay();
  const agents = useLive((state) => state.agents);
  const colleagues = [...agents.values()]
    .filter((agent) => agent.id !== except)
    .sort((a, b) => a.name.localeCompare(b.name));
  return (
    <div className="plan-field">
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        value={value}
        onChange={(event) => onPick(event.target.value)}
        aria-invalid={fault !== null}
        aria-describedby={fault === null ? undefined : `${id}-fault`}
        data-testid={id}
      >
        <option value="">{nobody}</option>
        {colleagues.map((agent) => (
          <option key={agent.id} value={agent.id}>
            {agent.name} · {say(agent.present ? shownState(agent).text : 'state.offline')}
          </option>
        ))}
      </select>
      {fault !== null && (
        <p className="fault" role="alert" id={`${id}-fault`}>
          {fault}
        </p>
      )}
    </div>
  );
}
