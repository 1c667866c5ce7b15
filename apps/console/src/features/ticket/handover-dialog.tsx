/** Passing the baton: who takes over, what they see first, and the very sentence the customer gets. Both texts or nothing. */
import { useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { MessageSquare, Search, Users, X } from 'lucide-react';
import type { AgentView, QueueLive, Ticket } from '@lib/contracts';
import { api } from '../../api/calls.js';
import { asRefusal, type Refusal } from '../../api/refusal.js';
import { useSay, type Say } from '../../i18n.js';
import { useLive } from '../../rt/live.js';
import { Avatar } from '../../ui/avatar.js';
import { Dialog } from '../../ui/dialog.js';
import { problemText } from '../../ui/failure.js';
import { Keys } from '../../ui/keys.js';
import { waitText } from '../../ui/time-text.js';
import { showToast } from '../../ui/toast.js';
import { presenceOf, shownState } from '../agent-state/shown-state.js';
import { rankForHandover } from './handover-rank.js';
import { KitchenDoorCheck } from './kitchen-door-check.js';

type Target = { kind: 'agent'; agent: AgentView } | { kind: 'queue'; queue: QueueLive };

interface Props {
  ticket: Ticket;
  meId: string;
  onClose: () => void;
}

export function HandoverDialog({ ticket, meId, onClose }: Props) {
  const say = useSay();
  const [target, setTarget] = useState<Target | null>(null);
  const [inner, setInner] = useState('');
  const [line, setLine] = useState<string | null>(null);
  const [tried, setTried] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [busy, setBusy] = useState(false);
  const customerLine = line ?? (target ? usualLine(target, say) : '');
  const name = target && nameOf(target);
  const customer = ticket.customer.name?.split(' ')[0];

  async function submit(): Promise<void> {
    setTried(true);
    if (!target || inner.trim() === '' || customerLine.trim() === '' || busy) return;
    setBusy(true);
    setRefusal(null);
    try {
      const to = target.kind === 'agent' ? { agentId: target.agent.id } : { queueId: target.queue.id };
      await api.handOver(ticket.id, { to, innerNote: inner.trim(), customerLine: customerLine.trim() });
      showToast({ text: say('handover.done', { number: ticket.number, name: nameOf(target) }) });
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
      <header>
        <div>
          <h2 id="handover-title">{name ? say('handover.title-to', { name }) : say('handover.title')}</h2>
          <p>{say('handover.lead')}</p>
        </div>
        <button
          type="button"
          className="btn ghost icon sm x"
          aria-label={say('common.close')}
          onClick={onClose}
        >
          <X className="ic" aria-hidden="true" />
        </button>
      </header>
      <div className="dgrid">
        <Targets meId={meId} target={target} onPick={setTarget} missing={tried && target === null} />
        <section className="baton">
          <BatonText
            id="handover-inner"
            label={name ? say('handover.inner', { name }) : say('handover.inner-nobody')}
            hint={say('handover.inner-hint')}
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
          />
          {refusal && (
            <p className="fault" role="alert">
              {problemText(refusal)}
            </p>
          )}
        </section>
      </div>
      <footer>
        <p>{say('handover.foot')}</p>
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
          {name ? say('handover.submit-to', { name: name.split(' ')[0] ?? name }) : say('handover.submit')}
          <Keys of="send" />
        </button>
      </footer>
    </Dialog>
  );
}

interface TargetsProps {
  meId: string;
  target: Target | null;
  onPick: (target: Target) => void;
  missing: boolean;
}

function Targets({ meId, target, onPick, missing }: TargetsProps) {
  const say = useSay();
  const agents = useLive((state) => state.agents);
  const queues = useLive((state) => state.queues);
  const [filter, setFilter] = useState('');
  const matches = (text: string): boolean => text.toLowerCase().includes(filter.trim().toLowerCase());
  const people = rankForHandover(agents.values(), meId)
    .filter((agent) => matches(agent.name))
    .slice(0, 8);
  const teams = [...queues.values()].filter((queue) => matches(queue.name)).slice(0, 6);
  return (
    <section className="who2" aria-describedby={missing ? 'handover-choose' : undefined}>
      <label className="search">
        <Search className="ic" aria-hidden="true" />
        <input
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
          placeholder={say('handover.search')}
          aria-label={say('handover.search')}
          autoFocus
        />
      </label>
      {missing && (
        <p className="fault" id="handover-choose" role="alert">
          {say('handover.choose')}
        </p>
      )}
      <div role="radiogroup" aria-label={say('handover.people')} className="who-scroll">
        {people.length > 0 && <h3>{say('handover.best')}</h3>}
        {people.map((agent) => (
          <Choice
            key={agent.id}
            picked={target?.kind === 'agent' && target.agent.id === agent.id}
            onPick={() => onPick({ kind: 'agent', agent })}
            testId={`handover-agent-${agent.email}`}
            picture={
              <Avatar id={agent.id} name={agent.name} photo={agent.photo} presence={presenceOf(agent)} />
            }
            name={agent.name}
            detail={agentDetail(agent, say)}
          />
        ))}
        {teams.length > 0 && <h3>{say('handover.teams')}</h3>}
        {teams.map((queue) => (
          <Choice
            key={queue.id}
            picked={target?.kind === 'queue' && target.queue.id === queue.id}
            onPick={() => onPick({ kind: 'queue', queue })}
            testId="handover-queue"
            picture={
              <span className="av" aria-hidden="true">
                <Users className="ic" />
              </span>
            }
            name={queue.name}
            detail={
              queue.estimatedWaitSeconds === null
                ? say('queue.summary', { waiting: queue.waiting, staffed: queue.staffed })
                : say('handover.wait', { time: waitText(queue.estimatedWaitSeconds * 1_000) })
            }
          />
        ))}
        {people.length + teams.length === 0 && <p className="muted pad">{say('handover.nobody')}</p>}
      </div>
    </section>
  );
}

interface ChoiceProps {
  picked: boolean;
  onPick: () => void;
  testId: string;
  picture: ReactNode;
  name: string;
  detail: string;
}

function Choice({ picked, onPick, testId, picture, name, detail }: ChoiceProps) {
  return (
    <label className={`pp ${picked ? 'sel' : ''}`}>
      {picture}
      <span>
        <b>{name}</b>
        <small>{detail}</small>
      </span>
      <input
        type="radio"
        name="handover-target"
        className="sr"
        checked={picked}
        onChange={onPick}
        data-testid={testId}
      />
      <span className="rd" aria-hidden="true" />
    </label>
  );
}

interface BatonTextProps {
  id: string;
  label: string;
  hint?: string;
  icon?: ReactNode;
  value: string;
  onChange: (text: string) => void;
  missing: boolean;
  /** The customer who will read it; absent where only colleagues do. */
  reader?: Ticket['customer'];
}

function BatonText({ id, label, hint, icon, value, onChange, missing, reader }: BatonTextProps) {
  const say = useSay();
  const field = useRef<HTMLTextAreaElement>(null);
  return (
    <div className={`baton-text ${reader ? 'tell' : 'inner'}`}>
      <label htmlFor={id}>
        {icon}
        {label}
      </label>
      <textarea
        ref={field}
        id={id}
        rows={reader ? 3 : 5}
        value={value}
        placeholder={hint}
        onChange={(event) => onChange(event.target.value)}
        aria-invalid={missing}
        aria-describedby={missing ? `${id}-missing` : undefined}
        data-testid={id}
      />
      {reader && <KitchenDoorCheck field={field} text={value} customer={reader} onText={onChange} />}
      {missing && (
        <p className="fault" id={`${id}-missing`}>
          {say('handover.missing')}
        </p>
      )}
    </div>
  );
}

const nameOf = (target: Target): string => (target.kind === 'agent' ? target.agent.name : target.queue.name);

/** The customer learns a name, never how the house is organised: a team is "a colleague". */
function usualLine(target: Target, say: Say): string {
  return target.kind === 'agent'
    ? say('handover.line-default-agent', { colleague: target.agent.name })
    : say('handover.line-default-team');
}

function agentDetail(agent: AgentView, say: Say): string {
  const { voice, chat, email } = agent.load;
  const state = agent.present ? say(shownState(agent).text) : say('state.offline');
  return `${state} · ${say('handover.load', { calls: voice.used, chats: chat.used, mails: email.used })}`;
}
