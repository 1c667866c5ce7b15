/** Handing many tickets over: one colleague or team, one inner note, one line that each customer reads. */
import { useState } from 'react';
import { MessageSquare } from 'lucide-react';
import type { BulkAction, MeView, Ticket } from '@lib/contracts';
import { useSay } from '../../i18n.js';
import { Dialog } from '../../ui/dialog.js';
import { DialogHead } from '../../ui/dialog-head.js';
import { Targets, type Target } from '../ticket/handover-targets.js';
import { BatonText } from '../ticket/handover-texts.js';

interface Props {
  me: MeView;
  count: number;
  first: Ticket;
  onStart: (action: BulkAction) => Promise<boolean>;
  onClose: () => void;
}

export function BulkHandOver({ me, count, first, onStart, onClose }: Props) {
  const say = useSay();
  const [target, setTarget] = useState<Target | null>(null);
  const [innerNote, setInner] = useState('');
  const [line, setLine] = useState<string | null>(null);
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const usual = !target
    ? ''
    : target.kind === 'queue'
      ? say('handover.line-default-team')
      : say('handover.line-default-agent', { colleague: target.agent.name });
  const customerLine = line ?? usual;
  async function submit(): Promise<void> {
    setTried(true);
    if (!target || !innerNote.trim() || !customerLine.trim() || busy) return;
    setBusy(true);
    const to = target.kind === 'agent' ? { agentId: target.agent.id } : { queueId: target.queue.id };
    const texts = { innerNote: innerNote.trim(), customerLine: customerLine.trim() };
    if (await onStart({ do: 'hand-over', handOver: { to, kind: 'transfer', card: {}, ...texts } })) onClose();
    else setBusy(false);
  }
  return (
    <Dialog
      labelledBy="bulk-hand-over-title"
      className="dlg"
      testId="bulk-hand-over-dialog"
      onClose={onClose}
    >
      <DialogHead
        id="bulk-hand-over-title"
        title={say('bulk.title-hand-over')}
        lead={say('bulk.hand-over-lead', { count })}
        onClose={onClose}
      />
      <div className="dgrid">
        <Targets meId={me.id} target={target} onPick={setTarget} missing={tried && target === null} />
        <section className="baton">
          <BatonText
            id="handover-inner"
            label={say('bulk.hand-over-inner')}
            hint={say('handover.inner-hint')}
            rows={5}
            value={innerNote}
            onChange={setInner}
            missing={tried && innerNote.trim() === ''}
          />
          <BatonText
            id="handover-line"
            label={say('bulk.hand-over-line')}
            icon={<MessageSquare className="ic" aria-hidden="true" />}
            value={customerLine}
            onChange={setLine}
            missing={tried && customerLine.trim() === ''}
            reader={first.customer}
            rows={3}
          />
        </section>
      </div>
      <footer>
        <p>{say('bulk.hand-over-foot')}</p>
        <button type="button" className="btn ghost" onClick={onClose}>
          {say('common.cancel')}
        </button>
        <button
          type="button"
          className="btn primary"
          disabled={busy}
          onClick={() => void submit()}
          data-testid="bulk-hand-over-submit"
        >
          {say('bulk.submit', { count })}
        </button>
      </footer>
    </Dialog>
  );
}
