/** On a call's card: whether it was recorded, what was left out, what is left of it, and the way to listen. */
import { useId, useState } from 'react';
import { Headphones } from 'lucide-react';
import type { RecordingDeletion, RecordingState } from '@lib/contracts';
import { useSay } from '../../i18n.js';
import { clockText, longDateText, timerText } from '../../ui/time-text.js';
import { RecordingPlayer } from './recording-player.js';

interface Facts {
  /** Null when nothing was ever recorded. */
  id: string | null;
  state: RecordingState;
  fault: 'pause-failed' | 'start-failed' | null;
  /** `until` null: it is paused now. */
  paused: { from: string; until: string | null }[];
  /** Its sound is here. */
  kept: boolean;
  seconds: number | null;
  held: boolean;
  deletedAt: string | null;
  deletion: RecordingDeletion | null;
}

/** `value`: what a call's item on the timeline says of its recording. */
export function Recorded({ value }: { value: unknown }) {
  const say = useSay();
  const [open, setOpen] = useState(false);
  const playerId = useId();
  if (typeof value !== 'object' || value === null) return null;
  const facts = value as Facts;
  const { id, kept, seconds, deletion } = facts;
  const shown = id !== null && (kept || deletion !== null);
  return (
    <>
      <small className="keyed" data-testid="call-recorded">
        {textsOf(facts, say).join(' · ')}
      </small>
      {shown && (
        <button
          type="button"
          className="btn sm ghost"
          aria-expanded={open}
          aria-controls={open ? playerId : undefined}
          onClick={() => setOpen(!open)}
          data-testid="playback-open"
        >
          <Headphones className="ic" aria-hidden="true" />
          {kept
            ? say('playback.open', { time: timerText((seconds ?? 0) * 1_000) })
            : say('playback.listeners')}
        </button>
      )}
      {shown && open && (
        <div id={playerId}>
          <RecordingPlayer id={id} face={`${kept} ${facts.held} ${deletion}`} />
        </div>
      )}
    </>
  );
}

function textsOf(
  { state, fault, paused, held, deletedAt, deletion }: Facts,
  say: ReturnType<typeof useSay>,
): string[] {
  const texts = [say(fault ? `recording.${fault}` : `call-card.recording-${state}`)];
  for (const { from, until } of paused)
    texts.push(
      until
        ? say('call-card.paused', { from: clockText(from), until: clockText(until) })
        : say('call-card.paused-since', { from: clockText(from) }),
    );
  if (deletedAt && deletion)
    texts.push(say(`call-card.deleted-${deletion}`, { date: longDateText(deletedAt.slice(0, 10)) }));
  else if (held) texts.push(say('hold.held'));
  return texts;
}
