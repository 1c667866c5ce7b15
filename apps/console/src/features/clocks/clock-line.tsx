/** One clock: what it is, how it stands in words, and a bar of the share that is used. */
import { useSay } from '../../i18n.js';
import { useNow } from '../../ui/now.js';
import { momentText } from '../../ui/time-text.js';
import { standingOf, usedShare, type Span } from '../promise/promise-time.js';
import type { ClockState } from './clock-state.js';

interface Props {
  kind: string;
  label: string;
  span: Span;
  /** From the times alone when it is left out. */
  state?: ClockState;
  used?: number;
}

export function ClockLine({ kind, label, span, state: known, used }: Props) {
  const say = useSay();
  const now = useNow();
  const standing = standingOf(span, now);
  const state: ClockState = known ?? (standing === 'late' ? 'breached' : standing);
  const time = momentText(span.due, now);
  return (
    <li data-testid="clock" data-kind={kind} data-state={state}>
      <span>{label}</span>
      <b className="num">{state === 'paused' ? '' : time}</b>
      <small>{say(`clocks.state-${state}`)}</small>
      {state !== 'met' && (
        <span className={`clock-bar ${state}`} aria-hidden="true">
          <i style={{ width: `${Math.round((used ?? usedShare(span, now)) * 100)}%` }} />
        </span>
      )}
    </li>
  );
}
