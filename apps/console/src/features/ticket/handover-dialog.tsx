/** Passing the baton: who takes over, what they see first, and the very sentence the customer gets. Both texts or nothing. */
import { useState, type KeyboardEvent } from 'react';
import { MessageSquare } from 'lucide-react';
import type { HandOverCard, Ticket } from '@lib/contracts';
import type { MessageId } from '@lib/design';
import { api } from '../../api/calls.js';
import { asRefusal, type Refusal } from '../../api/refusal.js';
import { useSay, type Say } from '../../i18n.js';
import { Dialog } from '../../ui/dialog.js';
import { DialogHead } from '../../ui/dialog-head.js';
import { problemText } from '../../ui/failure.js';
import { Keys } from '../../ui/keys.js';
import { serverNow } from '../../ui/now.js';
import { awaitedText } from '../../ui/time-text.js';
import { showToast } from '../../ui/toast.js';
import { proposedCard } from '../brief/proposed-card.js';
import { useBrief } from '../brief/use-brief.js';
import { Targets, type Target } from './handover-targets.js';
import { BatonText, FourLines, How, type Kind } from './handover-texts.js';

interface Props {
  ticket: Ticket;
  meId: string;
  /** Picked already, as when this colleague is on the line. */
  to?: Target;
  onClose: () => void;
}

export function HandoverDialog({ ticket, meId, to: given, onClose }: Props) {
  const say = useSay();
  const [target, setTarget] = useState<Target | null>(given ?? null);
  const [picked, setKind] = useState<Kind>('transfer');
  const [card, setCard] = useState<HandOverCard>({});
  const brief = useBrief(ticket).data;
  const proposed = brief ? proposedCard(brief, say, (iso) => awaitedText(iso, serverNow())) : {};
  const [inner, setInner] = useState('');
  const [line, setLine] = useState<string | null>(null);
  const [tried, setTried] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [busy, setBusy] = useState(false);
  const toAgent = target?.kind === 'agent';
  const kind = toAgent ? picked : 'transfer';
  const customerLine = line ?? (target ? usualLine(target, kind, say) : '');
  const name = target && nameOf(target);
  const customer = ticket.customer.name?.split(' ')[0];

  async function submit(): Promise<void> {
    setTried(true);
    if (!target || inner.trim() === '' || customerLine.trim() === '' || busy) return;
    setBusy(true);
    setRefusal(null);
    try {
      const to = target.kind === 'agent' ? { agentId: target.agent.id } : { queueId: target.queue.id };
      const texts = { innerNote: inner.trim(), customerLine: customerLine.trim() };
      await api.handOver(ticket.id, { to, kind, card: toAgent ? { ...proposed, ...card } : {}, ...texts });
      const values = { number: ticket.number, name: nameOf(target) };
      showToast({ text: say(toAgent ? 'handover.asked' : 'handover.done', values) });
      onClose();
    } catch (error) {
      setRefusal(asRefusal(error));
      setBusy(false);
    }
  }
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void submit();
  };

  return (
    <Dialog
      labelledBy="handover-title"
      className="dlg"
      testId="handover-dialog"
      onClose={onClose}
      onKeyDown={onKey}
    >
      <DialogHead
        id="handover-title"
        title={name ? say('handover.title-to', { name }) : say('handover.title')}
        lead={toAgent && name ? say('handover.lead-to', { name }) : say('handover.lead')}
        onClose={onClose}
      />
      <div className="dgrid">
        <Targets meId={meId} target={target} onPick={setTarget} missing={tried && target === null} />
        <section className="baton">
          {toAgent && name && (
            <>
              <How name={name} kind={kind} onPick={setKind} />
              <FourLines name={name} card={card} proposed={proposed} onChange={setCard} />
            </>
          )}
          <BatonText
            id="handover-inner"
            label={innerLabel(target, say)}
            hint={say(toAgent ? 'handover.inner-hint-agent' : 'handover.inner-hint')}
            rows={toAgent ? 3 : 5}
            value={inner}
            onChange={setInner}
            missing={tried && inner.trim() === ''}
          />
          <BatonText
            id="handover-line"
            label={customer ? say('handover.line', { name: customer }) : say('handover.line-customer')}
            icon={<MessageSquare className="ic" aria-hidden="true" />}
            value={customerLine}
            onChange={setLine}
            missing={tried && customerLine.trim() === ''}
            reader={ticket.customer}
            rows={toAgent ? 2 : 3}
          />
          {refusal && (
            <p className="fault" role="alert">
              {problemText(refusal)}
            </p>
          )}
        </section>
      </div>
      <footer>
        <p>{toAgent && name ? say('handover.foot-agent', { name }) : say('handover.foot')}</p>
        <button type="button" className="btn ghost" onClick={onClose}>
          {say('common.cancel')}
        </button>
        <button
          type="button"
          className="btn primary"
          disabled={busy}
          onClick={() => void submit()}
          data-testid="handover-submit"
        >
          {name ? say(submitTexts[kind], { name: name.split(' ')[0] ?? name }) : say('handover.submit')}
          <Keys of="send" />
        </button>
      </footer>
    </Dialog>
  );
}

const submitTexts = {
  introduce: 'handover.submit-introduce',
  consult: 'handover.submit-consult',
  transfer: 'handover.submit-to',
} as const satisfies Record<Kind, MessageId>;

const nameOf = (target: Target): string => (target.kind === 'agent' ? target.agent.name : target.queue.name);

function innerLabel(target: Target | null, say: Say): string {
  if (!target) return say('handover.inner-nobody');
  return say(target.kind === 'agent' ? 'handover.inner-agent' : 'handover.inner', { name: nameOf(target) });
}

/** The customer learns a name, never how the house is organised: a team is "a colleague". */
function usualLine(target: Target, kind: Kind, say: Say): string {
  if (target.kind === 'queue') return say('handover.line-default-team');
  return say(kind === 'consult' ? 'handover.line-default-consult' : 'handover.line-default-agent', {
    colleague: target.agent.name,
  });
}
