/** All phone menus, and the one that is open; supervisors read, administrators write. */
import { useState } from 'react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Plus, Trash2 } from 'lucide-react';
import type { MeView, PhoneMenuList, PhoneMenuView } from '@lib/contracts';
import { api } from '../../api/calls.js';
import { menuApi } from '../../api/menu-calls.js';
import { queueApi } from '../../api/queue-calls.js';
import { useSay } from '../../i18n.js';
import { attempt } from '../../ui/attempt.js';
import { showToast } from '../../ui/toast.js';
import { SettingsForm } from '../time-settings/settings-form.js';
import { AnnouncementCard } from './announcement-card.js';
import { MenuEditor } from './menu-editor.js';
import '../queue-settings/queue-settings.css';
import './phone-menus.css';

const KEY = ['phone-menus'];
const UNDO_MS = 10_000;

export function MenusPage({ me }: { me: MeView }) {
  const say = useSay();
  const client = useQueryClient();
  const [open, setOpen] = useState<string | null>(null);
  const menus = useQuery({ queryKey: KEY, queryFn: ({ signal }) => menuApi.list(signal) });
  const queues = useQuery({ queryKey: ['queue-settings'], queryFn: ({ signal }) => queueApi.list(signal) });
  const calendars = useQuery({ queryKey: ['calendars'], queryFn: ({ signal }) => api.calendars(signal) });
  const all = [menus, queues, calendars];
  const items = menus.data?.items ?? [];
  const again = (): Promise<void> => client.invalidateQueries({ queryKey: KEY });
  const saved = (menu: PhoneMenuView): void => {
    client.setQueryData<PhoneMenuList>(KEY, (before) => ({
      numbers: before?.numbers ?? [],
      items: [...(before?.items ?? []).filter(({ id }) => id !== menu.id), menu].sort((a, b) =>
        a.name.localeCompare(b.name),
      ),
    }));
    setOpen(menu.id);
  };
  async function remove(menu: PhoneMenuView): Promise<void> {
    if (!(await attempt(() => menuApi.remove(menu.id)))) return;
    await again();
    const run = (): void => void attempt(() => putBack(menu)).then(again);
    showToast(
      { text: say('menus.removed', { name: menu.name }), action: { label: say('common.undo'), run } },
      UNDO_MS,
    );
  }
  if (menus.data && queues.data && calendars.data && open !== null)
    return (
      <MenuEditor
        key={open}
        menu={items.find(({ id }) => id === open) ?? null}
        ourNumbers={menus.data.numbers}
        queues={queues.data.items}
        calendars={calendars.data.items}
        readOnly={me.role !== 'admin'}
        onSaved={saved}
        onClose={() => {
          setOpen(null);
          void again();
        }}
      />
    );
  return (
    <SettingsForm
      title="menus.title"
      lead="menus.lead"
      loading={all.some(({ isPending }) => isPending)}
      error={all.find(({ error }) => error)?.error ?? null}
      onRetry={() => void Promise.all(all.map((one) => one.refetch()))}
    >
      <AnnouncementCard />
      {me.role === 'admin' && (
        <button
          type="button"
          className="btn primary queue-new"
          onClick={() => setOpen('new')}
          data-testid="menu-new"
        >
          <Plus className="ic" aria-hidden="true" />
          {say('menus.new')}
        </button>
      )}
      {items.length === 0 && <p className="muted">{say('menus.none')}</p>}
      <ul className="queue-list">
        {items.map((menu) => (
          <li className="card queue-card" key={menu.id} data-testid="menu-row">
            <div>
              <button
                type="button"
                className="linkish"
                onClick={() => setOpen(menu.id)}
                data-testid="menu-open"
              >
                {menu.name}
              </button>
              <span className="chip">
                {menu.live ? say('menus.live', { number: menu.live.number }) : say('menus.draft')}
              </span>
              {menu.live && menu.changed && <span className="chip">{say('menus.changed')}</span>}
              <p className="muted">{menu.numbers.join(' · ') || say('menus.no-number')}</p>
            </div>
            <p className="num">{say('menus.steps', { count: menu.flow.steps.length })}</p>
            {me.role === 'admin' && (
              <button
                type="button"
                className="btn ghost icon sm"
                aria-label={say('menus.remove', { name: menu.name })}
                title={say('menus.remove', { name: menu.name })}
                onClick={() => void remove(menu)}
                data-testid="menu-remove"
              >
                <Trash2 className="ic" aria-hidden="true" />
              </button>
            )}
          </li>
        ))}
      </ul>
    </SettingsForm>
  );
}

/** With its numbers, as long as nobody else has taken them. */
async function putBack(menu: PhoneMenuView): Promise<void> {
  const back = await menuApi.restore(menu.id);
  const { name, numbers, flow } = menu;
  if (numbers.length > 0) await menuApi.change(menu.id, { name, numbers, flow }, back.version);
}
