/** What was set before, by whom and when: the record of a queue or of a person. */
import { useQuery } from '@tanstack/react-query';
import type { SettingsChanges } from '@lib/contracts';
import type { MessageId } from '@lib/design';
import { asRefusal } from '../../api/refusal.js';
import { useSay, type Say } from '../../i18n.js';
import { Failure } from '../../ui/failure.js';
import { serverNow } from '../../ui/now.js';
import { momentText } from '../../ui/time-text.js';

interface Props {
  /** Grows with each change: then it is read again. */
  asOf: number;
  id: string;
  read: (id: string, signal: AbortSignal) => Promise<SettingsChanges>;
}

export function ChangesCard({ asOf, id, read }: Props) {
  const say = useSay();
  const { data, error, refetch } = useQuery({
    queryKey: ['settings-changes', id, asOf],
    queryFn: ({ signal }) => read(id, signal),
    placeholderData: (before, asked) => (asked?.queryKey[1] === id ? before : undefined),
  });
  return (
    <section className="card changes" aria-labelledby="changes-title" data-testid="settings-changes">
      <h2 id="changes-title">{say('changes.title')}</h2>
      {error && <Failure refusal={asRefusal(error)} onRetry={() => void refetch()} />}
      {data?.items.length === 0 && <p className="muted">{say('changes.none')}</p>}
      <ol>
        {data?.items.map(({ id: changeId, at, by, what, changed }) => (
          <li key={changeId}>
            <b>{say(`changes.${what}`, { name: by.name })}</b>{' '}
            <span className="muted num">{momentText(at, serverNow())}</span>
            {what === 'changed' && changed.length > 0 && (
              <small>{changed.map(({ field }) => fieldText(field, say)).join(', ')}</small>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}

const FIELDS: Readonly<Record<string, MessageId>> = {
  name: 'queues.name',
  level: 'queues.level',
  answerWithinSeconds: 'queues.answer-within',
  reopenDays: 'queues.reopening',
  strategy: 'queues.strategy',
  rings: 'queues.rings',
  steps: 'queues.steps',
  overflow: 'queues.overflow',
  memberIds: 'queues.members',
  wrapUp: 'wrapup-settings.title',
  skills: 'people.skills',
  languages: 'people.languages',
  queueIds: 'people.queues',
  calendarId: 'people.hours',
  capacity: 'people.capacity',
  address: 'mailboxes.address',
  aliases: 'mailboxes.aliases',
  queueId: 'mailboxes.queue',
  receiving: 'mailboxes.part-receiving',
  sending: 'mailboxes.part-sending',
  login: 'mailboxes.part-login',
  authority: 'mailboxes.authority',
  trustedServer: 'mailboxes.trusted',
  displayAddress: 'mail-writing.display-address',
  nameTemplate: 'mail-writing.name',
  team: 'mail-writing.team',
  phone: 'mail-writing.phone',
  signature: 'mail-writing.signature',
  asksWhenRead: 'mail-writing.asks-when-read',
};

function fieldText(field: string, say: Say): string {
  const text = FIELDS[field];
  return text ? say(text) : field;
}
