/** Keeping what is shown as a view with a name, and taking a view of one's own away, with a way back. */
import { useState, type FormEvent } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { MeView, Role, SavedView, SaveView } from '@lib/contracts';
import { api } from '../../api/calls.js';
import { asRefusal } from '../../api/refusal.js';
import { useSay } from '../../i18n.js';
import { Dialog } from '../../ui/dialog.js';
import { showRefusal } from '../../ui/failure.js';
import { showToast } from '../../ui/toast.js';

type Draft = Pick<SaveView, 'conditions' | 'sort' | 'columns'>;

export function SaveViewButton({ me, draft }: { me: MeView; draft: Draft }) {
  const say = useSay();
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" className="btn sm" onClick={() => setOpen(true)} data-testid="save-view">
        {say('views.save')}
      </button>
      {open && <SaveDialog me={me} draft={draft} onClose={() => setOpen(false)} />}
    </>
  );
}

function SaveDialog({ me, draft, onClose }: { me: MeView; draft: Draft; onClose: () => void }) {
  const say = useSay();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const [sharedWith, setSharedWith] = useState<Role | null>(null);
  const [busy, setBusy] = useState(false);
  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    try {
      const view = await api.saveView({ ...draft, name, sharedWith });
      await client.invalidateQueries({ queryKey: ['views'] });
      onClose();
      await navigate({ to: '/views', search: { view: view.id } });
      showToast({ text: say('views.saved-toast', { name: view.name }) });
    } catch (error) {
      showRefusal(asRefusal(error));
      setBusy(false);
    }
  };
  return (
    <Dialog
      labelledBy="save-view-title"
      className="dlg save-view"
      testId="save-view-dialog"
      onClose={onClose}
    >
      <form onSubmit={(event) => void save(event)}>
        <h2 id="save-view-title">{say('views.save-title')}</h2>
        <p className="muted">{say('views.save-text')}</p>
        <label className="field">
          <span>{say('views.name')}</span>
          <input
            value={name}
            onChange={(event) => setName(event.target.value)}
            maxLength={80}
            required
            autoFocus
            data-testid="view-name"
          />
        </label>
        {me.role !== 'agent' && (
          <label className="field">
            <span>{say('views.share')}</span>
            <select
              value={sharedWith ?? ''}
              onChange={(event) => setSharedWith((event.target.value || null) as Role | null)}
              data-testid="view-share"
            >
              <option value="">{say('views.share-nobody')}</option>
              <option value="agent">{say('views.share-agent')}</option>
              <option value="supervisor">{say('views.share-supervisor')}</option>
            </select>
          </label>
        )}
        <div className="row2">
          <button
            type="submit"
            className="btn primary"
            disabled={busy || !name.trim()}
            data-testid="view-save"
          >
            {say('views.save-confirm')}
          </button>
          <button type="button" className="btn ghost" onClick={onClose}>
            {say('common.cancel')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

export function ViewOfMine({ view }: { view: SavedView }) {
  const say = useSay();
  const client = useQueryClient();
  const navigate = useNavigate();
  const refresh = () => client.invalidateQueries({ queryKey: ['views'] });
  const back = async (): Promise<void> => {
    const { name, sharedWith, conditions, sort, columns } = view;
    const { id } = await api.saveView({ name, sharedWith, conditions, sort, columns });
    await refresh();
    await navigate({ to: '/views', search: { view: id } });
  };
  const remove = async (): Promise<void> => {
    try {
      await api.removeView(view.id);
      await navigate({ to: '/views', search: {} });
      await refresh();
      const run = () => void back().catch((error: unknown) => showRefusal(asRefusal(error)));
      showToast(
        { text: say('views.removed', { name: view.name }), action: { label: say('common.undo'), run } },
        8_000,
      );
    } catch (error) {
      showRefusal(asRefusal(error));
    }
  };
  return (
    <button type="button" className="btn sm ghost" onClick={() => void remove()} data-testid="remove-view">
      {say('views.remove')}
    </button>
  );
}
