/** A ticket's tags: chips to take off, a field that completes from those in use. */
import { useId, useState, type KeyboardEvent } from 'react';
import { useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import type { Ticket } from '@lib/contracts';
import { recordApi } from '../../api/record-calls.js';
import { useSay } from '../../i18n.js';
import { showToast } from '../../ui/toast.js';
import { attempt } from './attempt.js';
import { useRecord } from './use-record.js';

export function Tags({ ticket }: { ticket: Ticket }) {
  const say = useSay();
  const list = useId();
  const [typed, setTyped] = useState('');
  const { data } = useRecord(ticket);
  const suggestions = useQuery({
    queryKey: ['tags', typed],
    queryFn: ({ signal }) => recordApi.tags(typed, signal),
    enabled: typed.trim() !== '',
    staleTime: 30_000,
  });
  const tags = data?.tags ?? [];
  const closed = ticket.status === 'closed';
  const set = (wanted: string[]): Promise<boolean> => attempt(() => recordApi.setTags(ticket.id, wanted));
  async function add(): Promise<void> {
    const tag = typed.trim();
    if (tag === '') return;
    if (await set([...tags, tag])) setTyped('');
  }
  async function remove(tag: string): Promise<void> {
    if (!(await set(tags.filter((one) => one !== tag)))) return;
    const undo = (): void => void set(tags);
    showToast({ text: say('tags.removed', { tag }), action: { label: say('common.undo'), run: undo } });
  }
  const onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' && event.key !== ',') return;
    event.preventDefault();
    void add();
  };
  return (
    <div className="tags">
      {tags.length > 0 && (
        <ul aria-label={say('tags.title')}>
          {tags.map((tag) => (
            <li key={tag} className="chip" data-testid="tag">
              {tag}
              {!closed && (
                <button
                  type="button"
                  className="plain"
                  aria-label={say('tags.remove', { tag })}
                  onClick={() => void remove(tag)}
                >
                  <X className="ic" aria-hidden="true" />
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
      {!closed && data && (
        <>
          <input
            value={typed}
            maxLength={40}
            list={list}
            placeholder={say('tags.add')}
            aria-label={say('tags.add')}
            onChange={(event) => setTyped(event.target.value)}
            onKeyDown={onKey}
            data-testid="tag-input"
          />
          <datalist id={list}>
            {suggestions.data?.items.map(({ tag }) => (
              <option key={tag} value={tag} />
            ))}
          </datalist>
        </>
      )}
    </div>
  );
}
