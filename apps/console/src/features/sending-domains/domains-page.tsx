/** Domains our mails leave from: whether they are signed, what is to be published, and what receivers find. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { MeView, SendingDomain, SendingDomains } from '@lib/contracts';
import { domainApi } from '../../api/domain-calls.js';
import { useSay } from '../../i18n.js';
import { attempt } from '../../ui/attempt.js';
import { EmptyState } from '../../ui/empty-state.js';
import { SettingsForm } from '../time-settings/settings-form.js';
import { DomainCard } from './domain-card.js';
import '../queue-settings/queue-settings.css';
import './sending-domains.css';

const KEY = ['sending-domains'];

export function DomainsPage({ me }: { me: MeView }) {
  const say = useSay();
  const client = useQueryClient();
  const query = useQuery({ queryKey: KEY, queryFn: ({ signal }) => domainApi.list(signal) });
  const items = query.data?.items ?? [];
  /** What an act answered takes the domain's place; without an answer all is read again. */
  const act = (call: () => Promise<SendingDomain | null>): Promise<boolean> =>
    attempt(async () => {
      const now = await call();
      if (now === null) return client.invalidateQueries({ queryKey: KEY });
      client.setQueryData<SendingDomains>(
        KEY,
        (before) =>
          before && { items: before.items.map((item) => (item.domain === now.domain ? now : item)) },
      );
    });
  return (
    <SettingsForm
      title="domains.title"
      lead="domains.lead"
      loading={query.isPending}
      error={query.error}
      onRetry={() => void query.refetch()}
    >
      {items.length === 0 && (
        <EmptyState title={say('domains.empty-title')} text={say('domains.empty-text')} />
      )}
      {items.map((domain) => (
        <DomainCard key={domain.domain} domain={domain} readOnly={me.role !== 'admin'} act={act} />
      ))}
    </SettingsForm>
  );
}
