/** One phone menu while it is written: the drawing, the same as a list, the step that is open, what is wrong, and its publication. */
import { lazy, Suspense, useState } from 'react';
import { ArrowLeft } from 'lucide-react';
import {
  menuFaults,
  type CalendarView,
  type MenuFlow,
  type PhoneMenuView,
  type QueueSettingsView,
  type WritePhoneMenu,
} from '@lib/contracts';
import { menuApi } from '../../api/menu-calls.js';
import { asRefusal, type Refusal } from '../../api/refusal.js';
import { useSay } from '../../i18n.js';
import { attempt } from '../../ui/attempt.js';
import { problemText } from '../../ui/failure.js';
import { Skeleton } from '../../ui/skeleton.js';
import { showToast } from '../../ui/toast.js';
import { useLeaveGuard } from '../queue-settings/leave-guard.js';
import { Labelled } from '../time-settings/settings-form.js';
import { addStep, blankFlow, putStep, removeStep } from './menu-draft.js';
import { MenuOutline } from './menu-outline.js';
import { MenuProblems } from './menu-problems.js';
import { MenuPublication } from './menu-publication.js';
import { kindText } from './menu-words.js';
import { StepPanel } from './step-panel.js';

const MenuDrawing = lazy(() => import('./menu-drawing.js'));
const UNDO_MS = 8_000;

interface Props {
  /** Null: a new one. */
  menu: PhoneMenuView | null;
  ourNumbers: readonly string[];
  queues: readonly QueueSettingsView[];
  calendars: readonly CalendarView[];
  readOnly: boolean;
  onSaved: (menu: PhoneMenuView) => void;
  onClose: () => void;
}

export function MenuEditor({ menu, ourNumbers, queues, calendars, readOnly, onSaved, onClose }: Props) {
  const say = useSay();
  const [blank] = useState<WritePhoneMenu>(() => ({
    ...{ name: '', numbers: [] },
    flow: blankFlow({
      ...{ welcome: say('menus.blank-welcome'), people: say('menus.blank-people') },
      greeting: { fr: 'Bonjour et bienvenue.', en: 'Hello and welcome.' },
    }),
  }));
  const before = menu ? writtenOf(menu) : blank;
  const [draft, setDraft] = useState(before);
  const [chosen, setChosen] = useState<string | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [busy, setBusy] = useState(false);
  const { flow } = draft;
  const faults = menuFaults(flow);
  const dirty = !readOnly && JSON.stringify(draft) !== JSON.stringify(before);
  const guard = useLeaveGuard(dirty && !busy, onClose);
  const step = flow.steps.find(({ id }) => id === chosen) ?? null;
  const setFlow = (next: MenuFlow): void => setDraft({ ...draft, flow: next });

  function taken(saved: PhoneMenuView): void {
    setDraft(writtenOf(saved));
    setRefusal(null);
    onSaved(saved);
  }
  async function save(): Promise<void> {
    if (busy || faults.length > 0 || draft.name.trim() === '') return;
    setBusy(true);
    try {
      const saved = menu ? await menuApi.change(menu.id, draft, menu.version) : await menuApi.make(draft);
      taken(saved);
      const run = (): void =>
        void attempt(async () => {
          if (menu) taken(await menuApi.change(saved.id, before, saved.version));
          else {
            await menuApi.remove(saved.id);
            onClose();
          }
        });
      showToast(
        { text: say('menus.saved', { name: saved.name }), action: { label: say('common.undo'), run } },
        UNDO_MS,
      );
    } catch (error) {
      setRefusal(asRefusal(error));
    } finally {
      setBusy(false);
    }
  }

  return (
    <>
      <header className="page-head editor-head">
        <button type="button" className="btn sm ghost" onClick={guard.leave} data-testid="menu-back">
          <ArrowLeft className="ic" aria-hidden="true" />
          {say('menus.back')}
        </button>
        <h1 data-testid="menu-title">{menu ? menu.name : say('menus.new')}</h1>
        {readOnly && <p>{say('queues.read-only')}</p>}
      </header>
      <Suspense fallback={<Skeleton rows={5} />}>
        <MenuDrawing
          flow={flow}
          faults={faults}
          chosen={chosen}
          readOnly={readOnly}
          onChoose={setChosen}
          onChange={setFlow}
        />
      </Suspense>
      <div className="menu-columns">
        <MenuOutline
          flow={flow}
          faults={faults}
          chosen={chosen}
          onChoose={setChosen}
          onAdd={
            readOnly
              ? null
              : (kind) => {
                  const added = addStep(flow, kind, say(kindText(kind)), calendars[0]?.id ?? '');
                  setFlow(added.flow);
                  setChosen(added.id);
                }
          }
        />
        <fieldset className="bare" disabled={readOnly}>
          {step ? (
            <StepPanel
              flow={flow}
              step={step}
              faults={faults}
              queues={queues}
              calendars={calendars}
              onChange={(next) => setFlow(putStep(flow, next))}
              onRemove={() => {
                setFlow(removeStep(flow, step.id));
                setChosen(null);
                const undo = { label: say('common.undo'), run: () => setDraft(draft) };
                showToast({ text: say('menus.step-removed', { name: step.name }), action: undo }, UNDO_MS);
              }}
              onPoint={(at) => setFlow({ ...flow, [at]: step.id })}
            />
          ) : (
            <p className="card muted">{say('menus.choose-step')}</p>
          )}
        </fieldset>
        <div className="queue-aside">
          <fieldset className="card menu-head" disabled={readOnly}>
            <legend className="sr">{say('menus.head')}</legend>
            <Labelled label={say('menus.name')}>
              <input
                value={draft.name}
                maxLength={60}
                onChange={(event) => setDraft({ ...draft, name: event.target.value })}
                data-testid="menu-name"
              />
            </Labelled>
            <p className="muted">{say('menus.numbers')}</p>
            {ourNumbers.map((number) => (
              <label className="tick" key={number}>
                <input
                  type="checkbox"
                  checked={draft.numbers.includes(number)}
                  onChange={({ target }) =>
                    setDraft({
                      ...draft,
                      numbers: target.checked
                        ? [...draft.numbers, number]
                        : draft.numbers.filter((one) => one !== number),
                    })
                  }
                  data-testid={`menu-number-${number}`}
                />
                {number}
              </label>
            ))}
          </fieldset>
          <MenuProblems
            flow={flow}
            faults={faults}
            refusal={refusal}
            nameless={draft.name.trim() === ''}
            onChoose={setChosen}
          />
          {menu && <MenuPublication menu={menu} dirty={dirty} readOnly={readOnly} onChanged={taken} />}
        </div>
      </div>
      {!readOnly && (
        <footer className="queue-save">
          <p role="status">{say(dirty ? 'queues.unsaved' : 'queues.nothing-unsaved')}</p>
          {refusal && (
            <p className="fault" role="alert" data-testid="menu-refusal">
              {problemText(refusal)}
            </p>
          )}
          <button type="button" className="btn" disabled={!dirty || busy} onClick={() => setDraft(before)}>
            {say('queues.discard')}
          </button>
          <button
            type="button"
            className="btn primary"
            disabled={(!dirty && menu !== null) || busy || faults.length > 0 || draft.name.trim() === ''}
            onClick={() => void save()}
            data-testid="menu-save"
          >
            {say('common.save')}
          </button>
        </footer>
      )}
      {guard.ask}
    </>
  );
}

function writtenOf({ name, numbers, flow }: PhoneMenuView): WritePhoneMenu {
  return { name, numbers, flow };
}
