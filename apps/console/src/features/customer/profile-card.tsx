/** What we know of a customer: what they use, how they like it, what to mind; each change can be undone, and read in the past. */
import { useState, type FormEvent } from 'react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Eye, Lock, X } from 'lucide-react';
import {
  Channel,
  Locale,
  profileAudience,
  ProfileKind,
  type Profile,
  type ProfileEntry,
} from '@lib/contracts';
import { briefApi } from '../../api/brief-calls.js';
import { asRefusal } from '../../api/refusal.js';
import { useSay, type Say } from '../../i18n.js';
import { Failure } from '../../ui/failure.js';
import { serverNow } from '../../ui/now.js';
import { Skeleton } from '../../ui/skeleton.js';
import { momentText } from '../../ui/time-text.js';
import { showToast } from '../../ui/toast.js';
import { attempt } from '../record/attempt.js';

interface Props {
  customerId: string;
  /** Read again when it moves: the version of the ticket it stands beside. */
  version?: number;
  mayForget: boolean;
}

type Act = (run: () => Promise<unknown>) => Promise<boolean>;

export function ProfileCard({ customerId, version = 0, mayForget }: Props) {
  const say = useSay();
  const queries = useQueryClient();
  const { data, error, refetch } = useQuery({
    queryKey: ['profile', customerId, version],
    queryFn: ({ signal }) => briefApi.profile(customerId, signal),
    placeholderData: (before, query) => (query?.queryKey[1] === customerId ? before : undefined),
  });
  const act: Act = async (run) => {
    const went = await attempt(run);
    if (went)
      await Promise.all(
        ['profile', 'customer'].map((of) => queries.invalidateQueries({ queryKey: [of, customerId] })),
      );
    return went;
  };
  return (
    <section
      className="card record brief"
      aria-labelledby={`profile-${customerId}`}
      data-testid="profile-card"
    >
      <h3 id={`profile-${customerId}`}>{say('profile.title')}</h3>
      {error && !data && <Failure refusal={asRefusal(error)} onRetry={() => void refetch()} />}
      {!error && !data && <Skeleton rows={2} />}
      {data?.entries.length === 0 && <p className="muted">{say('profile.empty')}</p>}
      {data && data.entries.length > 0 && (
        <ul>
          {[...data.entries].sort(byKind).map((entry) => (
            <Entry key={entry.id} customerId={customerId} entry={entry} act={act} />
          ))}
        </ul>
      )}
      {data && <Add customerId={customerId} act={act} />}
      {data && data.past.length > 0 && (
        <Past customerId={customerId} profile={data} act={act} mayForget={mayForget} />
      )}
    </section>
  );
}

const byKind = (one: ProfileEntry, other: ProfileEntry): number =>
  ProfileKind.options.indexOf(one.kind) - ProfileKind.options.indexOf(other.kind);

function Entry({ customerId, entry, act }: { customerId: string; entry: ProfileEntry; act: Act }) {
  const say = useSay();
  const { id, kind, at, by } = entry;
  const text = wordsOf(entry, say);
  async function end(): Promise<void> {
    if (!(await act(() => briefApi.endProfileEntry(customerId, id)))) return;
    const undo = (): void =>
      void act(() => briefApi.addProfileEntry(customerId, { kind, text: entry.text ?? '' }));
    showToast({ text: say('profile.ended'), action: { label: say('common.undo'), run: undo } });
  }
  const Who = profileAudience[kind] === 'customer' ? Eye : Lock;
  return (
    <li className="fact" data-testid="profile-entry" data-kind={kind}>
      <span>
        <Who className="ic" aria-hidden="true" /> <b>{say(`profile.kind-${kind}`)}</b>{' '}
        <span className="sr">
          {say(profileAudience[kind] === 'customer' ? 'profile.customer-may' : 'profile.only-us')}
        </span>
        {text}
      </span>
      <small className="num">{[by?.name, momentText(at, serverNow())].filter(Boolean).join(' · ')}</small>
      <span className="acts">
        <button
          type="button"
          className="btn sm ghost icon"
          aria-label={say('profile.end', { text })}
          onClick={() => void end()}
          data-testid="profile-end"
        >
          <X className="ic" aria-hidden="true" />
        </button>
      </span>
    </li>
  );
}

function Add({ customerId, act }: { customerId: string; act: Act }) {
  const say = useSay();
  const [kind, setKind] = useState<ProfileKind>('owns');
  const [text, setText] = useState('');
  const options = kind === 'language' ? Locale.options : kind === 'channel' ? Channel.options : null;
  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (text.trim() === '') return;
    if (await act(() => briefApi.addProfileEntry(customerId, { kind, text: text.trim() }))) setText('');
  }
  return (
    <form className="record-form add-fact" onSubmit={(event) => void submit(event)}>
      <select
        value={kind}
        aria-label={say('profile.kind')}
        onChange={(event) => {
          setKind(event.target.value as ProfileKind);
          setText('');
        }}
        data-testid="profile-kind"
      >
        {ProfileKind.options.map((one) => (
          <option key={one} value={one}>
            {say(`profile.kind-${one}`)}
          </option>
        ))}
      </select>
      {options ? (
        <select
          value={text}
          aria-label={say(`profile.kind-${kind}`)}
          onChange={(event) => setText(event.target.value)}
          data-testid="profile-choice"
        >
          <option value="">{say('profile.choose')}</option>
          {options.map((one) => (
            <option key={one} value={one}>
              {wordsOf({ kind, text: one }, say)}
            </option>
          ))}
        </select>
      ) : (
        <input
          value={text}
          maxLength={500}
          aria-label={say(`profile.kind-${kind}`)}
          placeholder={say(profileAudience[kind] === 'customer' ? 'profile.customer-may' : 'profile.only-us')}
          onChange={(event) => setText(event.target.value)}
          data-testid="profile-text"
        />
      )}
      <button type="submit" className="btn sm" disabled={text.trim() === ''} data-testid="profile-add">
        {say('fact.add')}
      </button>
    </form>
  );
}

interface PastProps {
  customerId: string;
  profile: Profile;
  act: Act;
  mayForget: boolean;
}

function Past({ customerId, profile, act, mayForget }: PastProps) {
  const say = useSay();
  const [asked, setAsked] = useState<string | null>(null);
  return (
    <details data-testid="profile-past">
      <summary>{say('profile.past', { count: profile.past.length })}</summary>
      <ul>
        {profile.past.map((entry) => (
          <li key={entry.id} className="fact">
            <span>
              <b>{say(`profile.kind-${entry.kind}`)}</b> {wordsOf(entry, say)}
            </span>
            <small className="num">
              {[entry.endedBy?.name, momentText(entry.endedAt ?? entry.at, serverNow())]
                .filter(Boolean)
                .join(' · ')}
            </small>
            {mayForget && entry.text !== null && (
              <span className="acts">
                {/* Nothing brings the words back, so it is asked once more. */}
                <button
                  type="button"
                  className={`btn sm ${asked === entry.id ? 'danger' : 'ghost'}`}
                  onClick={() =>
                    asked === entry.id
                      ? void act(() => briefApi.forgetProfileEntry(customerId, entry.id))
                      : setAsked(entry.id)
                  }
                  data-testid="profile-forget"
                >
                  {say(asked === entry.id ? 'profile.forget-sure' : 'profile.forget')}
                </button>
              </span>
            )}
          </li>
        ))}
      </ul>
    </details>
  );
}

function wordsOf({ kind, text }: Pick<ProfileEntry, 'kind' | 'text'>, say: Say): string {
  if (text === null) return say('profile.forgotten');
  if (kind === 'language') return say(text === 'fr' ? 'customer.lang-fr' : 'customer.lang-en');
  if (kind === 'channel' && Channel.safeParse(text).success) return say(`channel.${text as Channel}`);
  return text;
}
