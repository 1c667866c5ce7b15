/** The recording of a call, opened on its card: listened to, looked at, seen who else did; or gone, with when and why. */
import { useId } from 'react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Download, Pause, Play } from 'lucide-react';
import type { StoredRecording } from '@lib/contracts';
import { recordingApi } from '../../api/recording-calls.js';
import { asRefusal } from '../../api/refusal.js';
import { useSay } from '../../i18n.js';
import { Failure } from '../../ui/failure.js';
import { Skeleton } from '../../ui/skeleton.js';
import { timerText } from '../../ui/time-text.js';
import { HoldLine } from './hold-line.js';
import { Listeners } from './listeners.js';
import { usePlayer, type Player } from './use-player.js';
import { Waveform } from './waveform.js';
import './playback.css';

const SPEEDS = [0.75, 1, 1.25, 1.5, 2];

/** `face`: what the card knows of it; when that changes, it is read anew. */
export function RecordingPlayer({ id, face }: { id: string; face: string }) {
  const queries = useQueryClient();
  const { data, error, refetch } = useQuery({
    queryKey: ['recording', id, face],
    queryFn: ({ signal }) => recordingApi.view(id, signal),
    placeholderData: (before) => before,
  });
  if (error) return <Failure refusal={asRefusal(error)} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton rows={1} />;
  const changed = (): void => void queries.invalidateQueries({ queryKey: ['recording', id] });
  return (
    <div className="playback" data-testid="playback" data-state={data.state}>
      {data.state === 'stored' ? (
        <Sound recording={data} onChanged={changed} />
      ) : (
        <NoSound recording={data} />
      )}
      <HoldLine recording={data} onChanged={changed} />
      <Listeners recording={data} />
    </div>
  );
}

function Sound({ recording, onChanged }: { recording: StoredRecording; onChanged: () => void }) {
  const say = useSay();
  const player = usePlayer(recording.id, recording.seconds, onChanged);
  const { gaps, seconds } = recording;
  return (
    <>
      <audio
        ref={player.audio}
        src={player.src}
        preload="none"
        {...player.events}
        data-testid="playback-audio"
      />
      <div className="channels" aria-hidden="true">
        <small>{say('playback.customer')}</small>
        <small>{say('playback.house')}</small>
      </div>
      <Waveform
        recording={recording}
        position={player.position}
        onSeek={player.seek}
        onToggle={player.toggle}
      />
      <div className="controls">
        <PlayButton player={player} />
        <span className="num" data-testid="playback-time">
          {timerText(player.position * 1_000)} / {timerText(seconds * 1_000)}
        </span>
        <Speed player={player} />
        {recording.may.download && (
          <a
            className="btn sm ghost"
            href={recordingApi.downloadUrl(recording.id)}
            download
            data-testid="playback-download"
          >
            <Download className="ic" aria-hidden="true" />
            {say('playback.download')}
          </a>
        )}
      </div>
      {player.failed && (
        <p className="warn" role="alert" data-testid="playback-failed">
          {say('playback.failed')}{' '}
          <button
            type="button"
            className="btn sm"
            onClick={() => {
              player.again();
              onChanged();
            }}
          >
            {say('error.retry')}
          </button>
        </p>
      )}
      {gaps.length > 0 && (
        <ul className="gaps" data-testid="playback-gaps">
          {gaps.map(({ at, lasted }) => (
            <li key={at}>
              {lasted === null
                ? say('playback.gap-to-end', { at: timerText(at * 1_000) })
                : say('playback.gap', { at: timerText(at * 1_000), time: timerText(lasted * 1_000) })}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function PlayButton({ player: { playing, waiting, toggle } }: { player: Player }) {
  const say = useSay();
  const Icon = playing ? Pause : Play;
  return (
    <button
      type="button"
      className="btn sm"
      onClick={toggle}
      aria-busy={waiting}
      data-testid="playback-toggle"
    >
      <Icon className="ic" aria-hidden="true" />
      {say(playing ? 'playback.pause' : 'playback.play')}
    </button>
  );
}

function Speed({ player: { audio } }: { player: Player }) {
  const say = useSay();
  const id = useId();
  return (
    <span className="speed">
      <label htmlFor={id}>{say('playback.speed')}</label>
      <select
        id={id}
        defaultValue="1"
        onChange={(event) => {
          // The default too: it is what a new listening begins with.
          const rate = Number(event.target.value);
          if (audio.current) Object.assign(audio.current, { playbackRate: rate, defaultPlaybackRate: rate });
        }}
        data-testid="playback-speed"
      >
        {SPEEDS.map((speed) => (
          <option key={speed} value={speed}>
            {say('playback.speed-of', { speed })}
          </option>
        ))}
      </select>
    </span>
  );
}

function NoSound({ recording: { state, deletion } }: { recording: StoredRecording }) {
  const say = useSay();
  const text =
    state === 'awaited' ? 'playback.awaited' : deletion ? (`playback.gone-${deletion}` as const) : null;
  return text && <p data-testid="playback-none">{say(text)}</p>;
}
