/** For administrators: whether calls reach us, what stands in the way, and one press for each number that leads elsewhere. */
import { useState } from 'react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { RotateCw } from 'lucide-react';
import { isKnownCarrierFault, type TelephoneSetup } from '@lib/contracts';
import { asRefusal, type Refusal } from '../../api/refusal.js';
import { telephoneApi } from '../../api/telephone-calls.js';
import { useSay, type Say } from '../../i18n.js';
import { EmptyState } from '../../ui/empty-state.js';
import { problemText, showRefusal } from '../../ui/failure.js';
import { showToast } from '../../ui/toast.js';
import { SettingsForm } from '../time-settings/settings-form.js';
import { ChangeList } from './change-list.js';
import { FindingList } from './finding-list.js';
import { PlaceCard } from './place-card.js';
import './telephone.css';

const KEY = ['telephone'];
const UNDO_MS = 10_000;

export function TelephonePage() {
  const say = useSay();
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const query = useQuery({ queryKey: KEY, queryFn: ({ signal }) => telephoneApi.look(signal) });
  const setup = query.data;

  /** What the carrier answers takes the place of what is shown; a refusal is told in its own words. */
  async function run(ask: () => Promise<TelephoneSetup>): Promise<TelephoneSetup | null> {
    if (busy) return null;
    setBusy(true);
    try {
      const answer = await ask();
      client.setQueryData(KEY, answer);
      return answer;
    } catch (failed) {
      const refusal = asRefusal(failed);
      if (refusal.code === 'carrier-refused')
        showToast({ text: refusedText(refusal, say), kind: 'failed' }, UNDO_MS);
      else showRefusal(refusal);
      return null;
    } finally {
      setBusy(false);
    }
  }
  const undo = async (changeId: string): Promise<void> => {
    if (await run(() => telephoneApi.undo(changeId))) showToast({ text: say('telephone.undone') });
  };
  const connect = async (place: TelephoneSetup['places'][number]): Promise<void> => {
    const answer = await run(() => telephoneApi.connect(place));
    const change = answer?.changes[0];
    if (!change) return;
    const action = { label: say('common.undo'), run: () => void undo(change.id) };
    showToast({ text: say('telephone.connected-now', { name: place.name }), action }, UNDO_MS);
  };

  return (
    <SettingsForm
      title="telephone.title"
      lead="telephone.lead"
      loading={query.isPending}
      error={query.error}
      onRetry={() => void query.refetch()}
    >
      {setup && (
        <>
          <section className="card telephone-account" data-testid="telephone-account">
            <div>
              <h2>{say(`telephone.carrier-${setup.carrier}`)}</h2>
              {setup.account && (
                <p className="muted num">
                  {say('telephone.account', { name: setup.account.name, sid: setup.account.sid })}
                </p>
              )}
              <p className="muted">{say('telephone.address', { address: setup.address })}</p>
            </div>
            <button
              type="button"
              className="btn"
              aria-disabled={busy || query.isFetching}
              onClick={() => void query.refetch()}
              data-testid="telephone-look"
            >
              <RotateCw className="ic" aria-hidden="true" />
              {say('telephone.look-again')}
            </button>
          </section>
          <FindingList setup={setup} />
          {setup.account && setup.places.length === 0 && (
            <EmptyState title={say('telephone.empty-title')} text={say('telephone.empty-text')} />
          )}
          <ul className="telephone-list">
            {setup.places.map((place) => (
              <PlaceCard key={place.sid} place={place} busy={busy} onConnect={() => void connect(place)} />
            ))}
          </ul>
          <ChangeList changes={setup.changes} busy={busy} onUndo={(changeId) => void undo(changeId)} />
        </>
      )}
    </SettingsForm>
  );
}

function refusedText(refusal: Refusal, say: Say): string {
  const code = refusal.errors.find(({ path }) => path === 'code')?.message ?? '';
  return isKnownCarrierFault(code) ? say(`carrier-fault.${code}`) : `${problemText(refusal)} (${code})`;
}
