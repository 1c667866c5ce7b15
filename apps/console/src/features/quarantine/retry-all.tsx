/** Another try of all mails of one reason: pressed once, watched until the last is read, and told how it ended. */
import { useEffect, useState } from 'react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { RotateCcw } from 'lucide-react';
import type { QuarantineRetry, QuarantineWhy } from '@lib/contracts';
import { mailApi } from '../../api/mail-calls.js';
import { asRefusal } from '../../api/refusal.js';
import { useSay } from '../../i18n.js';
import { Failure, showRefusal } from '../../ui/failure.js';

export function RetryAll({ why, count }: { why: QuarantineWhy | undefined; count: number }) {
  const say = useSay();
  const client = useQueryClient();
  const [begun, setBegun] = useState<QuarantineRetry | null>(null);
  const [busy, setBusy] = useState(false);
  const { data, error } = useQuery({
    queryKey: ['mail', 'quarantine', 'retry', begun?.id],
    queryFn: ({ signal }) => mailApi.quarantineRetry(begun?.id ?? '', signal),
    enabled: begun !== null && begun.total > 0,
    // Only while something is still being read.
    refetchInterval: ({ state }) => (state.data?.waiting === 0 ? false : 1_000),
  });
  const now = data ?? begun;
  const over = now !== null && now.waiting === 0;
  useEffect(() => {
    if (over) void client.invalidateQueries({ queryKey: ['mail', 'quarantine'], refetchType: 'active' });
  }, [over, client]);

  async function retry(reason: QuarantineWhy): Promise<void> {
    setBusy(true);
    try {
      setBegun(await mailApi.retryQuarantine(reason));
    } catch (refusal) {
      showRefusal(asRefusal(refusal));
    } finally {
      setBusy(false);
    }
  }
  return (
    <div className="quarantine-retry">
      {why && count > 0 && (
        <button
          type="button"
          className="btn"
          aria-disabled={busy || (now !== null && !over)}
          onClick={() => void (busy || (now !== null && !over) ? undefined : retry(why))}
          data-testid="quarantine-retry-all"
        >
          <RotateCcw className="ic" aria-hidden="true" />
          {say('quarantine.retry-all', { count })}
        </button>
      )}
      {error && <Failure refusal={asRefusal(error)} />}
      {now && !over && (
        <progress max={now.total} value={now.total - now.waiting} aria-label={say('quarantine.progress')} />
      )}
      <p role="status" data-testid="quarantine-progress" data-over={over}>
        {now &&
          say(over ? 'quarantine.tried' : 'quarantine.trying', {
            total: now.total,
            read: now.total - now.waiting,
            back: now.back,
            in: now.total - now.waiting - now.back,
          })}
      </p>
    </div>
  );
}
