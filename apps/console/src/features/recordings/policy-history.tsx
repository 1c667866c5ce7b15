/** What a queue recorded since when, and who set it. */
import { useQuery } from '@tanstack/react-query';
import type { RecordingPolicy } from '@lib/contracts';
import { recordingApi } from '../../api/recording-calls.js';
import { asRefusal } from '../../api/refusal.js';
import { useSay } from '../../i18n.js';
import { Failure } from '../../ui/failure.js';
import { serverNow } from '../../ui/now.js';
import { momentText } from '../../ui/time-text.js';

export function PolicyHistory({ policy: { queue, version } }: { policy: RecordingPolicy }) {
  const say = useSay();
  const { data, error, refetch } = useQuery({
    queryKey: ['recording-policy-versions', queue.id, version],
    queryFn: ({ signal }) => recordingApi.policyVersions(queue.id, signal),
  });
  return (
    <section className="card changes" aria-labelledby="recording-history" data-testid="recording-history">
      <h2 id="recording-history">{say('changes.title')}</h2>
      {error && <Failure refusal={asRefusal(error)} onRetry={() => void refetch()} />}
      {data?.items.length === 0 && <p className="muted">{say('changes.none')}</p>}
      <ol>
        {data?.items.map((one) => (
          <li key={one.version}>
            <b>{say('changes.changed', { name: one.by?.name ?? '' })}</b>{' '}
            <span className="muted num">{momentText(one.setAt ?? '', serverNow())}</span>
            <small>
              {say(one.enabled ? 'recordings.on' : 'recordings.off')} ·{' '}
              {say('recordings.kept', { count: one.retentionDays })}
            </small>
          </li>
        ))}
      </ol>
    </section>
  );
}
