/** One colleague as they are set up: all parts saved together, only what changed is sent, and taken back with one press. */
import { useState, type FormEvent } from 'react';
import { ArrowLeft } from 'lucide-react';
import {
  ChangePerson,
  type CalendarView,
  type Capacity,
  type MeView,
  type PersonSettings,
} from '@lib/contracts';
import { peopleApi } from '../../api/queue-calls.js';
import { asRefusal, type Refusal } from '../../api/refusal.js';
import { useSay } from '../../i18n.js';
import { attempt } from '../../ui/attempt.js';
import { problemText } from '../../ui/failure.js';
import { showToast } from '../../ui/toast.js';
import { ChangesCard } from '../queue-settings/changes-card.js';
import type { Fault } from '../queue-settings/faults.js';
import { useLeaveGuard } from '../queue-settings/leave-guard.js';
import { changeOf } from './change-of.js';
import { PersonParts, type PersonDraft } from './person-parts.js';

const UNDO_MS = 8_000;

interface Props {
  me: MeView;
  person: PersonSettings;
  house: Capacity;
  calendars: readonly CalendarView[];
  onSaved: (person: PersonSettings) => void;
  onClose: () => void;
}

export function PersonEditor({ me, person, house, calendars, onSaved, onClose }: Props) {
  const say = useSay();
  const [draft, setDraft] = useState<PersonDraft>(person);
  const [faults, setFaults] = useState<readonly Fault[]>([]);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [busy, setBusy] = useState(false);
  const [saves, setSaves] = useState(0);
  const change = changeOf(person, draft);
  const dirty = person.editable && Object.keys(change).length > 0;
  const guard = useLeaveGuard(dirty && !busy, onClose);

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    const { error } = ChangePerson.safeParse(change);
    setFaults((error?.issues ?? []).map(({ path }) => ({ path: path.join('.') })));
    setRefusal(null);
    if (error || busy) return;
    setBusy(true);
    try {
      const saved = await peopleApi.change(person.id, change);
      const back = changeOf(saved, person);
      keep(saved);
      const run = (): void => void attempt(async () => keep(await peopleApi.change(person.id, back)));
      showToast(
        { text: say('people.saved', { name: person.name }), action: { label: say('common.undo'), run } },
        UNDO_MS,
      );
    } catch (fault) {
      setRefusal(asRefusal(fault));
    } finally {
      setBusy(false);
    }
  }
  const keep = (saved: PersonSettings): void => {
    setDraft(saved);
    setSaves((count) => count + 1);
    onSaved(saved);
  };

  return (
    <>
      <header className="page-head editor-head">
        <button type="button" className="btn sm ghost" onClick={guard.leave} data-testid="person-back">
          <ArrowLeft className="ic" aria-hidden="true" />
          {say('people.back')}
        </button>
        <h1 data-testid="person-title">{person.name}</h1>
        {!person.editable && <p>{say('people.read-only')}</p>}
      </header>
      <div className="queue-columns">
        <form noValidate onSubmit={(event) => void submit(event)} data-testid="person-form">
          <fieldset className="bare" disabled={!person.editable}>
            <PersonParts
              {...{ me, draft, house, calendars, faults }}
              onChange={(part) => setDraft({ ...draft, ...part })}
            />
          </fieldset>
          {person.editable && (
            <footer className="queue-save">
              <p role="status">{say(dirty ? 'queues.unsaved' : 'queues.nothing-unsaved')}</p>
              {refusal && (
                <p className="fault" role="alert">
                  {problemText(refusal)}
                </p>
              )}
              <button
                type="button"
                className="btn"
                disabled={!dirty || busy}
                onClick={() => {
                  setDraft(person);
                  setFaults([]);
                }}
              >
                {say('queues.discard')}
              </button>
              <button
                type="submit"
                className="btn primary"
                disabled={!dirty || busy}
                data-testid="person-save"
              >
                {say('common.save')}
              </button>
            </footer>
          )}
        </form>
        <div className="queue-aside">
          <ChangesCard id={person.id} asOf={saves} read={peopleApi.changes} />
        </div>
      </div>
      {guard.ask}
    </>
  );
}
