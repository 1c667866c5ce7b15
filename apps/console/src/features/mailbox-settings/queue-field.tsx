/** Which queue a mailbox feeds: one of those that are, or the one that catches everything. */
import type { QueueSettingsView } from '@lib/contracts';
import { useSay, type Say } from '../../i18n.js';
import { Labelled } from '../time-settings/settings-form.js';

interface Props {
  queueId: string;
  queues: readonly QueueSettingsView[];
  onChange: (queueId: string) => void;
}

export function QueueField({ queueId, queues, onChange }: Props) {
  const say = useSay();
  const gone = queueId !== '' && queues.length > 0 && !queues.some(({ id }) => id === queueId);
  return (
    <Labelled label={say('mailboxes.queue')}>
      <select value={queueId} onChange={(event) => onChange(event.target.value)} data-testid="mailbox-queue">
        <option value="">{say('mailboxes.queue-any', { queue: catchAll(queues) })}</option>
        {queues
          .filter(({ isDefault, id }) => !isDefault || id === queueId)
          .map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        {gone && <option value={queueId}>{say('queues.gone')}</option>}
      </select>
    </Labelled>
  );
}

/** In the list; an archived queue takes nothing, so what was meant for it goes where everything goes. */
export function feedsText(queueId: string | null, queues: readonly QueueSettingsView[], say: Say): string {
  const named = queues.find(({ id }) => id === queueId)?.name;
  return say('mailboxes.feeds', { queue: named ?? catchAll(queues) });
}

function catchAll(queues: readonly QueueSettingsView[]): string {
  return queues.find(({ isDefault }) => isDefault)?.name ?? '';
}
