/** The queues in figures: how many wait, how long, and who could answer. */
import type { QueueLive, ServiceLevel } from '@lib/contracts';
import { useSay } from '../../i18n.js';
import { useNow } from '../../ui/now.js';
import { waitText } from '../../ui/time-text.js';
import { shareText } from './service-level.js';

interface Props {
  queues: QueueLive[];
  serviceLevels: readonly ServiceLevel[];
}

export function QueueTable({ queues, serviceLevels }: Props) {
  const say = useSay();
  const now = useNow();
  const since = (iso: string | null): string => (iso ? waitText(now - Date.parse(iso)) : '–');
  return (
    <div className="table-wrap" tabIndex={0} role="region" aria-label={say('live.queues')}>
      <table className="table num" data-testid="queue-table">
        <thead>
          <tr>
            <th scope="col">{say('live.queue')}</th>
            <th scope="col">{say('live.waiting')}</th>
            <th scope="col">{say('live.longest')}</th>
            <th scope="col">{say('live.estimate')}</th>
            <th scope="col">{say('live.staffed')}</th>
            <th scope="col">{say('live.available')}</th>
            <th scope="col">{say('live.in-time')}</th>
          </tr>
        </thead>
        <tbody>
          {queues.map((queue) => (
            <tr key={queue.id} data-queue={queue.id}>
              <th scope="row">{queue.name}</th>
              <td>
                <b>{queue.waiting}</b>
              </td>
              <td>{since(queue.longestWaitSince)}</td>
              <td>
                {queue.estimatedWaitSeconds === null ? '–' : waitText(queue.estimatedWaitSeconds * 1_000)}
              </td>
              <td className={queue.waiting > 0 && queue.staffed === 0 ? 'late' : undefined}>
                {queue.staffed}
              </td>
              <td>{queue.available}</td>
              <td>{shareText(serviceLevels.find(({ queueId }) => queueId === queue.id)) ?? '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
