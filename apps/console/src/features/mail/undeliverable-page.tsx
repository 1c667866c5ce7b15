/** Addresses that take no mail: why, since when, on which ticket it showed; lifted here, or said by hand. */
import { useState, type FormEvent } from 'react';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { UndeliverableAddress } from '@lib/contracts';
import { mailApi } from '../../api/mail-calls.js';
import { asRefusal } from '../../api/refusal.js';
import { useSay } from '../../i18n.js';
import { EmptyState } from '../../ui/empty-state.js';
import { showRefusal } from '../../ui/failure.js';
import { fullText } from '../../ui/time-text.js';
import { showToast } from '../../ui/toast.js';
import { useDebounced } from '../search/use-debounced.js';
import { SettingsForm } from '../time-settings/settings-form.js';
import './undeliverable.css';

const KEY = 'undeliverable-list';

export function UndeliverablePage() {
  const say = useSay();
  const client = useQueryClient();
  const [typed, setTyped] = useState('');
  const q = useDebounced(typed.trim(), 250);
  const list = useInfiniteQuery({
    queryKey: [KEY, q],
    queryFn: ({ pageParam }) => mailApi.undeliverable({ q: q || undefined, cursor: pageParam ?? undefined }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
  const again = (): Promise<void> => client.invalidateQueries({ queryKey: [KEY] });
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const put = async (act: () => Promise<unknown>): Promise<boolean> => {
    try {
      await act();
      await again();
      return true;
    } catch (error) {
      showRefusal(asRefusal(error));
      return false;
    }
  };
  const lift = async ({ address, words }: UndeliverableAddress): Promise<void> => {
    if (!(await put(() => mailApi.lift(address)))) return;
    const back = (): void =>
      void put(() => mailApi.sayUndeliverable({ address, words: words.slice(0, 500) }));
    showToast({
      text: say('returned.lifted', { address }),
      action: { label: say('common.undo'), run: back },
    });
  };
  return (
    <SettingsForm
      title="undeliverable.title"
      lead="undeliverable.lead"
      loading={list.isPending && q === ''}
      error={list.error}
      onRetry={() => void list.refetch()}
    >
      <label className="field undeliverable-find">
        {say('undeliverable.find')}
        <input
          type="search"
          value={typed}
          maxLength={320}
          onChange={(event) => setTyped(event.target.value)}
          data-testid="undeliverable-find"
        />
      </label>
      {items.length === 0 ? (
        <EmptyState title={say('undeliverable.empty')} text={say('undeliverable.empty-text')} />
      ) : (
        <ul className="undeliverable-list">
          {items.map((one) => (
            <li className="card" key={one.address} data-testid="undeliverable-row">
              <div>
                <b>{one.address}</b> <span className="chip">{say(`undeliverable.${one.why}`)}</span>
                <p className="muted">
                  {fullText(one.since)}
                  {one.by && ` · ${one.by}`}
                </p>
                <p className="words">{one.words}</p>
              </div>
              {one.ticketId && (
                <Link className="btn sm ghost" to="/work/$ticket" params={{ ticket: one.ticketId }}>
                  {say('mail.open-ticket')}
                </Link>
              )}
              <button
                type="button"
                className="btn sm"
                onClick={() => void lift(one)}
                aria-label={say('undeliverable.lift-of', { address: one.address })}
                data-testid="undeliverable-lift"
              >
                {say('returned.lift')}
              </button>
            </li>
          ))}
        </ul>
      )}
      {list.hasNextPage && (
        <button type="button" className="btn sm" onClick={() => void list.fetchNextPage()}>
          {say('mail.more')}
        </button>
      )}
      <ByHand onSay={(body) => put(() => mailApi.sayUndeliverable(body))} />
    </SettingsForm>
  );
}

function ByHand({ onSay }: { onSay: (body: { address: string; words: string }) => Promise<boolean> }) {
  const say = useSay();
  const [address, setAddress] = useState('');
  const [words, setWords] = useState('');
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (!(await onSay({ address: address.trim(), words: words.trim() }))) return;
    setAddress('');
    setWords('');
  };
  return (
    <form className="card undeliverable-add" onSubmit={(event) => void submit(event)}>
      <h2>{say('undeliverable.by-hand')}</h2>
      <label className="field">
        {say('undeliverable.address')}
        <input
          type="email"
          required
          maxLength={320}
          value={address}
          onChange={(event) => setAddress(event.target.value)}
          data-testid="undeliverable-address"
        />
      </label>
      <label className="field">
        {say('undeliverable.words')}
        <input
          required
          maxLength={500}
          value={words}
          onChange={(event) => setWords(event.target.value)}
          data-testid="undeliverable-words"
        />
      </label>
      <button type="submit" className="btn" data-testid="undeliverable-add">
        {say('undeliverable.add')}
      </button>
    </form>
  );
}
