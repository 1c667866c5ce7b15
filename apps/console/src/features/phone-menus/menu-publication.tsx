/** What callers hear now, trying the draft by calling it, publishing it with a reason, and going back to an earlier version. */
import { useId, useState, type FormEvent } from 'react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { PhoneMenuTrial, PhoneMenuView } from '@lib/contracts';
import { menuApi } from '../../api/menu-calls.js';
import { currentLocale, useSay } from '../../i18n.js';
import { attempt } from '../../ui/attempt.js';
import { Dialog } from '../../ui/dialog.js';
import { showToast } from '../../ui/toast.js';
import { Labelled } from '../time-settings/settings-form.js';

interface Props {
  menu: PhoneMenuView;
  dirty: boolean;
  readOnly: boolean;
  onChanged: (menu: PhoneMenuView) => void;
}

export function MenuPublication({ menu, dirty, readOnly, onChanged }: Props) {
  const say = useSay();
  const client = useQueryClient();
  /** Null: the draft; a number: back to that version. */
  const [asking, setAsking] = useState<{ to: number | null } | null>(null);
  const key = ['phone-menu-versions', menu.id];
  const versions = useQuery({ queryKey: key, queryFn: ({ signal }) => menuApi.versions(menu.id, signal) });
  const when = new Intl.DateTimeFormat(currentLocale(), { dateStyle: 'medium', timeStyle: 'short' });

  async function go(reason: string): Promise<void> {
    if (!asking) return;
    const { to } = asking;
    const done = await attempt(async () => {
      onChanged(
        to === null
          ? await menuApi.publish(menu.id, reason, menu.version)
          : await menuApi.rollBack(menu.id, { to, reason }, menu.version),
      );
    });
    if (!done) return;
    setAsking(null);
    showToast({ text: say('menus.published', { name: menu.name }) });
    await client.invalidateQueries({ queryKey: key });
  }

  return (
    <section className="card menu-publication" aria-labelledby="menu-publication-title">
      <h2 id="menu-publication-title">{say('menus.publication')}</h2>
      <p data-testid="menu-live">
        {menu.live ? say('menus.live', { number: menu.live.number }) : say('menus.draft')}
        {menu.live && menu.changed && ` · ${say('menus.changed')}`}
      </p>
      {!readOnly && (
        <>
          <button
            type="button"
            className="btn primary"
            disabled={dirty || !menu.changed}
            onClick={() => setAsking({ to: null })}
            data-testid="menu-publish"
          >
            {say('menus.publish')}
          </button>
          {dirty && <p className="muted">{say('menus.save-first')}</p>}
          <TryIt menu={menu} />
        </>
      )}
      <h3>{say('menus.versions')}</h3>
      <ol className="menu-versions" data-testid="menu-versions">
        {(versions.data?.items ?? []).map(({ number, reason, publishedAt, by }) => (
          <li key={number}>
            <span>
              <b>{say('menus.version', { number })}</b> {reason}
              <small>
                {by.name} · {when.format(new Date(publishedAt))}
              </small>
            </span>
            {!readOnly && number !== menu.live?.number && (
              <button
                type="button"
                className="btn sm"
                disabled={dirty}
                onClick={() => setAsking({ to: number })}
                data-testid={`menu-back-to-${number}`}
              >
                {say('menus.back-to', { number })}
              </button>
            )}
          </li>
        ))}
      </ol>
      {asking && (
        <ReasonDialog
          title={
            asking.to === null ? say('menus.publish-title') : say('menus.back-to', { number: asking.to })
          }
          onClose={() => setAsking(null)}
          onGiven={go}
        />
      )}
    </section>
  );
}

interface ReasonProps {
  title: string;
  onClose: () => void;
  onGiven: (reason: string) => Promise<void>;
}

function ReasonDialog({ title, onClose, onGiven }: ReasonProps) {
  const say = useSay();
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const enough = reason.trim().length >= 3;
  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (!enough || busy) return;
    setBusy(true);
    await onGiven(reason.trim());
    setBusy(false);
  }
  return (
    <Dialog labelledBy="menu-reason-title" className="dlg leave" testId="menu-reason" onClose={onClose}>
      <form onSubmit={(event) => void submit(event)}>
        <header>
          <div>
            <h2 id="menu-reason-title">{title}</h2>
            <p>{say('menus.publish-text')}</p>
          </div>
        </header>
        <div className="dlg-body">
          <Labelled label={say('menus.reason')}>
            <input
              value={reason}
              maxLength={300}
              autoFocus
              onChange={(event) => setReason(event.target.value)}
              data-testid="menu-reason-text"
            />
          </Labelled>
        </div>
        <footer>
          <button type="button" className="btn ghost" onClick={onClose}>
            {say('common.cancel')}
          </button>
          <button
            type="submit"
            className="btn primary"
            disabled={!enough || busy}
            data-testid="menu-reason-go"
          >
            {say('menus.publish')}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}

function TryIt({ menu }: { menu: PhoneMenuView }) {
  const say = useSay();
  const hint = useId();
  const [from, setFrom] = useState('');
  const [trial, setTrial] = useState<PhoneMenuTrial | null>(null);
  const valid = /^\+[1-9]\d{6,14}$/.test(from.replaceAll(' ', ''));
  const start = (): void =>
    void attempt(async () => setTrial(await menuApi.tryOut(menu.id, from.replaceAll(' ', ''))));
  return (
    <div className="menu-try">
      <Labelled label={say('menus.try-from')}>
        <input
          value={from}
          type="tel"
          placeholder="+33612345678"
          aria-describedby={hint}
          onChange={(event) => setFrom(event.target.value)}
          data-testid="menu-try-from"
        />
      </Labelled>
      <p className="muted" id={hint}>
        {say('menus.try-hint')}
      </p>
      <button type="button" className="btn sm" disabled={!valid} onClick={start} data-testid="menu-try">
        {say('menus.try')}
      </button>
      <p role="status" data-testid="menu-trial">
        {trial && say('menus.try-now', { from: trial.from, number: trial.call })}
      </p>
    </div>
  );
}
