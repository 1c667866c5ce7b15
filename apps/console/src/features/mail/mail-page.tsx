/** For administrators: every mail that came in and what became of it; a file dropped here goes the same way in. */
import { useRef, useState, type DragEvent } from 'react';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { Upload } from 'lucide-react';
import type { MailRecord } from '@lib/contracts';
import { api } from '../../api/calls.js';
import { asRefusal } from '../../api/refusal.js';
import { useSay } from '../../i18n.js';
import { EmptyState } from '../../ui/empty-state.js';
import { Failure, showRefusal } from '../../ui/failure.js';
import { serverNow } from '../../ui/now.js';
import { Skeleton } from '../../ui/skeleton.js';
import { useDebounced } from '../search/use-debounced.js';
import { momentText } from '../../ui/time-text.js';
import { showToast } from '../../ui/toast.js';
import { MailDetail } from './mail-detail.js';
import { Labelled } from '../time-settings/settings-form.js';
import { StateChip } from './state-chip.js';
import './mail-search.css';

type Filter = MailRecord['state'] | 'all';
/** What the checks said, and what to ask for it. */
const verdicts = {
  any: {},
  forged: { trust: 'fail' },
  verified: { trust: 'pass' },
  flag: { spam: 'flag' },
  hold: { spam: 'hold' },
} as const;
type VerdictFilter = keyof typeof verdicts;
const filters: Filter[] = ['all', 'processed', 'quarantined', 'duplicate', 'suppressed', 'stored'];

export function MailPage() {
  const say = useSay();
  const [filter, setFilter] = useState<Filter>('all');
  const [verdict, setVerdict] = useState<VerdictFilter>('any');
  const [chosen, setChosen] = useState<string | null>(null);
  const [typed, setTyped] = useState('');
  const find = useDebounced(typed.trim(), 250);
  const { over, zone, upload } = useEmlDrop();
  const picker = useRef<HTMLInputElement>(null);
  return (
    <main
      className={`page mail-page ${over ? 'dropping' : ''}`}
      id="content"
      data-testid="mail-page"
      {...zone}
    >
      <header className="page-head">
        <h1>{say('mail.title')}</h1>
        <p>{say('mail.lead')}</p>
        <input
          ref={picker}
          type="file"
          accept=".eml,message/rfc822"
          multiple
          hidden
          onChange={(event) => {
            void upload([...(event.target.files ?? [])]);
            event.target.value = '';
          }}
          data-testid="mail-file"
        />
        <button type="button" className="btn" onClick={() => picker.current?.click()}>
          <Upload className="ic" aria-hidden="true" />
          {say('mail.upload')}
        </button>
      </header>
      <fieldset className="choice">
        <legend className="sr">{say('mail.filter')}</legend>
        <div className="seg">
          {filters.map((one) => (
            <label key={one} className={one === filter ? 'on' : ''}>
              <input
                type="radio"
                name="mail-state"
                className="sr"
                checked={one === filter}
                onChange={() => setFilter(one)}
                data-testid={`mail-filter-${one}`}
              />
              {say(`mail.${one}`)}
            </label>
          ))}
        </div>
      </fieldset>
      <div className="mail-search">
        <Labelled label={say('mail.find')}>
          <input
            type="search"
            value={typed}
            maxLength={998}
            onChange={(event) => setTyped(event.target.value)}
            data-testid="mail-find"
          />
        </Labelled>
        <Labelled label={say('mail.verdict')}>
          <select
            value={verdict}
            onChange={(event) => setVerdict(event.target.value as VerdictFilter)}
            data-testid="mail-verdict"
          >
            {Object.keys(verdicts).map((one) => (
              <option key={one} value={one}>
                {say(`mail.verdict-${one as VerdictFilter}`)}
              </option>
            ))}
          </select>
        </Labelled>
      </div>
      <div className="mail-split">
        <MailList filter={filter} verdict={verdict} find={find} chosen={chosen} onChoose={setChosen} />
        {chosen ? (
          <MailDetail key={chosen} mailId={chosen} />
        ) : (
          <p className="muted pad">{say('mail.choose')}</p>
        )}
      </div>
      {over && (
        <p className="drop-hint" aria-hidden="true">
          {say('mail.drop')}
        </p>
      )}
    </main>
  );
}

interface ListProps {
  filter: Filter;
  verdict: VerdictFilter;
  /** An address, a Message-ID, or nothing. */
  find: string;
  chosen: string | null;
  onChoose: (id: string) => void;
}

function MailList({ filter, verdict, find, chosen, onChoose }: ListProps) {
  const say = useSay();
  const { data, error, isPending, hasNextPage, fetchNextPage, refetch } = useInfiniteQuery({
    queryKey: ['mail', filter, verdict, find],
    queryFn: ({ pageParam }) =>
      api.mails({
        state: filter === 'all' ? undefined : filter,
        cursor: pageParam ?? undefined,
        ...verdicts[verdict],
        ...wanted(find),
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: 5_000,
  });
  if (error) return <Failure refusal={asRefusal(error)} onRetry={() => void refetch()} />;
  if (isPending) return <Skeleton rows={5} />;
  const mails = data.pages.flatMap((page) => page.items);
  if (mails.length === 0) return <EmptyState title={say('mail.empty-title')} text={say('mail.empty-text')} />;
  return (
    <div className="mail-list">
      <ul>
        {mails.map((mail) => (
          <li key={mail.id}>
            <button
              type="button"
              className={`mail-row ${mail.id === chosen ? 'sel' : ''}`}
              aria-pressed={mail.id === chosen}
              onClick={() => onChoose(mail.id)}
              data-testid="mail-row"
              data-state={mail.state}
            >
              <b className="clip">{mail.parsed?.subject || say('timeline.no-subject')}</b>
              <StateChip state={mail.state} />
              <small className="clip">{mail.parsed?.from[0]?.address ?? say('mail.unreadable')}</small>
              <small className="num">{momentText(mail.receivedAt, serverNow())}</small>
            </button>
          </li>
        ))}
      </ul>
      {hasNextPage && (
        <button type="button" className="btn sm" onClick={() => void fetchNextPage()}>
          {say('mail.more')}
        </button>
      )}
    </div>
  );
}

/** In angle brackets, as mails themselves write it, it is a Message-ID. */
function wanted(find: string): { address?: string; messageId?: string } {
  if (find === '') return {};
  return find.startsWith('<') ? { messageId: find } : { address: find };
}

function useEmlDrop() {
  const say = useSay();
  const client = useQueryClient();
  const [over, setOver] = useState(false);
  const upload = async (files: File[]): Promise<void> => {
    for (const file of files) {
      if (!/\.eml$/i.test(file.name) && file.type !== 'message/rfc822') {
        showToast({ text: say('mail.not-eml', { name: file.name }), kind: 'failed' });
        continue;
      }
      try {
        await api.uploadMail(file);
        showToast({ text: say('mail.uploaded', { name: file.name }) });
      } catch (error) {
        showRefusal(asRefusal(error));
      }
    }
    await client.invalidateQueries({ queryKey: ['mail'] });
  };
  const zone = {
    onDragOver: (event: DragEvent) => {
      event.preventDefault();
      setOver(true);
    },
    onDragLeave: (event: DragEvent) => event.currentTarget === event.target && setOver(false),
    onDrop: (event: DragEvent) => {
      event.preventDefault();
      setOver(false);
      void upload([...event.dataTransfer.files]);
    },
  };
  return { over, zone, upload };
}
