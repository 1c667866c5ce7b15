/** The customer of my call goes on in a queue: which one and how long it takes there, what I pass on, and what I tell them. */
import { useState, type KeyboardEvent } from 'react';
import { MessageSquare, PhoneForwarded, Users } from 'lucide-react';
import type { HandOverCard, InteractionView, QueueLive, Ticket } from '@lib/contracts';
import { api } from '../../api/calls.js';
import { asRefusal, type Refusal } from '../../api/refusal.js';
import { useSay, type Say } from '../../i18n.js';
import { useLive } from '../../rt/live.js';
import { Dialog } from '../../ui/dialog.js';
import { DialogHead } from '../../ui/dialog-head.js';
import { problemText } from '../../ui/failure.js';
import { Keys } from '../../ui/keys.js';
import { waitText } from '../../ui/time-text.js';
import { showToast } from '../../ui/toast.js';
import { cardParts } from '../hand-over/hand-over-card.js';
import { Choice } from '../ticket/handover-targets.js';
import { BatonText, FourLines } from '../ticket/handover-texts.js';
import { takeBack } from './call-acts.js';

interface Props {
  ticket: Ticket;
  call: InteractionView;
}

export function ToQueue(props: Props) {
  const say = useSay();
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" onClick={() => setOpen(true)} data-testid="call-to-queue">
        <PhoneForwarded className="ic" aria-hidden="true" />
        {say('call.to-queue')}
      </button>
      {open && <ToQueueDialog {...props} onClose={() => setOpen(false)} />}
    </>
  );
}

function ToQueueDialog({ ticket, call, onClose }: Props & { onClose: () => void }) {
  const say = useSay();
  const queues = useLive((state) => state.queues);
  const [queueId, setQueueId] = useState<string | null>(null);
  const [card, setCard] = useState<HandOverCard>({});
  const [line, setLine] = useState(() => say('handover.line-default-team'));
  const [anyway, setAnyway] = useState(false);
  const [tried, setTried] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const queue = queueId === null ? undefined : queues.get(queueId);
  const note = noteOf(card, say);
  const nobody = queue?.staffed === 0 || refusal?.code === 'queue-unstaffed';

  async function submit(): Promise<void> {
    setTried(true);
    if (!queue || note === '' || line.trim() === '' || (nobody && !anyway)) return;
    try {
      const texts = { innerNote: note, customerLine: line.trim() };
      await api.callToQueue(call.id, { queueId: queue.id, anyway, ...texts });
      showToast(
        {
          text: say('call.moved', { name: queue.name }),
          action: { label: say('call.take-back'), run: () => void takeBack(call.id) },
        },
        10_000,
      );
      onClose();
    } catch (error) {
      setRefusal(asRefusal(error));
    }
  }
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void submit();
  };
  const pick = (id: string): void => {
    setQueueId(id);
    setAnyway(false);
    setRefusal(null);
  };

  return (
    <Dialog
      labelledBy="to-queue-title"
      className="dlg"
      testId="to-queue-dialog"
      onClose={onClose}
      onKeyDown={onKey}
    >
      <DialogHead
        id="to-queue-title"
        title={say('call.to-queue-title')}
        lead={say('call.to-queue-lead')}
        onClose={onClose}
      />
      <div className="dgrid">
        <Queues picked={queueId} onPick={pick} missing={tried && !queue} />
        <section className="baton">
          {nobody && (
            <label className="row2" data-testid="to-queue-nobody">
              <input
                type="checkbox"
                checked={anyway}
                aria-invalid={tried && !anyway}
                onChange={(event) => setAnyway(event.target.checked)}
                data-testid="to-queue-anyway"
              />
              {say('call.to-queue-anyway')}
            </label>
          )}
          <FourLines
            name={queue?.name ?? say('handover.teams')}
            card={card}
            proposed={{}}
            onChange={setCard}
          />
          {tried && note === '' && (
            <p className="fault" role="alert">
              {say('handover.missing')}
            </p>
          )}
          <BatonText
            id="to-queue-line"
            label={say('call.to-queue-line')}
            icon={<MessageSquare className="ic" aria-hidden="true" />}
            value={line}
            onChange={setLine}
            missing={tried && line.trim() === ''}
            reader={ticket.customer}
            rows={3}
          />
          {refusal && (
            <p className="fault" role="alert">
              {problemText(refusal)}
            </p>
          )}
        </section>
      </div>
      <footer>
        <p>{say('call.to-queue-foot')}</p>
        <button type="button" className="btn ghost" onClick={onClose}>
          {say('common.cancel')}
        </button>
        <button
          type="button"
          className="btn primary"
          onClick={() => void submit()}
          data-testid="to-queue-submit"
        >
          {say('call.to-queue-submit')}
          <Keys of="send" />
        </button>
      </footer>
    </Dialog>
  );
}

interface QueuesProps {
  picked: string | null;
  onPick: (id: string) => void;
  missing: boolean;
}

function Queues({ picked, onPick, missing }: QueuesProps) {
  const say = useSay();
  const queues = useLive((state) => state.queues);
  return (
    <section className="who2" aria-describedby={missing ? 'to-queue-choose' : undefined}>
      {missing && (
        <p className="fault" id="to-queue-choose" role="alert">
          {say('handover.choose')}
        </p>
      )}
      <div role="radiogroup" aria-label={say('handover.teams')} className="who-scroll">
        {[...queues.values()].map((queue) => (
          <Choice
            key={queue.id}
            picked={queue.id === picked}
            onPick={() => onPick(queue.id)}
            testId="to-queue-choice"
            picture={
              <span className="av" aria-hidden="true">
                <Users className="ic" />
              </span>
            }
            name={queue.name}
            detail={waitOf(queue, say)}
          />
        ))}
      </div>
      {queues.size === 0 && <p className="muted pad">{say('handover.nobody')}</p>}
    </section>
  );
}

function waitOf({ staffed, waiting, estimatedWaitSeconds }: QueueLive, say: Say): string {
  if (staffed === 0) return say('call.queue-nobody');
  const line = say('queue.summary', { waiting, staffed });
  return estimatedWaitSeconds === null
    ? line
    : `${line} · ${say('handover.wait', { time: waitText(estimatedWaitSeconds * 1_000) })}`;
}

/** In the words of the card, one line each; empty where nothing was typed. */
function noteOf(card: HandOverCard, say: Say): string {
  return cardParts
    .flatMap(({ part, label }) => (card[part]?.trim() ? [`${say(label)} : ${card[part].trim()}`] : []))
    .join('\n');
}
