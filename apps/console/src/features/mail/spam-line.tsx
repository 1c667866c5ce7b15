/** On a mail that looks like spam: why, and what it is in the eyes of who reads it; any mail can be called spam, and that taken back. */
import { useState } from 'react';
import { Ban, Undo2 } from 'lucide-react';
import { MessageSpam, type JudgedAs, type TimelineItem } from '@lib/contracts';
import { mailApi } from '../../api/mail-calls.js';
import { asRefusal } from '../../api/refusal.js';
import { say as sayNow, useSay } from '../../i18n.js';
import { showRefusal } from '../../ui/failure.js';
import { showToast } from '../../ui/toast.js';
import { reasonText } from './spam-text.js';

interface Props {
  ticketId: string;
  item: TimelineItem;
}

export function SpamLine({ ticketId, item }: Props) {
  const say = useSay();
  const { busy, judge } = useJudgement(ticketId, item);
  const { data: spam } = MessageSpam.safeParse(item.data.spam);
  const said = spam?.said?.as;
  if (spam?.said)
    return (
      <p className={`spam-line ${said === 'spam' ? 'warn' : ''}`} data-testid="spam-line" data-said={said}>
        <span>{say(`spam.said-${spam.said.as}`, { name: spam.said.by })}</span>
        <button
          type="button"
          className="btn sm ghost"
          disabled={busy}
          onClick={() => void judge('undecided')}
          data-testid="spam-undo"
        >
          <Undo2 className="ic" aria-hidden="true" />
          {say('spam.take-back')}
        </button>
      </p>
    );
  if (spam?.verdict !== 'flag') return null;
  return (
    <div className="spam-line warn" data-testid="spam-line">
      <span>
        <b>{say('spam.flagged')}</b> {spam.reasons.map((reason) => reasonText(reason, say)).join(' · ')}
      </span>
      <JudgeButtons busy={busy} onJudge={(as) => void judge(as)} />
    </div>
  );
}

/** For a mail that nothing speaks against: quiet, among what is known of its sender. */
export function CallItSpam({ ticketId, item }: Props) {
  const say = useSay();
  const { busy, judge } = useJudgement(ticketId, item);
  const { data: spam } = MessageSpam.safeParse(item.data.spam);
  if (spam && (spam.said || spam.verdict === 'flag')) return null;
  return (
    <button
      type="button"
      className="btn sm ghost"
      disabled={busy}
      onClick={() => void judge('spam')}
      data-testid="call-it-spam"
    >
      <Ban className="ic" aria-hidden="true" />
      {say('spam.is-spam')}
    </button>
  );
}

export function JudgeButtons({ busy, onJudge }: { busy: boolean; onJudge: (as: JudgedAs) => void }) {
  const say = useSay();
  return (
    <span className="row2">
      <button
        type="button"
        className="btn sm"
        disabled={busy}
        onClick={() => onJudge('spam')}
        data-testid="spam-yes"
      >
        <Ban className="ic" aria-hidden="true" />
        {say('spam.is-spam')}
      </button>
      <button
        type="button"
        className="btn sm"
        disabled={busy}
        onClick={() => onJudge('not-spam')}
        data-testid="spam-no"
      >
        {say('spam.is-not')}
      </button>
    </span>
  );
}

function useJudgement(ticketId: string, item: TimelineItem) {
  const [busy, setBusy] = useState(false);
  const judge = async (as: JudgedAs): Promise<void> => {
    setBusy(true);
    try {
      await mailApi.judgeMessage(ticketId, item.id, as);
      const undo = { label: sayNow('common.undo'), run: () => void judge('undecided') };
      if (as !== 'undecided') showToast({ text: sayNow(`spam.done-${as}`), action: undo });
    } catch (error) {
      showRefusal(asRefusal(error));
    } finally {
      setBusy(false);
    }
  };
  return { busy, judge };
}
