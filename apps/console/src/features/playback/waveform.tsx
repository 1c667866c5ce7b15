/** The loudness of a recording, the customer above and the house below, with its place to listen from: a slider over a picture. */
import type { CSSProperties, KeyboardEvent } from 'react';
import type { StoredRecording } from '@lib/contracts';
import { useSay } from '../../i18n.js';
import { timerText } from '../../ui/time-text.js';
import { barsOf } from './bars.js';

const STEP = 5;
const HEIGHT = 56;

interface Props {
  recording: StoredRecording;
  position: number;
  onSeek: (second: number) => void;
  onToggle: () => void;
}

export function Waveform({ recording: { peaks, gaps, seconds }, position, onSeek, onToggle }: Props) {
  const say = useSay();
  const [customer, house] = [peaks[0] ?? [], peaks[1] ?? []];
  const places = Math.max(1, customer.length, house.length);
  const at = (second: number): CSSProperties => ({ insetInlineStart: `${share(second, seconds)}%` });

  function onKeyDown(event: KeyboardEvent): void {
    const step = { ArrowRight: STEP, ArrowUp: STEP, ArrowLeft: -STEP, ArrowDown: -STEP }[event.key];
    if (step !== undefined) onSeek(position + step);
    else if (event.key === ' ') onToggle();
    else if (event.key === 'Home') onSeek(0);
    else if (event.key === 'End') onSeek(seconds);
    else return;
    event.preventDefault();
  }
  return (
    <div className="waveform">
      <svg viewBox={`0 0 ${places} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
        <path className="customer" d={barsOf(customer, HEIGHT / 2, -1)} />
        <path className="house" d={barsOf(house, HEIGHT / 2, 1)} />
      </svg>
      <span className="played" style={{ inlineSize: `${share(position, seconds)}%` }} aria-hidden="true" />
      {gaps.map((gap) => (
        <span key={gap.at} className="gap" style={at(gap.at)} aria-hidden="true">
          <i>{say('playback.gap-word')}</i>
        </span>
      ))}
      <input
        type="range"
        min={0}
        max={seconds}
        step={0.1}
        value={position}
        onChange={(event) => onSeek(event.target.valueAsNumber)}
        onKeyDown={onKeyDown}
        aria-label={say('playback.position')}
        aria-valuetext={say('playback.position-of', {
          time: timerText(position * 1_000),
          total: timerText(seconds * 1_000),
        })}
        data-testid="playback-position"
      />
    </div>
  );
}

const share = (second: number, seconds: number): number =>
  seconds > 0 ? Math.min(100, (100 * second) / seconds) : 0;
