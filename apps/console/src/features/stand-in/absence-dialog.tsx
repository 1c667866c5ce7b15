/** Absences, my own or as a supervisor a colleague's: what is planned, and one more, with who answers meanwhile. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { AbsenceView, AgentRef, MeView, NewAbsence } from '@lib/contracts';
import { api } from '../../api/calls.js';
import { asRefusal } from '../../api/refusal.js';
import { useSay } from '../../i18n.js';
import { Dialog } from '../../ui/dialog.js';
import { DialogHead } from '../../ui/dialog-head.js';
import { Failure, showRefusal } from '../../ui/failure.js';
import { serverNow } from '../../ui/now.js';
import { awaitedText } from '../../ui/time-text.js';
import { showToast } from '../../ui/toast.js';
import { AbsenceForm } from './absence-form.js';

interface Props {
  me: MeView;
  /** Left out: my own. */
  colleague?: AgentRef;
  onClose: () => void;
}

export function AbsenceDialog({ me, colleague, onClose }: Props) {
  const say = useSay();
  const client = useQueryClient();
  const of = colleague ?? me;
  const calls = colleague ? callsOf(colleague.id) : mine;
  const key = ['absences', of.id];
  const { data, error, isPending, refetch } = useQuery({ queryKey: key, queryFn: calls.list });
  const again = (): void => void client.invalidateQueries({ queryKey: key });

  /** What is regretted is undone from the notice. */
  async function withUndo(
    act: () => Promise<unknown>,
    text: string,
    undo: () => Promise<unknown>,
  ): Promise<void> {
    try {
      await act();
      const back = (): void => void undo().then(again, (fault: unknown) => showRefusal(asRefusal(fault)));
      showToast({ text, action: { label: say('common.undo'), run: back } });
    } catch (fault) {
      showRefusal(asRefusal(fault));
    }
    again();
  }
  const remove = (absence: AbsenceView): Promise<void> =>
    withUndo(
      () => calls.end(absence.id),
      say('absence.removed'),
      () => calls.plan(asPlanned(absence)),
    );
  async function plan(absence: NewAbsence): Promise<void> {
    const { id } = await calls.plan(absence);
    showToast({
      text: say('absence.planned'),
      action: { label: say('common.undo'), run: () => void calls.end(id).then(again, again) },
    });
    again();
  }

  return (
    <Dialog labelledBy="absence-title" className="dlg narrow" testId="absence-dialog" onClose={onClose}>
      <DialogHead
        id="absence-title"
        title={colleague ? say('absence.title-of', { name: colleague.name }) : say('absence.title')}
        lead={say(colleague ? 'absence.lead-of' : 'absence.lead')}
        onClose={onClose}
      />
      <div className="plan-form">
        {isPending && <p className="muted">{say('common.loading')}</p>}
        {error && <Failure refusal={asRefusal(error)} onRetry={() => void refetch()} />}
        {data?.items.length === 0 && <p className="muted">{say('absence.none')}</p>}
        {data && data.items.length > 0 && (
          <ul className="plan-list" aria-label={say('absence.list')}>
            {data.items.map((absence) => (
              <Planned
                key={absence.id}
                absence={absence}
                ofColleague={colleague !== undefined}
                onRemove={() => void remove(absence)}
              />
            ))}
          </ul>
        )}
      </div>
      <AbsenceForm absentee={of} ofColleague={colleague !== undefined} onPlan={plan} onClose={onClose} />
    </Dialog>
  );
}

interface PlannedProps {
  absence: AbsenceView;
  ofColleague: boolean;
  onRemove: () => void;
}

function Planned({ absence, ofColleague, onRemove }: PlannedProps) {
  const say = useSay();
  const { kind, from, to, standIn } = absence;
  const now = serverNow();
  const runs = Date.parse(from) <= now;
  const span = to
    ? say('absence.span', { from: awaitedText(from, now), to: awaitedText(to, now) })
    : say('absence.span-open', { from: awaitedText(from, now) });
  return (
    <li data-testid="absence">
      <span>
        <b>{say(`absence.kind-${kind}`)}</b> <span className="num">{span}</span>
        <small>
          {standIn
            ? say(ofColleague ? 'absence.stands-in-of' : 'absence.stands-in', { name: standIn.name })
            : say('absence.by-rule')}
        </small>
      </span>
      <button type="button" className="btn sm" onClick={onRemove} data-testid="absence-remove">
        {say(runs ? (ofColleague ? 'absence.end-now-of' : 'absence.end-now') : 'absence.remove')}
      </button>
    </li>
  );
}

const mine = { list: api.absences, plan: api.planAbsence, end: api.endAbsence };

function callsOf(agentId: string): typeof mine {
  return {
    list: () => api.absencesOf(agentId),
    plan: (absence) => api.planAbsenceOf(agentId, absence),
    end: (absenceId) => api.endAbsenceOf(agentId, absenceId),
  };
}

function asPlanned({ kind, from, to, standIn }: AbsenceView): NewAbsence {
  return { kind, from, to, standInId: standIn?.id ?? null };
}
