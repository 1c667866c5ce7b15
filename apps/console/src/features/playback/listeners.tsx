/** Who listened to a recording, when, and from where to where: for all who may hear it. */
import type { Playback, StoredRecording } from '@lib/contracts';
import { useSay } from '../../i18n.js';
import { serverNow } from '../../ui/now.js';
import { momentText, timerText } from '../../ui/time-text.js';

export function Listeners({ recording: { playbacks, state } }: { recording: StoredRecording }) {
  const say = useSay();
  return (
    <details className="listeners" open={state === 'deleted'} data-testid="playback-listeners">
      <summary>
        {say('playback.listeners')} <span className="num">({playbacks.length})</span>
      </summary>
      <p className="muted">{say('playback.listeners-lead')}</p>
      <ol>
        {playbacks.map((playback) => (
          <li key={playback.id}>
            <span>{playback.by.name}</span>{' '}
            <small className="num">
              {momentText(playback.at, serverNow())} · <Extent playback={playback} />
            </small>
          </li>
        ))}
      </ol>
    </details>
  );
}

function Extent({ playback: { kind, from, to } }: { playback: Playback }) {
  const say = useSay();
  if (kind === 'downloaded') return say('playback.downloaded');
  if (from === null || to === null) return say('playback.unknown');
  return say('playback.extent', { from: timerText(from * 1_000), to: timerText(to * 1_000) });
}
