/** The switch for who runs the floor: what every caller is told for a while, until when, and taking it back. */
import { useState, type FormEvent } from 'react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Megaphone } from 'lucide-react';
import {
  WritePhoneAnnouncement,
  type CurrentPhoneAnnouncement,
  type PhoneAnnouncement,
} from '@lib/contracts';
import { menuApi } from '../../api/menu-calls.js';
import { currentLocale, useSay } from '../../i18n.js';
import { attempt } from '../../ui/attempt.js';
import { showToast } from '../../ui/toast.js';
import { Labelled } from '../time-settings/settings-form.js';

const KEY = ['phone-announcement'];
const UNDO_MS = 10_000;
const HOURS = [1, 2, 4, 8, 24] as const;

export function AnnouncementCard() {
  const say = useSay();
  const client = useQueryClient();
  const [writing, setWriting] = useState(false);
  const { data } = useQuery({ queryKey: KEY, queryFn: ({ signal }) => menuApi.announcement(signal) });
  const current = data?.current ?? null;
  const put = (next: CurrentPhoneAnnouncement): void => {
    client.setQueryData<CurrentPhoneAnnouncement>(KEY, next);
    setWriting(false);
  };
  function takeBack(said: PhoneAnnouncement): void {
    const { text, until } = said;
    const run = (): void => void attempt(async () => put(await menuApi.announce({ text, until })));
    void attempt(async () => {
      put(await menuApi.silence());
      showToast({ text: say('announce.taken-back'), action: { label: say('common.undo'), run } }, UNDO_MS);
    });
  }
  return (
    <section className="card announce" aria-labelledby="announce-title" data-testid="announce">
      <h2 id="announce-title">
        <Megaphone className="ic" aria-hidden="true" />
        {say('announce.title')}
      </h2>
      {current && !writing ? (
        <>
          <p data-testid="announce-now">{current.text[currentLocale()]}</p>
          <p className="muted">
            {say('announce.until', { time: timeText(current.until), name: current.by.name })}
          </p>
          <div className="row-acts">
            <button
              type="button"
              className="btn sm"
              onClick={() => setWriting(true)}
              data-testid="announce-change"
            >
              {say('announce.change')}
            </button>
            <button
              type="button"
              className="btn sm"
              onClick={() => takeBack(current)}
              data-testid="announce-take-back"
            >
              {say('announce.take-back')}
            </button>
          </div>
        </>
      ) : writing ? (
        <AnnouncementForm before={current} onDone={put} onClose={() => setWriting(false)} />
      ) : (
        <>
          <p className="muted">{say('announce.lead')}</p>
          <button
            type="button"
            className="btn sm"
            onClick={() => setWriting(true)}
            data-testid="announce-write"
          >
            {say('announce.write')}
          </button>
        </>
      )}
    </section>
  );
}

interface FormProps {
  before: PhoneAnnouncement | null;
  onDone: (next: CurrentPhoneAnnouncement) => void;
  onClose: () => void;
}

function AnnouncementForm({ before, onDone, onClose }: FormProps) {
  const say = useSay();
  const [text, setText] = useState(before?.text ?? { fr: '', en: '' });
  const [hours, setHours] = useState(2);
  const wish = () => ({ text, until: new Date(Date.now() + hours * 3_600_000).toISOString() });
  const ready = WritePhoneAnnouncement.safeParse(wish()).success;
  function submit(event: FormEvent): void {
    event.preventDefault();
    if (ready) void attempt(async () => onDone(await menuApi.announce(wish())));
  }
  return (
    <form onSubmit={submit}>
      {(['fr', 'en'] as const).map((locale) => (
        <Labelled key={locale} label={say(`menus.words-${locale}`)}>
          <textarea
            lang={locale}
            rows={2}
            maxLength={300}
            value={text[locale]}
            onChange={(event) => setText({ ...text, [locale]: event.target.value })}
            data-testid={`announce-${locale}`}
          />
        </Labelled>
      ))}
      <Labelled label={say('announce.for')}>
        <select
          value={hours}
          onChange={(event) => setHours(Number(event.target.value))}
          data-testid="announce-for"
        >
          {HOURS.map((count) => (
            <option key={count} value={count}>
              {say('announce.hours', { count })}
            </option>
          ))}
        </select>
      </Labelled>
      <div className="row-acts">
        <button type="button" className="btn sm" onClick={onClose}>
          {say('common.cancel')}
        </button>
        <button type="submit" className="btn sm primary" disabled={!ready} data-testid="announce-set">
          {say('announce.set')}
        </button>
      </div>
    </form>
  );
}

function timeText(iso: string): string {
  return new Intl.DateTimeFormat(currentLocale(), { dateStyle: 'medium', timeStyle: 'short' }).format(
    new Date(iso),
  );
}
